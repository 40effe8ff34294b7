import Foundation
import Glibc
import Service
import Testing

/// What was acknowledged before a sudden end is there afterwards, and nothing by halves.
///
/// A killed process shows that commits reach the system, not that they reach the disk: for that the
/// store sets `synchronous = FULL`. `WATTOKEN_STORE_KILLS=1000` asks for more rounds.
@Suite("SQLite store: sudden ends", .serialized) struct SQLiteDurabilityTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["WATTOKEN_STORE_KILLS"].flatMap { Int($0) } ?? 20

    @Test("Nothing acknowledged is lost by kill -9, round after round on one file")
    func kill() async throws {
        let place = try SQLitePlace()
        var known = Acknowledged()
        for round in 0..<Self.rounds {
            let path = place.path
            let exit = await #expect(
                processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
            ) { [path = path as String, round = round as Int] in
                try Victim(path: path, round: round).run()
            }
            let result = try #require(exit)
            known.add(String(decoding: result.standardOutputContent, as: UTF8.self))
            try known.check(place.path, round: round)
        }
        #expect(known.submitted.count > Self.rounds && !known.finished.isEmpty)
    }
}

/// A process that works on a store until it kills itself at some moment.
private struct Victim {
    let path: String
    let round: Int

    func run() throws {
        let store = try SQLiteStore(path: path)
        _ = try store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        Thread.detachNewThread { [round] in
            // A different moment each round, from the very beginning on.
            usleep(UInt32(2_000 + (round * 7919) % 60_000))
            Glibc.kill(getpid(), SIGKILL)
        }
        try Threads.run(4) { thread in
            for index in 0... {
                let id = "\(round)-\(thread)-\(index)"
                if thread == 3 {
                    try finishOne(store)
                } else {
                    try submit(id, to: store)
                }
            }
        }
    }

    private func submit(_ id: String, to store: SQLiteStore) throws {
        let document = StoredDocument(
            digest: "doc-\(id)", bytes: [UInt8](repeating: 65, count: 20_000))
        var job = JobRecord.test(id)
        job.documentDigest = document.digest
        let result = try store.submit(
            Submission(
                author: .test(), idempotency: .test(id), jobs: [job], documents: [document],
                admission: .init(queuedPerLane: .max, queuedPerTenant: .max)))
        if result.isAccepted { Self.say("submitted \(id)") }
    }

    private func finishOne(_ store: SQLiteStore) throws {
        let claim = Claim(owner: "w", lanes: [.online], at: .second(1), leaseSeconds: 30)
        guard let job = try store.claim(claim) else { return }
        if try store.finish(job.id, attempt: job.attempt, .test(.succeeded)) {
            Self.say("finished \(job.id)")
        }
    }

    /// One write, so that no line is cut.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = unsafe write(STDOUT_FILENO, bytes, bytes.count)
    }
}

/// What processes said they had done.
private struct Acknowledged {
    var submitted: Set<String> = []
    var finished: Set<String> = []

    mutating func add(_ output: String) {
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2 else { continue }
            if words[0] == "submitted" { submitted.insert(String(words[1])) }
            if words[0] == "finished" { finished.insert(String(words[1])) }
        }
    }

    func check(_ path: String, round: Int) throws {
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        for id in submitted where try store.job(id, tenant: "north") == nil {
            throw Unexpected("round \(round): \(id) is lost")
        }
        for id in finished where try store.job(id, tenant: "north")?.state != .succeeded {
            throw Unexpected("round \(round): the end of \(id) is lost")
        }
        let jobs = try store.rows(of: .jobs, after: 0, limit: 1_000_000).map { $0.values[0] }
        let keys = try store.rows(of: .idempotency, after: 0, limit: 1_000_000).map { $0.values[2] }
        guard jobs == keys else { throw Unexpected("round \(round): jobs and keys differ") }
        let found = try SQLiteStore.verify(path)
        guard found.problems.isEmpty else { throw Unexpected("round \(round): \(found.problems)") }
        let ends = try store.audit(tenant: nil, after: 0, limit: 1_000_000)
            .filter { $0.action == "job.finish" }.map(\.object)
        guard Set(ends).count == ends.count else {
            throw Unexpected("round \(round): a job ended twice")
        }
    }
}
