import Foundation
import Service
import Testing

@Suite("SQLite store: the file") struct SQLiteFileTests {
    private func openError(_ path: String) -> StoreError? {
        #expect(throws: StoreError.self) { _ = try SQLiteStore(path: path) }
    }

    /// A closed store with a little of everything.
    private func makeFile() throws -> SQLitePlace {
        let fixture = try StoreFixture(.sqlite)
        try fixture.makeHistory()
        fixture.store.close()
        return try #require(fixture.place as? SQLitePlace)
    }

    @Test("Closing leaves one file, which only its owner reads")
    func oneFile() throws {
        let place = try makeFile()
        let names = try FileManager.default.contentsOfDirectory(atPath: place.bench.folder.path)
        #expect(names == ["store.db"])
        let attributes = try FileManager.default.attributesOfItem(atPath: place.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("A file of a newer program is refused and stays as it is")
    func newer() throws {
        let place = try makeFile()
        try DatabaseFile(path: place.path).set(.userVersion, 99)
        let before = try Data(contentsOf: URL(fileURLWithPath: place.path))
        let needed = SQLiteSchema.current.steps.count
        #expect(openError(place.path) == .schema(found: 99, needed: needed))
        #expect(
            throws: StoreError.schema(found: 99, needed: needed),
            performing: { _ = try SQLiteStore.verify(place.path) })
        #expect(try Data(contentsOf: URL(fileURLWithPath: place.path)) == before)
    }

    @Test("Files of others are refused and stay as they are")
    func foreign() throws {
        let place = try makeFile()
        try DatabaseFile(path: place.path).set(.applicationID, 7)
        let text = try place.bench.file(
            "notes.txt", String(repeating: "not a database\n", count: 99))
        for path in [place.path, text] {
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            guard case .damaged = openError(path) else { throw Unexpected("opened \(path)") }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        }
    }

    @Test("A database that another program made without saying so is refused")
    func unnamed() throws {
        let place = try makeFile()
        let file = DatabaseFile(path: place.path)
        try file.set(.applicationID, 0)
        try file.set(.userVersion, 0)
        guard case .damaged = openError(place.path) else { throw Unexpected("opened") }
    }

    @Test("A folder or a file that cannot be made is unavailable")
    func cannotOpen() throws {
        let bench = try Workbench()
        for path in [bench.folder.path, bench.path("no/such/folder/store.db")] {
            guard case .unavailable = openError(path) else { throw Unexpected("opened \(path)") }
        }
    }

    @Test("An older file takes the steps it lacks and keeps its rows")
    func migrate() throws {
        let place = try makeFile()
        let path = place.path
        let old = try SQLiteStore(path: path)
        let before = try StoreFixture.content(of: old)
        old.close()
        let steps = SQLiteSchema.current.steps
        let next = SQLiteSchema(
            steps: steps + ["CREATE TABLE more (a TEXT) STRICT"])
        // Two at once: one takes the step, the other finds it taken.
        try Threads.run(4) { _ in
            let new = try SQLiteStore(path: path, schema: next)
            try new.check()
            new.close()
        }
        let new = try SQLiteStore(path: path, schema: next)
        #expect(try StoreFixture.content(of: new) == before)
        new.close()
        #expect(openError(path) == .schema(found: steps.count + 1, needed: steps.count))
    }

    @Test("A step that fails leaves the file in the version it had")
    func failedStep() throws {
        let place = try makeFile()
        let steps = SQLiteSchema.current.steps + ["CREATE TABLE more (a TEXT)", "nonsense"]
        #expect(throws: StoreError.self) {
            _ = try SQLiteStore(path: place.path, schema: SQLiteSchema(steps: steps))
        }
        let store = try SQLiteStore(path: place.path)
        try store.check()
        store.close()
        #expect(try SQLiteStore.verify(place.path).problems.isEmpty)
    }

    @Test(
        "The trail takes lines and loses none",
        arguments: [
            "UPDATE audit SET actor = 'x' WHERE number = 1", "DELETE FROM audit",
            "INSERT OR REPLACE INTO audit SELECT number, tenant, 'x', trace_id, at, action, "
                + "object, before, after, previous, digest FROM audit WHERE number = 1",
        ])
    func appendOnly(_ statement: String) throws {
        let place = try makeFile()
        let steps = SQLiteSchema.current.steps + [statement]
        #expect(throws: StoreError.self) {
            _ = try SQLiteStore(path: place.path, schema: SQLiteSchema(steps: steps))
        }
    }

    @Test("A whole file verifies, with the head of its trail")
    func verify() throws {
        let place = try makeFile()
        let found = try SQLiteStore.verify(place.path)
        #expect(found.problems.isEmpty)
        let store = try SQLiteStore(path: place.path)
        let last = try #require(try store.audit(tenant: nil, after: 0, limit: 999).last)
        #expect(found.auditLines == last.number && found.auditHead == last.digest)
        // Beside an open store too.
        #expect(try SQLiteStore.verify(place.path) == found)
        store.close()
    }

    @Test("A forged line and a file cut short are found")
    func verifyDamage() throws {
        let forged = try makeFile()
        #expect(try DatabaseFile(path: forged.path).replace("key-1trace", by: "key-2trace") > 0)
        let line = try SQLiteStore.verify(forged.path)
        #expect(line.auditLines == 0 && line.problems.count == 1)
        let torn = try makeFile()
        let size = try Data(contentsOf: URL(fileURLWithPath: torn.path)).count
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: torn.path))
        try handle.truncate(atOffset: UInt64(size - 8192))
        try handle.close()
        let problems = (try? SQLiteStore.verify(torn.path).problems) ?? ["not even readable"]
        #expect(!problems.isEmpty)
    }

    @Test("A backup is a whole store of one moment, while others write")
    func backup() throws {
        let fixture = try StoreFixture(.sqlite)
        try fixture.makeHistory()
        let place = try #require(fixture.place as? SQLitePlace)
        let store = try #require(fixture.store as? SQLiteStore)
        let target = place.bench.path("copy.db")
        let before = try fixture.content()
        try store.backup(to: target)
        #expect(try SQLiteStore.verify(target).problems.isEmpty)
        let copy = try SQLiteStore(path: target)
        #expect(try StoreFixture.content(of: copy) == before)
        copy.close()
        try Threads.run(3) { thread in
            for index in 0..<10 {
                if thread == 0 {
                    try store.backup(to: target)
                    #expect(try SQLiteStore.verify(target).problems.isEmpty)
                } else {
                    try fixture.submit(.test("job-\(thread)-\(index)"))
                }
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: place.bench.folder.path)
        #expect(names.filter { $0.hasPrefix("copy") } == ["copy.db"])
        let attributes = try FileManager.default.attributesOfItem(atPath: target)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("A backup that cannot be written leaves what was there")
    func failedBackup() throws {
        let fixture = try StoreFixture(.sqlite)
        let store = try #require(fixture.store as? SQLiteStore)
        let bench = try Workbench()
        #expect(throws: StoreError.self) { try store.backup(to: bench.path("no/such/folder/x.db")) }
        // A folder stands in the way of the last step.
        try FileManager.default.createDirectory(
            atPath: bench.path("taken/inside"), withIntermediateDirectories: true)
        #expect(throws: StoreError.self) { try store.backup(to: bench.path("taken")) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path) == ["taken"])
    }
}
