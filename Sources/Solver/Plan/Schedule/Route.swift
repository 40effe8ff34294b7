extension Schedule {
    /// Tokens of one demand made at one site.
    public struct Route: Sendable {
        /// Index of the product.
        public let product: Int
        /// Index of the demand in its product.
        public let demand: Int
        /// Index of the site.
        public let site: Int
        /// Output tokens, million a step.
        public let millionTokens: [Double]
    }
}
