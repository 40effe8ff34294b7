/// What names, texts and numbers may be.
enum Limits {
    /// Rows that one request may have.
    static let rows = 50_000
    /// Largest amount of one row, Wh, tokens or mg: so that no sum of a request leaves 64 bits.
    static let amount: Int64 = 10_000_000_000_000
    /// Largest sum that is handed in.
    static let total: Int64 = 1_000_000_000_000_000_000

    /// `[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}`.
    static func name(_ text: String, _ member: String) throws(RegistryFault) {
        guard AccountingLimits.isName(text) else {
            throw .invalid(member: member, reason: "a name has 1 to 128 of A-Za-z0-9._:/@+-")
        }
    }

    /// At most 400 bytes without control characters, at least one.
    static func text(_ text: String, _ member: String) throws(RegistryFault) {
        guard (1...400).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw .invalid(member: member, reason: "a text has 1 to 400 bytes, none of control")
        }
    }

    /// A whole number of Wh, tokens or mg.
    static func amount(_ number: Int64, _ member: String, from least: Int64 = 0)
        throws(RegistryFault)
    {
        guard (least...amount).contains(number) else {
            throw .invalid(member: member, reason: "a number from \(least) to \(amount)")
        }
    }

    /// A sum of such numbers.
    static func total(_ number: Int64, _ member: String) throws(RegistryFault) {
        guard (0...total).contains(number) else {
            throw .invalid(member: member, reason: "a number from 0 to \(total)")
        }
    }

    /// So many rows and no more.
    static func rows(_ count: Int) throws(RegistryFault) {
        guard (1...rows).contains(count) else {
            throw .invalid(member: "rows", reason: "1 to \(rows) rows")
        }
    }

    /// None of them twice.
    static func distinct(_ names: [String]) throws(RegistryFault) {
        try rows(names.count)
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted { throw .twice(name) }
    }

    /// A sum that stays within 64 bits.
    static func sum(_ left: Int64, _ right: Int64, _ what: String) throws(RegistryFault) -> Int64 {
        let (sum, isOverflow) = left.addingReportingOverflow(right)
        guard !isOverflow else { throw .tooLarge(what) }
        return sum
    }

    static func sum(_ numbers: some Sequence<Int64>, _ what: String) throws(RegistryFault) -> Int64
    {
        var total: Int64 = 0
        for number in numbers { total = try sum(total, number, what) }
        return total
    }

    /// An interval within one hour of UTC; gives the hour's start.
    static func hour(_ interval: UTCInterval, _ member: String) throws(RegistryFault) -> UTCTime {
        let (quotient, rest) = interval.start.seconds.quotientAndRemainder(dividingBy: 3600)
        let hour = (rest < 0 ? quotient - 1 : quotient) * 3600
        guard interval.end.seconds <= hour + 3600, let start = UTCTime(seconds: hour) else {
            throw .invalid(member: member, reason: "an interval within one hour of UTC")
        }
        return start
    }
}
