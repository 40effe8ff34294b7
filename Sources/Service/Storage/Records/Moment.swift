import Foundation
import Solver

/// A moment in UTC to the microsecond; the service's unit of time.
package struct Moment: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package let microseconds: Int64

    /// Creates a moment.
    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// What the machine's clock says.
    package static var now: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// The moment so many seconds later.
    package func adding(seconds: Double) -> Moment {
        Moment(microseconds: microseconds + Int64((seconds * 1e6).rounded()))
    }

    /// Seconds from another moment to this one.
    package func seconds(since other: Moment) -> Double {
        Double(microseconds - other.microseconds) / 1e6
    }

    package static func < (left: Moment, right: Moment) -> Bool {
        left.microseconds < right.microseconds
    }

    /// RFC 3339 in UTC with six decimals: `2026-01-31T08:15:00.000000Z`.
    package var text: String {
        let second = Int((Double(microseconds) / 1e6).rounded(.down))
        let rest = Int(microseconds) - second * 1_000_000
        let digits = String(rest)
        return Instant(seconds: second).utcText.dropLast() + "."
            + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
    }

    /// Reads RFC 3339 with an offset, and with up to nine decimals of a second; else nil.
    package init?(_ text: String) {
        var whole = text
        var fraction: Int64 = 0
        if let point = text.firstIndex(of: ".") {
            let digits = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
            guard (1...9).contains(digits.count) else { return nil }
            fraction = Int64((digits + "000000").prefix(6)) ?? 0
            whole = String(text[..<point]) + text[digits.endIndex...]
        }
        guard let instant = Instant(whole) else { return nil }
        microseconds = Int64(instant.seconds) * 1_000_000 + fraction
    }
}
