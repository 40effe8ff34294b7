/// The time within which energy must be generated to be matched with a use of energy.
public struct MatchingWindow: Sendable, Hashable {
    /// Its length.
    public enum Length: String, Sendable, CaseIterable {
        case quarterHour = "quarter-hour"
        case hour, day, month, year
    }

    /// Its length.
    public var length: Length
    /// Civil time less UTC, s, a multiple of 900: where days, months and years begin.
    public var offsetSeconds: Int64

    /// All members.
    public init(_ length: Length, offsetSeconds: Int64 = 0) {
        self.length = length
        self.offsetSeconds = offsetSeconds
    }

    /// Length of the rows that energy is accounted in, s: a quarter of an hour or an hour.
    public var rowSeconds: Int64 { length == .quarterHour ? 900 : 3600 }

    /// The row that a second belongs to; nil at the edges of the calendar.
    public func row(containing time: UTCTime) -> UTCInterval? {
        Self.interval(from: Self.floor(time.seconds, rowSeconds), length: rowSeconds)
    }

    /// The window that a second belongs to; nil at the edges of the calendar.
    public func window(containing time: UTCTime) -> UTCInterval? {
        switch length {
        case .quarterHour, .hour: return row(containing: time)
        case .day:
            let start = Self.floor(time.seconds + offsetSeconds, 86_400) - offsetSeconds
            return Self.interval(from: start, length: 86_400)
        case .month, .year: return civil(time)
        }
    }

    private func civil(_ time: UTCTime) -> UTCInterval? {
        let day = Self.floor(time.seconds + offsetSeconds, 86_400) / 86_400
        let date = UTCTime.date(of: day)
        let isYear = length == .year
        let first = UTCTime.dayNumber(date.year, isYear ? 1 : date.month, 1)
        let after =
            isYear || date.month == 12
            ? UTCTime.dayNumber(date.year + 1, 1, 1)
            : UTCTime.dayNumber(date.year, date.month + 1, 1)
        return Self.interval(
            from: first * 86_400 - offsetSeconds, length: (after - first) * 86_400)
    }

    private static func floor(_ seconds: Int64, _ length: Int64) -> Int64 {
        let rest = seconds % length
        return seconds - (rest < 0 ? rest + length : rest)
    }

    private static func interval(from start: Int64, length: Int64) -> UTCInterval? {
        guard let first = UTCTime(seconds: start), let after = UTCTime(seconds: start + length)
        else { return nil }
        return UTCInterval(start: first, end: after)
    }
}

extension UTCTime {
    /// The calendar year that a second has in a civil time.
    func year(offsetSeconds: Int64) -> Int64 {
        let civil = seconds + offsetSeconds
        let day = civil >= 0 ? civil / 86_400 : (civil - 86_399) / 86_400
        return Self.date(of: day).year
    }
}
