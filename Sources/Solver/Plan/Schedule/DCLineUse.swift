extension Schedule {
    /// One DC line of the grid.
    public struct DCLineUse: Sendable {
        /// The line.
        public let line: DCLine
        /// Flow at `from`, MW; negative where reverse flow is not kept apart.
        public let flowMW: [Double]
        /// Reverse flow at `to` where it is kept apart, MW.
        public let backMW: [Double]

        /// Flow less reverse flow, MW.
        public var netMW: [Double] { zip(flowMW, backMW).map { $0 - $1 } }
    }
}
