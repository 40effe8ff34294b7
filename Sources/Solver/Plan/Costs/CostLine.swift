/// The lines of a plan's objective; they add up to it.
public struct CostLine: Sendable, Equatable {
    /// What a line is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Tariff components on imported energy.
        case gridEnergy = "grid_energy"
        /// Energy of contract curves.
        case contractEnergy = "contract_energy"
        /// Declaration less contract, at the day-ahead price.
        case dayAheadDeviation = "day_ahead_deviation"
        /// Import less declaration, at the real-time price.
        case realTimeDeviation = "real_time_deviation"
        /// Penalties on deviations beyond the band.
        case deviationPenalty = "deviation_penalty"
        /// PUE adder.
        case pueAdder = "pue_adder"
        /// Tiers of monthly energy.
        case tiers
        /// What the horizon adds to the demand charge.
        case demandCharge = "demand_charge"
        /// Carbon-free supply, with what contracts through the grid replace.
        case carbonFreeSupply = "carbon_free_supply"
        /// Take-or-pay volumes beyond what is owed already.
        case takeOrPay = "take_or_pay"
        /// Curtailment.
        case curtailment
        /// Exported energy, negative.
        case export
        /// Generators and supplies of the grid.
        case generation
        /// What carrying by DC lines costs.
        case transfer
        /// Starting and stopping generators.
        case startUp = "start_up"
        /// Hours in which generators are on, whatever their output.
        case noLoad = "no_load"
        /// Capacity that is added, for the horizon's share of the year.
        case investment
        /// Capacity that stands whatever is decided.
        case standingCapacity = "standing_capacity"
        /// What exists today, deducted: the objective states the change.
        case existingCapacity = "existing_capacity"
        /// Wear of storage.
        case storageWear = "storage_wear"
        /// Value of stored energy at the end, negative when it rose.
        case storedEnergy = "stored_energy"
        /// Carbon price.
        case carbon
        /// Priced limits of policy and direct supply that are broken.
        case policyViolation = "policy_violation"
        /// Pay for demand response, negative.
        case demandResponse = "demand_response"
        /// Penalty for demand response that falls short.
        case responsePenalty = "response_penalty"
        /// Cooling water.
        case water
        /// Loading of replicas.
        case loading
        /// Bringing weights to sites.
        case weightsTransfer = "weights_transfer"
        /// Network transfer.
        case network
        /// Lateness of batch work and jobs.
        case lateness
        /// Cost of making later what is left of batch work and jobs.
        case backlog
        /// Restarts of jobs.
        case checkpoints
        /// Penalty for tokens not served.
        case unservedPenalty = "unserved_penalty"
        /// Value of jobs, negative.
        case jobValue = "job_value"
        /// Revenue, negative.
        case revenue

        /// Whether a plan can change it by other means than serving more or less.
        public var isControllable: Bool {
            self != .revenue && self != .unservedPenalty && self != .jobValue
        }
    }

    /// What the line is.
    public let kind: Kind
    /// Index of the site it belongs to; nil for what has none.
    public let site: Int?
    /// Amount, CNY; revenue is negative.
    public let amountCNY: Double

    /// Who pays a line.
    public enum Payer: Sendable, Equatable {
        /// A site, by its index: on its bill, or with its own plant.
        case site(Int)
        /// The grid's supplies, storages and lines.
        case system
        /// The operator of the service: revenue and what demand is owed.
        case service
    }

    /// Who pays it.
    public var payer: Payer {
        if let site { return .site(site) }
        switch kind {
        case .generation, .transfer, .investment, .storageWear, .storedEnergy, .carbon:
            return .system
        default: return .service
        }
    }
}
