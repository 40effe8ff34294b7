/// A time as files write it: ISO 8601, with or without an offset, or a date alone.
///
/// `yyyy-mm-dd[(T| )hh:mm[:ss[.fraction]][Z|±hh[[:]mm]]]`; also with `/` between the parts of
/// the date. A fraction of a second must be zero.
enum TimeText: Equatable {
    /// A date without a clock, counted from 1970-01-01.
    case day(Int)
    /// What a clock shows, as seconds since 1970-01-01T00:00 on that clock.
    case local(Int)
    /// An instant: seconds since the epoch.
    case instant(Int)

    /// Reads a text; nil when it is no time.
    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = Reader(bytes)
        guard let year = reader.digits(4), let separator = reader.oneOf("-/"),
            let month = reader.digits(2), reader.take(separator), let day = reader.digits(2),
            let number = CivilDay.number(year: year, month: month, day: day)
        else { return nil }
        if reader.isAtEnd {
            self = .day(number)
            return
        }
        guard reader.oneOf("T t") != nil, let seconds = Self.clock(&reader) else { return nil }
        let local = number * 86_400 + seconds
        if reader.isAtEnd {
            self = .local(local)
            return
        }
        guard let offset = Self.offset(&reader), reader.isAtEnd else { return nil }
        self = .instant(local - offset)
    }

    /// Seconds since midnight; 24:00 is the end of the day.
    private static func clock(_ reader: inout Reader) -> Int? {
        guard let hour = reader.digits(2), hour <= 24, reader.oneOf(":") != nil,
            let minute = reader.digits(2), minute < 60
        else { return nil }
        var second = 0
        if reader.oneOf(":") != nil {
            guard let read = reader.digits(2), read < 60 else { return nil }
            second = read
            if reader.oneOf(".,") != nil { guard reader.skipZeros() else { return nil } }
        }
        guard hour < 24 || (minute == 0 && second == 0) else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    private static func offset(_ reader: inout Reader) -> Int? {
        if reader.oneOf("Zz") != nil { return 0 }
        guard let sign = reader.oneOf("+-"), let hours = reader.digits(2), hours <= 14 else {
            return nil
        }
        var minutes = 0
        if !reader.isAtEnd {
            _ = reader.oneOf(":")
            guard let read = reader.digits(2), read < 60 else { return nil }
            minutes = read
        }
        let offset = hours * 3_600 + minutes * 60
        return sign == UInt8(ascii: "-") ? -offset : offset
    }

    /// Takes a text apart from the left.
    private struct Reader {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func digits(_ count: Int) -> Int? {
            guard rest.count >= count else { return nil }
            var value = 0
            for _ in 0..<count {
                guard let byte = rest.popFirst(), (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }

        mutating func oneOf(_ characters: StaticString) -> UInt8? {
            guard let byte = rest.first else { return nil }
            for index in 0..<characters.utf8CodeUnitCount
            where unsafe characters.utf8Start[index] == byte {
                rest = rest.dropFirst()
                return byte
            }
            return nil
        }

        mutating func take(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func skipZeros() -> Bool {
            var found = false
            while take(48) { found = true }
            return found
        }
    }
}
