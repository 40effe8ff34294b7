extension Schedule {
    /// One generator or supply of the grid.
    public struct GeneratorUse: Sendable {
        /// Where it is.
        public let place: Place
        /// The generator.
        public let generator: Generator
        /// Output, MW.
        public let outputMW: [Double]
        /// On and off; nil for a generator without commitment.
        public let switching: Switching?
    }
}
