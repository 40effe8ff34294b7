/// A kind of component of a PyPSA network, by the name of its CSV file.
enum PyPSAComponent: String, CaseIterable {
    case buses, carriers, generators, loads, lines, transformers, links, stores
    case storageUnits = "storage_units"
    case globalConstraints = "global_constraints"
    case lineTypes = "line_types"
    case transformerTypes = "transformer_types"
    case processes
    case shuntImpedances = "shunt_impedances"
    case shapes
    case subNetworks = "sub_networks"

    /// Components whose rows take no part in PyPSA's optimisation.
    var isDecoration: Bool {
        switch self {
        case .shuntImpedances, .shapes, .subNetworks: true
        default: false
        }
    }

    /// Numeric attributes of the optimisation and their values where a folder has none.
    ///
    /// From the component tables of PyPSA 1.x; NaN stands for "none".
    var numbers: [String: Double] {
        switch self {
        case .buses: ["v_nom": 1]
        case .carriers: ["co2_emissions": 0]
        case .generators: Self.nominal("p").merging(Self.generator) { $1 }
        case .loads: ["p_set": 0, "sign": -1]
        case .lines: Self.nominal("s").merging(Self.line) { $1 }
        case .transformers: Self.nominal("s").merging(Self.transformer) { $1 }
        case .links: Self.nominal("p").merging(Self.link) { $1 }
        case .stores: Self.nominal("e").merging(Self.store) { $1 }
        case .storageUnits: Self.nominal("p").merging(Self.storageUnit) { $1 }
        case .globalConstraints: ["constant": 0, "investment_period": .nan]
        case .lineTypes: ["r_per_length": 0, "x_per_length": 0]
        case .transformerTypes: Self.transformerType
        case .processes, .shuntImpedances, .shapes, .subNetworks: [:]
        }
    }

    /// Attributes that are true or false, and what they are where a folder has none.
    var flags: [String: Bool] {
        let common = ["active": true]
        return switch self {
        case .generators:
            common.merging([
                "p_nom_extendable": false, "committable": false, "maintainable": false,
            ]) { $1 }
        case .links:
            common.merging([
                "p_nom_extendable": false, "committable": false, "maintainable": false,
                "cyclic_delay": true,
            ]) { $1 }
        case .lines, .transformers: common.merging(["s_nom_extendable": false]) { $1 }
        case .stores:
            common.merging([
                "e_nom_extendable": false, "e_cyclic": false, "e_cyclic_per_period": false,
                "e_initial_per_period": false,
            ]) { $1 }
        case .storageUnits:
            common.merging([
                "p_nom_extendable": false, "cyclic_state_of_charge": false,
                "cyclic_state_of_charge_per_period": false,
                "state_of_charge_initial_per_period": false,
            ]) { $1 }
        default: common
        }
    }

    /// Texts of the optimisation that are not empty where a folder has none.
    var texts: [String: String] {
        switch self {
        case .buses: ["carrier": "AC"]
        case .globalConstraints:
            ["type": "primary_energy", "carrier_attribute": "co2_emissions", "sense": "=="]
        default: [:]
        }
    }

    /// Attributes of the other end of a choice of capacity, the same for every component.
    private static func nominal(_ letter: String) -> [String: Double] {
        let name = letter + "_nom"
        return [
            name: 0, name + "_mod": 0, name + "_min": 0, name + "_max": .infinity,
            name + "_set": .nan, "capital_cost": 0, "overnight_cost": .nan,
            "discount_rate": .nan, "fom_cost": 0, "lifetime": .infinity,
        ]
    }

    private static let commitment: [String: Double] = [
        "start_up_cost": 0, "shut_down_cost": 0, "stand_by_cost": 0, "min_up_time": 0,
        "min_down_time": 0, "up_time_before": 1, "down_time_before": 0,
        "ramp_limit_start_up": .nan, "ramp_limit_shut_down": .nan, "maintenance_duration": 0,
        "maintenance_pu": 1, "maintenance_events": 1,
    ]
    private static let dispatch: [String: Double] = [
        "p_min_pu": 0, "p_max_pu": 1, "p_set": .nan, "p_init": .nan, "marginal_cost": 0,
        "marginal_cost_quadratic": 0, "ramp_limit_up": .nan, "ramp_limit_down": .nan,
        "efficiency": 1,
    ]
    private static let generator = dispatch.merging(commitment) { $1 }.merging([
        "sign": 1, "e_sum_min": -.infinity, "e_sum_max": .infinity,
    ]) { $1 }
    private static let link = dispatch.merging(commitment) { $1 }.merging([
        "delay": 0, "length": 0, "terrain_factor": 1,
    ]) { $1 }
    private static let branch: [String: Double] = [
        "x": 0, "r": 0, "s_max_pu": 1, "num_parallel": 1, "v_ang_max": .infinity,
    ]
    private static let line = branch.merging(["length": 0]) { $1 }
    private static let transformer = branch.merging([
        "tap_ratio": 1, "tap_position": 0, "phase_shift": 0, "phase_shift_min": 0,
        "phase_shift_max": 0,
    ]) { $1 }
    private static let transformerType: [String: Double] = [
        "s_nom": 0, "vsc": 0, "vscr": 0, "phase_shift": 0, "tap_neutral": 0, "tap_step": 0,
    ]
    private static let storage: [String: Double] = [
        "p_set": .nan, "sign": 1, "marginal_cost": 0, "marginal_cost_quadratic": 0,
        "marginal_cost_storage": 0, "standing_loss": 0,
    ]
    private static let store = storage.merging([
        "e_min_pu": 0, "e_max_pu": 1, "e_initial": 0, "e_set": .nan,
    ]) { $1 }
    private static let storageUnit = storage.merging([
        "p_min_pu": -1, "p_max_pu": 1, "p_dispatch_set": .nan, "p_store_set": .nan,
        "state_of_charge_initial": 0, "state_of_charge_set": .nan, "max_hours": 1,
        "efficiency_store": 1, "efficiency_dispatch": 1, "inflow": 0, "spill_cost": 0,
    ]) { $1 }

    /// Whether PyPSA's optimisation looks at an attribute.
    func isOptimised(_ attribute: String) -> Bool {
        numbers[attribute] != nil || flags[attribute] != nil
            || ["type", "carrier", "bus", "bus0", "bus1"].contains(attribute)
            || texts[attribute] != nil
    }
}
