/// One site and interval of a certificate: energy, tokens, and what was retired for them.
///
/// A certificate is nothing but its hours; every other figure in it is recomputed from them.
public struct CertificateHour: Sendable, Hashable {
    /// The site's id.
    public var site: String
    /// An hour, or a shorter step within one.
    public var interval: UTCInterval
    /// The product's share of the site's facility energy, Wh.
    public var wattHours: Int64
    /// Tokens of the batch.
    public var tokens: TokenSum
    /// Energy retired for this site and interval and for nothing else.
    public var retired: [RetiredEnergy]
    /// What of the energy reached the computers, Wh.
    public var itWattHours: Int64 = 0
    /// What of that no token explains by the weights of the attribution, Wh.
    public var idleWattHours: Int64 = 0
    /// The batch's share of making and unmaking what works at the site, mg of CO2 equivalent.
    public var embodiedMilligrams: Int64 = 0
    /// How the energy is known: the least of its readings.
    public var quality = MeterReading.Quality.measured
    /// Id of the average factor: location-based.
    public var locationFactor = ""
    /// Id of the factor of unmatched energy: market-based.
    public var residualFactor = ""
    /// Id of the life-cycle factor of unmatched energy.
    public var lifeCycleFactor = ""

    /// Wh matched: Σ retired, at most `wattHours`.
    public var matchedWattHours: Int64 { retired.reduce(0) { $0 + $1.wattHours } }

    /// What the registry needs; the rest is set afterwards.
    public init(
        site: String, interval: UTCInterval, wattHours: Int64, tokens: TokenSum,
        retired: [RetiredEnergy]
    ) {
        self.site = site
        self.interval = interval
        self.wattHours = wattHours
        self.tokens = tokens
        self.retired = retired
    }
}

/// Tokens by how they were made.
public struct TokenSum: Sendable, Hashable {
    /// Read, without those from a cache.
    public var input: Int64
    /// Written.
    public var output: Int64
    /// Read from a cache.
    public var cached: Int64

    /// All members.
    public init(input: Int64 = 0, output: Int64 = 0, cached: Int64 = 0) {
        self.input = input
        self.output = output
        self.cached = cached
    }

    /// Which classes a figure per million tokens counts.
    public enum Basis: String, Sendable, CaseIterable {
        /// Written tokens.
        case output
        /// Read and written tokens.
        case inputAndOutput = "input+output"
        /// All tokens.
        case all = "input+output+cached"
    }

    /// The tokens that a figure counts.
    public func count(_ basis: Basis) -> Int64 {
        switch basis {
        case .output: output
        case .inputAndOutput: input + output
        case .all: input + output + cached
        }
    }

    /// Sums by class, which stay within 64 bits for amounts within `AccountingLimits`.
    public static func += (left: inout TokenSum, right: TokenSum) {
        left.input += right.input
        left.output += right.output
        left.cached += right.cached
    }
}

/// Part of a slice of an energy certificate that was retired for one site and interval.
public struct RetiredEnergy: Sendable, Hashable {
    /// The slice's id in the registry.
    public var slice: String
    /// How much of it, Wh.
    public var wattHours: Int64

    /// All members.
    public init(slice: String, wattHours: Int64) {
        self.slice = slice
        self.wattHours = wattHours
    }
}
