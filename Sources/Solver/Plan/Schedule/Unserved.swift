extension Schedule {
    /// Interactive tokens of one demand that are not served.
    public struct Unserved: Sendable {
        /// Index of the product.
        public let product: Int
        /// Index of the demand in its product.
        public let demand: Int
        /// Output tokens, million a step.
        public let millionTokens: [Double]
    }
}
