import Certificates
import Foundation
import Testing

/// Random requests, wise and foolish, to the registry and to a model that shares no code with it.
///
/// `WATTOKEN_REGISTRY_SEEDS=1000 WATTOKEN_REGISTRY_STEPS=1000` asks for 10^6 operations.
@Suite struct `Registry against a model` {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test func `Both take the same requests and come to the same state`() throws {
        let seeds = Self.number("WATTOKEN_REGISTRY_SEEDS") ?? 12
        let steps = Self.number("WATTOKEN_REGISTRY_STEPS") ?? 250
        var taken: [String: Int] = [:]
        for seed in 0..<seeds {
            var walk = try RegistryWalk(seed: UInt64(seed))
            do {
                for step in 0..<steps { try walk.step(step) }
                try walk.check()
            } catch {
                throw Difference("seed \(seed): \(error)")
            }
            taken.merge(walk.taken) { $0 + $1 }
        }
        // A walk that never succeeds with something shows nothing about it.
        guard seeds * steps >= 3000 else { return }
        for kind in RegistryWalk.kinds { #expect(taken[kind] ?? 0 > 0, "\(kind) was never done") }
    }
}

/// One random walk.
private struct RegistryWalk {
    private var generator: SmallGenerator
    private let rows = RegistryMemory()
    private let registry: Registry
    private var model = RegistryModel()
    private var next = 0
    private(set) var taken: [String: Int] = [:]

    static let kinds = [
        EnergyImport.kind, EnergyWithdrawal.kind, SliceSplits.kind, SliceMerge.kind,
        SliceTransfer.kind, SliceReservation.kind, SliceRelease.kind, SliceExpiry.kind,
        SliceRetirement.kind, MeterRecording.kind, CertificateProposal.kind,
        CertificateApproval.kind,
        CertificateDrop.kind, CertificateRevocation.kind, CertificateTransfer.kind,
        CertificateRetirement.kind, CertificateSplit.kind,
    ]

    /// Hours of the walk: few, so that things meet.
    private static let hours: Range<Int64> = 0..<6
    private static let firstHour = RegistryBench.hour(0).start.seconds / 3600

    init(seed: UInt64) throws {
        generator = SmallGenerator(seed: seed)
        registry = Registry(rows)
        try begin(AccountOpening(id: "issuer", role: .issuer))
        for id in ["a", "b"] { try begin(AccountOpening(id: id, role: .holder)) }
        let key = try #require(VerifyingKey([UInt8](repeating: 7, count: 32)))
        try begin(KeyChange(id: "k", publicKey: key))
        try begin(RuleSetAddition(id: "green", version: "1", digest: Digest(of: "green")))
        try begin(TokenRecording(counts: Self.hours.map { RegistryBench.count($0) }))
        for hour in Self.hours { model.countedHours.insert(Self.firstHour + hour) }
    }

    private mutating func begin(_ operation: any RegistryOperation) throws {
        next += 1
        _ = try registry.perform(
            RegistryBench.request("begin-\(next)", operation, by: "issuer"))
    }

    // MARK: Choices

    private mutating func pick(_ count: Int) -> Int {
        Int(generator.next() % UInt64(max(1, count)))
    }
    private mutating func often(_ percent: Int) -> Bool { pick(100) < percent }

    private mutating func pick(_ names: some Collection<String>) -> String? {
        names.isEmpty ? nil : names.sorted()[pick(names.count)]
    }

    private mutating func account() -> String { ["a", "b", "issuer"][pick(3)] }
    private mutating func person() -> String { ["ann", "bob"][pick(2)] }

    /// Some slices, mostly of one owner and usable.
    private mutating func slices(of owner: String) -> [String] {
        let useful = model.slices.filter {
            $0.value.owner == owner && ["active", "reserved"].contains($0.value.state)
        }.keys
        let names = often(85) ? Array(useful) : Array(model.slices.keys)
        return (0...pick(3)).compactMap { _ in pick(names) }
    }

    private mutating func greens(_ states: String...) -> [String] {
        let useful = model.greens.filter { states.contains($0.value.state) }.keys
        return [pick(often(80) ? Array(useful) : Array(model.greens.keys))].compactMap { $0 }
    }

    // MARK: Steps

    mutating func step(_ step: Int) throws {
        let account = account()
        let at = Int64(100_000 + 10 * step)
        let operation = try operation(account, at)
        // The issuer's things are mostly asked by the issuer.
        let asker = often(80) && Self.isIssuers(operation) ? "issuer" : account
        let request = RegistryBench.request(
            "r\(step)", operation, by: asker, person: person(), at: at)
        let before = rows.leaves.count
        var isTaken = false
        var fault: RegistryFault?
        do throws(RegistryFault) {
            _ = try registry.perform(request)
            isTaken = true
        } catch {
            fault = error
        }
        let isExpected = model.take(request)
        let kind = type(of: operation).kind
        guard isTaken == isExpected else {
            throw Difference(
                "step \(step): \(kind) by \(asker): \(fault.map { "\($0)" } ?? "done"), the model says \(isExpected): \(operation)"
            )
        }
        if !isTaken, rows.leaves.count != before { throw Difference("a refusal left entries") }
        guard isTaken else { return }
        taken[kind, default: 0] += 1
        if let split = operation as? CertificateSplit { try takeParts(split) }
        if step % 10 == 0, try registry.perform(request).isRepeated == false {
            throw Difference("step \(step) was done twice")
        }
        if step % 50 == 0 { try compare() }
    }

    private static func isIssuers(_ operation: any RegistryOperation) -> Bool {
        operation is EnergyImport || operation is EnergyWithdrawal || operation is SliceExpiry
            || operation is MeterRecording || operation is CertificateApproval
            || operation is CertificateRevocation || operation is CertificateSplit
    }

    private mutating func operation(_ account: String, _ at: Int64) throws
        -> any RegistryOperation
    {
        let other = ["a", "b"][pick(2)]
        switch pick(100) {
        case ..<22: return energyImport(other)
        case ..<32: return split(of: account)
        case ..<36: return SliceMerge(slices: merge(of: account))
        case ..<42: return SliceTransfer(slices: slices(of: account), to: other)
        case ..<47:
            return SliceReservation(
                slices: slices(of: account), purpose: ["p", "q", "g1"][pick(3)],
                until: RegistryBench.time(at + Int64(pick(300))))
        case ..<50: return SliceRelease(slices: slices(of: account))
        case ..<52: return SliceExpiry(slices: slices(of: other))
        case ..<56:
            return SliceRetirement(
                id: "x\(pick(200))", slices: slices(of: account), purpose: ["p", "q"][pick(2)],
                beneficiary: "b")
        case ..<66: return reading()
        case ..<78: return proposal(account, at)
        case ..<88:
            return CertificateApproval(
                certificate: greens("proposed").first ?? "none", key: "k",
                document: Digest(of: "d"))
        default: return try ending(other)
        }
    }

    private mutating func ending(_ other: String) throws -> any RegistryOperation {
        switch pick(12) {
        case 0:
            return EnergyWithdrawal(
                certificates: [pick(model.energy.keys)].compactMap { $0 }, reason: "gone")
        case 1, 2:
            return CertificateDrop(certificate: greens("proposed").first ?? "none", reason: "no")
        case 3:
            return CertificateRevocation(certificates: greens("issued", "retired"), reason: "no")
        case 4, 5: return CertificateTransfer(certificates: greens("issued"), to: other)
        case 6, 7:
            return CertificateRetirement(
                certificates: greens("issued"), beneficiary: "b", purpose: "p")
        default: return try parts()
        }
    }

    private mutating func energyImport(_ owner: String) -> EnergyImport {
        let certificates = (0...pick(2)).map { _ in
            var energy = RegistryBench.energy(
                "e\(pick(400))", 0, Int64(1 + pick(300)), device: "w\(pick(8))")
            energy.serial = "s\(pick(600))"
            let start = Int64(15 * pick(24))
            energy.interval = RegistryBench.minutes(start, start + Int64([15, 30, 60][pick(3)]))
            return energy
        }
        return EnergyImport(owner: owner, certificates: certificates)
    }

    private mutating func split(of owner: String) -> SliceSplits {
        let names = slices(of: owner).prefix(often(70) ? 1 : 2)
        return SliceSplits(
            names.map { name in
                let whole = model.slices[name]?.wattHours ?? 10
                let first = Int64(1 + pick(Int(whole)))
                // Sometimes a unit too many or too few.
                let second = whole - first + (often(85) ? 0 : Int64(pick(3)) - 1)
                return SliceSplits.Split(slice: name, parts: [first, second])
            })
    }

    private mutating func merge(of owner: String) -> [String] {
        guard let first = slices(of: owner).first, let energy = model.slices[first]?.energy else {
            return slices(of: owner)
        }
        let alike = model.slices.filter { $0.value.energy == energy && $0.value.state == "active" }
        return [first] + alike.keys.sorted().filter { $0 != first }.prefix(2)
    }

    private mutating func reading() -> MeterRecording {
        let hour = Int64(pick(Self.hours.count))
        let known = model.revisions[Self.firstHour + hour] ?? -1
        let revision = max(0, known + (often(85) ? 1 : pick(3) - 1))
        let reading = RegistryBench.reading(
            hour, Int64(pick(900)) + (often(70) ? 600 : 0), revision: revision)
        return MeterRecording(
            readings: [reading], revoking: often(20) ? greens("issued") : [], reason: "meter")
    }

    private mutating func proposal(_ account: String, _ at: Int64) -> CertificateProposal {
        var hours: [CertificateHour] = []
        var used: Set<String> = []
        for hour in Self.hours where often(30) {
            let names = often(60) ? Set(slices(of: account)).subtracting(used) : []
            used.formUnion(names)
            let retired = names.sorted().map {
                RetiredEnergy(slice: $0, wattHours: model.slices[$0]?.wattHours ?? 1)
            }
            let matched = retired.reduce(0) { $0 + $1.wattHours }
            hours.append(
                CertificateHour(
                    site: "hub", interval: RegistryBench.hour(hour),
                    wattHours: max(0, matched + Int64(pick(60)) - (often(5) ? 60 : 0)),
                    tokens: TokenSum(
                        input: Int64(pick(40)), output: Int64(pick(80)), cached: Int64(pick(4))),
                    retired: retired))
        }
        if hours.isEmpty {
            hours = [
                RegistryBench.row(0, wattHours: 1, tokens: TokenSum(input: 1))
            ]
        }
        return CertificateProposal(
            certificate: "g\(pick(300))", batch: RegistryBench.batch,
            emissions: BatchEmissions(location: Int64(pick(999)), market: Int64(pick(99))),
            reservedUntil: RegistryBench.time(at + Int64(1 + pick(1500))), hours: hours)
    }

    private mutating func parts() throws -> CertificateSplit {
        let id = greens("issued").first ?? "none"
        let total = (model.greens[id]?.hours ?? []).reduce(0) { $0 + $1.tokens.total }
        var cuts = [0, total]
        for _ in 0...pick(2) { cuts.append(Int64(pick(Int(total + 1)))) }
        cuts.sort()
        return RegistryBench.split(
            zip(cuts, cuts.dropFirst()).map { $1 - $0 },
            try certificate(id)?.emissions ?? BatchEmissions(), of: id,
            statusIndex: try registry.nextStatusIndex(), key: "k")
    }

    // MARK: Comparison

    /// *Invariant 5*: parts are a partition of each hour, of each kind of token, Wh, slice and mg.
    private mutating func takeParts(_ split: CertificateSplit) throws {
        guard let whole = model.greens[split.certificate] else { return }
        var left = whole.hours
        var carbon = try certificate(split.certificate)?.emissions ?? BatchEmissions()
        for (index, part) in split.parts.enumerated() {
            let id = "\(split.certificate).\(index + 1)"
            let hours = try registry.hours(of: id)
            model.greens[id]?.hours = hours
            guard hours.reduce(0, { $0 + $1.tokens.total }) == part.tokens,
                hours.count == left.count, let row = try certificate(id)
            else { throw Difference("\(id) has other tokens than asked") }
            for (place, hour) in hours.enumerated() {
                left[place].wattHours -= hour.wattHours
                left[place].tokens.input -= hour.tokens.input
                left[place].tokens.output -= hour.tokens.output
                left[place].tokens.cached -= hour.tokens.cached
                for retired in hour.retired {
                    let slice = left[place].retired.firstIndex { $0.slice == retired.slice }
                    guard let slice else { throw Difference("\(id) has energy of others") }
                    left[place].retired[slice].wattHours -= retired.wattHours
                }
            }
            carbon.location -= row.emissions.location
            carbon.market -= row.emissions.market
        }
        for hour in left where hour.wattHours != 0 || hour.tokens != TokenSum() {
            throw Difference("a split of \(split.certificate) made or lost something: \(hour)")
        }
        guard left.flatMap(\.retired).allSatisfy({ $0.wattHours == 0 }), carbon == BatchEmissions()
        else { throw Difference("a split of \(split.certificate) made or lost energy or carbon") }
    }

    private func certificate(_ id: String) throws -> CertificateRow? {
        try rows.row(.certificates, [.text(id)]).map { try CertificateRow(values: $0) }
    }

    private func compare() throws {
        let found = try rows.sortedRows(of: .slices).map { try SliceRow(values: $0) }
        guard found.count == model.slices.count else { throw Difference("other slices") }
        for slice in found {
            guard let expected = model.slices[slice.id], expected.owner == slice.owner,
                expected.state == slice.state.rawValue, expected.wattHours == slice.wattHours,
                expected.energy == slice.certificate,
                expected.state != "reserved" || expected.purpose == slice.reservedFor
            else { throw Difference("\(slice), the model has \(model.slices[slice.id] as Any)") }
        }
        let greens = try rows.sortedRows(of: .certificates).map { try CertificateRow(values: $0) }
        guard greens.count == model.greens.count else { throw Difference("other certificates") }
        for green in greens {
            guard let expected = model.greens[green.id], expected.owner == green.owner,
                expected.state == green.state.rawValue
            else { throw Difference("\(green), the model has \(model.greens[green.id] as Any)") }
        }
        // *Invariants 2, 4, 5 and 6* by the model's sums.
        for (id, energy) in model.energy {
            guard model.balance(id).values.reduce(0, +) == energy.wattHours else {
                throw Difference("the states of \(id) do not sum to it")
            }
        }
        for values in rows.sortedRows(of: .siteHours) {
            let row = try SiteHourRow(values: values)
            let sum = model.certified(row.start.seconds / 3600)
            guard row.certified == sum.wattHours, row.matched == sum.matched,
                row.matched <= row.certified, row.certified <= row.metered,
                row.metered == model.metered[row.start.seconds / 3600] ?? 0
            else { throw Difference("\(row), the model has \(sum)") }
        }
    }

    /// The whole state, and what its log gives.
    func check() throws {
        try compare()
        let copy = RegistryMemory()
        var replay = RegistryReplay(into: copy)
        for leaf in rows.leaves { try replay.apply(leaf) }
        guard replay.isComplete, copy.stateHash == rows.stateHash else {
            throw Difference("the log gives another state")
        }
    }
}

private struct Difference: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
