/// A point in time: whole seconds since 1970-01-01T00:00:00Z.
public struct Instant: Sendable, Hashable, Comparable {
    /// Seconds since the epoch, leap seconds not counted.
    public let seconds: Int

    /// Creates an instant from seconds since the epoch.
    public init(seconds: Int) { self.seconds = seconds }

    /// Earlier before later.
    public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }

    /// Reads ISO 8601 / RFC 3339 with an offset: `2026-09-15T00:00[:00](Z|±hh:mm)`; else nil.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 17, let date = CivilDate(String(text.prefix(10))),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            let hour = Self.twoDigits(bytes, 11, 0...23), bytes[13] == UInt8(ascii: ":"),
            let minute = Self.twoDigits(bytes, 14, 0...59)
        else { return nil }
        var next = 16
        var second = 0
        if bytes[next] == UInt8(ascii: ":") {
            guard let read = Self.twoDigits(bytes, 17, 0...59) else { return nil }
            second = read
            next = 19
        }
        guard let offset = Self.offset(bytes, at: next) else { return nil }
        seconds = date.dayNumber * 86_400 + hour * 3_600 + minute * 60 + second - offset
    }

    /// ISO 8601 in UTC with `Z`.
    public var utcText: String { text(offsetSeconds: 0) }

    /// ISO 8601 with the given offset from UTC.
    public func text(offsetSeconds: Int) -> String {
        let local = seconds + offsetSeconds
        let day = Int((Double(local) / 86_400).rounded(.down))
        let rest = local - day * 86_400
        let clock = [rest / 3_600, rest / 60 % 60, rest % 60].map(Self.padded)
        let zone =
            offsetSeconds == 0
            ? "Z"
            : (offsetSeconds < 0 ? "-" : "+") + Self.padded(abs(offsetSeconds) / 3_600) + ":"
                + Self.padded(abs(offsetSeconds) / 60 % 60)
        return CivilDate(dayNumber: day).text + "T" + clock.joined(separator: ":") + zone
    }

    static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func twoDigits(
        _ bytes: [UInt8], _ start: Int, _ range: ClosedRange<Int>
    ) -> Int? {
        guard bytes.count >= start + 2, bytes[start..<start + 2].allSatisfy({ 48...57 ~= $0 })
        else { return nil }
        let value = Int(bytes[start] - 48) * 10 + Int(bytes[start + 1] - 48)
        return range.contains(value) ? value : nil
    }

    private static func offset(_ bytes: [UInt8], at start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        if bytes[start] == UInt8(ascii: "Z") { return bytes.count == start + 1 ? 0 : nil }
        let sign: Int
        switch bytes[start] {
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        guard bytes.count == start + 6, bytes[start + 3] == UInt8(ascii: ":"),
            let hours = twoDigits(bytes, start + 1, 0...14),
            let minutes = twoDigits(bytes, start + 4, 0...59)
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}

/// A day of the Gregorian calendar.
///
/// The arithmetic counts days in eras of 400 years that start on 1 March
/// (H. Hinnant, chrono-compatible low-level date algorithms).
public struct CivilDate: Sendable, Hashable, Comparable {
    /// Year.
    public let year: Int
    /// Month, 1 to 12.
    public let month: Int
    /// Day of the month, from 1.
    public let day: Int

    /// Reads `yyyy-mm-dd`; nil when it is not a day of the calendar.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy({ 48...57 ~= bytes[$0] }),
            let year = Int(text.prefix(4)), let month = Int(text.dropFirst(5).prefix(2)),
            let day = Int(text.suffix(2)), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard CivilDate(dayNumber: dayNumber) == self else { return nil }
    }

    private init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date of a day counted from 1970-01-01.
    public init(dayNumber: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let leaps = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Days since 1970-01-01.
    public var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// Day of the week, Monday 0 to Sunday 6.
    public var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 }

    /// `yyyy-mm-dd`.
    public var text: String {
        String(String(10_000 + year).dropFirst()) + "-" + Instant.padded(month) + "-"
            + Instant.padded(day)
    }

    /// Earlier before later.
    public static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }
}
