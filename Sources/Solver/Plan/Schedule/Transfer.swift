extension Schedule {
    /// Weights that may be brought to a site.
    public struct Transfer: Sendable {
        /// Index of the site.
        public let site: Int
        /// Index of the pool in its site.
        public let pool: Int
        /// The profile whose weights they are.
        public let profile: String
        /// Its size, time and price.
        public let transfer: WeightsTransfer
        /// Whether the weights are there in each step.
        public let isPresent: [Bool]
    }
}
