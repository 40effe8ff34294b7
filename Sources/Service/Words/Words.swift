import Solver

/// The project's vocabulary in both languages.
enum Words {
    /// 尖峰, 峰, 平, 谷, 深谷.
    static func period(_ period: Season.Period) -> Text {
        switch period {
        case .sharpPeak: Text("sharp peak", "尖峰")
        case .peak: Text("peak", "峰")
        case .flat: Text("flat", "平")
        case .valley: Text("valley", "谷")
        case .deepValley: Text("deep valley", "深谷")
        }
    }

    /// Tiers of token factories.
    static func tier(_ tier: Site.Tier) -> Text {
        switch tier {
        case .centre: Text("centre", "中心")
        case .edge: Text("edge", "边缘")
        case .onSite: Text("on-site", "现场")
        }
    }

    /// Sources of carbon-free energy.
    static func source(_ kind: Renewable.Kind) -> Text {
        switch kind {
        case .wind: Text("wind", "风电")
        case .solar: Text("solar", "光伏")
        case .hydro: Text("hydro", "水电")
        case .nuclear: Text("nuclear", "核电")
        }
    }

    /// What the judge has proven.
    static func status(_ status: SolveStatus) -> Text {
        switch status {
        case .optimal: Text("Optimal, proven", "最优（已证明）")
        case .feasible: Text("Feasible, not proven optimal", "可行，未证明最优")
        case .infeasible: Text("Infeasible, proven", "不可行（已证明）")
        case .unbounded: Text("Unbounded, proven", "无界（已证明）")
        case .limit: Text("Stopped at a limit without a plan", "达到限制而停止，无计划")
        }
    }

    /// What a proof says.
    static func status(_ proof: Proof) -> Text {
        proof.restsOnSearch
            ? Text(
                "Infeasible by two complete searches, without a certificate",
                "两次完整搜索均未找到整数解：不可行（未出具证明）")
            : status(proof.status)
    }

    /// Which program prices belong to, in a sentence.
    static func prices(_ source: DualSource) -> Text {
        switch source {
        case .program: Text("Prices are the duals of the program.", "价格为模型的对偶值。")
        case .fixedIntegers:
            Text(
                "Prices hold with commitments as they are: the integers are fixed at this plan.",
                "价格在现有整数承诺不变时成立：整数变量固定于本计划的取值。")
        case .relaxation:
            Text(
                "Prices are those of the relaxation without integers: time ran out before the "
                    + "program with integers fixed was solved.",
                "价格取自不含整数要求的松弛问题：求解整数固定后的模型前时间已用尽。")
        }
    }

    /// Notices, with the unit of their amount.
    static func notice(_ kind: Notice.Kind) -> (name: Text, unit: Text) {
        let tokens = Text("million tokens", "百万词元")
        switch kind {
        case .unserved: return (Text("Tokens not served", "未服务的词元"), tokens)
        case .dropped: return (Text("Batch tokens dropped", "放弃的批量词元"), tokens)
        case .late:
            return (
                Text("Batch tokens late", "逾期的批量词元"), Text("million token-hours", "百万词元·小时")
            )
        case .simultaneousChargeAndDischarge:
            return (Text("A storage charges and discharges at once", "储能同时充放电"), "MWh")
        case .expiredPin:
            return (
                Text("A pin has expired and does not count", "人工锁定已过期，不再生效"), Text("hours", "小时")
            )
        case .simultaneousTransfer:
            return (Text("A DC line carries both ways at once", "直流线路同时双向输送"), "MWh")
        case .jobDeclined:
            return (Text("Job declined, of a value of", "放弃的作业，其价值为"), Text("CNY", "元"))
        case .jobLate: return (Text("Job late", "逾期的作业"), Text("hours", "小时"))
        case .lowUtilisation:
            return (
                Text(
                    "Use is below 260 kWh per kVA and month: the demand charge at × 0.9 is not earned",
                    "每月每千伏安用电量低于260千瓦时，需量电费九折不成立"), "kWh/kVA"
            )
        }
    }

    /// What becomes of something that an import does not carry as it is.
    static func omission(_ kind: PyPSAOmission.Kind) -> Text {
        switch kind {
        case .noEffect: Text("left out, without effect:", "未带入（无影响）：")
        case .replaced: Text("replaced:", "已替代：")
        case .notCarried: Text("NOT CARRIED OVER, the optimum may differ:", "未能带入，最优结果可能不同：")
        }
    }

    /// What became of a job.
    static func jobStatus(_ status: EndStates.JobState.Status) -> Text {
        switch status {
        case .done: Text("done", "完成")
        case .running: Text("running on", "继续运行")
        case .paused: Text("paused", "暂停")
        case .waiting: Text("waiting", "等待")
        case .declined: Text("declined", "放弃")
        case .notReleased: Text("not released yet", "尚未发布")
        }
    }

    /// When two documents say the same.
    static let nothingChanged = Text(
        "The two scenarios are the same: nothing changed.", "两个情景相同，没有变化。")

    /// How a difference of cost was traced back.
    static func attribution(_ method: CostAttribution.Method) -> Text {
        switch method {
        case .sequential:
            Text(
                "Why: the changes made one after the other in this order, each solved anew "
                    + "(another order can divide the same sum differently)",
                "原因：按此顺序逐项变更并重新求解（换一种顺序，分摊可能不同）")
        case .firstOrder:
            Text(
                "Why, to first order: each change alone, priced with the marginal prices of A",
                "原因（一阶近似）：每项变更单独按A的边际价格估算")
        }
    }

    /// Figures of a plan, with their units.
    static func figure(_ quantity: FigureChange.Quantity) -> (name: Text, unit: Text) {
        let tokens = Text("million tokens", "百万词元")
        return switch quantity {
        case .imported: (Text("Import", "受电量"), "MWh")
        case .peak: (Text("Largest import", "最大受电功率"), "MW")
        case .exported: (Text("Export", "上网电量"), "MWh")
        case .carbonFree: (Text("Carbon-free supply used", "所用零碳电力"), "MWh")
        case .discharged: (Text("Delivered by storage", "储能放电量"), "MWh")
        case .generated: (Text("Generated", "发电量"), "MWh")
        case .tokens: (Text("Tokens made", "所产词元"), tokens)
        case .unserved: (Text("Tokens not served", "未服务的词元"), tokens)
        case .locationCarbon: (Text("Carbon, location-based", "碳排放（基于位置）"), "t")
        case .marketCarbon: (Text("Carbon, market-based", "碳排放（基于市场）"), "t")
        }
    }

    /// What a number with a suspicious unit was compared with.
    static func comparison(_ comparison: UnitSuspicion.Comparison) -> Text {
        switch comparison {
        case .possibleLoad: Text("all accelerators of the site draw", "该站全部加速卡功率为")
        case .connection: Text("the size of the site is", "该站规模为")
        case .throughput: Text("all pools together make", "全部资源池产能为")
        case .usual: Text("usual numbers end at", "通常数值的边界为")
        }
    }

    /// What capacity is added to.
    static func expansion(_ kind: Expansion.Kind) -> Text {
        switch kind {
        case .generator: Text("generator", "发电机组")
        case .connection: Text("connection", "受电变压器")
        case .pool: Text("accelerators", "加速卡")
        case .storage: Text("storage", "储能")
        case .renewable: Text("carbon-free supply", "零碳电源")
        case .line: Text("AC line", "交流线路")
        case .dcLine: Text("DC line", "直流线路")
        }
    }
}
