package import Certificates
import Solver

/// One draft of certificates from what the registry holds: it reads, and changes nothing.
///
/// Energy that the account holds is assigned to what the products used, by linear programs, and the
/// unsigned documents are made. Whoever asked looks at them and has them proposed.
package struct ProposalRun {
    /// What the rules are.
    package let input: ProposalInput
    /// What is asked.
    package let spec: ProposalSpec
    /// Whose energy is retired, and whose the certificates will be.
    package let account: String
    /// The registry.
    package let store: any RegistryStore
    /// Now.
    package let time: UTCTime

    package init(
        input: ProposalInput, spec: ProposalSpec, account: String, store: any RegistryStore,
        at time: UTCTime
    ) {
        self.input = input
        self.spec = spec
        self.account = account
        self.store = store
        self.time = time
    }

    /// Certificates of one draft.
    static let most = 1000
    /// Bytes of their documents in all.
    static let mostBytes = 48 << 20
    /// How often data are read again because the registry changed meanwhile.
    private static let readings = 10

    /// Reads, assigns, and writes the parts.
    ///
    /// - Throws: `JobProblem`, `StoreError`.
    package func answer() throws -> [JobPart] {
        guard let period = spec.period, let prefix = spec.idPrefix, let from = spec.validFrom else {
            throw JobProblem(.invalidInput, "The proposal lacks its period, prefix or validity.")
        }
        let (issue, leaves) = try settledInput(period)
        var terms = IssueTerms(
            issuer: input.issuer, verifier: Self.unverified, validFrom: from, idPrefix: prefix)
        terms.validUntil = spec.validUntil
        terms.batch = spec.batch.length
        terms.products = spec.products.isEmpty ? nil : Set(spec.products)
        terms.servedTo = spec.servedTo
        let prepared: PreparedCertificates
        let certificates: [GreenTokenCertificate]
        do {
            prepared = try CertificateIssue.prepare(
                issue, terms: terms, assign: EnergyAssignment.solve)
            guard prepared.count <= Self.most else {
                throw JobProblem(
                    .cannotPropose,
                    "\(prepared.count) certificates would come of it; at most \(Self.most). "
                        + "Ask for fewer products, a shorter period or longer batches.")
            }
            certificates = try prepared.certificates
        } catch let fault as IssueFault {
            throw JobProblem(.cannotPropose, fault.text.en)
        }
        guard !certificates.isEmpty else {
            throw JobProblem(.cannotPropose, "No tokens of these products were counted then.")
        }
        try checkUncertified(certificates)
        return try parts(prepared, certificates, asOf: leaves)
    }

    /// What stands where the verifier's name will: who approves.
    private static let unverified = "not approved yet"

    // MARK: The registry

    /// Data of one state of the registry, with its number of leaves.
    private func settledInput(_ period: UTCInterval) throws -> (input: IssueInput, leaves: Int64) {
        for _ in 0..<Self.readings {
            let before = try store.leafCount()
            let data = try issueInput(period)
            if try store.leafCount() == before { return (data, before) }
        }
        throw JobProblem(.cannotPropose, "The registry changes all the time; try again.")
    }

    private func issueInput(_ period: UTCInterval) throws -> IssueInput {
        let rules: RuleSet
        let grades: GradeSet
        let attribution: AttributionRule
        do throws(CertificateFault) {
            rules = try RuleSet(reading: input.rules)
            grades = try GradeSet(reading: input.grades)
            attribution = try AttributionRule(reading: input.attribution)
        } catch {
            throw JobProblem(.invalidInput, "A document of rules cannot be read: \(error.text.en)")
        }
        let wanted = Set(input.factors)
        let factors = try store.allRows(RegistryQuery(), as: FactorRow.self).map(\.factor)
            .filter { wanted.contains($0.id) }
        let table: FactorTable
        do throws(FactorFault) {
            table = try FactorTable(factors)
        } catch {
            throw JobProblem(.cannotPropose, "The registry's factors do not go together: \(error)")
        }
        let (meters, tokens) = try measured(period)
        return IssueInput(
            meters: meters, tokens: tokens, slices: try slices(period, rules), factors: table,
            rules: rules, grades: grades, attribution: attribution)
    }

    /// What was metered and counted at all sites where the products were made: energy is shared among
    /// all that was made there.
    private func measured(_ period: UTCInterval) throws -> (MeterReadings, TokenCounts) {
        var sites: Set<String> = []
        for product in spec.products.isEmpty ? [nil] : spec.products.map(Optional.some) {
            var query = latest(period)
            query.add("product", product)
            for row in try store.allRows(query, as: CountRow.self) { sites.insert(row.count.site) }
        }
        var readings: [MeterReading] = []
        var counts: [TokenCount] = []
        for site in sites.sorted() {
            var query = latest(period)
            query.add("site", site)
            readings += try store.allRows(query, as: ReadingRow.self).map(\.reading)
            counts += try store.allRows(query, as: CountRow.self).map(\.count)
        }
        // Of each interval the revision that holds is here alone.
        for index in readings.indices { readings[index].revision = 0 }
        for index in counts.indices { counts[index].revision = 0 }
        let (meters, tokens) = (
            MeterReadings.collecting(readings), TokenCounts.collecting(counts)
        )
        guard meters.faults.isEmpty, tokens.faults.isEmpty else {
            throw StoreError.damaged("measured data do not go together")
        }
        return (meters.collection, tokens.collection)
    }

    private func latest(_ period: UTCInterval) -> RegistryQuery {
        var query = RegistryQuery()
        query.equal = [.init("live", .integer(1))]
        (query.from, query.until) = (period.start, period.end)
        return query
    }

    /// Free slices of the account whose energy can be matched with the period.
    private func slices(_ period: UTCInterval, _ rules: RuleSet) throws -> [EnergySlice] {
        var query = RegistryQuery()
        let last = UTCTime(seconds: period.end.seconds - 1) ?? period.start
        query.from = rules.window.window(containing: period.start)?.start ?? period.start
        query.until = rules.window.window(containing: last)?.end ?? period.end
        var energy: [String: EnergyCertificate] = [:]
        var held = query
        held.holder = account
        held.add("state", EnergyRow.State.live.rawValue)
        for row in try store.allRows(held, as: EnergyRow.self) {
            var certificate = row.certificate
            if certificate.storage != nil {
                certificate.storage?.chargedFrom = try store.registryRows(
                    .chargesOfCertificate, .text(certificate.id), as: ChargeRow.self
                ).map(\.charged)
            }
            energy[certificate.id] = certificate
        }
        query.add("owner", account)
        var slices: [EnergySlice] = []
        for state in [SliceRow.State.active, .reserved] {
            var own = query
            own.add("state", state.rawValue)
            for row in try store.allRows(own, as: SliceRow.self) {
                if let until = row.reservedUntil, until > time { continue }
                guard let certificate = energy[row.certificate] else { continue }
                slices.append(
                    EnergySlice(id: row.id, wattHours: row.wattHours, certificate: certificate))
            }
        }
        return slices.sorted { $0.id < $1.id }
    }

    /// A token is certified once: what stands in a certificate already cannot be proposed again.
    private func checkUncertified(_ certificates: [GreenTokenCertificate]) throws {
        for certificate in certificates {
            let stream = certificate.batch.stream
            var sums: [SiteHour: TokenSum] = [:]
            for hour in certificate.hours {
                let start = hour.interval.start.seconds / 3600 * 3600
                sums[SiteHour(site: hour.site, start: start), default: TokenSum()] += hour.tokens
            }
            for (place, tokens) in sums.sorted(by: { $0.key < $1.key }) {
                let row = try store.registryRow(
                    ProductHourRow.self, .text(stream.product), .text(place.site),
                    .text(stream.model), .text(stream.tokenizer), .integer(place.start))
                guard let row, row.certified != TokenSum() else { continue }
                var sum = row.certified
                sum += tokens
                guard
                    sum.input <= row.counted.input, sum.output <= row.counted.output,
                    sum.cached <= row.counted.cached
                else {
                    throw JobProblem(
                        .cannotPropose,
                        RegistryFault.exceedsTokens(
                            product: stream.product, site: place.site, hour: row.start
                        ).text.en + "; they are certified already")
                }
            }
        }
    }

    private struct SiteHour: Hashable, Comparable {
        let site: String
        let start: Int64

        static func < (a: SiteHour, b: SiteHour) -> Bool {
            (a.site, a.start) < (b.site, b.start)
        }
    }
}
