extension Schedule {
    /// One carbon-free supply.
    public struct SupplyUse: Sendable {
        /// Index of the site.
        public let site: Int
        /// The supply.
        public let renewable: Renewable
        /// Used, MW.
        public let usedMW: [Double]
        /// Available, MW.
        public let availableMW: [Double]
    }
}
