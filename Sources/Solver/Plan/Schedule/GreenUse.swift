extension Schedule {
    /// Carbon-free power assigned to a green product.
    public struct GreenUse: Sendable {
        /// Index of the site.
        public let site: Int
        /// Index of the product.
        public let product: Int
        /// Assigned, MW.
        public let assignedMW: [Double]
    }
}
