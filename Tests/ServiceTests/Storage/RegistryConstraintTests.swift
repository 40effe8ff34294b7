import Certificates
import Foundation
import Service
import Testing

/// What the databases refuse by themselves, to whoever writes past the rules.
@Suite("Registry: constraints of the databases") struct RegistryConstraintTests {
    /// Statements on the history of `RegistryDesk`, with what each would break.
    static let attacks: [(String, String)] = [
        (
            "3 a retired slice is set free",
            "UPDATE energy_slices SET state = 'active', retirement = NULL WHERE id = 'e3'"
        ),
        (
            "3 a withdrawn slice is retired",
            "UPDATE energy_slices SET state = 'retired' WHERE id = 'e2'"
        ),
        (
            "3 an expired slice is set free",
            "UPDATE energy_slices SET state = 'active' WHERE id = 'e1'"
        ),
        ("3 a split slice is used", "UPDATE energy_slices SET state = 'active' WHERE id = 'e0'"),
        (
            "3 a retirement is turned to another",
            "UPDATE energy_slices SET retirement = 'c' WHERE id = 'e3'"
        ),
        ("2 energy is minted", "UPDATE energy_slices SET wh = wh + 1 WHERE id = 'e4'"),
        (
            "2 a slice of nothing",
            "INSERT INTO energy_slices (id, certificate, wh, owner, state) VALUES ('z', 'e4', 0, 'north', 'active')"
        ),
        (
            "2 a slice of no certificate",
            "INSERT INTO energy_slices (id, certificate, wh, owner, state) VALUES ('z', 'none', 1, 'north', 'active')"
        ),
        ("2 a slice is lost", "DELETE FROM energy_slices WHERE id = 'e4'"),
        (
            "2 a reservation without end",
            "UPDATE energy_slices SET state = 'reserved', reserved_for = 'x' WHERE id = 'e4'"
        ),
        ("9 a slice of nobody", "UPDATE energy_slices SET owner = 'nobody' WHERE id = 'e4'"),
        (
            "1 an overlap on a device",
            Self.energy("z", "Z", "wind", 1_767_225_600 + 900, 1_767_225_600 + 1800)
        ),
        ("15 a serial twice", Self.energy("z", "S-e4", "elsewhere", 0, 900)),
        ("1 an interval that ends before it begins", Self.energy("z", "Z", "elsewhere", 900, 900)),
        (
            "1 an interval is moved",
            "UPDATE energy_certificates SET start_at = start_at - 1 WHERE id = 'e4'"
        ),
        (
            "13 a withdrawn certificate lives",
            "UPDATE energy_certificates SET state = 'live', ended_at = NULL WHERE id = 'e2'"
        ),
        (
            "13 a revoked certificate is issued",
            "UPDATE green_certificates SET state = 'issued', ended_at = NULL WHERE id = 'g3'"
        ),
        (
            "13 a split certificate is issued",
            "UPDATE green_certificates SET state = 'issued', ended_at = NULL WHERE id = 'g0'"
        ),
        (
            "13 a claimed certificate is given away",
            "UPDATE green_certificates SET state = 'issued', ended_at = NULL WHERE id = 'g0.1'"
        ),
        (
            "9 one person proposes and approves",
            "UPDATE green_certificates SET approver = proposer WHERE id = 'g0.2'"
        ),
        (
            "a signed document is exchanged",
            "UPDATE green_certificates SET document = 'other' WHERE id = 'g0.2'"
        ),
        (
            "5 tokens of a certificate grow",
            "UPDATE green_certificates SET output = output + 1 WHERE id = 'g0.2'"
        ),
        ("5 tokens of an hour grow", "UPDATE certificate_hours SET output = output + 1"),
        (
            "5 more certified than counted",
            "UPDATE product_hours SET certified_input = metered_input + 1"
        ),
        ("4 more matched than certified", "UPDATE site_hours SET matched_wh = certified_wh + 1"),
        ("6 more certified than metered", "UPDATE site_hours SET metered_wh = certified_wh - 1"),
        ("1 an old reading holds again", "UPDATE meter_readings SET live = 1 WHERE live = 0"),
        (
            "1 an overlap of readings",
            "INSERT INTO meter_readings (site, meter, start_at, revision, end_at, boundary, wh, quality, recorded_at, live) VALUES ('hub', 'main', 1767226500, 0, 1767227400, 'facility', 1, 'measured', 0, 1)"
        ),
        (
            "8 a factor without source",
            "INSERT INTO emission_factors (id, kind, region, vintage, mg_per_kwh, source, added_at) VALUES ('z', 'average', 'CN', 2023, 1, '', 0)"
        ),
        ("8 a factor is changed", "UPDATE emission_factors SET mg_per_kwh = 1"),
        (
            "9 a second issuer",
            "INSERT INTO registry_accounts (id, role, opened_at) VALUES ('i2', 'issuer', 0)"
        ),
        ("10 an answer is changed", "UPDATE registry_requests SET fingerprint = 'x'"),
        ("10 an answer is lost", "DELETE FROM registry_requests"),
        ("11 a leaf is changed", "UPDATE log_leaves SET hash = entry WHERE number = 3"),
        ("12 the log shrinks", "DELETE FROM log_leaves WHERE number > 3"),
        (
            "12 the log has a gap",
            "INSERT INTO log_leaves (number, entry, hash) SELECT max(number) + 2, min(entry), min(hash) FROM log_leaves"
        ),
        (
            "12 a leaf comes twice",
            "INSERT INTO log_leaves (number, entry, hash) SELECT number, entry, hash FROM log_leaves WHERE number = 3"
        ),
    ]

    private static func energy(
        _ id: String, _ serial: String, _ device: String, _ start: Int, _ end: Int
    ) -> String {
        """
        INSERT INTO energy_certificates (id, scheme, registry, serial, device, source, zone, start_at,
            end_at, wh, state, imported_at)
        VALUES ('\(id)', 'PPA', 'CN', '\(serial)', '\(device)', 'wind', 'z', \(start), \(end), 1,
            'live', 0)
        """
    }

    @Test("SQLite refuses what would break an invariant")
    func sqlite() throws {
        let fixture = try StoreFixture(.sqlite)
        try RegistryDesk(store: fixture.store).makeHistory()
        let digest = try fixture.store.registryDigest()
        fixture.store.close()
        let place = try #require(fixture.place as? SQLitePlace)
        for (what, attack) in Self.attacks {
            // A step of the schema runs with the rights of the program itself.
            let schema = SQLiteSchema(steps: SQLiteSchema.current.steps + [attack])
            do {
                let store = try SQLiteStore(path: place.path, schema: schema)
                store.close()
                throw Unexpected("taken: \(what)")
            } catch StoreError.damaged {
                continue
            }
        }
        let again = try place.open()
        defer { again.close() }
        #expect(try again.registryDigest() == digest)
    }

    @Test(
        "PostgreSQL refuses it, too",
        .enabled(if: PostgreSQLInstance.isInstalled, "PostgreSQL 15 is not installed"))
    func postgreSQL() throws {
        let fixture = try StoreFixture(.postgreSQL)
        try RegistryDesk(store: fixture.store).makeHistory()
        let digest = try fixture.store.registryDigest()
        let place = try #require(fixture.place as? PostgreSQLPlace)
        for (what, attack) in Self.attacks {
            do {
                try place.instance.execute(attack, schema: place.schema)
            } catch {
                continue
            }
            throw Unexpected("taken: \(what)")
        }
        #expect(try fixture.store.registryDigest() == digest)
    }
}
