/// Units that can be given in one another.
enum UnitConversion {
    /// Families of units, each with its size in the first of them.
    private static let families: [[(unit: String, size: Double)]] = [
        [("MW", 1), ("kW", 1e-3), ("GW", 1e3), ("W", 1e-6)],
        [("MW.h", 1), ("MWh", 1), ("kW.h", 1e-3), ("kWh", 1e-3), ("GW.h", 1e3), ("GWh", 1e3)],
        [("t", 1), ("kg", 1e-3), ("g", 1e-6)],
        [("CNY/MW.h", 1), ("CNY/MWh", 1), ("CNY/kW.h", 1e3), ("CNY/kWh", 1e3)],
        [
            ("kg/MW.h", 1), ("kg/MWh", 1), ("g/kW.h", 1), ("g/kWh", 1), ("t/MW.h", 1e3),
            ("t/MWh", 1e3),
        ],
    ]

    /// What a number in one unit is to be multiplied with; nil for units of different things.
    static func factor(from: String, to: String) -> Double? {
        if from == to { return 1 }
        for family in families {
            guard let first = family.first(where: { $0.unit == from }),
                let second = family.first(where: { $0.unit == to })
            else { continue }
            return first.size / second.size
        }
        return nil
    }

    /// The units that a unit can be given in.
    static func kin(of unit: String) -> [String] {
        families.first { $0.contains { $0.unit == unit } }?.map(\.unit) ?? [unit]
    }
}
