import Foundation
import Glibc
import Service
import Testing

/// Disks that take no more, or nothing.
@Suite("SQLite store: disks", .serialized) struct SQLiteDiskTests {
    /// Where a file system may be made, a full one is tried; a limit on the size of files always.
    private static let disks = SmallDisk.isAllowed ? ["full disk"] : []

    @Test(
        "A full disk refuses changes and loses none; with room again, all goes on", arguments: disks
    )
    func full(_ disk: String) throws {
        let disk = try #require(SmallDisk(kilobytes: 1500))
        let filler = disk.path + "/filler"
        try Data(count: 600_000).write(to: URL(fileURLWithPath: filler))
        let store = try SQLiteStore(path: disk.path + "/store.db")
        try History.steps[0](store)
        var accepted = 0
        var refusal: StoreError?
        while refusal == nil, accepted < 1000 {
            refusal = submitError("job-\(accepted)", to: store)
            if refusal == nil { accepted += 1 }
        }
        #expect(refusal == .full && accepted > 3)
        #expect(submitError("again", to: store) == .full)
        #expect(try store.job("job-0", tenant: "north")?.state == .queued)
        #expect(
            try store.jobs(JobFilter(), tenant: "north", after: nil, limit: 9999).elements.count
                == accepted)
        try FileManager.default.removeItem(atPath: filler)
        try store.check()
        #expect(submitError("after", to: store) == nil)
        #expect(try store.job("again", tenant: "north") == nil)
        store.close()
        let found = try SQLiteStore.verify(disk.path + "/store.db")
        #expect(found.problems.isEmpty && found.auditLines == accepted + 2)
    }

    @Test("Writes that fail at any byte leave nothing, and the store goes on")
    func tornWrites() async throws {
        let place = try SQLitePlace()
        await #expect(processExitsWith: .success) { [path = place.path as String] in
            try TornWrites(path: path).run()
        }
        let found = try SQLiteStore.verify(place.path)
        #expect(found.problems.isEmpty && found.auditLines > 10)
    }

    @Test("A file that may not be written is refused as read-only")
    func readOnly() async throws {
        let fixture = try StoreFixture(.sqlite)
        try fixture.makeHistory()
        fixture.store.close()
        let place = try #require(fixture.place as? SQLitePlace)
        let folder = place.bench.folder.path
        unsafe chmod(place.path, 0o444)
        unsafe chmod(folder, 0o555)
        defer { unsafe chmod(folder, 0o755) }
        await #expect(processExitsWith: .success) { [path = place.path as String] in
            // Root may write everything.
            if geteuid() == 0, seteuid(65_534) != 0 { throw Unexpected("still root") }
            do {
                _ = try SQLiteStore(path: path)
            } catch StoreError.readOnly {
                // At once: a sanitizer that looks for leaks at the end may not, as another user.
                _exit(0)
            }
            throw Unexpected("opened")
        }
    }
}

/// Submits a job with 20 kB; the error it gets.
private func submitError(_ id: String, to store: SQLiteStore) -> StoreError? {
    let document = StoredDocument(digest: "doc-\(id)", bytes: [UInt8](repeating: 65, count: 20_000))
    var job = JobRecord.test(id)
    job.documentDigest = document.digest
    do throws(StoreError) {
        _ = try store.submit(
            Submission(
                author: .test(), idempotency: .test(id), jobs: [job], documents: [document],
                admission: .init()))
        return nil
    } catch {
        return error
    }
}

/// A process whose files may not grow beyond a limit that moves on by most of a page each time.
private struct TornWrites {
    let path: String

    func run() throws {
        signal(SIGXFSZ, SIG_IGN)
        let store = try SQLiteStore(path: path)
        try History.steps[0](store)
        var failures = 0
        for round in 0..<60 {
            let before = try StoreFixture.content(of: store)
            let size = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size]
            let journal = try (size as? Int) ?? { throw Unexpected("no journal") }()
            try limitFiles(to: journal + (round % 20) * 3_001)
            let error = submitError("job-\(round)", to: store)
            try limitFiles(to: nil)
            if let error {
                guard case .unavailable = error else { throw error }
                failures += 1
                guard try StoreFixture.content(of: store) == before else {
                    throw Unexpected("round \(round) left something")
                }
            } else if try store.job("job-\(round)", tenant: "north") == nil {
                throw Unexpected("round \(round) was lost")
            }
        }
        guard failures > 10, failures < 50 else { throw Unexpected("\(failures) failures") }
        try store.check()
        store.close()
    }

    private func limitFiles(to bytes: Int?) throws {
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else {
            throw Unexpected("no limit")
        }
    }
}
