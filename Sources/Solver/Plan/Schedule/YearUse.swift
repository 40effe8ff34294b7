extension Schedule {
    /// What the horizon counts under a limit over a year.
    public struct YearUse: Sendable {
        /// The limit.
        public let limit: YearLimit
        /// Amount that counts in the horizon, MWh.
        public let amountMWh: Double
        /// Base of the share in the horizon, MWh; nil for a quota.
        public let baseMWh: Double?
        /// By how much a priced limit is broken, MWh.
        public let excessMWh: Double

        /// Amount before the horizon, MWh.
        public var toDateMWh: Double { limit.amount.toDateMWh }
        /// Forecast of the amount after the horizon, MWh.
        public var remainderMWh: Double { limit.amount.remainderMWh }
        /// Amount of the whole year, MWh.
        public var yearMWh: Double { amountMWh + limit.amount.outsideMWh }
        /// Base of the whole year, MWh; nil for a quota.
        public var yearBaseMWh: Double? {
            baseMWh.map { $0 + (limit.base?.outsideMWh ?? 0) }
        }
        /// Amount that the limit asks for or allows over the whole year, MWh.
        public var limitMWh: Double { limit.fixedMWh + limit.share * (yearBaseMWh ?? 0) }
        /// Amount of the whole year as a share of its base; nil for a quota or without a base.
        public var yearShare: Double? {
            yearBaseMWh.flatMap { $0 > 0 ? yearMWh / $0 : nil }
        }
    }
}
