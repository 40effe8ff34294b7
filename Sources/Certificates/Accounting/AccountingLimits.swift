/// Largest amounts of one record, so that no sum that a certificate needs leaves 64 bits.
///
/// With at most 10^5 rows of at most 10^12 Wh a certificate has at most 10^17 Wh; times a factor of at
/// most 10^7 mg/kWh that is 10^24 µg, which 128 bits hold with room for the digits of a ratio.
public enum AccountingLimits {
    /// Wh of one reading or one row: a terawatt-hour.
    public static let wattHours: Int64 = 1_000_000_000_000
    /// Tokens of one class in one count or one row.
    public static let tokens: Int64 = 1_000_000_000_000
    /// Wh of one energy certificate.
    public static let certificateWattHours: Int64 = 1_000_000_000_000_000
    /// Wh charged for a Wh that a storage gives back: more is no storage, and would leave 128 bits.
    public static let chargedForOneGivenBack: Int64 = 1000
    /// mg of CO2 equivalent per kWh.
    public static let milligramsPerKWh: Int64 = 10_000_000
    /// Wh per million tokens of one class.
    public static let wattHoursPerMillionTokens: Int64 = 1_000_000
    /// mg of CO2 equivalent for making and unmaking what works at a site in an hour.
    public static let embodiedMilligramsPerHour: Int64 = 1_000_000_000_000_000
    /// Σ of the amounts of one collection, and of one row's retired energy.
    public static let sum: Int64 = 4_000_000_000_000_000_000
    /// Rows, slices, factors, sites and meters of one certificate.
    public static let rows = 100_000

    /// True for names that logs and certificates can carry: an ASCII letter or digit, then up to 127
    /// letters, digits and `._:/@+-`.
    public static func isName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...128).contains(bytes.count), let first = bytes.first, isLetterOrDigit(first)
        else { return false }
        return bytes.dropFirst().allSatisfy { isLetterOrDigit($0) || isMark($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// One of `._:/@+-`.
    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2B, 0x2D, 0x2E, 0x2F, 0x3A, 0x40, 0x5F: true
        default: false
        }
    }
}
