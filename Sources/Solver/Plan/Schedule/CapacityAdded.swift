extension Schedule {
    /// Capacity that the plan adds.
    public struct CapacityAdded: Sendable {
        /// To what kind of thing.
        public let kind: Expansion.Kind
        /// Of what: site and thing.
        public let subject: String
        /// Index of the site; nil for the grid.
        public let site: Int?
        /// The choice.
        public let expansion: Expansion
        /// What is added, in the unit of the choice.
        public let added: Double
    }
}
