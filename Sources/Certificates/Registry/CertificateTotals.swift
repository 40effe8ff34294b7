/// Sums over the hours of a certificate.
public struct CertificateTotals: Sendable, Hashable {
    /// Wh of all hours.
    public var wattHours: Int64 = 0
    /// Wh retired for them.
    public var matchedWattHours: Int64 = 0
    /// Tokens of all hours.
    public var tokens = TokenSum()

    /// The sums of these hours.
    ///
    /// - Throws: `RegistryFault.tooLarge` when one leaves 64 bits.
    public init(_ hours: [CertificateHour]) throws(RegistryFault) {
        for hour in hours {
            wattHours = try Limits.sum(wattHours, hour.wattHours, "wh")
            for retired in hour.retired {
                matchedWattHours = try Limits.sum(matchedWattHours, retired.wattHours, "wh")
            }
            tokens = try tokens.adding(hour.tokens, "tokens")
        }
    }
}

extension TokenSum {
    /// All tokens.
    public var total: Int64 { input + output + cached }
}
