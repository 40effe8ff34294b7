/// Sums over the hours of a certificate.
package struct CertificateTotals: Sendable, Hashable {
    /// Wh of all hours.
    package var wattHours: Int64 = 0
    /// Wh retired for them.
    package var matchedWattHours: Int64 = 0
    /// Tokens of all hours.
    package var tokens = TokenSum()

    /// The sums of these hours.
    ///
    /// - Throws: `RegistryFault.tooLarge` when one leaves 64 bits.
    package init(_ hours: [CertificateHour]) throws(RegistryFault) {
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
    package var total: Int64 { input + output + cached }
}
