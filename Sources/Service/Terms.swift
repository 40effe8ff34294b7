import Solver

/// The standard terms of the field, in both languages.
enum Terms {
    static func period(_ period: Season.Period) -> Text {
        switch period {
        case .sharpPeak: Text(en: "sharp peak", zh: "尖峰")
        case .peak: Text(en: "peak", zh: "峰")
        case .flat: Text(en: "flat", zh: "平")
        case .valley: Text(en: "valley", zh: "谷")
        case .deepValley: Text(en: "deep valley", zh: "深谷")
        }
    }

    static func billLine(_ kind: Bill.Kind) -> Text {
        switch kind {
        case .energy: Text(en: "energy", zh: "电能量")
        case .lineLoss: Text(en: "line losses", zh: "上网环节线损")
        case .transmissionDistribution: Text(en: "transmission and distribution", zh: "输配电")
        case .systemOperation: Text(en: "system operation", zh: "系统运行费")
        case .governmentFunds: Text(en: "government funds", zh: "政府性基金及附加")
        case .pueAdder: Text(en: "PUE adder", zh: "PUE 加价")
        case .tiers: Text(en: "tiers", zh: "阶梯电价")
        case .demandCharge: Text(en: "demand or capacity charge", zh: "需（容）量电费")
        case .demandOverrun: Text(en: "demand over-run", zh: "超需量")
        case .powerFactorAdjustment: Text(en: "power-factor adjustment", zh: "力调电费")
        }
    }

    static func cost(_ kind: CostLine.Kind) -> Text {
        switch kind {
        case .gridEnergy: Text(en: "grid energy", zh: "网购电能")
        case .pueAdder: Text(en: "PUE adder", zh: "PUE 加价")
        case .tiers: Text(en: "tiers", zh: "阶梯电价")
        case .demandCharge: Text(en: "added demand charge", zh: "新增需量电费")
        case .carbonFreeSupply: Text(en: "carbon-free supply", zh: "绿电")
        case .takeOrPay: Text(en: "take-or-pay", zh: "照付不议")
        case .curtailment: Text(en: "curtailment", zh: "弃电")
        case .export: Text(en: "export", zh: "上网售电")
        case .storageWear: Text(en: "storage wear", zh: "储能损耗")
        case .storedEnergy: Text(en: "stored energy", zh: "期末储能价值")
        case .carbon: Text(en: "carbon", zh: "碳成本")
        case .water: Text(en: "water", zh: "水费")
        case .loading: Text(en: "loading of replicas", zh: "模型加载")
        case .network: Text(en: "network", zh: "网络传输")
        case .lateness: Text(en: "lateness", zh: "迟延")
        case .backlog: Text(en: "backlog at the end", zh: "期末待办")
        case .unservedPenalty: Text(en: "penalty for unserved tokens", zh: "未服务罚金")
        case .revenue: Text(en: "revenue", zh: "收入")
        }
    }

    static func limit(_ kind: LimitKind) -> Text {
        switch kind {
        case .importLimit: Text(en: "import", zh: "购电功率")
        case .exportLimit: Text(en: "export", zh: "上网功率")
        case .accelerators: Text(en: "accelerators", zh: "加速卡数量")
        case .minimumReplicas: Text(en: "minimum replicas", zh: "最少副本数")
        case .facilityRamp: Text(en: "ramp of facility power", zh: "设施功率爬坡")
        case .importRamp: Text(en: "ramp of import", zh: "购电爬坡")
        case .bandwidth: Text(en: "bandwidth", zh: "带宽")
        case .moveLimit: Text(en: "share of tokens that moves", zh: "可迁移词元份额")
        case .chargePower: Text(en: "charging power", zh: "充电功率")
        case .dischargePower: Text(en: "discharging power", zh: "放电功率")
        case .stateOfCharge: Text(en: "state of charge", zh: "荷电状态")
        case .supplyAvailable: Text(en: "carbon-free supply", zh: "可用绿电")
        case .carbonCap: Text(en: "carbon cap", zh: "碳排放上限")
        case .waterCap: Text(en: "water cap", zh: "用水上限")
        case .greenMatching: Text(en: "hourly green matching", zh: "逐时绿电匹配")
        case .deadline: Text(en: "deadline of batch work", zh: "批处理期限")
        }
    }
}
