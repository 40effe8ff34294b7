import Foundation
import Service
import Testing

/// What a store says when its database is not as it should be.
@Suite(
    "PostgreSQL: connections and faults",
    .enabled(if: PostgreSQLInstance.isInstalled, "PostgreSQL 15 is not installed"))
struct PostgreSQLConnectionTests {
    private let instance: PostgreSQLInstance
    private let place: PostgreSQLPlace

    init() throws {
        instance = try PostgreSQLInstance.shared()
        place = PostgreSQLPlace(instance)
    }

    /// What opening throws.
    private func problem(_ connectionString: String) throws -> StoreError {
        let settings = PostgreSQLSettings(connectionString: connectionString, connectSeconds: 2)
        return try #require(throws: StoreError.self) { _ = try PostgreSQLStore(settings) }
    }

    @Test("A wrong password, user or database is named, never the password")
    func refused() throws {
        let wrong = instance.connectionString(password: "not-the-secret")
        #expect(
            try problem(wrong)
                == .unavailable(
                    #"PostgreSQL: password authentication failed for user "wattoken""#))
        let missing = instance.connectionString(database: "nowhere")
        #expect(
            try problem(missing)
                == .unavailable(#"PostgreSQL: database "nowhere" does not exist"#))
        let echo = instance.connectionString(database: "x-\(PostgreSQLInstance.password.suffix(5))")
            .replacingOccurrences(of: "x-tests", with: "tests")
        guard case .unavailable(let message) = try problem(echo) else {
            throw Unexpected("\(echo)")
        }
        #expect(!message.contains(PostgreSQLInstance.password))
    }

    @Test("Nothing that listens, and strings that libpq quotes")
    func unreachable() throws {
        #expect(
            try problem("postgresql://u:hidden@127.0.0.1:1/db")
                == .unavailable(
                    "PostgreSQL cannot be reached: nothing listens at its address"))
        let mistyped = [
            "postgresql://u:hid/den@127.0.0.1/db", "postgresql://u:hid@den@127.0.0.1/db",
            "postgresql://u:hid%2@127.0.0.1/db", "password=hid den host=127.0.0.1",
            "postgresql://u:hidden@127.0.0.1:port/db", "postgresql://u@h/db?pass=hidden",
        ]
        for string in mistyped {
            guard case .unavailable(let message) = try problem(string) else {
                throw Unexpected(string)
            }
            #expect(!message.contains("hid") && !message.contains("den"), "\(string): \(message)")
        }
    }

    @Test("A read-only database answers reads and refuses changes")
    func readOnly() throws {
        let writable = try place.open()
        _ = try writable.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        let options = "-cdefault_transaction_read_only=on"
        let string = instance.connectionString(schema: place.schema, options: options)
        let store = try PostgreSQLStore(PostgreSQLSettings(connectionString: string))
        #expect(throws: StoreError.readOnly) { try store.check() }
        #expect(throws: StoreError.readOnly) {
            try store.addTenant(
                Tenant(id: "south", name: "South", createdAt: .second(0)), by: .test())
        }
        #expect(throws: StoreError.readOnly) {
            try store.claim(
                Claim(owner: "w", lanes: [.online], at: .second(0), leaseSeconds: 1))
        }
        #expect(try store.tenants().map(\.id) == ["north"])
        try writable.check()
    }

    @Test("A schema of another version is refused, as are tables of others")
    func schema() throws {
        let store = try place.open()
        try instance.execute("UPDATE wattoken_schema SET version = 7", schema: place.schema)
        #expect(throws: StoreError.schema(found: 7, needed: 3)) { try store.check() }
        #expect(throws: StoreError.schema(found: 7, needed: 3)) { try place.open() }
        let other = PostgreSQLPlace(instance)
        try instance.execute("CREATE TABLE jobs (id text)", schema: other.schema)
        #expect(throws: StoreError.damaged("the database has tables of another program")) {
            try other.open()
        }
    }

    @Test("Stores that open an empty database together make its tables once")
    func together() throws {
        let place = place
        try Threads.run(6) { _ in try place.open().check() }
        #expect(try place.open().tenants().isEmpty)
    }

    @Test("Lines of the trail cannot be changed, not even by its owner")
    func appendOnly() throws {
        let fixture = try StoreFixture(.postgreSQL)
        let place = try #require(fixture.place as? PostgreSQLPlace)
        for sql in ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"] {
            #expect(throws: PostgreSQLInstance.Problem.self, "\(sql)") {
                try instance.execute(sql, schema: place.schema)
            }
        }
        #expect(try fixture.trail().count == 2)
        try fixture.checkInvariants()
    }

    @Test("The server lists the connections by name, with a time limit for statements")
    func session() throws {
        var settings = place.settings
        settings.applicationName = "wattoken-\(place.schema)"
        settings.statementSeconds = 1
        let store = try PostgreSQLStore(settings)
        // The superuser holds a lock that `check` waits for; the server gives up after a second.
        let blocker = try instance.begin(
            "LOCK TABLE wattoken_schema; SELECT pg_sleep(5)", schema: place.schema)
        defer { blocker.terminate() }
        let error = try #require(throws: StoreError.self) {
            while true { try store.check() }
        }
        guard case .unavailable(let message) = error else { throw Unexpected("\(error)") }
        #expect(message.contains("57014"))
        try instance.execute(
            """
            DO $$ BEGIN ASSERT EXISTS (SELECT 1 FROM pg_stat_activity
                WHERE application_name = '\(settings.applicationName)'); END $$
            """)
    }

    /// Where a file system of its own may be made, which is for root only.
    @Test(
        "A full disk is said, nothing is half written, and it goes on when there is room",
        arguments: SmallDisk.isAllowed ? [2000] : [])
    func full(kilobytes: Int) throws {
        let fixture = try StoreFixture(.postgreSQL)
        let place = try #require(fixture.place as? PostgreSQLPlace)
        let disk = try #require(SmallDisk(kilobytes: kilobytes))
        let owner: [FileAttributeKey: Any] = [.ownerAccountName: "postgres"]
        try FileManager.default.setAttributes(owner, ofItemAtPath: disk.path)
        let space = "small_\(place.schema)"
        try instance.execute("CREATE TABLESPACE \(space) LOCATION '\(disk.path)'")
        try instance.execute(
            "ALTER TABLE documents SET TABLESPACE \(space)", schema: place.schema)
        var dice = SystemRandomNumberGenerator()
        var count = 0
        let error = try #require(throws: StoreError.self) {
            while count < 100 {
                let bytes = (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &dice) }
                let id = "s\(count)"
                _ = try fixture.store.addScenario(
                    .test(id, digest: id), StoredDocument(digest: id, bytes: bytes), by: .test(),
                    nil)
                count += 1
            }
        }
        #expect(error == .full && count > 0)
        #expect(
            try fixture.store.scenarios(tenant: "north", after: nil, limit: 200).elements.count
                == count)
        try instance.execute(
            "ALTER TABLE documents SET TABLESPACE pg_default", schema: place.schema)
        try instance.execute("DROP TABLESPACE \(space)")
        _ = try fixture.store.addScenario(.test("new"), .test("s1"), by: .test(), nil)
        try fixture.checkInvariants()
    }

    @Test("Each SQLSTATE means what callers act on")
    func states() {
        func error(_ state: String) -> StoreError {
            PostgreSQLFailure(state: state, message: "value 17 of secret").error
        }
        #expect(error("53100") == .full)
        #expect(error("25006") == .readOnly)
        for state in ["", "08006", "53300", "57014", "57P01", "57P03", "40001", "58030", "42501"] {
            guard case .unavailable = error(state) else {
                Issue.record("\(state) is \(error(state))")
                continue
            }
        }
        #expect(error("XX001") == .damaged("PostgreSQL XX001 (value 17 of secret)"))
        #expect(error("23505") == .damaged("PostgreSQL 23505"))
        #expect(error("22021") == .damaged("PostgreSQL 22021"))
    }

    @Test("A closed store is unavailable")
    func closed() throws {
        let store = try place.open()
        store.close()
        #expect(throws: StoreError.unavailable("the store is closed")) { try store.tenants() }
        #expect(throws: StoreError.unavailable("the store is closed")) { try store.check() }
    }
}
