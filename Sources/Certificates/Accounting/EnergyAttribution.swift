/// One row of what products used: a product made by one model at one site in one hour.
public struct AttributedRow: Sendable, Hashable {
    /// What was made.
    public var stream: TokenStream
    /// Energy and tokens; nothing retired yet.
    public var hour: CertificateHour
}

/// Tokens that one certificate can count together: of one product, model and tokenizer.
public struct TokenStream: Sendable, Hashable, Comparable {
    /// The product's id.
    public var product: String
    /// The model with its version.
    public var model: String
    /// What counted them.
    public var tokenizer: String

    /// All members.
    public init(product: String, model: String, tokenizer: String) {
        self.product = product
        self.model = model
        self.tokenizer = tokenizer
    }

    /// By product, model, tokenizer.
    public static func < (a: TokenStream, b: TokenStream) -> Bool {
        (a.product, a.model, a.tokenizer) < (b.product, b.model, b.tokenizer)
    }
}

/// Energy of a site and hour that no certificate counts.
public struct UncertifiedEnergy: Sendable, Hashable {
    /// The site's id.
    public var site: String
    /// The hour.
    public var interval: UTCInterval
    /// Wh at the meter.
    public var wattHours: Int64
    /// Why.
    public var reason: Reason

    /// Why energy is not certified.
    public enum Reason: String, Sendable, CaseIterable {
        /// It served what is metered apart, such as training.
        case excluded
        /// No token was made in the hour.
        case noTokens = "no-tokens"
        /// The product is not certified, or its tokens do not count.
        case notCertified = "not-certified"
    }
}

/// Why energy cannot be shared among products.
public enum AttributionFault: Error, Sendable, Hashable {
    /// The attribution declares no weights for a model.
    case noWeight(model: String)
    /// The attribution does not declare a site.
    case noSite(String)
    /// A reading or count does not lie within one row.
    case crossesRows(called: String, UTCInterval)
    /// A meter does not cover a row.
    case gap(MeterReading.Key, UTCInterval)
    /// A site has no meter with this boundary in a row.
    case noMeter(site: String, MeterReading.Boundary, UTCInterval)
    /// The computers took more than the whole site.
    case moreThanFacility(site: String, UTCInterval)
    /// An excluded meter is not at the computers.
    case exclusionBoundary(MeterReading.Key)
    /// An amount beyond `AccountingLimits`.
    case tooLarge(site: String, UTCInterval)
}

/// All reasons why something failed, in a fixed order; never empty.
public struct Faults<Fault: Error & Hashable>: Error, Sendable, Hashable {
    /// The reasons.
    public let list: [Fault]

    /// Nil for an empty list.
    public init?(_ list: [Fault]) {
        if list.isEmpty { return nil }
        self.list = list
    }
}

/// What meters counted, shared among products to the Wh.
///
/// In each site and row, with F the facility meters, I the meters at the computers and X those of
/// them that are excluded (all Wh), tokens n and weights w of stream k by class c:
///
///     a[k]    = Σ_c w[k,c] · n[k,c]                          (µWh at the computers)
///     own     = F · (I − X) / I                              the rest of F is excluded
///     E[k]    = own · a[k] / Σ a        IT[k] = (I − X) · a[k] / Σ a
///     idle[k] = max(0, I − X − Σ a) · a[k] / Σ a
///     embodied[k] = embodied of the row · (I − X) / I · a[k] / Σ a
///
/// each by largest remainder, so that Σ E + excluded = F to the Wh. Idling and overhead thus go to
/// products in proportion. A row without tokens stays uncertified.
public struct EnergyAttribution: Sendable {
    /// By stream, site and time.
    public private(set) var rows: [AttributedRow] = []
    /// By site and time.
    public private(set) var uncertified: [UncertifiedEnergy] = []
    /// Σ F, Wh.
    public private(set) var meteredWattHours: Int64 = 0

    private var faults: [AttributionFault] = []

    /// Shares the energy of all readings.
    ///
    /// - Throws: all faults at once, by site and time.
    public init(
        meters: MeterReadings, tokens: TokenCounts, rule: AttributionRule, window: MatchingWindow
    ) throws(Faults<AttributionFault>) {
        var table = SiteRowTable(rule: rule, window: window)
        for key in meters.keys { for one in meters.latest(of: key) { table.add(one) } }
        for key in tokens.keys { for one in tokens.latest(of: key) { table.add(one) } }
        table.check()
        if let faults = Faults(table.faults) { throw faults }
        for (site, rows) in table.rows.sorted(by: { $0.key < $1.key }) {
            guard let declaration = rule.sites[site] else { continue }
            for (interval, row) in rows.sorted(by: { $0.key.start < $1.key.start }) {
                share(row, declaration, interval, rule)
            }
        }
        if let faults = Faults(faults) { throw faults }
        rows.sort {
            ($0.stream, $0.hour.site, $0.hour.interval.start)
                < ($1.stream, $1.hour.site, $1.hour.interval.start)
        }
    }

    private mutating func share(
        _ row: SiteRow, _ site: SiteDeclaration, _ interval: UTCInterval, _ rule: AttributionRule
    ) {
        func leave(_ wattHours: Int64, _ reason: UncertifiedEnergy.Reason) {
            guard wattHours > 0 else { return }
            let energy = UncertifiedEnergy(
                site: site.id, interval: interval, wattHours: wattHours, reason: reason)
            uncertified.append(energy)
        }
        meteredWattHours += row.facility
        let own = row.it - row.excluded
        let parts = LargestRemainder.split(row.facility, by: [row.excluded, own])
        let excluded = parts?[0] ?? 0
        leave(excluded, .excluded)
        let streams = row.streams.sorted { $0.key < $1.key }
        guard let weights = weights(streams, rule) else {
            faults.append(.tooLarge(site: site.id, interval))
            return
        }
        let rest = row.facility - excluded
        guard weights.contains(where: { $0 > 0 }) else {
            leave(rest, .noTokens)
            return
        }
        let active = weights.reduce(Int128(0)) { $0 + Int128($1) } / 1_000_000
        let idle = Int64(max(0, Int128(own) - active))
        let embodied = embodied(site, row, interval)
        guard let energy = LargestRemainder.split(rest, by: weights),
            let it = LargestRemainder.split(own, by: weights),
            let idles = LargestRemainder.split(idle, by: weights),
            let shares = LargestRemainder.split(embodied, by: weights)
        else { return }
        for (index, stream) in streams.enumerated() {
            var hour = CertificateHour(
                site: site.id, interval: interval, wattHours: energy[index],
                tokens: stream.value, retired: [])
            hour.itWattHours = it[index]
            hour.idleWattHours = idles[index]
            hour.embodiedMilligrams = shares[index]
            hour.quality = row.quality
            rows.append(AttributedRow(stream: stream.key, hour: hour))
        }
    }

    /// µWh by stream; nil where 64 bits do not hold it.
    private func weights(
        _ streams: [(key: TokenStream, value: TokenSum)], _ rule: AttributionRule
    ) -> [Int64]? {
        var weights: [Int64] = []
        for (stream, tokens) in streams {
            guard let weight = rule.weights[stream.model] else { return nil }
            let sum =
                Int128(weight.input) * Int128(tokens.input)
                + Int128(weight.output) * Int128(tokens.output)
                + Int128(weight.cached) * Int128(tokens.cached)
            guard let value = Int64(exactly: sum) else { return nil }
            weights.append(value)
        }
        return weights
    }

    /// mg for a row: what is excluded takes its share, and parts of an hour theirs, rounded down.
    private func embodied(
        _ site: SiteDeclaration, _ row: SiteRow, _ interval: UTCInterval
    ) -> Int64 {
        let own = Int128(row.it - row.excluded)
        let whole = Int128(site.embodiedMilligramsPerHour) * Int128(interval.lengthSeconds) / 3600
        return row.it > 0 ? Int64(whole * own / Int128(row.it)) : Int64(whole)
    }
}
