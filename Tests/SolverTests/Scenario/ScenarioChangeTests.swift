import Solver
import Testing

/// `path=value`: one change of a document, or the reason why it cannot be made.
@Suite struct ScenarioChangeTests {
    private func problem(_ text: String) throws -> ScenarioChange.Problem {
        let change = try #require(ScenarioChange(text))
        let document = try ScenarioFixture.twoSites().document
        return try #require(
            #expect(throws: ScenarioChange.Problem.self) { try change.applied(to: document) })
    }

    @Test func aMemberOfAnObject() throws {
        let changed = try ScenarioFixture.twoSites().setting("carbon.price_cny_per_tonne=120")
        #expect(changed.document["carbon"]?["price_cny_per_tonne"] == 120)
        #expect(changed.faults().isEmpty)
    }

    @Test func anEntryByItsID() throws {
        let changed = try ScenarioFixture.twoSites().setting(
            "sites.east.connection.transformer_mva=7")
        let sites = try changed.scenario().sites
        #expect(sites.map(\.connection.transformerMVA) == [2, 7])
    }

    @Test func anEntryByItsIndexAndAnElementOfAFlatList() throws {
        let changed = try ScenarioFixture.twoSites().setting(
            "products.0.demand.0.million_tokens_per_hour.2=31")
        #expect(
            changed.document["products"]?.elements?.first?["demand"]?.elements?
                .first?["million_tokens_per_hour"] == .numbers([10, 20, 31, 20]))
    }

    @Test func allEntriesByAStar() throws {
        let changed = try ScenarioFixture.twoSites().setting(
            "sites.*.connection.transformer_mva=40", "products.*.demand.*.million_tokens_per_hour=1"
        )
        let scenario = try changed.scenario()
        #expect(scenario.sites.allSatisfy { $0.connection.transformerMVA == 40 })
        #expect(scenario.products.flatMap(\.demand).allSatisfy { $0.millionTokensPerHour[3] == 1 })
    }

    @Test func valuesAreJSONOrABareWord() throws {
        let document = try ScenarioFixture.twoSites().setting(
            "carbon.method=market_based", "steps=4", "sites.west.pue=[1.1,1.2,1.3,1.4]",
            "sites.east.tier=\"centre\"", "note=a = b", "time_zone=Asia/Urumqi",
            "sites.west.zone=null"
        ).document
        #expect(document["carbon"]?["method"] == "market_based")
        #expect(document["note"] == "a = b")
        #expect(document["time_zone"] == "Asia/Urumqi")
        #expect(document["sites"]?.elements?[0]["pue"] == .numbers([1.1, 1.2, 1.3, 1.4]))
        #expect(document["sites"]?.elements?[0]["zone"] == .null)
    }

    @Test func aNewMemberMayBeAddedAndIsValidatedLater() throws {
        let good = try ScenarioFixture.twoSites().setting("sites.west.facility_ramp_mw_per_hour=1")
        #expect(good.faults().isEmpty)
        let bad = try ScenarioFixture.twoSites().setting("sites.west.facility_ramp_mw=1")
        #expect(bad.faults().map(\.kind) == [.unknownField])
    }

    @Test(arguments: ["=1", "", "carbon", ".=1", "a..b=1", "a.=1", ".a=1"])
    func textWithoutAPathIsNoChange(_ text: String) {
        #expect(ScenarioChange(text) == nil)
    }

    @Test func aPathThatLeadsNowhereSaysWhatCouldStandThere() throws {
        let unknown = try problem("sites.north.pue=1.2")
        #expect(unknown.path == "sites.north.pue")
        #expect(unknown.part == "north")
        #expect(unknown.allowed == "one of *, west, east")
        #expect(try problem("carbn.price_cny_per_tonne=1").allowed.contains("carbon"))
        #expect(try problem("sites.west.pue.x=1").allowed.contains("nothing"))
        #expect(try problem("sites.2=1").part == "2")
    }

    @Test func theDocumentItselfIsLeftAlone() throws {
        let fixture = try ScenarioFixture.twoSites()
        _ = try fixture.setting("steps=2")
        #expect(fixture.document["steps"] == 4)
    }
}
