import Solver
import Testing

@Suite("Replicas") struct ReplicaTests {
    private static let modes = """
        profiles.chat-x.modes=[
        {"id": "full", "million_tokens_per_hour": 1, "busy_kw": 1000},
        {"id": "capped", "million_tokens_per_hour": 0.75, "busy_kw": 600}]
        """

    @Test("With accelerators to spare the power cap wins") func capped() throws {
        // 0.6/0.75 = 0.8 MWh/Mtok against 1: 2·0.8·500 with 2/0.75 replicas.
        let model = try ModelFixture(Self.modes).solved()
        #expect(isNear(model.cost, 800))
        #expect(isNear(model.value("busy[a,p,chat-x,capped,0]"), 8.0 / 3))
    }

    @Test("A scarce pool mixes the modes, and an accelerator is worth the difference")
    func mixed() throws {
        // f + c = 2.4, f + 0.75c = 2: c = 1.6, f = 0.8: power 0.8 + 0.96 = 1.76 MWh.
        // One more replica: c + 4, f − 3: −0.6 MWh = 300 CNY.
        let model = try ModelFixture(Self.modes, "sites.a.pools.p.accelerators=2.4").solved()
        #expect(isNear(model.cost, 880))
        #expect(isNear(model.value("busy[a,p,chat-x,full,0]"), 0.8))
        #expect(isNear(model.plan.prices.pools.first?.acceleratorCNY ?? 0, 300))
        // One more Mtok: f + 4, c − 4: 4 − 2.4 MWh.
        #expect(isNear(model.tokenPrice(), 800))
    }

    @Test("Loaded idle replicas and a spare share draw idle power") func spare() throws {
        // on·(1 − 0.2) = 2: 2.5 on, idle 0.2·2.5 + (1 − 0.2)·2 = 2.1 MWh.
        let model = try ModelFixture(
            "profiles.chat-x.loaded_idle_kw=200", "products.chat.spare_share=0.2"
        ).solved()
        #expect(isNear(model.cost, 1050))
        #expect(isNear(model.value("replicas[a,p,chat-x,0]"), 2.5))
        #expect(isNear(model.tokenPrice(), 525))
    }

    @Test("Head-room of β√u is exact at the expected load") func headroom() throws {
        // u₀ = 4: on = 4 + 1·√4 = 6; 6·0.2 + 4·0.8 = 4.4 MWh. Marginal: 1 + 1/(2·2) = 1.25 on:
        // 1.25·0.2 + 0.8 = 1.05 MWh.
        let model = try ModelFixture(
            "profiles.chat-x.loaded_idle_kw=200", "products.chat.headroom_beta=1",
            "products.chat.demand.0.million_tokens_per_hour=4"
        ).solved()
        #expect(isNear(model.value("replicas[a,p,chat-x,0]"), 6))
        #expect(isNear(model.cost, 2200))
        #expect(isNear(model.tokenPrice(), 525))
    }

    @Test("Accelerators with nothing loaded draw their own power") func off() throws {
        // 10 accelerators: 2 loaded, 8 off at 50 kW: 2 + 0.4 MWh.
        let model = try ModelFixture(
            "accelerators.x.off_kw=50", "profiles.chat-x.loaded_idle_kw=50",
            "sites.a.pools.p.accelerators=10"
        ).solved()
        #expect(isNear(model.cost, 1200))
        #expect(isNear(model.tokenPrice(), 475))
    }

    @Test("A replica of eight accelerators takes eight") func several() throws {
        // 12 accelerators make 1.5 replicas; the rest of 2 Mtok is not served.
        let model = try ModelFixture(
            "profiles.chat-x.accelerators_per_replica=8", "sites.a.pools.p.accelerators=12"
        ).solved()
        #expect(isNear(model.value("unserved[o,chat,0]"), 0.5))
        #expect(isNear(model.plan.prices.pools.first?.acceleratorCNY ?? 0, 9500.0 / 8))
    }

    @Test("Loading with a known past costs price, energy and time") func loadingKnown() throws {
        // From 0 to on = 2 + 0.5·loaded, loaded = on: on = 4. Price 4·100; energy 4·0.25 + 2 MWh.
        let model = try ModelFixture(
            "profiles.chat-x.loading={\"minutes\": 30, \"energy_kwh\": 250, \"price_cny\": 100}",
            "sites.a.pools.p.serves.0.initial_replicas=0"
        ).solved()
        #expect(isNear(model.value("loaded[a,p,chat-x,0]"), 4))
        #expect(isNear(model.cost, 400 + 1500))
        #expect(isNear(model.plan.costs.sum(.loading), 400))
    }

    @Test("With an unknown past the first step's loading is free") func loadingUnknown() throws {
        // The second hour needs one more: on₁ = 3 is loaded in hour 0 for nothing.
        let model = try ModelFixture(
            steps: 2, "products.chat.demand.0.million_tokens_per_hour=[2, 3]",
            "profiles.chat-x.loading={\"minutes\": 30, \"energy_kwh\": 250, \"price_cny\": 100}"
        ).solved()
        #expect(isNear(model.cost, 2500))
        #expect(isNear(model.plan.costs.sum(.loading), 0))
    }

    @Test("Loading for longer than a step occupies the later steps too") func longLoading() throws {
        // 90 min: all of the first hour and half of the second. Demand 0 then 2:
        // begun in hour 0: on₁ = 2 + 0.5·on: on = 4 loaded at once, or more in hour 1: dearer.
        let model = try ModelFixture(
            steps: 2, "products.chat.demand.0.million_tokens_per_hour=[0, 2]",
            "profiles.chat-x.loading={\"minutes\": 90, \"price_cny\": 100}",
            "sites.a.pools.p.serves.0.initial_replicas=0"
        ).solved()
        #expect(isNear(model.cost, 400 + 1000))
        #expect(isNear(model.value("loaded[a,p,chat-x,0]"), 4))
    }

    @Test("A minimum of replicas stays loaded without demand") func minimum() throws {
        // 3 idle replicas at 200 kW for an hour.
        let model = try ModelFixture(
            "profiles.chat-x.loaded_idle_kw=200", "sites.a.pools.p.serves.0.minimum_replicas=3",
            "products.chat.demand.0.million_tokens_per_hour=0"
        ).solved()
        #expect(isNear(model.cost, 300))
        let limit = model.limits.first { $0.kind == .minimumReplicas }
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 100))
    }

    @Test("Weights that come later serve later") func availableFrom() throws {
        // Nothing can be made in the first hour: 2·10000, then 2·500.
        let model = try ModelFixture(
            steps: 2,
            "sites.a.pools.p.serves.0.available_from=2026-03-02T01:00:00+08:00"
        ).solved()
        #expect(isNear(model.cost, 21000))
        #expect(isNear(model.value("unserved[o,chat,0]"), 2))
    }

    @Test("More replicas than the pool has: both limits are named") func infeasible() throws {
        let conflict = try ModelFixture(
            "sites.a.pools.p.accelerators=2", "sites.a.pools.p.serves.0.minimum_replicas=3"
        ).conflict()
        #expect(Set(conflict.parties.map(\.kind)) == [.accelerators, .minimumReplicas])
        let relaxed = try #require(conflict.relaxations.first)
        #expect(conflict.relaxations.count == 1)
        #expect(isNear(relaxed.amount, 1))
    }
}
