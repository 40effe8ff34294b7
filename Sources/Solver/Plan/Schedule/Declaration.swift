extension Schedule {
    /// What a site with a contract curve declares.
    public struct Declaration: Sendable {
        /// Index of the site.
        public let site: Int
        /// Declared power, MW by step.
        public let declaredMW: [Double]
    }
}
