/// A whole second of UTC, as seconds since 1970-01-01T00:00:00Z without leap seconds.
public struct UTCTime: Sendable, Hashable, Comparable {
    /// Seconds since 1970.
    public let seconds: Int64

    /// The first and the last second that four digits of a year can write.
    static let representable: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// A second of the years 0000 to 9999; nil outside.
    public init?(seconds: Int64) {
        guard Self.representable.contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// Reads `2026-01-31T23:00:00Z`, RFC 3339 in UTC and whole seconds, the one form that
    /// certificates have; nil for any other text.
    public init?(_ text: String) { self.init(utf8: Array(text.utf8)[...]) }

    /// Reads the same form as UTF-8.
    init?(utf8 slice: ArraySlice<UInt8>) {
        let bytes = ContiguousArray(slice)
        guard bytes.count == 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54,
            bytes[13] == 0x3A, bytes[16] == 0x3A, bytes[19] == 0x5A
        else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...Self.days(month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        seconds = Self.dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// RFC 3339 in UTC: `2026-01-31T23:00:00Z`.
    public var text: String {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - day * 86_400
        let (year, month, dayOfMonth) = Self.date(of: day)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20)
        func append(_ value: Int64, digits: Int, before mark: Unicode.Scalar) {
            var power: Int64 = digits == 4 ? 1000 : 10
            while power > 0 {
                bytes.append(UInt8(truncatingIfNeeded: 0x30 + value / power % 10))
                power /= 10
            }
            bytes.append(UInt8(ascii: mark))
        }
        append(year, digits: 4, before: "-")
        append(month, digits: 2, before: "-")
        append(dayOfMonth, digits: 2, before: "T")
        append(rest / 3600, digits: 2, before: ":")
        append(rest / 60 % 60, digits: 2, before: ":")
        append(rest % 60, digits: 2, before: "Z")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Earlier comes first.
    public static func < (left: UTCTime, right: UTCTime) -> Bool { left.seconds < right.seconds }

    /// Days since 1970 of a date of the Gregorian calendar.
    ///
    /// Counts in years that begin in March, so that the leap day is the last of its year.
    static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let cycle = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfCycle = marchYear - cycle * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100
            + dayOfYear - 719_468
    }

    /// The date of a day since 1970: the inverse of `dayNumber`.
    static func date(of day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfCycle = shifted - cycle * 146_097
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func days(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// A half-open interval [start, end) of whole seconds, never empty.
public struct UTCInterval: Sendable, Hashable {
    /// Its first second.
    public let start: UTCTime
    /// The first second after it.
    public let end: UTCTime

    /// Nil unless the start is before the end.
    public init?(start: UTCTime, end: UTCTime) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }

    /// Its length, s.
    public var lengthSeconds: Int64 { end.seconds - start.seconds }

    /// True when both share a second.
    public func overlaps(_ other: UTCInterval) -> Bool {
        start < other.end && other.start < end
    }

    /// True when every second of the other is one of its own.
    public func contains(_ other: UTCInterval) -> Bool {
        start <= other.start && other.end <= end
    }
}
