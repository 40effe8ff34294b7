/// What a product caused in a period, from metered data: by site and hour, by both methods and by life
/// cycle.
///
/// It counts all tokens of the product, certified or not, by the same arithmetic as certificates.
public struct FootprintStatement: Sendable {
    /// The figures of one site.
    public struct SiteFigures: Sendable {
        /// The site, with the country where data was processed and what proves it.
        public let site: CertificateSite
        /// Its sums.
        public let figures: CertificateFigures
    }

    /// The figures of one site and hour.
    public struct HourFigures: Sendable {
        /// The site's id.
        public let site: String
        /// The hour.
        public let interval: UTCInterval
        /// Its figures.
        public let figures: CertificateFigures
    }

    /// The product's id.
    public let product: String
    /// The period; every hour lies within.
    public let period: UTCInterval
    /// The country that tokens were served to, across a border; nil where none is claimed.
    public let servedTo: String?
    /// The rules of matching.
    public let rules: DocumentReference
    /// How energy was shared among products.
    public let attribution: DocumentReference
    /// All hours together.
    public let total: CertificateFigures
    /// By site.
    public let sites: [SiteFigures]
    /// By site and time.
    public let hours: [HourFigures]
    /// The factors used, by id.
    public let factors: [EmissionFactor]

    /// States what a product caused.
    ///
    /// - Parameters:
    ///   - product: the product's id.
    ///   - period: hours that do not lie within are left out.
    ///   - prepared: rows with what was retired for them.
    ///   - input: what they were made from.
    ///   - servedTo: a country, which needs a rule set for export and what that asks of each site.
    public init(
        product: String, period: UTCInterval, of prepared: PreparedCertificates,
        from input: IssueInput, servedTo: String? = nil
    ) throws(IssueFault) {
        let rows = prepared.rows.filter {
            $0.stream.product == product && period.contains($0.hour.interval)
        }.map(\.hour)
        let names = Set(rows.map(\.site)).sorted()
        let declared = names.compactMap { name in
            input.attribution.sites[name].map { CertificateSite($0, rules: input.rules) }
        }
        if let breach = input.rules.processingBreach(servedTo: servedTo, sites: declared) {
            throw .certificate(.breaksRule(path: "/sites", rule: breach))
        }
        let tables = try FootprintTables(rows, declared, input, prepared.finder)
        self.product = product
        self.period = period
        self.servedTo = servedTo
        rules = input.rules.reference
        attribution = input.attribution.reference
        factors = tables.factors
        total = try tables.figures(rows)
        var sites: [SiteFigures] = []
        for site in declared {
            let figures = try tables.figures(rows.filter { $0.site == site.id })
            sites.append(SiteFigures(site: site, figures: figures))
        }
        self.sites = sites
        let groups = Dictionary(grouping: rows) { HourKey(site: $0.site, interval: $0.interval) }
        var hours: [HourFigures] = []
        for (key, rows) in groups.sorted(by: { $0.key < $1.key }) {
            hours.append(
                HourFigures(
                    site: key.site, interval: key.interval, figures: try tables.figures(rows)))
        }
        self.hours = hours
    }

    private struct HourKey: Hashable, Comparable {
        let site: String
        let interval: UTCInterval

        static func < (a: HourKey, b: HourKey) -> Bool {
            (a.site, a.interval.start) < (b.site, b.interval.start)
        }
    }
}

/// What the rows of a statement refer to.
private struct FootprintTables {
    let factors: [EmissionFactor]
    private let references: RowReferences
    private let basis: TokenSum.Basis

    init(
        _ rows: [CertificateHour], _ sites: [CertificateSite], _ input: IssueInput,
        _ finder: FactorFinder
    ) throws(IssueFault) {
        var finder = finder
        var used: Set<String> = []
        var slices: [RetiredSlice] = []
        for row in rows {
            used.formUnion([row.locationFactor, row.residualFactor, row.lifeCycleFactor])
        }
        for id in Set(rows.flatMap { $0.retired.map(\.slice) }).sorted() {
            guard let slice = finder.slice(id) else { continue }
            let factor = try finder.lifeCycleFactor(of: slice)
            used.insert(factor.id)
            slices.append(
                RetiredSlice(slice, wattHours: slice.wattHours, lifeCycleFactor: factor.id))
        }
        factors = input.factors.factors.filter { used.contains($0.id) }.sorted { $0.id < $1.id }
        references = RowReferences(
            factors: factors, slices: slices,
            supplyZones: Dictionary(sites.map { ($0.id, $0.suppliedFrom) }) { first, _ in first })
        basis = input.rules.basis
    }

    func figures(_ rows: [CertificateHour]) throws(IssueFault) -> CertificateFigures {
        do throws(CertificateFault) {
            return try CertificateFigures(rows: rows, basis: basis, references: references)
        } catch {
            throw .certificate(error)
        }
    }
}

extension RuleSet {
    /// Whether a claim of tokens served across a border is proven; nil when it is, or none is made.
    func processingBreach(servedTo: String?, sites: [CertificateSite]) -> RuleBreach? {
        guard let export else { return servedTo == nil ? nil : .processing }
        let isProven = sites.allSatisfy { site in
            (!export.needsEvidence || site.evidence != nil)
                && (export.processingCountries.isEmpty
                    || export.processingCountries.contains(site.country))
        }
        return servedTo != nil && isProven ? nil : .processing
    }
}
