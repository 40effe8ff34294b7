/// The time that is left of one limit for several solves.
package struct TimeLeft: Sendable {
    private let whole: SolveSettings
    /// Seconds left, never below zero.
    package private(set) var seconds: Double

    package init(_ settings: SolveSettings) {
        whole = settings
        seconds = settings.timeLimitSeconds
    }

    /// Takes off what a solve took.
    package mutating func spend(_ seconds: Double) {
        self.seconds = max(0, self.seconds - seconds)
    }

    /// The settings with a share of the time that is left.
    package func settings(share: Double) -> SolveSettings {
        var settings = whole
        settings.timeLimitSeconds = share * seconds
        return settings
    }
}
