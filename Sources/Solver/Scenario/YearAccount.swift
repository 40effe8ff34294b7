/// The rest of a year (or other period) of which the horizon is a part.
///
/// A limit over a year looks at the year to date + the horizon + the forecast remainder, unless
/// the scenario asks for the horizon only.
public struct YearAccount: Sendable {
    /// An amount of energy that a limit over a year counts.
    public enum Amount: String, Sendable, CaseIterable {
        /// What a quota counts.
        case energy = "energy_mwh"
        /// Import from the grid.
        case imported = "import_mwh"
        /// Import in the hours that count as peak.
        case peakImport = "peak_import_mwh"
        /// Carbon-free energy used.
        case green = "green_mwh"
        /// Everything that sites use.
        case load = "load_mwh"
        /// Generation that was available, used or not.
        case available = "available_mwh"
        /// Generation used by the site itself.
        case selfUsed = "self_used_mwh"
        /// Energy exported.
        case exported = "export_mwh"
    }

    private let toDate: [Amount: Double]
    private let remainder: [Amount: Double]

    /// Amount of the year before the horizon, MWh; zero for a limit on the horizon only.
    public func toDateMWh(_ amount: Amount) -> Double { toDate[amount] ?? 0 }

    /// Forecast of the year after the horizon, MWh; zero for a limit on the horizon only.
    public func remainderMWh(_ amount: Amount) -> Double { remainder[amount] ?? 0 }

    /// Reads `year_to_date`, `remainder` and `horizon_only`.
    init(_ fields: Fields, _ amounts: [Amount]) {
        func read(_ key: String, _ meaning: String) -> [Amount: Double]? {
            fields.object(key, meaning) { object in
                var values: [Amount: Double] = [:]
                for amount in amounts {
                    values[amount] = object.number(
                        amount.rawValue, "Energy of that part of the year.", Allowed.energyMWh)
                }
                return values
            }
        }
        let isHorizonOnly = fields.bool(
            "horizon_only", "Whether the limit holds for the horizon alone.", default: false)
        let before = read("year_to_date", "What the year has seen before the horizon.")
        let after = read("remainder", "Forecast of the year after the horizon.")
        toDate = before ?? [:]
        remainder = after ?? [:]
        guard !fields.isRecording else { return }
        for key in ["year_to_date", "remainder"] {
            if isHorizonOnly, fields.has(key) {
                fields.fault(
                    key, .conflict, given: "with horizon_only", allowed: "one of the two")
            } else if !isHorizonOnly, !fields.has(key) {
                fields.fault(
                    key, .missing, given: "nothing",
                    allowed: "the limit holds per year: an object with "
                        + amounts.map(\.rawValue).joined(separator: ", ")
                        + "; or \"horizon_only\": true")
            }
        }
    }
}
