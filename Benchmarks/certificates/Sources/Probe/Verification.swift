import Certificates
import Glibc

/// Offline verification of a certificate with everything that a trust can ask for: signature, form,
/// arithmetic, rules, log and status.
struct VerificationProbe {
    private let bytes: [UInt8]
    private let evidence: CertificateEvidence
    private let trust: CertificateTrust
    private let time: UTCTime

    /// A certificate of so many hours at so many sites, each hour matched by two slices.
    init(hours: Int, sites: Int) throws {
        let made = try MadeCertificate(hours: hours, sites: sites)
        bytes = made.bytes
        trust = CertificateTrust(
            issuer: made.issuer, log: made.policy, rules: [made.rules], grades: [made.grades],
            statusAgeSeconds: 86_400)
        evidence = CertificateEvidence(proof: made.proof, statusList: made.statusList)
        time = made.time
    }

    func verify() throws -> VerifiedCertificate {
        try CertificateVerification.verify(bytes, with: evidence, by: trust, at: time)
    }

    /// Its figures in one row of a table: bytes, ms of the whole and of its parts.
    func row(_ name: String, seconds: Double) throws -> String {
        guard try verify().checks == CertificateCheck.allCases else { return "not verified" }
        var contest = Contest(calls: 1)
        let document = try JSONValue(parsing: bytes)
        let certificate = try GreenTokenCertificate(reading: document)
        contest.add("all") { (try? verify()) == nil ? 0 : 1 }
        contest.add("SHA-256") { Int(Digest(of: bytes).bytes[0]) }
        contest.add("signature") {
            (try? SecuredDocument.check(bytes, by: trust.issuer)) == nil ? 0 : 1
        }
        contest.add("parse") { (try? JSONValue(parsing: bytes)) == nil ? 0 : 1 }
        contest.add("form") { (try? GreenTokenCertificate(reading: document)) == nil ? 0 : 1 }
        contest.add("arithmetic") {
            (try? CertificateArithmetic.check(certificate)) == nil ? 0 : 1
        }
        contest.add("rules") {
            (try? CertificateArithmetic.check(
                certificate, rules: trust.rules[0], grades: trust.grades[0])) == nil ? 0 : 1
        }
        let best = contest.run(seconds: seconds)
        let order = ["all", "SHA-256", "signature", "parse", "form", "arithmetic", "rules"]
        let figures = order.map { "\(((best[$0] ?? 0) / 10).rounded() / 100)" }
        return "| \(name) | \(bytes.count) | " + figures.joined(separator: " | ") + " |"
    }

    static let header = """
        | certificate | bytes | verified, ms | SHA-256 | signature | parse | form | arithmetic | rules |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|
        """
}

/// A certificate made from synthetic readings, with its proof and status list.
private struct MadeCertificate {
    let issuer: Issuer
    let rules: RuleSet
    let grades: GradeSet
    let policy: LogPolicy
    let bytes: [UInt8]
    let proof: [UInt8]
    let statusList: [UInt8]
    let time: UTCTime

    private static let statusAddress = "https://green.example.org/status/1"

    init(hours: Int, sites: Int) throws {
        var seed = [UInt8](repeating: 7, count: 32)
        let key = try SigningKey(seed: &seed)
        issuer = Issuer(didKey: key.verifyingKey)
        rules = try RuleSet(reading: Self.file("energytag-like"))
        grades = try GradeSet(reading: Self.file("grades"))
        let input = try Self.input(hours: hours, sites: sites, rules, grades)
        time = Self.hour(hours + 24).start
        var terms = IssueTerms(
            issuer: issuer.id, verifier: "person:li", validFrom: time, idPrefix: "probe")
        terms.status = .init(list: Self.statusAddress, index: 5)
        let prepared = try CertificateIssue.prepare(input, terms: terms, assign: Self.firstFit)
        let unsigned = try prepared.certificate(0)
        let secured = try SecuredDocument(
            signing: unsigned.document, with: key, of: issuer, created: time)
        bytes = secured.bytes
        guard let list = StatusList() else { throw ProbeFault() }
        let credential = StatusListCredential(
            id: Self.statusAddress, issuer: issuer.id, validFrom: time, validUntil: nil, list: list)
        statusList = try SecuredDocument(
            signing: credential.document, with: key, of: issuer, created: time
        ).bytes
        let log = try ProbeLog(issued: unsigned.id, secured, at: time)
        (proof, policy) = (log.proof, log.policy)
    }

    /// A file of the worked example; the probe runs in the root of the repository.
    private static func file(_ name: String) throws -> JSONValue {
        let path = "Datasets/certificates/rules/\(name).json"
        guard let file = unsafe fopen(path, "r") else { throw ProbeFault() }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return try JSONValue(parsing: Array(bytes[..<count]))
    }

    static func hour(_ hour: Int) -> UTCInterval {
        let start: Int64 = 1_772_294_400 + Int64(hour) * 3600
        guard let first = UTCTime(seconds: start), let after = UTCTime(seconds: start + 3600),
            let interval = UTCInterval(start: first, end: after)
        else { preconditionFailure("an hour beyond the calendar") }
        return interval
    }

    private static func input(
        hours: Int, sites: Int, _ rules: RuleSet, _ grades: GradeSet
    ) throws -> IssueInput {
        var readings: [MeterReading] = []
        var counts: [TokenCount] = []
        var slices: [EnergySlice] = []
        for site in 1...sites {
            for hour in 0..<hours {
                let interval = Self.hour(hour)
                for (meter, boundary, wh) in [
                    ("grid-1", MeterReading.Boundary.facility, Int64(1_857_909)),
                    ("it-1", .it, 1_578_491),
                ] {
                    readings.append(
                        MeterReading(
                            site: "site-\(site)", meter: meter, boundary: boundary,
                            interval: interval, wattHours: wh + Int64(hour), revision: 0))
                }
                counts.append(
                    TokenCount(
                        product: "chat", site: "site-\(site)", interval: interval,
                        model: "moe-large@2026-01", tokenizer: "tok-a",
                        input: 4_610_089_179 + Int64(hour), output: 1_536_696_393,
                        cached: 6_146_785_572, revision: 0))
                if hour.isMultiple(of: 2) {
                    slices.append(
                        EnergySlice(
                            whole: EnergyCertificate(
                                id: "haiyang-\(site)/2026-03-\(hour)", scheme: .ppa,
                                registry: "haiyang-\(site)", serial: "2026-03-\(hour)",
                                device: "wind-hy-\(site)", source: .wind, zone: "CN-NORTH",
                                interval: interval, wattHours: 1_000_000, storage: nil)))
                }
            }
        }
        return IssueInput(
            meters: MeterReadings.collecting(readings).collection,
            tokens: TokenCounts.collecting(counts).collection, slices: slices,
            factors: try factors(), rules: rules, grades: grades,
            attribution: try attribution(sites: sites))
    }

    private static func attribution(sites: Int) throws -> AttributionRule {
        let declared = (1...sites).map { site in
            """
            {"site": "site-\(site)", "zone": "CN-NORTH", "country": "CN", "region": "张家口集群, 河北",
             "embodied_mg_per_hour": "32000000", "embodied_source": "an assumption"}
            """
        }
        let text = """
            {"format": "wattoken-attribution/1", "id": "probe", "version": "1",
             "title": {"en": "Probe", "zh": "测试"},
             "weights": [{"model": "moe-large@2026-01", "input_wh_per_million": "35",
              "output_wh_per_million": "350", "cached_wh_per_million": "4", "source": "synthetic"}],
             "excluded": [], "sites": [\(declared.joined(separator: ","))],
             "uncertainty": {"share": {"num": "2", "den": "100"}, "source": "meter class"}}
            """
        return try AttributionRule(reading: JSONValue(parsing: Array(text.utf8)))
    }

    private static func factors() throws -> FactorTable {
        func factor(
            _ id: String, _ kind: EmissionFactor.Kind, _ region: String, _ mg: Int64
        ) -> EmissionFactor {
            EmissionFactor(
                id: id, kind: kind, region: region, vintage: 2023, milligramsPerKWh: mg,
                source: "a notice")
        }
        return try FactorTable([
            factor("north-china-grid-average-2023", .average, "north-china-grid", 636_100),
            factor("china-residual-2023", .residual, "china", 609_600),
            factor("china-lifecycle-2023", .lifeCycle, "china", 620_500),
            factor("wind-lifecycle-2023", .lifeCycle, "wind", 33_600),
        ])
    }

    private static func firstFit(_ problem: AssignmentProblem) -> [EnergyUse] {
        var left = problem.slices.map(\.wattHours)
        let places = Dictionary(grouping: problem.slices.indices) {
            problem.slices[$0].certificate.interval.start
        }
        var uses: [EnergyUse] = []
        for (index, need) in problem.needs.enumerated() {
            var open = need.wattHours
            for slice in places[need.interval.start] ?? [] {
                let part = min(open, left[slice])
                guard part > 0, problem.allows(slice: slice, need: index) else { continue }
                uses.append(EnergyUse(slice: slice, need: index, wattHours: part))
                left[slice] -= part
                open -= part
            }
        }
        return uses
    }
}
