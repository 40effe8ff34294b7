extension Schedule {
    /// One AC line of the grid.
    public struct LineUse: Sendable {
        /// The line.
        public let line: GridLine
        /// Flow, positive from `from` to `to`, MW.
        public let flowMW: [Double]
    }
}
