import Solver
import Testing

/// Very large scenarios are read in bounded time, and refused above the stated size.
@Suite struct LargeScenarioTests {
    /// The fixture with many small sites, each linked to both origins.
    private func manySites(_ count: Int) throws -> ScenarioFixture {
        let fixture = try ScenarioFixture.twoSites()
            .setting("sites.east.pue_curve.wet_bulb_celsius=10")
        let east = try #require(fixture.document["sites"]?.elements?.last)
        guard case .object(let members) = east else { throw ScenarioFixture.Problem(text: "site") }
        let rest = members.filter { $0.key != "id" }
        let sites = (0..<count).map { index in
            JSON.object([JSON.Member("id", .string("site-\(index)"))] + rest)
        }
        let links = (0..<count).flatMap { index in
            ["beijing", "shanghai"].map { origin in
                JSON.fields([
                    "origin": .string(origin), "site": .string("site-\(index)"),
                    "round_trip_ms": 20,
                ])
            }
        }
        return
            try fixture
            .editing("sites") { .array(($0.elements ?? []) + sites) }
            .editing("network") { .array(($0.elements ?? []) + links) }
    }

    @Test func tenThousandSmallSitesAreValid() throws {
        let clock = ContinuousClock()
        let fixture = try manySites(10_000)
        let bytes = fixture.document.written()
        let start = clock.now
        let scenario = try Scenario(json: bytes)
        let read = clock.now - start
        let formulation = Formulation(scenario)
        let built = clock.now - start - read
        print(
            "10 000 sites: \(bytes.count) bytes read in \(read), program of "
                + "\(formulation.program.columnCount) columns and "
                + "\(formulation.program.matrix.nonzeroCount) nonzeros in \(built)")
        #expect(scenario.sites.count == 10_002)
        #expect(formulation.program.columnCount > 10_000 * 4)
    }

    @Test func tenThousandBrokenSitesAreRefusedAllAtOnce() throws {
        let fixture = try manySites(10_000).setting("network.*.site=none", "sites.*.tariff=none")
        let error = try #require(
            #expect(throws: ScenarioError.self) { try fixture.scenario() })
        #expect(error.count >= 30_000)
        #expect(error.faults.count == ScenarioError.limit)
    }

    @Test func tenThousandSitesWithTheirOwnTariffsAndAllowedSites() throws {
        let count = 10_000
        let level = try #require(
            try ScenarioFixture.twoSites().document["tariffs"]?.elements?.last?["versions"])
        let tariffs = (0..<count).map {
            JSON.fields(["id": .string("tariff-\($0)"), "versions": level])
        }
        let names = (0..<count).map { JSON.string("site-\($0)") }
        let fixture = try manySites(count)
            .editing("tariffs") { .array(($0.elements ?? []) + tariffs) }
            .editing("products.chat.demand.1.allowed_sites") { _ in .array(names) }
            .editing("sites") { sites in
                .array(
                    (sites.elements ?? []).enumerated().map { index, site in
                        guard index > 1, case .object(let members) = site else { return site }
                        return .object(
                            members.map { member in
                                member.key == "tariff"
                                    ? JSON.Member("tariff", .string("tariff-\(index - 2)")) : member
                            })
                    })
            }
            .setting("sites.*.connection.export_limit_mw=1", "sites.*.account=null")
        #expect(fixture.faults().isEmpty)
    }

    @Test func aProgramAboveTheStatedSizeIsRefusedWithItsSize() throws {
        let fixture = try manySites(1000).withoutLists().setting(
            "steps=10000", "sites.west.connection.limits=[]",
            "tariffs.floating.versions.0.components.2.price_cny_per_mwh=20",
            "tariffs.floating.versions.0.effective_to=2028-01-01")
        let faults = fixture.faults()
        #expect(faults.map(\.kind) == [.tooLarge])
        let fault = try #require(faults.first)
        #expect(fault.pointer == "/steps")
        #expect(fault.given.contains("columns"))
        #expect(fault.allowed == "at most 40000000 columns")
        #expect(try fixture.setting("steps=2").faults().isEmpty)
    }

    @Test func aDocumentAboveTheStatedBytesIsRefusedWithItsSize() throws {
        let bytes = [UInt8](repeating: 0x20, count: Scenario.largestDocumentBytes + 1)
        let error = try #require(
            #expect(throws: ScenarioError.self) { try Scenario(json: bytes) })
        #expect(error.faults.map(\.kind) == [.tooLarge])
        #expect(error.faults[0].given == "\(Scenario.largestDocumentBytes + 1) bytes")
    }

    @Test func moreSitesThanStatedAreRefused() throws {
        let sites = JSON.array([JSON](repeating: .object([]), count: 20_001))
        let faults = try ScenarioFixture.twoSites().editing("sites") { _ in sites }.faults()
        #expect(faults.map(\.kind) == [.tooLarge])
        #expect(faults.map(\.pointer) == ["/sites"])
    }
}
