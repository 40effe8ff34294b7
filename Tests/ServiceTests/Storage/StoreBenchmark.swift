import Foundation
import Glibc
import Service
import Synchronization
import Testing

/// Figures, not judgements.
///
/// `WATTOKEN_STORE_BENCH=1 swift test -c release --filter StoreBenchmark` takes them. Without the variable each is taken for a moment only, so that the benchmark does not rot.
@Suite("Store benchmark", .serialized) struct StoreBenchmark {
    fileprivate static let isAsked =
        ProcessInfo.processInfo.environment["WATTOKEN_STORE_BENCH"] != nil

    @Test(
        "Durable submits, claims and finishes per second", arguments: StoreBackEnd.available)
    func rates(_ backEnd: StoreBackEnd) throws {
        print(
            "| \(backEnd) | threads | per second | raw flushes per second | ratio | CPU µs each |")
        print("|---|--:|--:|--:|--:|--:|")
        for (what, bytes) in [("submit, stored document", 0), ("submit, new 20 kB", 20_000)] {
            for threads in [1, 8, 64] {
                let fixture = try StoreFixture(backEnd)
                try Rate.report(what, threads) { thread, index in
                    try fixture.benchmarkSubmit("\(thread)-\(index)", documentBytes: bytes)
                }
            }
        }
        for threads in [1, 8, 64] {
            let fixture = try StoreFixture(backEnd)
            try fixture.queueMany(Self.isAsked ? 30_000 : 1000)
            try Rate.report("claim and finish", threads) { _, _ in
                guard let job = try fixture.claim(at: 1, owner: "w") else { return false }
                return try fixture.store.finish(job.id, attempt: job.attempt, .test(.succeeded))
            }
        }
        for threads in [1, 8] {
            let fixture = try StoreFixture(backEnd)
            let bytes = [UInt8](repeating: 65, count: 10_000)
            try fixture.submit(.test("a"))
            _ = try fixture.claim()
            let part = JobPart(name: "plan", digest: "p", bytes: bytes)
            _ = try fixture.store.finish("a", attempt: 1, .test(.succeeded, parts: [part]))
            try Rate.report("read a part of 10 kB", threads) { _, _ in
                try fixture.store.part("plan", ofJob: "a", tenant: "north") != nil
            }
        }
    }
}

/// How often something is done in a second, and what it costs.
private struct Rate {
    var perSecond: Double
    var cpuMicroseconds: Double

    /// Prints one line, with the raw rate of the disk measured right before and after: a disk
    /// that others use too is another one every minute.
    static func report(
        _ what: String, _ threads: Int,
        _ body: @escaping @Sendable (Int, Int) throws -> Bool
    ) throws {
        let before = try rawFlushes()
        let rate = try of(threads: threads, seconds: StoreBenchmark.isAsked ? 3 : 0.02, body)
        #expect(rate.perSecond > 0, "\(what)")
        let raw = (before + (try rawFlushes())) / 2
        let ratio = String(format: "%.1f", rate.perSecond / raw)
        print(
            "| \(what) | \(threads) | \(Int(rate.perSecond)) | \(Int(raw)) | \(ratio) "
                + "| \(Int(rate.cpuMicroseconds)) |")
    }

    /// Has so many threads do something for so many seconds, or until there is no more to do.
    private static func of(
        threads: Int, seconds: Double, _ body: @escaping @Sendable (Int, Int) throws -> Bool
    ) throws -> Rate {
        let start = Moment.now
        let startCPU = cpuSeconds()
        let count = Atomic(0)
        try Threads.run(threads) { thread in
            var index = 0
            // Once at least, so that a short time is not over before the last thread begins.
            while index == 0 || Moment.now.seconds(since: start) < seconds,
                try body(thread, index)
            {
                index += 1
            }
            count.add(index, ordering: .relaxed)
        }
        let done = Double(count.load(ordering: .relaxed))
        return Rate(
            perSecond: done / Moment.now.seconds(since: start),
            cpuMicroseconds: (cpuSeconds() - startCPU) * 1e6 / done)
    }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What the disk does at most when each flush serves one.
    private static func rawFlushes() throws -> Double {
        let bench = try Workbench()
        let descriptor = unsafe open(bench.path("raw"), O_CREAT | O_WRONLY, 0o600)
        defer { Glibc.close(descriptor) }
        let page = [UInt8](repeating: 65, count: 4096)
        return try of(threads: 1, seconds: StoreBenchmark.isAsked ? 1 : 0.01) { _, _ in
            unsafe write(descriptor, page, page.count) == page.count && fdatasync(descriptor) == 0
        }.perSecond
    }
}

extension StoreFixture {
    fileprivate func benchmarkSubmit(_ id: String, documentBytes: Int) throws -> Bool {
        var job = JobRecord.test(id, at: 0)
        var document = Self.document
        if documentBytes > 0 {
            document = StoredDocument(
                digest: "doc-\(id)", bytes: [UInt8](repeating: 65, count: documentBytes))
            job.documentDigest = document.digest
        }
        return try store.submit(
            Submission(
                author: .test(), idempotency: .test(id), jobs: [job], documents: [document],
                admission: .init(queuedPerLane: 1_000_000, queuedPerTenant: 1_000_000))
        ).isAccepted
    }

    /// Queues whole thousands of jobs.
    fileprivate func queueMany(_ count: Int) throws {
        for batch in 0..<(count / 1000) {
            let jobs = (0..<1000).map { JobRecord.test("\(batch)-\($0)") }
            _ = try store.submit(
                Submission(
                    author: .test(), idempotency: nil, jobs: jobs, documents: [Self.document],
                    admission: .init(queuedPerLane: 1_000_000, queuedPerTenant: 1_000_000)))
        }
    }
}
