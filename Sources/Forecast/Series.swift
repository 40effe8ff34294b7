/// Values at regular steps: a market price, a wind farm's power, a demand for tokens.
///
/// Steps are counted in UTC and all have the same length; a missing value is NaN. Local days of 23
/// or 25 hours are a matter of `CivilZone`, never of a series.
public struct Series: Sendable {
    /// Name, as the column of the file has it.
    public var name: String
    /// Unit as text; empty when unknown.
    public var unit: String
    /// How a value is made when steps are joined or divided.
    public var measure: Measure
    /// Start of the first step, seconds since 1970-01-01T00:00:00Z.
    public let start: Int
    /// Length of a step in seconds, positive.
    public let stepSeconds: Int
    /// One value a step; NaN where there is none.
    public var values: [Double]
    /// What is known about each value; empty when nothing is.
    public var quality: [Quality]

    /// What a value says about its step.
    public enum Measure: String, Sendable, CaseIterable {
        /// The mean over the step: power, a price, a rate, a share.
        case mean
        /// The sum over the step: energy, tokens, requests.
        case sum
    }

    /// What is known about one value; empty for an ordinary measurement.
    public struct Quality: OptionSet, Sendable, Hashable {
        /// The flags as bits.
        public let rawValue: UInt8
        /// Creates flags from bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The source has no value here.
        public static let missing = Quality(rawValue: 1)
        /// The source has a value and says itself that it is not to be trusted.
        public static let distrusted = Quality(rawValue: 2)
        /// The value is far from all others.
        public static let outlier = Quality(rawValue: 4)
        /// Only a part of the step was measured.
        public static let partial = Quality(rawValue: 8)
    }

    /// Creates a series.
    ///
    /// - Precondition: `stepSeconds` is positive; `quality` is empty or as long as `values`.
    public init(
        name: String, unit: String = "", measure: Measure = .mean, start: Int, stepSeconds: Int,
        values: [Double], quality: [Quality] = []
    ) {
        precondition(stepSeconds > 0, "a step lasts at least a second")
        precondition(quality.isEmpty || quality.count == values.count, "one quality a value")
        self.name = name
        self.unit = unit
        self.measure = measure
        self.start = start
        self.stepSeconds = stepSeconds
        self.values = values
        self.quality = quality
    }

    /// Number of steps.
    public var count: Int { values.count }

    /// The end of the last step, seconds since the epoch.
    public var end: Int { start + count * stepSeconds }

    /// Start of a step, which may lie outside the series.
    public func time(_ step: Int) -> Int { start + step * stepSeconds }

    /// The step that starts at or last before a time; may lie outside the series.
    public func step(at time: Int) -> Int { (time - start).flooredQuotient(by: stepSeconds) }

    /// The value of the step that contains a time; NaN outside the series.
    public func value(at time: Int) -> Double {
        let step = step(at: time)
        return values.indices.contains(step) ? values[step] : .nan
    }

    /// The steps that begin at or after `from` and end at or before `to`.
    public func cut(from: Int = .min, to: Int = .max) -> Series {
        let first =
            from <= start ? 0 : min(count, (from - start + stepSeconds - 1) / stepSeconds)
        let last = to >= end ? count : max(first, step(at: to))
        return Series(
            name: name, unit: unit, measure: measure, start: time(first),
            stepSeconds: stepSeconds, values: Array(values[first..<last]),
            quality: quality.isEmpty ? [] : Array(quality[first..<last]))
    }
}

extension Int {
    /// The quotient rounded towards minus infinity; the divisor is positive.
    func flooredQuotient(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
