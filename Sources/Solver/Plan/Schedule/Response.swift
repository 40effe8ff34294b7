extension Schedule {
    /// The answer to a demand-response call.
    public struct Response: Sendable {
        /// The call.
        public let call: DemandResponseCall
        /// Steps of the call within the horizon.
        public let steps: Range<Int>
        /// Whether a voluntary call with a penalty is answered; nil where nobody decides.
        public let isAnswered: Bool?
        /// Reduction paid for in each of the steps, MW.
        public let reductionMW: [Double]
        /// Asked for and not reduced, MW; empty without a penalty.
        public let shortfallMW: [Double]
    }
}
