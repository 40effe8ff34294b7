extension Schedule {
    /// When a generator is on, and when it starts and stops.
    public struct Switching: Sendable {
        /// On in each step.
        public let isOn: [Bool]
        /// Started at the beginning of each step.
        public let isStarted: [Bool]
        /// Stopped at the beginning of each step.
        public let isStopped: [Bool]
    }
}
