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

    /// Lines of an electricity bill.
    static func bill(_ kind: Bill.Kind) -> Text {
        switch kind {
        case .energy: Text("Energy", "电能电费")
        case .contractEnergy: Text("Contract energy", "中长期合约电费")
        case .dayAheadDeviation: Text("Day-ahead deviation from the contract", "日前偏差电费")
        case .realTimeDeviation: Text("Real-time deviation from the declaration", "实时偏差电费")
        case .deviationPenalty: Text("Deviation penalty", "偏差考核费用")
        case .lineLoss: Text("Line losses", "上网环节线损费用")
        case .transmissionDistribution: Text("Transmission and distribution", "输配电费")
        case .systemOperation: Text("System operation", "系统运行费")
        case .governmentFunds: Text("Government funds", "政府性基金及附加")
        case .pueAdder: Text("PUE adder", "PUE差别电价加价")
        case .tiers: Text("Tiers", "阶梯加价")
        case .demandCharge: Text("Demand or capacity charge", "需量电费/容量电费")
        case .demandOverrun: Text("Over-run of contracted demand", "超合同需量电费")
        case .powerFactorAdjustment: Text("Power-factor adjustment", "力调电费")
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

    /// Limits of the model.
    static func limit(_ kind: LimitKind) -> Text {
        switch kind {
        case .importLimit: Text("Import", "受电上限")
        case .exportLimit: Text("Export", "上网上限")
        case .accelerators: Text("Accelerators", "加速卡数量")
        case .minimumReplicas: Text("Replicas that must stay loaded", "最少常驻副本")
        case .facilityRamp: Text("Ramp of facility power", "设施功率爬坡")
        case .importRamp: Text("Ramp of import", "受电功率爬坡")
        case .bandwidth: Text("Bandwidth", "带宽")
        case .moveLimit: Text("Share of tokens that moves", "词元迁移比例")
        case .chargePower: Text("Charging power", "充电功率")
        case .dischargePower: Text("Discharging power", "放电功率")
        case .stateOfCharge: Text("State of charge", "荷电状态")
        case .supplyAvailable: Text("Carbon-free supply available", "可用零碳电力")
        case .generatorOutput: Text("Output of a generator", "发电出力")
        case .lineLimit: Text("Line", "线路潮流")
        case .angleLimit: Text("Angle across a line", "线路两端相角差")
        case .nodeLoad: Text("Load of a node", "节点负荷")
        case .dcLineLimit: Text("DC line", "直流线路功率")
        case .interfaceLimit: Text("Interface", "断面潮流")
        case .gridEmissionCap: Text("Cap on emissions of supplies", "供电侧碳排放上限")
        case .carbonCap: Text("Carbon cap", "碳排放上限")
        case .waterCap: Text("Water cap", "用水上限")
        case .greenMatching: Text("Hourly matching of green tokens", "绿色Token逐小时绿电匹配")
        case .greenOverhead:
            Text("Hourly matching of green tokens with overhead", "绿色Token含分摊能耗逐小时绿电匹配")
        case .energyQuota: Text("Energy quota", "能耗指标")
        case .greenShare: Text("Green share by volume", "绿电电量占比")
        case .peakImportShare: Text("Share of import at peak", "高峰时段受电占比")
        case .directSelfUse: Text("Self-use of direct supply", "绿电直连自发自用占比")
        case .directLoad: Text("Load covered by direct supply", "绿电直连电量占用电量比例")
        case .directExport: Text("Export of direct supply", "绿电直连上网电量占比")
        case .responseObligation: Text("Mandatory demand response", "必须执行的需求响应")
        case .budget: Text("Limit over the horizon", "全期总量限制")
        case .deadline: Text("Deadline of batch work", "批量任务期限")
        case .minimumUpTime: Text("Minimum up time of a generator", "机组最短运行时间")
        case .minimumDownTime: Text("Minimum down time of a generator", "机组最短停机时间")
        case .addedCapacity: Text("Capacity that may be added", "可新增容量")
        case .reserve: Text("Reserve against losing a site", "站点失效备用")
        case .spinningReserve: Text("Spinning reserve", "旋转备用")
        case .pin: Text("Pin", "人工锁定")
        case .maintenance: Text("Maintenance window", "检修窗口")
        case .deviation: Text("Deviation from the declaration", "申报偏差")
        case .jobDeadline: Text("Job to be done in its window", "作业须在时限内完成")
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

    /// Which way a bound holds.
    static func side(isUpper: Bool) -> Text {
        isUpper ? Text("at most", "不超过") : Text("at least", "不低于")
    }

    /// What is proven about a relaxation.
    static func relaxation(isProven: Bool) -> Text {
        isProven
            ? Text("The cheapest relaxation, proven:", "代价最小的放宽（已证明）：")
            : Text(
                "A relaxation (not proven to be the cheapest):", "一种放宽（未证明代价最小）：")
    }

    /// What is proven about limits in conflict.
    static func conflict(isIrreducible: Bool, needsIntegers: Bool) -> Text {
        let what =
            isIrreducible
            ? Text(
                "Limits in conflict; without any one of them the others can be kept",
                "互相冲突的限值；去掉其中任何一个，其余即可同时满足")
            : Text(
                "Limits in conflict (there was no time to prove that all of them are needed)",
                "互相冲突的限值（时间不足，未证明每一个都必不可少）")
        return what
            + (needsIntegers
                ? Text(
                    ". Without whole numbers they would not conflict:",
                    "。若不要求取整则不冲突：")
                : Text(":", "："))
    }

    /// When no set of limits in conflict was found.
    static let conflictNotFound = Text(
        "The limits in conflict were not found in time.", "未能在时限内找出互相冲突的限值。")

    /// Units of limits.
    static func unit(_ kind: LimitKind) -> Text {
        switch kind {
        case .accelerators: Text("accelerator", "卡")
        case .minimumReplicas: Text("replica", "副本")
        case .moveLimit: Text("whole share", "全部比例")
        case .deadline, .reserve: Text("million tokens", "百万词元")
        case .angleLimit: Text("degrees", "度")
        case .jobDeadline: Text("job", "作业")
        case .waterCap: "m³"
        case .minimumUpTime, .minimumDownTime: Text("on/off", "启停")
        case .addedCapacity, .pin, .maintenance: Text("unit", "单位")
        default: Text(both: kind.unit)
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

    /// Lines of the objective.
    static func cost(_ kind: CostLine.Kind) -> Text {
        switch kind {
        case .gridEnergy: Text("Imported energy, all tariff components", "受电电量电费（各电价组成）")
        case .contractEnergy: Text("Contract energy", "中长期合约电费")
        case .dayAheadDeviation: Text("Day-ahead deviation from the contract", "日前偏差电费")
        case .realTimeDeviation: Text("Real-time deviation from the declaration", "实时偏差电费")
        case .deviationPenalty: Text("Deviation penalty", "偏差考核费用")
        case .pueAdder: Text("PUE adder", "PUE差别电价加价")
        case .tiers: Text("Tiers", "阶梯加价")
        case .demandCharge: Text("Demand charge added by the horizon", "本时段新增需量电费")
        case .carbonFreeSupply:
            Text("Carbon-free supply, less the energy it replaces", "零碳电力（扣除被替代电能）")
        case .takeOrPay: Text("Take-or-pay volume", "照付不议电量")
        case .curtailment: Text("Curtailment", "弃电费用")
        case .export: Text("Export", "上网电费")
        case .generation: Text("Generators and supplies", "发电与供电")
        case .transfer: Text("Transfer by DC lines", "直流输送费用")
        case .startUp: Text("Start-ups and shut-downs", "机组启停费用")
        case .noLoad: Text("No-load cost of generators", "机组空载费用")
        case .investment: Text("Added capacity", "新增容量投资")
        case .standingCapacity: Text("Capacity that stands anyway", "既定容量")
        case .existingCapacity: Text("What exists today, deducted", "扣除现有容量")
        case .storageWear: Text("Storage wear", "储能损耗")
        case .storedEnergy: Text("Change of stored energy", "储能电量变化")
        case .carbon: Text("Carbon price", "碳价成本")
        case .policyViolation: Text("Broken quotas and shares", "突破指标与占比的费用")
        case .demandResponse: Text("Pay for demand response", "需求响应补偿")
        case .responsePenalty: Text("Penalty for missed demand response", "需求响应考核")
        case .water: Text("Water", "用水")
        case .loading: Text("Loading of replicas", "副本加载")
        case .weightsTransfer: Text("Bringing weights to sites", "模型权重传输")
        case .network: Text("Network", "网络传输")
        case .lateness: Text("Lateness", "逾期成本")
        case .backlog: Text("Work left for later", "留待以后的任务")
        case .checkpoints: Text("Restarts of jobs", "作业重启")
        case .jobValue: Text("Value of jobs", "作业价值")
        case .unservedPenalty: Text("Penalty for tokens not served", "未服务词元罚金")
        case .revenue: Text("Revenue", "收入")
        }
    }
}
