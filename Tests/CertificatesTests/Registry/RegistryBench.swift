import Certificates
import Testing

/// A registry in memory with an issuer, two holders, a key, a rule set and an hour of data.
///
/// Site `hub` metered 1000 Wh in hour 0 and 500 Wh in hour 1; product `chat` counted 100 tokens read,
/// 200 written and 10 from a cache in each. Holder `north` has energy certificates `e0` of 400 Wh in hour 0
/// and `e1` of 300 Wh in hour 1.
final class RegistryBench {
    let rows: RegistryMemory
    let registry: Registry
    private var number = 0

    static let batch = CertifiedBatch(
        product: "chat", model: "m-1", tokenizer: "t-1", ruleSet: "green", ruleVersion: "1")

    init() throws {
        rows = RegistryMemory()
        registry = Registry(rows)
        try ask(AccountOpening(id: "issuer", role: .issuer))
        for id in ["north", "south"] { try ask(AccountOpening(id: id, role: .holder)) }
        let key = try #require(VerifyingKey([UInt8](repeating: 7, count: 32)))
        try ask(KeyChange(id: "did:key:k1#k1", publicKey: key))
        try ask(RuleSetAddition(id: "green", version: "1", digest: Digest(of: "green")))
        try ask(MeterRecording(readings: [Self.reading(0, 1000), Self.reading(1, 500)]))
        try ask(TokenRecording(counts: [Self.count(0), Self.count(1)]))
        try ask(
            EnergyImport(
                owner: "north",
                certificates: [Self.energy("e0", 0, 400), Self.energy("e1", 1, 300)]))
    }

    /// Asks with a new request id.
    @discardableResult
    func ask(
        _ operation: any RegistryOperation, by account: String = "issuer", person: String = "ann",
        at second: Int64 = 100_000
    ) throws(RegistryFault) -> RegistryReceipt {
        number += 1
        return try registry.perform(
            Self.request("r\(number)", operation, by: account, person: person, at: second))
    }

    /// Why it is refused; nil when it is done.
    func refusal(
        _ operation: any RegistryOperation, by account: String = "issuer", person: String = "ann",
        at second: Int64 = 100_000
    ) -> RegistryFault? {
        let (before, leaves) = (rows.stateHash, rows.leaves.count)
        do throws(RegistryFault) {
            try ask(operation, by: account, person: person, at: second)
            return nil
        } catch {
            // *Invariant 14*: what is refused leaves nothing.
            return rows.stateHash == before && rows.leaves.count == leaves
                ? error : .damaged("a refusal left something")
        }
    }

    static func request(
        _ id: String, _ operation: any RegistryOperation, by account: String,
        person: String = "ann",
        at second: Int64 = 100_000
    ) -> RegistryRequest {
        RegistryRequest(
            id: id, account: account, person: person, at: time(second), operation: operation)
    }

    /// Seconds after the beginning of 2026.
    static func time(_ second: Int64) -> UTCTime {
        guard let time = UTCTime(seconds: 1_767_225_600 + second) else {
            preconditionFailure("no second of the years 0 to 9999")
        }
        return time
    }

    /// An interval of 2026 in minutes.
    static func minutes(_ start: Int64, _ end: Int64) -> UTCInterval {
        guard let interval = UTCInterval(start: time(60 * start), end: time(60 * end)) else {
            preconditionFailure("an interval ends before it begins")
        }
        return interval
    }

    static func hour(_ hour: Int64) -> UTCInterval { minutes(60 * hour, 60 * hour + 60) }

    static func reading(
        _ hour: Int64, _ wattHours: Int64, revision: Int = 0, site: String = "hub"
    ) -> MeterReading {
        MeterReading(
            site: site, meter: "main", boundary: .facility, interval: Self.hour(hour),
            wattHours: wattHours, revision: revision)
    }

    static func count(_ hour: Int64, output: Int64 = 200, revision: Int = 0) -> TokenCount {
        TokenCount(
            product: "chat", site: "hub", interval: Self.hour(hour), model: "m-1",
            tokenizer: "t-1", input: 100, output: output, cached: 10, revision: revision)
    }

    static func energy(
        _ id: String, _ hour: Int64, _ wattHours: Int64, device: String = "wind-1"
    ) -> EnergyCertificate {
        EnergyCertificate(
            id: id, scheme: .gec, registry: "CN", serial: "S-\(id)", device: device,
            source: .wind, zone: "CN-EAST", interval: Self.hour(hour), wattHours: wattHours)
    }

    static func row(
        _ hour: Int64, wattHours: Int64, tokens: TokenSum, _ slices: (String, Int64)...
    ) -> CertificateHour {
        CertificateHour(
            site: "hub", interval: Self.hour(hour), wattHours: wattHours, tokens: tokens,
            retired: slices.map { RetiredEnergy(slice: $0.0, wattHours: $0.1) })
    }

    /// 900 and 450 Wh of which 400 and 300 are matched, all tokens of both hours.
    static func proposal(_ id: String = "g1") -> CertificateProposal {
        let tokens = TokenSum(input: 100, output: 200, cached: 10)
        return CertificateProposal(
            certificate: id, batch: batch,
            emissions: BatchEmissions(location: 7001, market: 5003, lifeCycle: 11, embodied: 0),
            reservedUntil: time(900_000),
            hours: [
                row(0, wattHours: 900, tokens: tokens, ("e0", 400)),
                row(1, wattHours: 450, tokens: tokens, ("e1", 300)),
            ])
    }

    static func approval(_ id: String = "g1") -> CertificateApproval {
        CertificateApproval(
            certificate: id, key: "did:key:k1#k1", document: Digest(of: "signed \(id)"))
    }

    /// The split of a certificate by tokens, its carbon by largest remainder, with made-up documents.
    static func split(
        _ tokens: [Int64], _ carbon: BatchEmissions = proposal().emissions,
        of id: String = "g1", statusIndex: Int64 = 1, key: String = "did:key:k1#k1"
    ) -> CertificateSplit {
        func shares(_ milligrams: Int64) -> [Int64] {
            LargestRemainder.split(milligrams, by: tokens) ?? tokens
        }
        let (location, market) = (shares(carbon.location), shares(carbon.market))
        let (lifeCycle, embodied) = (shares(carbon.lifeCycle), shares(carbon.embodied))
        return CertificateSplit(
            certificate: id, key: key, statusIndex: statusIndex,
            parts: tokens.indices.map { index in
                CertificateSplit.Part(
                    tokens: tokens[index],
                    emissions: BatchEmissions(
                        location: location[index], market: market[index],
                        lifeCycle: lifeCycle[index], embodied: embodied[index]),
                    document: Digest(of: "\(index + 1)"))
            })
    }

    /// Proposes and issues `g1` to `north`, with those slices that are still free.
    func issue(slices: Set<String> = ["e0", "e1"]) throws {
        var proposal = Self.proposal()
        for hour in proposal.hours.indices {
            proposal.hours[hour].retired.removeAll { !slices.contains($0.slice) }
        }
        try ask(proposal, by: "north", person: "bob")
        try ask(Self.approval())
    }

    func slice(_ id: String) throws -> SliceRow? {
        try rows.row(.slices, [.text(id)]).map { try SliceRow(values: $0) }
    }

    func certificate(_ id: String) throws -> CertificateRow? {
        try rows.row(.certificates, [.text(id)]).map { try CertificateRow(values: $0) }
    }

    func siteHour(_ hour: Int64) throws -> SiteHourRow? {
        try rows.row(.siteHours, [.text("hub"), .integer(Self.hour(hour).start.seconds)])
            .map { try SiteHourRow(values: $0) }
    }

    /// Wh of an energy certificate by the state of its slices.
    func balance(_ id: String) throws -> [SliceRow.State: Int64] {
        var sums: [SliceRow.State: Int64] = [:]
        for values in rows.rows(.slicesOfEnergy, [.text(id)]) {
            let slice = try SliceRow(values: values)
            if slice.state.counts { sums[slice.state, default: 0] += slice.wattHours }
        }
        return sums
    }
}
