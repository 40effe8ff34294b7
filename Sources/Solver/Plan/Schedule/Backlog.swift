extension Schedule {
    /// The backlog of one batch demand.
    public struct Backlog: Sendable {
        /// Index of the product.
        public let product: Int
        /// Index of the demand in its product.
        public let demand: Int
        /// Left at the end of each step, million tokens.
        public let millionTokens: [Double]
        /// Late at the end of each step, million tokens.
        public let lateMillionTokens: [Double]
        /// Dropped, million tokens a step.
        public let droppedMillionTokens: [Double]
        /// Price of what is left at the end, CNY per million tokens.
        public let terminalPriceCNYPerMillionTokens: Double
    }
}
