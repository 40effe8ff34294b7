import Solver
import Testing

/// Which demand can be served where: latency, residency, links and modes.
@Suite struct ReachTests {
    private func reach(_ fixture: ScenarioFixture) throws -> Reach {
        Reach(try fixture.scenario())
    }

    /// Demands by mode name, for the chat product of one site.
    private func modes(_ fixture: ScenarioFixture, site: Int) throws -> [String: [Int]] {
        let scenario = try fixture.scenario()
        var result: [String: [Int]] = [:]
        for group in Reach(scenario).groups where group.site == site && group.product == 0 {
            for use in group.uses {
                result[scenario.profiles[0].modes[use.mode].id] = group.demands
            }
        }
        return result
    }

    @Test func theFirstTokenLimitCountsTheRoundTrip() throws {
        // 30 + 410 ≤ 450 from Beijing, 60 + 410 > 450 from Shanghai.
        #expect(try modes(.twoSites(), site: 0) == ["fast": [0, 1], "wide": [0]])
        #expect(try modes(.twoSites(), site: 1) == ["fast": [0, 1], "wide": [0, 1]])
    }

    @Test func aLimitIsReachedExactly() throws {
        let exact = try ScenarioFixture.twoSites().setting("network.2.round_trip_ms=40")
        #expect(try modes(exact, site: 0) == ["fast": [0, 1], "wide": [0, 1]])
        let above = try ScenarioFixture.twoSites().setting("network.2.round_trip_ms=40.001")
        #expect(try modes(above, site: 0) == ["fast": [0, 1], "wide": [0]])
    }

    @Test func theTokenIntervalIsALimitToo() throws {
        let fixture = try ScenarioFixture.twoSites()
            .setting("products.chat.token_interval_limit_ms=49")
        #expect(try modes(fixture, site: 0) == ["fast": [0, 1]])
        #expect(try modes(fixture, site: 1) == ["fast": [0, 1]])
    }

    @Test func withoutLimitsEveryModeServes() throws {
        let fixture = try ScenarioFixture.twoSites()
            .removing("products.chat.first_token_limit_ms")
            .removing("products.chat.token_interval_limit_ms")
        #expect(try modes(fixture, site: 0) == ["fast": [0, 1], "wide": [0, 1]])
    }

    @Test func dataStaysWhereItMust() throws {
        let fixture = try ScenarioFixture.twoSites()
            .editing("products.chat.demand.1.allowed_sites") { _ in .array(["east"]) }
        #expect(try modes(fixture, site: 0) == ["fast": [0], "wide": [0]])
        let reach = try reach(fixture)
        #expect(reach.sites(product: 0, demand: 0) == [0, 1])
        #expect(reach.sites(product: 0, demand: 1) == [1])
    }

    @Test func anEmptyListOfSitesIsRefused() throws {
        let fixture = try ScenarioFixture.twoSites()
            .editing("products.chat.demand.1.allowed_sites") { _ in .array([]) }
        let error = #expect(throws: ScenarioError.self) { try reach(fixture) }
        #expect(error?.faults.map(\.pointer) == ["/products/0/demand/1/allowed_sites"])
    }

    @Test func aPairWithoutALinkIsNotConnected() throws {
        let fixture = try ScenarioFixture.twoSites().removing("network.2")
        #expect(try reach(fixture).sites(product: 0, demand: 1) == [1])
    }

    @Test func modesWithTheSameDemandsAreOneGroup() throws {
        let reach = try reach(.twoSites())
        // West: fast {0, 1}, wide {0}, digest {0}; east: both modes {0, 1}.
        #expect(reach.groups.count == 4)
        #expect(reach.groups.map(\.demands) == [[0, 1], [0], [0], [0, 1]])
        #expect(reach.groups.map(\.uses.count) == [1, 1, 1, 2])
        #expect(reach.flowCount == 6)
    }

    @Test func aProductThatNoPoolServesHasNoGroup() throws {
        let reach = try reach(.twoSites())
        #expect(!reach.groups.contains { $0.site == 1 && $0.product == 1 })
        #expect(reach.sites(product: 1, demand: 0) == [0])
    }
}
