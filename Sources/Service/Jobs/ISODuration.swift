/// A duration as ISO 8601 writes it: `PT5M`, `P1W`, `P0DT12H0M0S`, `P1Y2M`, `PT0.25S`.
///
/// Years and months have no length of their own: they are kept apart as months. Weeks may stand
/// beside other units (ISO 8601-2). The last unit may have a fraction, with a point or a comma; not
/// years and months. There is no sign.
package struct ISODuration: Sendable, Hashable {
    /// Years and months, as months.
    package let months: Int
    /// Everything else, microseconds; days have 24 hours.
    package let microseconds: Int64

    /// Creates a duration.
    ///
    /// - Precondition: neither part is negative.
    package init(months: Int = 0, microseconds: Int64) {
        precondition(months >= 0 && microseconds >= 0, "a duration has no sign")
        self.months = months
        self.microseconds = microseconds
    }

    /// Seconds; nil with years or months, whose length depends on when they begin.
    package var seconds: Double? { months == 0 ? Double(microseconds) / 1e6 : nil }

    /// A unit of the text.
    private struct Unit {
        let letter: UInt8
        let months: Int
        let microseconds: Int64

        init(_ letter: Character, months: Int = 0, seconds: Int64 = 0) {
            self.letter = letter.asciiValue ?? 0
            self.months = months
            microseconds = seconds * 1_000_000
        }
    }

    /// Units before `T`, in their order.
    private static let dateUnits = [
        Unit("Y", months: 12), Unit("M", months: 1), Unit("W", seconds: 604_800),
        Unit("D", seconds: 86_400),
    ]
    /// Units after `T`, in their order.
    private static let timeUnits = [
        Unit("H", seconds: 3_600), Unit("M", seconds: 60), Unit("S", seconds: 1),
    ]
    /// Largest number of months that is read.
    private static let mostMonths = 1_000_000

    /// Reads a duration; nil when the text is none, or when it is too long to count.
    package init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
        var sum = Sum()
        guard sum.take(&rest, Self.dateUnits) else { return nil }
        if rest.popFirst() == UInt8(ascii: "T") {
            let before = sum.count
            guard sum.take(&rest, Self.timeUnits), sum.count > before else { return nil }
        }
        guard rest.isEmpty, sum.count > 0, sum.months <= Self.mostMonths else { return nil }
        months = sum.months
        microseconds = sum.microseconds
    }

    /// What has been read so far.
    private struct Sum {
        var months = 0
        var microseconds: Int64 = 0
        var count = 0
        var isClosed = false

        /// Reads numbers with units of a list, each at most once and in order, up to `T` or the
        /// end.
        mutating func take(_ rest: inout ArraySlice<UInt8>, _ units: [Unit]) -> Bool {
            var units = units[...]
            while let first = rest.first, first != UInt8(ascii: "T") {
                guard !isClosed, let number = Number(&rest), let letter = rest.popFirst(),
                    let index = units.firstIndex(where: { $0.letter == letter }),
                    add(number, units[index])
                else { return false }
                units = units[(index + 1)...]
            }
            return true
        }

        private mutating func add(_ number: Number, _ unit: Unit) -> Bool {
            count += 1
            isClosed = number.hasFraction
            if unit.months > 0 {
                let (more, overflow) = Int(number.whole).multipliedReportingOverflow(
                    by: unit.months)
                let (total, beyond) = months.addingReportingOverflow(more)
                months = total
                return !overflow && !beyond && !number.hasFraction
            }
            let (more, overflow) = number.whole.multipliedReportingOverflow(by: unit.microseconds)
            let part = number.fraction(of: unit.microseconds)
            let (with, beyond) = more.addingReportingOverflow(part)
            let (total, above) = microseconds.addingReportingOverflow(with)
            microseconds = total
            return !overflow && !beyond && !above
        }
    }

    /// Digits, and digits after a point or comma.
    private struct Number {
        var whole: Int64 = 0
        /// Billionths.
        var billionths: Int64 = 0
        var hasFraction = false

        /// Reads a number; nil without digits, or with more than 18 before or 9 after the point.
        init?(_ rest: inout ArraySlice<UInt8>) {
            guard let digits = Self.digits(&rest, atMost: 18) else { return nil }
            whole = digits.reduce(0) { $0 * 10 + $1 }
            guard rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") else { return }
            rest.removeFirst()
            guard let digits = Self.digits(&rest, atMost: 9) else { return nil }
            let padded = digits + [Int64](repeating: 0, count: 9 - digits.count)
            billionths = padded.reduce(0) { $0 * 10 + $1 }
            hasFraction = true
        }

        private static func digits(_ rest: inout ArraySlice<UInt8>, atMost most: Int) -> [Int64]? {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard (1...most).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits.map { Int64($0 - UInt8(ascii: "0")) }
        }

        /// The fraction of a unit in microseconds, rounded down.
        func fraction(of unit: Int64) -> Int64 {
            let parts = unit.multipliedFullWidth(by: billionths)
            return Int64(1_000_000_000).dividingFullWidth(parts).quotient
        }
    }

    /// The text of whole seconds.
    static func text(seconds: Int) -> String {
        ISODuration(microseconds: Int64(seconds) * 1_000_000).text
    }

    /// The shortest text: days, hours, minutes and seconds; `PT0S` for none.
    package var text: String {
        let second: Int64 = 1_000_000
        let day = 86_400 * second
        var date = ""
        if months >= 12 { date += "\(months / 12)Y" }
        if months % 12 > 0 { date += "\(months % 12)M" }
        if microseconds >= day { date += "\(microseconds / day)D" }
        let rest = microseconds % day
        var time = ""
        if rest >= 3_600 * second { time += "\(rest / (3_600 * second))H" }
        if rest / (60 * second) % 60 > 0 { time += "\(rest / (60 * second) % 60)M" }
        if rest % (60 * second) > 0 { time += Self.secondsText(rest % (60 * second)) }
        if date.isEmpty, time.isEmpty { return "PT0S" }
        return "P" + date + (time.isEmpty ? "" : "T" + time)
    }

    private static func secondsText(_ microseconds: Int64) -> String {
        let whole = "\(microseconds / 1_000_000)"
        var digits = "\(microseconds % 1_000_000)"
        guard digits != "0" else { return whole + "S" }
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return whole + "." + digits + "S"
    }
}
