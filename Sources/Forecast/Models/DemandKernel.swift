import Glibc

/// How alike demand is at two times, as a function of the time between them.
///
/// A short memory of variance 1, a level that wanders over days, minutes that differ from the hour
/// around them, and a profile of the day that repeats every day, some of it only on the same day of
/// the week. C. E. Rasmussen, C. K. I. Williams: Gaussian Processes for Machine Learning, 2006, 5.4.3.
package struct DemandKernel: Sendable, Equatable {
    /// Hours in which the short memory fades by the factor e.
    let memory: Double
    /// Variance of the level.
    let level: Double
    /// Variance of the minutes.
    let minutes: Double
    /// Variance of what repeats every day, and half as much every week.
    package let daily: Double

    /// Variance of what nothing explains.
    static let noise = 0.02
    /// Variance of the mean of all times: it is hardly known.
    private static let mean = 25.0
    private static let levelHours = 96.0
    private static let minutesHours = 0.5
    private static let weeklyShare = 0.5
    /// How far apart in the day, and in the week, times are alike, as shares of the period by 2π.
    private static let dayWidth = 0.6
    private static let weekWidth = 0.3

    /// What demand may be like: three kinds of memory, from what repeats not at all to what repeats
    /// nearly exactly.
    package static let all = [0, 0.2, 2, 20].flatMap { daily in
        [
            DemandKernel(memory: 2, level: 0, minutes: 0.3, daily: daily),
            DemandKernel(memory: 4, level: 0.5, minutes: 0.1, daily: daily),
            DemandKernel(memory: 12, level: 2, minutes: 0, daily: daily),
        ]
    }

    /// The covariance of two times so many hours apart, without noise.
    func covariance(_ hours: Double) -> Double {
        let rest =
            Self.mean + exp(-hours / memory) + level * exp(-hours / Self.levelHours)
            + minutes * exp(-hours / Self.minutesHours)
        guard daily > 0 else { return rest }
        let day = Self.periodic(hours / 24, Self.dayWidth)
        let week = Self.weeklyShare * Self.periodic(hours / 168, Self.weekWidth)
        return rest + daily * day * (1 + week)
    }

    private static func periodic(_ turns: Double, _ width: Double) -> Double {
        let distance = sin(Double.pi * turns) / width
        return exp(-2 * distance * distance)
    }
}
