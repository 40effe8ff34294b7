/// A limit of the model in the user's words: what it is, its unit, and how much it holds.
public enum LimitKind: String, Sendable, CaseIterable {
    /// Import through the connection or a dated limit, MW.
    case importLimit = "import_limit"
    /// Export, MW.
    case exportLimit = "export_limit"
    /// Accelerators of a pool.
    case accelerators
    /// Replicas that must stay loaded.
    case minimumReplicas = "minimum_replicas"
    /// Change of facility power, MW a step.
    case facilityRamp = "facility_ramp"
    /// Change of import, MW a step.
    case importRamp = "import_ramp"
    /// Bandwidth, GB a step.
    case bandwidth
    /// Largest share of tokens that moves.
    case moveLimit = "move_limit"
    /// Charging power, MW.
    case chargePower = "charge_power"
    /// Discharging power, MW.
    case dischargePower = "discharge_power"
    /// State of charge, MWh, its final rule included.
    case stateOfCharge = "state_of_charge"
    /// Carbon-free supply available, MW.
    case supplyAvailable = "supply_available"
    /// Output of a generator or supply, its minimum included, MW.
    case generatorOutput = "generator_output"
    /// Flow of an AC line, MW.
    case lineLimit = "line_limit"
    /// Angle between the ends of an AC line, degrees.
    case angleLimit = "angle_limit"
    /// Flow of a DC line, MW.
    case dcLineLimit = "dc_line_limit"
    /// Sum of flows of a group of lines, MW.
    case interfaceLimit = "interface_limit"
    /// Cap on the direct emissions of the grid's supplies, tonnes.
    case gridEmissionCap = "grid_emission_cap"
    /// Carbon cap, tonnes.
    case carbonCap = "carbon_cap"
    /// Water cap, m³.
    case waterCap = "water_cap"
    /// Hourly matching of a green product, MWh an hour.
    case greenMatching = "green_matching"
    /// Hourly matching of a green product with its share of overhead, MWh an hour.
    case greenOverhead = "green_overhead"
    /// Energy quota, MWh.
    case energyQuota = "energy_quota"
    /// Share of carbon-free energy by volume, MWh.
    case greenShare = "green_share"
    /// Share of import in the hours of peak, MWh.
    case peakImportShare = "peak_import_share"
    /// Self-use of direct supply, MWh.
    case directSelfUse = "direct_self_use"
    /// Share of the load that direct supply covers, MWh.
    case directLoad = "direct_load"
    /// Export of direct supply, MWh.
    case directExport = "direct_export"
    /// Reduction that a mandatory demand-response call asks for, MW.
    case responseObligation = "response_obligation"
    /// Limit over the whole horizon, in a unit of its own.
    case budget
    /// Deadline of batch work, million tokens.
    case deadline
    /// Hours that a generator stays on once started; broken by 1 where it is off too early.
    case minimumUpTime = "minimum_up_time"
    /// Hours that a generator stays off once stopped; broken by 1 where it is on too early.
    case minimumDownTime = "minimum_down_time"
    /// Capacity that may be added, in the unit of the choice.
    case addedCapacity = "added_capacity"
    /// Interactive tokens of a lost site that are served elsewhere, million tokens a step.
    case reserve
    /// Spinning reserve of a group of nodes, MW.
    case spinningReserve = "spinning_reserve"
    /// A pin, in the unit of its decision.
    case pin
    /// A maintenance window, in the unit of what is out of service.
    case maintenance
    /// Deviation from the declaration, MW.
    case deviation
    /// A job that must be done within its window.
    case jobDeadline = "job_deadline"
    /// What a node of the grid draws, or must take, MW.
    case nodeLoad = "node_load"

    /// Unit of the limit.
    public var unit: String {
        switch self {
        case .importLimit, .exportLimit, .facilityRamp, .importRamp, .chargePower,
            .dischargePower, .supplyAvailable, .responseObligation, .generatorOutput,
            .lineLimit, .dcLineLimit, .interfaceLimit, .nodeLoad:
            "MW"
        case .accelerators: "accelerators"
        case .minimumReplicas: "replicas"
        case .bandwidth: "GB"
        case .moveLimit: "share"
        case .stateOfCharge, .greenMatching, .greenOverhead, .energyQuota, .greenShare,
            .peakImportShare, .directSelfUse, .directLoad, .directExport:
            "MWh"
        case .angleLimit: "degrees"
        case .carbonCap, .gridEmissionCap: "t"
        case .waterCap: "m3"
        case .deadline, .reserve: "million tokens"
        case .spinningReserve: "MW"
        case .budget: "units of the budget"
        case .minimumUpTime, .minimumDownTime: "on/off"
        case .addedCapacity: "unit of the choice"
        case .pin: "unit of the decision"
        case .maintenance: "unit of the thing"
        case .deviation: "MW"
        case .jobDeadline: "jobs"
        }
    }

    /// Limits that are given by the user and could be relaxed.
    var isHard: Bool {
        switch self {
        case .deadline, .supplyAvailable, .greenMatching, .nodeLoad: false
        default: true
        }
    }

    /// What is there to be met: named as a reason only where no limit is one.
    var isGiven: Bool { self == .nodeLoad }

    /// Limits that hold from below.
    var isFloor: Bool {
        switch self {
        case .minimumReplicas, .greenMatching, .greenOverhead, .greenShare, .directSelfUse,
            .directLoad, .responseObligation, .reserve, .spinningReserve, .jobDeadline:
            true
        default: false
        }
    }

    /// Limits that may hold from above and from below.
    var holdsBothWays: Bool {
        switch self {
        case .facilityRamp, .importRamp, .stateOfCharge, .pin, .maintenance, .deviation,
            .generatorOutput, .lineLimit, .angleLimit, .dcLineLimit, .interfaceLimit, .budget,
            .nodeLoad:
            true
        default: false
        }
    }

    /// Whether the bound in the program is the number that the user has given.
    ///
    /// Else that number is a coefficient, and the bound says nothing.
    public var hasOwnValue: Bool {
        switch self {
        case .greenMatching, .moveLimit, .minimumUpTime, .minimumDownTime, .reserve,
            .spinningReserve:
            false
        default: true
        }
    }

    /// Limits that can be named as the reason why there is no plan.
    var isParty: Bool { isHard || self == .greenMatching }

    static func ofColumn(_ kind: FamilyKind) -> LimitKind? {
        switch kind {
        case .gridImport: .importLimit
        case .gridExport: .exportLimit
        case .built: .addedCapacity
        case .replicas: .minimumReplicas
        case .charge: .chargePower
        case .discharge: .dischargePower
        case .stateOfCharge: .stateOfCharge
        case .used: .supplyAvailable
        case .emissionTotal: .carbonCap
        case .waterTotal: .waterCap
        case .output: .generatorOutput
        case .lineFlow: .lineLimit
        case .dcFlow, .dcBack: .dcLineLimit
        case .gridEmission: .gridEmissionCap
        default: nil
        }
    }

    static func ofRow(_ kind: FamilyKind) -> LimitKind? {
        switch kind {
        case .acceleratorLimit: .accelerators
        case .facilityRamp: .facilityRamp
        case .importRamp: .importRamp
        case .importRating: .importLimit
        case .chargeLimit: .chargePower
        case .dischargeLimit: .dischargePower
        case .energyLimit: .stateOfCharge
        case .supplyLimit: .supplyAvailable
        case .bandwidth: .bandwidth
        case .moveLimit: .moveLimit
        case .greenHour: .greenMatching
        case .greenOverhead: .greenOverhead
        case .energyQuota: .energyQuota
        case .greenShare: .greenShare
        case .peakImportShare: .peakImportShare
        case .directSelfUse: .directSelfUse
        case .directLoad: .directLoad
        case .directExport: .directExport
        case .responseObligation: .responseObligation
        case .budget: .budget
        case .deadline: .deadline
        case .reserveServed: .reserve
        case .spinningReserve: .spinningReserve
        case .pin: .pin
        case .maintenance: .maintenance
        case .deviationLimit: .deviation
        case .outputLimit, .outputMinimum: .generatorOutput
        case .lineForward, .lineBackward: .lineLimit
        case .angleDifference: .angleLimit
        case .dcLimit, .dcMinimum: .dcLineLimit
        case .interface: .interfaceLimit
        case .minimumUpTime: .minimumUpTime
        case .minimumDownTime: .minimumDownTime
        case .jobOnce, .jobWork: .jobDeadline
        case .nodeBalance: .nodeLoad
        default: nil
        }
    }
}
