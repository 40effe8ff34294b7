/// The rows that one certificate counts.
struct BatchKey: Hashable, Comparable {
    let period: UTCInterval
    let stream: TokenStream

    init(period: UTCInterval, stream: TokenStream) {
        self.period = period
        self.stream = stream
    }

    static func < (a: BatchKey, b: BatchKey) -> Bool {
        (a.period.start, a.stream) < (b.period.start, b.stream)
    }
}

/// Rows gathered to certificates: one for each stream and period with a token that counts.
struct CertificateBatches: Sendable {
    let input: IssueInput
    let terms: IssueTerms
    /// By period and stream, each with the positions of its rows by site and time.
    let batches: [(key: BatchKey, rows: [Int])]
    private let meters: [String: [CertificateMeter]]
    private let factors: [String: EmissionFactor]

    init(rows: [AttributedRow], input: IssueInput, terms: IssueTerms) {
        self.input = input
        self.terms = terms
        var lists: [BatchKey: [Int]] = [:]
        for (index, row) in rows.enumerated()
        where terms.products?.contains(row.stream.product) ?? true {
            lists[Self.key(of: row, input, terms), default: []].append(index)
        }
        batches = lists.filter { entry in
            entry.value.contains { rows[$0].hour.tokens.count(input.rules.basis) > 0 }
        }
        .map { ($0.key, $0.value) }.sorted { $0.key < $1.key }
        meters = Dictionary(grouping: input.meters.keys, by: \.site).mapValues { keys in
            keys.map { key in
                let boundary = input.meters.latest(of: key).first?.boundary ?? .facility
                return CertificateMeter(key: key, boundary: boundary)
            }
        }
        factors = Dictionary(input.factors.factors.map { ($0.id, $0) }) { first, _ in first }
    }

    private static func key(
        of row: AttributedRow, _ input: IssueInput, _ terms: IssueTerms
    ) -> BatchKey {
        let window = MatchingWindow(
            terms.batch, offsetSeconds: input.rules.window.offsetSeconds)
        let period = window.window(containing: row.hour.interval.start) ?? row.hour.interval
        return BatchKey(period: period, stream: row.stream)
    }

    /// The certificate of a batch.
    func certificate(
        _ index: Int, of rows: [AttributedRow], _ finder: FactorFinder
    ) throws(IssueFault) -> GreenTokenCertificate {
        var finder = finder
        let hours = batches[index].rows.map { rows[$0].hour }
        return try certificate(batches[index].key, hours, index + 1, &finder)
    }

    private func certificate(
        _ key: BatchKey, _ hours: [CertificateHour], _ number: Int, _ finder: inout FactorFinder
    ) throws(IssueFault) -> GreenTokenCertificate {
        let sites = Set(hours.map(\.site)).sorted()
        var used: Set<String> = []
        for row in hours {
            used.formUnion([row.locationFactor, row.residualFactor, row.lifeCycleFactor])
        }
        let slices = try slices(of: hours, &finder, &used)
        guard hours.count <= AccountingLimits.rows, slices.count <= AccountingLimits.rows else {
            throw .tooManyRows(max(hours.count, slices.count))
        }
        let rules = input.rules
        var certificate = GreenTokenCertificate(
            id: "\(terms.idPrefix).\(number)", issuer: terms.issuer, verifier: terms.verifier,
            validFrom: terms.validFrom, validUntil: terms.validUntil,
            status: terms.status.map {
                .init(list: $0.list, index: $0.index + Int64(number - 1))
            },
            rules: rules.reference, grades: input.grades.reference,
            attribution: input.attribution.reference,
            batch: TokenBatch(stream: key.stream, period: key.period, servedTo: terms.servedTo),
            sites: sites.compactMap { site in
                input.attribution.sites[site].map { CertificateSite($0, rules: rules) }
            },
            meters: sites.flatMap { meters[$0] ?? [] },
            uncertainty: input.attribution.uncertainty, window: rules.window.length,
            factors: used.sorted().compactMap { factors[$0] }, slices: slices, hours: hours,
            figures: CertificateFigures(basis: rules.basis), grade: "")
        try complete(&certificate)
        return certificate
    }

    private func complete(_ certificate: inout GreenTokenCertificate) throws(IssueFault) {
        do throws(CertificateFault) {
            certificate.figures = try CertificateFigures(
                rows: certificate.hours, basis: input.rules.basis,
                references: certificate.references)
            certificate.grade = input.grades.grade(certificate.figures.cfeScore)
            try CertificateArithmetic.check(certificate)
            try CertificateArithmetic.check(
                certificate, rules: input.rules, grades: input.grades)
        } catch {
            throw .certificate(error)
        }
    }

    private func slices(
        of hours: [CertificateHour], _ finder: inout FactorFinder, _ used: inout Set<String>
    ) throws(IssueFault) -> [RetiredSlice] {
        var sums: [String: Int64] = [:]
        for row in hours {
            for part in row.retired { sums[part.slice, default: 0] += part.wattHours }
        }
        var list: [RetiredSlice] = []
        for (id, sum) in sums.sorted(by: { $0.key < $1.key }) {
            guard let slice = finder.slice(id) else { continue }
            let factor = try finder.lifeCycleFactor(of: slice)
            used.insert(factor.id)
            list.append(RetiredSlice(slice, wattHours: sum, lifeCycleFactor: factor.id))
        }
        return list
    }
}
