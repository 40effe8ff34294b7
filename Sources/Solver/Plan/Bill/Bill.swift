/// The electricity bill of one site for the months of a horizon, line by line.
///
/// The same code writes the bill of a plan and of metered data. Demand and capacity charges are
/// those of the full month; what a horizon adds to them is the plan's affair (`CostLine`).
public struct Bill: Sendable {
    /// What a line charges.
    public enum Kind: String, Sendable, CaseIterable {
        /// Energy component.
        case energy
        /// Energy of a contract curve.
        case contractEnergy = "contract_energy"
        /// Declaration less contract, at the day-ahead price.
        case dayAheadDeviation = "day_ahead_deviation"
        /// Import less declaration, at the real-time price.
        case realTimeDeviation = "real_time_deviation"
        /// Penalties on deviations beyond the band.
        case deviationPenalty = "deviation_penalty"
        /// Line losses.
        case lineLoss = "line_loss"
        /// Transmission and distribution.
        case transmissionDistribution = "transmission_distribution"
        /// System operation.
        case systemOperation = "system_operation"
        /// Government funds.
        case governmentFunds = "government_funds"
        /// PUE adder.
        case pueAdder = "pue_adder"
        /// Tiers.
        case tiers
        /// Demand or capacity charge.
        case demandCharge = "demand_charge"
        /// Over-run of a contracted demand.
        case demandOverrun = "demand_overrun"
        /// Power-factor adjustment.
        case powerFactorAdjustment = "power_factor_adjustment"
    }

    /// One line.
    public struct Line: Sendable {
        /// First day of the month, or of the horizon in it.
        public let month: String
        /// What is charged.
        public let kind: Kind
        /// Time-of-use period, for energy lines that float.
        public let period: Season.Period?
        /// Quantity in `unit`.
        public let quantity: Double
        /// Unit of the quantity.
        public let unit: String
        /// Amount, CNY with VAT.
        public let amountCNY: Double
    }

    /// Index of the site.
    public let site: Int
    /// The lines.
    public let lines: [Line]
    /// Sum of the lines, CNY with VAT.
    public let totalCNY: Double
    /// VAT contained in the total, CNY.
    public let vatCNY: Double
    /// Use of each month per installed capacity, kWh per kVA: extrapolated to the month, or with the
    /// user's forecast of its remainder where the high-utilisation rule is exact.
    public let kWhPerKVAMonth: [Double]
    /// Whether the ×0.9 of high utilisation is assumed or decided in one of the months.
    public let hasHighUtilisationRule: Bool

    /// Writes a bill.
    ///
    /// - Parameters:
    ///   - scenario: tariffs, grid and accounts.
    ///   - site: index of the site.
    ///   - importMW: mean import of each step.
    ///   - declaredMW: declaration of a site with a contract curve; nil takes the scenario's, or the
    ///     contract curve where it has none.
    ///   - addedMVA: transformer rating beyond the scenario's, where a plan adds some.
    ///   - reactiveMVArh: reactive energy of each step; empty when not metered.
    public init(
        _ scenario: Scenario, site: Int, importMW: [Double], reactiveMVArh: [Double] = [],
        declaredMW: [Double]? = nil, addedMVA: Double = 0
    ) {
        let place = scenario.sites[site]
        let schedule = scenario.tariffSchedule(place)
        var lines: [Line] = []
        var vat = 0.0
        var utilisation: [Double] = []
        for month in schedule.months {
            let meter = MonthMeter(
                scenario: scenario, site: place, schedule: schedule, month: month,
                importMW: importMW, reactiveMVArh: reactiveMVArh,
                settlement: place.settlement(scenario.grid, importMW, declaredMW),
                transformerMVA: place.connection.transformerMVA + addedMVA)
            let monthLines = meter.lines
            let sum = monthLines.reduce(0) { $0 + $1.amountCNY }
            vat += sum * month.version.vatShare / (1 + month.version.vatShare)
            lines += monthLines
            utilisation.append(meter.kWhPerKVAMonth)
        }
        self.site = site
        self.lines = lines
        totalCNY = lines.reduce(0) { $0 + $1.amountCNY }
        vatCNY = vat
        kWhPerKVAMonth = utilisation
        hasHighUtilisationRule = schedule.months.contains { $0.version.highUtilisation != .off }
    }
}
