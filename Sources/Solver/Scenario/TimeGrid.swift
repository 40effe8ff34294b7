public import Foundation

/// What a tariff calls the kind of a day.
public enum DayType: String, Sendable, CaseIterable {
    /// Monday to Friday, or a weekend day that is worked.
    case working
    /// Saturday and Sunday.
    case weekend
    /// A named public holiday.
    case holiday
}

/// The steps of a horizon and what the clock and calendar say at each.
///
/// Steps are t = 0…T−1 of one length Δ; step t covers `[start + tΔ, start + (t+1)Δ)`.
public struct TimeGrid: Sendable {
    /// Local calendar facts at the start of one step.
    public struct Local: Sendable, Equatable {
        /// Local date.
        public let date: CivilDate
        /// Hour of the day, 0 to 23.
        public let hour: Int
        /// Kind of day.
        public let dayType: DayType
    }

    /// Start of the first step.
    public let start: Instant
    /// Lengths of a step, minutes.
    public static let stepLengths = [5, 15, 30, 60]
    /// Lengths of a step beyond an hour, minutes; only for a grid without sites, whose tariffs and
    /// demand charges would not see inside.
    public static let longStepLengths = [120, 180, 240, 360, 480, 720, 1440]

    /// Length of a step, minutes.
    public let stepMinutes: Int
    /// Number of steps, T.
    public let stepCount: Int
    /// How often each step counts in costs and totals; one unless a step stands for several.
    public let weights: Series
    /// Identifier of the time zone of months, hours and day types.
    public let timeZoneIdentifier: String
    /// Offset of local time from UTC at the start of each step, seconds.
    public let offsetSeconds: [Int]
    /// Calendar facts of each step.
    public let local: [Local]
    /// Index of each step's month in `months`.
    public let monthOfStep: [Int]
    /// The first step of each calendar month that the horizon touches, ascending.
    public let monthStarts: [Int]

    /// Length of a step, hours: Δ.
    public var stepHours: Double { Double(stepMinutes) / 60 }

    /// Hours that a step counts for in costs and totals: w·Δ.
    public func weightedHours(_ step: Int) -> Double { weights[step] * stepHours }

    /// Hours that the horizon counts for in costs and totals.
    public var weightedHours: Double {
        weights.isConstant
            ? Double(stepCount) * stepHours * weights.largest
            : (0..<stepCount).reduce(0) { $0 + weightedHours($1) }
    }

    /// Creates the grid; `holidays` and `makeUpDays` decide the day types before the weekday does.
    public init(
        start: Instant, stepMinutes: Int, stepCount: Int, timeZone: TimeZone,
        weights: Series = Series(1), holidays: Set<CivilDate> = [],
        makeUpDays: Set<CivilDate> = []
    ) {
        self.start = start
        self.weights = weights
        self.stepMinutes = stepMinutes
        self.stepCount = stepCount
        self.timeZoneIdentifier = timeZone.identifier
        var offsets: [Int] = []
        var local: [Local] = []
        var monthOfStep: [Int] = []
        var monthStarts: [Int] = []
        for step in 0..<stepCount {
            let seconds = start.seconds + step * stepMinutes * 60
            // Offsets change at quarters of an hour at the finest: asking in the first step of
            // each is exact and cheap.
            let isQuarterStart = step == 0 || seconds % 900 < stepMinutes * 60
            let offset =
                isQuarterStart
                ? timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
                : offsets[step - 1]
            offsets.append(offset)
            let clock = seconds + offset
            let day = Int((Double(clock) / 86_400).rounded(.down))
            let date = CivilDate(dayNumber: day)
            let type: DayType =
                holidays.contains(date)
                ? .holiday
                : date.weekday >= 5 && !makeUpDays.contains(date) ? .weekend : .working
            local.append(Local(date: date, hour: (clock - day * 86_400) / 3_600, dayType: type))
            if step == 0 || local[step - 1].date.month != date.month { monthStarts.append(step) }
            monthOfStep.append(monthStarts.count - 1)
        }
        self.offsetSeconds = offsets
        self.local = local
        self.monthOfStep = monthOfStep
        self.monthStarts = monthStarts
    }

    /// The start of a step; `step` may equal the number of steps and is then the end.
    public func instant(_ step: Int) -> Instant {
        Instant(seconds: start.seconds + step * stepMinutes * 60)
    }

    /// The steps whose mean is the 15-minute demand that ends with a step; nil where none ends.
    ///
    /// A step of 15 minutes or more is its own window.
    func demandWindow(endingWith step: Int) -> ClosedRange<Int>? {
        let length = max(1, 15 / stepMinutes)
        guard length == 1 || isQuarterEnd(step), step + 1 >= length else { return nil }
        return step + 1 - length...step
    }

    /// Whether a quarter of an hour ends with a step.
    func isQuarterEnd(_ step: Int) -> Bool { instant(step + 1).seconds % 900 == 0 }

    /// ISO 8601 text of a step's start in local time.
    public func text(_ step: Int) -> String {
        instant(step).text(offsetSeconds: offsetSeconds[min(step, stepCount - 1)])
    }

    /// The steps of one of the months that the horizon touches.
    public func steps(ofMonth month: Int) -> Range<Int> {
        let end = month + 1 < monthStarts.count ? monthStarts[month + 1] : stepCount
        return monthStarts[month]..<end
    }
}
