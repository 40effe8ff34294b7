import Testing

import Solver

/// Whole replicas, and weights that have to be brought.
@Suite("Whole replicas")
struct IntegerReplicaTests {
    private static let whole = "sites.a.pools.p.integer_replicas=true"

    @Test("A replica is whole where the pool asks for it") func ceiling() throws {
        // 2.3 million tokens an hour need 2.3 busy replicas. A loaded idle one draws 400 kW:
        // 2.3 MWh for work, and 0.7 · 0.4 MWh for the third one's idle share.
        let fixture = try ModelFixture(
            "products.chat.demand.0.million_tokens_per_hour=2.3",
            "profiles.chat-x.loaded_idle_kw=400")
        let average = try fixture.solved()
        #expect(isNear(average.cost, 2.3 * 500))
        let model = try fixture.changed(Self.whole).solved()
        #expect(isNear(model.plan.schedule.replicas[0].on[0], 3))
        #expect(isNear(model.cost, 500 * (2.3 + 0.7 * 0.4)))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
        // With three loaded, one more million tokens takes 0.6 MWh.
        #expect(isNear(model.tokenPrice(), 500 * 0.6))
    }

    @Test("A pool holds whole replicas only") func whole() throws {
        // 5 accelerators, 2 a replica: two replicas, 0.3 million tokens stay unserved.
        let model = try ModelFixture(
            Self.whole, "products.chat.demand.0.million_tokens_per_hour=2.3",
            "sites.a.pools.p.accelerators=5", "profiles.chat-x.accelerators_per_replica=2"
        ).solved()
        #expect(isNear(model.plan.unservedMillionTokens(product: 0), 0.3))
    }

    @Test("Loadings follow whole replicas from those there at the start") func loading() throws {
        // 1 loaded before, 2.5 then 0.5 needed: two loadings at 70 CNY.
        let model = try ModelFixture(
            steps: 2, Self.whole, "products.chat.demand.0.million_tokens_per_hour=[2.5, 0.5]",
            "profiles.chat-x.loading={\"price_cny\": 70}",
            "sites.a.pools.p.serves.0.initial_replicas=1"
        ).solved()
        #expect(isNear(model.cost, 3 * 500 + 140))
        #expect(isNear(model.plan.schedule.replicas[0].loaded[0], 2))
    }

    @Test("Weights are brought where that is cheaper", arguments: [100.0, 3000.0])
    func transfer(price: Double) throws {
        // Site b has energy at 100, 400 less than a, for 2 MWh an hour. The weights take two hours
        // of four: 2 · 2 · 400 = 1600 saved, for 10 GB at 10 or 300 CNY.
        let model = try ModelFixture(
            steps: 4, sites: ["a", "b"],
            "tariffs.b.versions.0.components.0.price_cny_per_mwh=100",
            """
            sites.b.pools.p.serves.0.transfer={"size_gb": 10, "gb_per_hour": 5,
              "price_cny_per_gb": \(price / 10)}
            """
        ).solved()
        let isBrought = price < 1600
        #expect(isNear(model.cost, isBrought ? 4000 - 1600 + price : 4000))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
        let transfer = model.plan.schedule.transfers[0]
        #expect(
            transfer.isPresent
                == (isBrought ? [false, false, true, true] : [false, false, false, false]))
        #expect(isNear(model.plan.costs.sum(.weightsTransfer, site: 1), isBrought ? price : 0))
    }

    private static let service = "sites.a.pools.p.serves.0"
    private static let way = "\"transfer\": {\"size_gb\": 1, \"gb_per_hour\": 1}"
    private static let bad: [(String, String)] = [
        ("sites.a.pools.p.integer_replicas=2", "integer_replicas"),
        ("\(service).transfer={\"size_gb\": 1}", "serves/0/transfer/gb_per_hour"),
        (
            "\(service).transfer={\"size_gb\": -1, \"gb_per_hour\": 1}",
            "serves/0/transfer/size_gb"
        ),
        (
            "\(service)={\"profile\": \"chat-x\", \"minimum_replicas\": 1, \(way)}",
            "serves/0/minimum_replicas"
        ),
        (
            "\(service)={\"profile\": \"chat-x\", \"initial_replicas\": 1, \(way)}",
            "serves/0/initial_replicas"
        ),
    ]

    @Test("Nonsense is refused by name", arguments: bad)
    func badInput(change: String, place: String) throws {
        let fixture = try ModelFixture(change)
        let error = #expect(throws: ScenarioError.self) { try fixture.scenario() }
        #expect(error?.faults.map(\.pointer) == ["/sites/0/pools/0/" + place])
    }

    @Test("Whole replicas start from a whole number") func fractionalStart() throws {
        let fixture = try ModelFixture(
            Self.whole, "sites.a.pools.p.serves.0.initial_replicas=1.5")
        let error = #expect(throws: ScenarioError.self) { try fixture.scenario() }
        #expect(error?.faults.map(\.pointer) == ["/sites/0/pools/0/serves/0/initial_replicas"])
    }
}
