import Solver

extension Words {
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
