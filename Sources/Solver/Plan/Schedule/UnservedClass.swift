extension Schedule {
    /// Tokens of one demand class that are not served.
    public struct UnservedClass: Sendable {
        /// Index of the class.
        public let demandClass: Int
        /// Output tokens, million a step.
        public let millionTokens: [Double]
    }
}
