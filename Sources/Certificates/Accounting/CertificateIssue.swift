/// What certificates are made of.
public struct IssueInput: Sendable {
    /// Meter readings.
    public var meters: MeterReadings
    /// Token counts.
    public var tokens: TokenCounts
    /// Energy that may be retired.
    public var slices: [EnergySlice]
    /// Factors with provenance.
    public var factors: FactorTable
    /// The rules of matching.
    public var rules: RuleSet
    /// The rules of grades.
    public var grades: GradeSet
    /// How energy is shared.
    public var attribution: AttributionRule

    /// All members.
    public init(
        meters: MeterReadings, tokens: TokenCounts, slices: [EnergySlice], factors: FactorTable,
        rules: RuleSet, grades: GradeSet, attribution: AttributionRule
    ) {
        self.meters = meters
        self.tokens = tokens
        self.slices = slices
        self.factors = factors
        self.rules = rules
        self.grades = grades
        self.attribution = attribution
    }
}

/// Under which names certificates are made, and how many.
public struct IssueTerms: Sendable {
    /// The issuer, a DID.
    public var issuer: String
    /// Who checked the data.
    public var verifier: String
    /// From when the certificates are valid.
    public var validFrom: UTCTime
    /// Until when; nil for no end.
    public var validUntil: UTCTime?
    /// What the ids begin with; a number follows.
    public var idPrefix: String
    /// How long one certificate's batch is: a day, a month or a year of the rules' civil time.
    public var batch = MatchingWindow.Length.month
    /// The products that are certified; nil for all.
    public var products: Set<String>?
    /// Worth of a matched Wh by product, 1 where none is given.
    public var priorities: [String: Int64] = [:]
    /// The country that the tokens were served to; nil where none is claimed.
    public var servedTo: String?
    /// The status list and the place of the first certificate in it; nil where none is given yet.
    public var status: GreenTokenCertificate.StatusEntry?

    /// What must be given; the rest has defaults.
    public init(issuer: String, verifier: String, validFrom: UTCTime, idPrefix: String) {
        self.issuer = issuer
        self.verifier = verifier
        self.validFrom = validFrom
        self.idPrefix = idPrefix
    }
}

/// Why certificates cannot be made.
public enum IssueFault: Error, Sendable, Hashable {
    /// Energy cannot be shared among products.
    case attribution([AttributionFault])
    /// A slice's id is not a name or comes twice.
    case slice(String)
    /// No factor of a kind for a region up to a year.
    case noFactor(EmissionFactor.Kind, region: String, year: Int64)
    /// The rules name no region for a zone.
    case noRegion(EmissionFactor.Kind, zone: String)
    /// The assignment that was given back is not sound.
    case assignment(AssignmentFault)
    /// What was made does not pass its own check.
    case certificate(CertificateFault)
    /// A certificate would have more rows or slices than one may have.
    case tooManyRows(Int)
    /// A name in the terms is not one that certificates can carry.
    case term(String)
}

/// Makes certificates from measured data: attribution, assignment, factors, figures.
public enum CertificateIssue {
    /// Everything up to the unsigned documents.
    ///
    /// - Parameter assign: the best use of slices for needs; Service has one that solves an LP. What it
    ///   gives is checked exactly.
    public static func prepare(
        _ input: IssueInput, terms: IssueTerms,
        assign: (AssignmentProblem) throws -> [EnergyUse]
    ) throws -> PreparedCertificates {
        try check(input, terms)
        let energy: EnergyAttribution
        do throws(Faults<AttributionFault>) {
            energy = try EnergyAttribution(
                meters: input.meters, tokens: input.tokens, rule: input.attribution,
                window: input.rules.window)
        } catch {
            throw IssueFault.attribution(error.list)
        }
        var rows = energy.rows
        let batches = CertificateBatches(rows: rows, input: input, terms: terms)
        let certified = batches.batches.flatMap(\.rows).map { rows[$0] }
        try checkProcessing(certified, input, terms)
        let needs = needs(certified, input, terms)
        let problem = AssignmentProblem(needs: needs, slices: input.slices, rules: input.rules)
        let uses = try assign(problem)
        if let fault = problem.fault(of: uses) { throw IssueFault.assignment(fault) }
        let cut = SliceCut(uses, of: problem)
        retire(uses, cut, problem, in: &rows)
        var finder = FactorFinder(input, parts: cut.parts)
        for index in rows.indices { try finder.complete(&rows[index].hour) }
        try finder.checkParts()
        return PreparedCertificates(
            energy: energy, rows: rows, uses: uses, problem: problem, splits: cut.rounds,
            batches: batches, finder: finder)
    }

    private static func check(_ input: IssueInput, _ terms: IssueTerms) throws(IssueFault) {
        guard AccountingLimits.isName(terms.idPrefix + ".1000000") else {
            throw .term(terms.idPrefix)
        }
        for text in [terms.issuer, terms.verifier] where !(1...1000).contains(text.utf8.count) {
            throw .term(text)
        }
        if let country = terms.servedTo, !SiteDeclaration.isCountry(country) {
            throw .term(country)
        }
        var ids: Set<String> = []
        ids.reserveCapacity(input.slices.count)
        for slice in input.slices
        where !AccountingLimits.isName(slice.id) || !ids.insert(slice.id).inserted {
            throw .slice(slice.id)
        }
    }

    /// A claim of tokens served across a border is refused before anything is assigned.
    private static func checkProcessing(
        _ rows: [AttributedRow], _ input: IssueInput, _ terms: IssueTerms
    ) throws(IssueFault) {
        let sites = Set(rows.map(\.hour.site)).sorted().compactMap { name in
            input.attribution.sites[name].map { CertificateSite($0, rules: input.rules) }
        }
        if let breach = input.rules.processingBreach(servedTo: terms.servedTo, sites: sites) {
            throw .certificate(.breaksRule(path: "/credentialSubject/sites", rule: breach))
        }
    }

    private static func needs(
        _ rows: [AttributedRow], _ input: IssueInput, _ terms: IssueTerms
    ) -> [EnergyNeed] {
        rows.compactMap { row in
            guard let site = input.attribution.sites[row.hour.site] else { return nil }
            return EnergyNeed(
                site: site.id, zone: site.zone, interval: row.hour.interval, stream: row.stream,
                wattHours: row.hour.wattHours,
                priority: max(1, terms.priorities[row.stream.product] ?? 1))
        }
    }

    /// Puts what is retired into the rows, by the id of the slice.
    private static func retire(
        _ uses: [EnergyUse], _ cut: SliceCut, _ problem: AssignmentProblem,
        in rows: inout [AttributedRow]
    ) {
        var parts = [[RetiredEnergy]](repeating: [], count: problem.needs.count)
        for (use, id) in zip(uses, cut.ids) {
            parts[use.need].append(RetiredEnergy(slice: id, wattHours: use.wattHours))
        }
        var places: [NeedKey: Int] = [:]
        for (index, row) in rows.enumerated() {
            places[NeedKey(row.stream, row.hour.site, row.hour.interval)] = index
        }
        for (index, need) in problem.needs.enumerated() {
            guard let place = places[NeedKey(need.stream, need.site, need.interval)] else {
                continue
            }
            rows[place].hour.retired = parts[index].sorted { $0.slice < $1.slice }
        }
    }
}

/// What one row of a stream is.
private struct NeedKey: Hashable {
    let stream: TokenStream
    let site: String
    let interval: UTCInterval

    init(_ stream: TokenStream, _ site: String, _ interval: UTCInterval) {
        self.stream = stream
        self.site = site
        self.interval = interval
    }
}
