import Foundation
import Service
import Testing

/// Random operations on a store and on a model of it; both must answer and become the same.
///
/// `WATTOKEN_STORE_SEEDS=5,6,7` tries other seeds than those below.
@Suite("Store contract: against a model") struct StoreContractModelTests {
    private static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["WATTOKEN_STORE_SEEDS"]?
        .split(separator: ",").compactMap { UInt64($0) } ?? [1, 2]

    @Test("500 operations", arguments: StoreBackEnd.available, seeds)
    func operations(_ backEnd: StoreBackEnd, _ seed: UInt64) throws {
        let fixture = try StoreFixture(backEnd)
        var run = ModelRun(fixture: fixture, seed: seed)
        for step in 1...500 {
            let (expected, actual) = try run.step()
            guard expected == actual else {
                throw Unexpected("seed \(seed), step \(step): \(actual), not \(expected)")
            }
            if step % 25 == 0, let difference = try run.difference() {
                throw Unexpected("seed \(seed), step \(step): \(difference)")
            }
        }
        #expect(run.kinds.count == 10, "seed \(seed) tries too little: \(run.kinds)")
        try fixture.checkInvariants()
    }
}

/// A store, its model, and the dice.
private struct ModelRun {
    let fixture: StoreFixture
    var model = StoreModel(auditLines: 2)
    var dice: Dice
    var now = 0.0
    var ids: [String] = []
    var kinds: [String: Int] = [:]

    init(fixture: StoreFixture, seed: UInt64) {
        self.fixture = fixture
        dice = Dice(state: seed)
    }

    var store: any Store { fixture.store }

    /// One operation; what the model and the store say.
    mutating func step() throws -> (expected: String, actual: String) {
        now += Double(dice.roll(3))
        switch dice.roll(20) {
        case 0...4: return try submit()
        case 5...8: return try claim()
        case 9...10: return try heartbeat()
        case 11...13: return try finish()
        case 14: return try abandon()
        case 15: return try sweep()
        case 16: return try ask("cancel") { try $0.cancel($1, by: $2) }
        case 17: return try ask("stop") { try $0.requestStop($1, by: $2) }
        case 18:
            let deadline = self.deadline()
            return try ask("retry", deadline) { try $0.retry($1, neededBy: deadline, by: $2) }
        default: return try ask("discard") { try $0.discard($1, by: $2) }
        }
    }

    private mutating func count(_ kind: String) { kinds[kind, default: 0] += 1 }
    private mutating func tenant() -> String { dice.roll(3) == 0 ? "south" : "north" }
    private mutating func deadline() -> Moment? {
        dice.roll(2) == 0 ? nil : .second(now + Double(dice.roll(60)))
    }

    /// An id and an attempt of it, mostly the present one.
    private mutating func attempt() -> (String, Int) {
        let running = model.jobs.values.filter { $0.state == .running }.map(\.id).sorted()
        let id =
            running.isEmpty || dice.roll(5) == 0 ? anyID() : running[dice.roll(running.count)]
        let present = model.jobs[id]?.attempt ?? 0
        return (id, dice.roll(6) == 0 ? present - 1 : present)
    }

    private mutating func anyID() -> String {
        ids.isEmpty || dice.roll(20) == 0 ? "none" : ids[dice.roll(ids.count)]
    }

    private mutating func submit() throws -> (String, String) {
        count("submit")
        let owner = tenant()
        var jobs: [JobRecord] = []
        for _ in 0...(dice.roll(4) == 0 ? 2 : 0) {
            // Ids in no order, as random ones are.
            let id = "job-\(dice.roll(90) + 10)-\(ids.count)"
            ids.append(id)
            jobs.append(
                .test(
                    id, tenant: owner, lane: dice.roll(3) == 0 ? .planning : .online,
                    priority: dice.roll(3), neededBy: deadline(),
                    clientRef: dice.roll(3) == 0 ? "ref-\(dice.roll(40))" : nil,
                    supersedes: dice.roll(4) == 0 ? anyID() : nil,
                    attemptLimit: 1 + dice.roll(2), at: now))
        }
        let result = try store.submit(
            Submission(
                author: .test(owner, at: now), idempotency: nil, jobs: jobs,
                documents: [StoreFixture.document], admission: model.admission))
        return (model.submit(jobs, tenant: owner), Self.text(result))
    }

    private static func text(_ result: Submission.Result) -> String {
        switch result {
        case .accepted: "accepted"
        case .clientRefTaken(let reference, _): "taken \(reference)"
        case .nothingToSupersede(let id): "nothing \(id)"
        case .laneFull(let lane, let queued): "full \(lane) \(queued)"
        case .tenantFull(let queued): "full \(queued)"
        case .replayed, .keyReused, .noParent: "impossible"
        }
    }

    private mutating func claim() throws -> (String, String) {
        count("claim")
        let lanes = dice.roll(3) == 0 ? [Lane.planning] : Lane.allCases
        let owner = "w\(dice.roll(3))"
        let lease = Double(10 + dice.roll(40))
        let job = try store.claim(
            Claim(owner: owner, lanes: lanes, at: .second(now), leaseSeconds: lease))
        let expected = model.claim(lanes, owner: owner, at: .second(now), lease: lease)
        return (
            "\(String(describing: expected?.id)) \(expected?.attempt ?? 0)",
            "\(String(describing: job?.id)) \(job?.attempt ?? 0)"
        )
    }

    private mutating func heartbeat() throws -> (String, String) {
        count("heartbeat")
        let (id, number) = attempt()
        let progress = dice.roll(2) == 0 ? Progress(kind: .progress, data: [1]) : nil
        let answer = try store.heartbeat(
            id, attempt: number, at: .second(now), leaseSeconds: 30, progress: progress)
        let expected = model.heartbeat(
            id, number, lease: .second(now + 30), hasProgress: progress != nil)
        return ("\(expected)", "\(answer)")
    }

    private mutating func finish() throws -> (String, String) {
        count("finish")
        let (id, number) = attempt()
        let state = [JobState.succeeded, .failed, .cancelled][dice.roll(3)]
        let parts = Array(["plan", "chain", "prices"].prefix(dice.roll(4)))
        var ending = Ending.test(state, at: now)
        ending.parts = parts.map { .test($0) }
        let answer = try store.finish(id, attempt: number, ending)
        return ("\(model.finish(id, number, state, parts: parts))", "\(answer)")
    }

    private mutating func abandon() throws -> (String, String) {
        count("abandon")
        let (id, number) = attempt()
        let answer = try store.abandon(
            id, attempt: number, reason: "left", problem: [2], at: .second(now))
        return ("\(model.abandon(id, number))", "\(answer)")
    }

    private mutating func sweep() throws -> (String, String) {
        count("sweep")
        let answer = try store.sweep(at: .second(now), problem: [3])
        return ("\(model.sweep(at: .second(now)))", "\(answer)")
    }

    private mutating func ask(
        _ request: String, _ deadline: Moment? = nil,
        _ call: (any Store, String, Author) throws -> Conditional<JobRecord>
    ) throws -> (String, String) {
        count(request)
        let id = anyID()
        let owner = dice.roll(5) == 0 ? tenant() : model.jobs[id]?.tenant ?? "north"
        let answer =
            switch try call(store, id, .test(owner, at: now)) {
            case .done: "done"
            case .missing: "missing"
            case .refused: "refused"
            }
        return (model.ask(request, id, tenant: owner, neededBy: deadline), answer)
    }

    /// The first thing in which store and model differ.
    func difference() throws -> String? {
        for tenant in ["north", "south"] {
            let records = try store.jobs(JobFilter(), tenant: tenant, after: nil, limit: 10_000)
                .elements
            let expected = model.jobs.values.filter { $0.tenant == tenant }
            guard records.count == expected.count else {
                return "\(records.count) jobs of \(tenant), not \(expected.count)"
            }
            for record in records {
                let parts = try store.parts(ofJob: record.id, tenant: tenant).map(\.name)
                let job = StoreModel.Job(record, parts: parts)
                guard job == model.jobs[record.id] else {
                    return "\(job), not \(String(describing: model.jobs[record.id]))"
                }
            }
        }
        let lines = try store.audit(tenant: nil, after: 0, limit: 100_000).count
        return lines == model.auditLines ? nil : "\(lines) lines, not \(model.auditLines)"
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
private struct Dice {
    var state: UInt64

    /// A number from 0 up to a bound.
    mutating func roll(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
