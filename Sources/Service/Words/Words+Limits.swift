import Solver

extension Words {
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
}
