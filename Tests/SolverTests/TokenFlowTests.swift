import Solver
import Testing

@Suite("Tokens") struct TokenFlowTests {
    @Test("Two million tokens take two MWh and cost 1000 CNY") func plain() throws {
        // 2 Mtok/h · 1 h · 1 MWh/Mtok · 500 CNY/MWh
        let model = try ModelFixture().solved()
        #expect(isNear(model.cost, 1000))
        #expect(isNear(model.value("token_flow[o,chat,a,0]"), 2))
        #expect(isNear(model.value("import[a,0]"), 2))
        #expect(isNear(model.sitePrice(), 500))
        #expect(isNear(model.tokenPrice(), 500))
    }

    @Test("Revenue counts on served tokens only") func revenue() throws {
        // −2·(30 + 3·(0.5·2 + 0.5·4)) + 1000 = −78 + 1000; the marginal cost is without revenue.
        let model = try ModelFixture(
            "products.chat.output_price_cny_per_million_tokens=30",
            "products.chat.input_tokens_per_output_token=3",
            "products.chat.cached_share_of_input=0.5",
            "products.chat.cached_input_price_cny_per_million_tokens=2",
            "products.chat.input_price_cny_per_million_tokens=4"
        ).solved()
        #expect(isNear(model.cost, 1000 - 78))
        #expect(isNear(model.plan.costs.sum(.revenue), -78))
        #expect(isNear(model.tokenPrice(), 500))
    }

    @Test("Cache hits reduce work, not tokens sold") func cache() throws {
        // work = 1 − 0.5·0.4 = 0.8, so 2 Mtok take 1.6 MWh = 800 CNY.
        let model = try ModelFixture(
            "products.chat.cached_share_of_input=0.4",
            "products.chat.prefill_share_of_work=0.5",
            "products.chat.input_tokens_per_output_token=1"
        ).solved()
        #expect(isNear(model.cost, 800))
        #expect(isNear(model.value("token_flow[o,chat,a,0]"), 2))
        #expect(isNear(model.tokenPrice(), 400))
    }

    @Test("Tokens that cost more than penalty and revenue stay unserved") func unserved() throws {
        // 500 CNY to make one, 300 + 100 lost by not making it: all 2 stay, 2·300 − 0 revenue.
        let model = try ModelFixture(
            "products.chat.unserved_penalty_cny_per_million_tokens=300",
            "products.chat.output_price_cny_per_million_tokens=100"
        ).solved()
        #expect(isNear(model.cost, 600))
        #expect(isNear(model.value("unserved[o,chat,0]"), 2))
        #expect(isNear(model.tokenPrice(), 400))
        #expect(model.plan.notices.map(\.kind) == [.unserved])
    }

    @Test("What the pool cannot make is unserved at the penalty") func scarce() throws {
        // 1.5 replicas: 1.5·500 + 0.5·10000; one more accelerator saves 10000 − 500.
        let model = try ModelFixture("sites.a.pools.p.accelerators=1.5").solved()
        #expect(isNear(model.cost, 750 + 5000))
        #expect(isNear(model.tokenPrice(), 10000))
        #expect(isNear(model.plan.prices.pools.first?.acceleratorCNY ?? 0, 9500))
    }

    @Test("A demand goes to the cheaper site unless residency forbids it") func residency() throws {
        let free = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.energy.price_cny_per_mwh=200")
        #expect(isNear(try free.solved().cost, 400))
        let bound = try free.changed("products.chat.demand.0.allowed_sites=[\"a\"]").solved()
        #expect(isNear(bound.cost, 1000))
        #expect(bound.value("token_flow[o,chat,b,0]").isNaN)
    }

    @Test("Round trip and time to first token decide together which mode may serve")
    func latency() throws {
        // Site b is cheap; 10 + 40 ms through `full` misses 45 ms, `quick` needs 2 MWh per Mtok:
        // 2·2·200 = 800 at b against 2·500 at a, where 0 + 40 ms is in time.
        let modes = """
            profiles.chat-x.modes=[
            {"id": "full", "million_tokens_per_hour": 1, "busy_kw": 1000, "first_token_ms": 40},
            {"id": "quick", "million_tokens_per_hour": 1, "busy_kw": 2000, "first_token_ms": 5}]
            """
        let model = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.energy.price_cny_per_mwh=200",
            "network.0.round_trip_ms=0", modes, "products.chat.first_token_limit_ms=45"
        ).solved()
        #expect(isNear(model.cost, 800))
        #expect(isNear(model.value("busy[b,p,chat-x,quick,0]"), 2))
        #expect(isNear(model.value("busy[b,p,chat-x,full,0]"), 0))
    }

    @Test("Two latency groups of one site share its replicas") func groups() throws {
        // chat may use only `quick` (2 MWh/Mtok) from the far origin, `full` (1 MWh) from the near.
        let model = try ModelFixture(
            """
            profiles.chat-x.modes=[
            {"id": "full", "million_tokens_per_hour": 1, "busy_kw": 1000, "first_token_ms": 40},
            {"id": "quick", "million_tokens_per_hour": 1, "busy_kw": 2000, "first_token_ms": 5}]
            """,
            "origins=[{\"id\": \"o\"}, {\"id\": \"far\"}]",
            """
            products.chat.demand=[{"origin": "o", "million_tokens_per_hour": 2},
            {"origin": "far", "million_tokens_per_hour": 3}]
            """,
            """
            network=[{"origin": "o", "site": "a", "round_trip_ms": 0},
            {"origin": "far", "site": "a", "round_trip_ms": 30}]
            """,
            "products.chat.first_token_limit_ms=45"
        ).solved()
        #expect(isNear(model.cost, 2 * 500 + 3 * 1000))
        #expect(isNear(model.value("busy[a,p,chat-x,full,0]"), 2))
        #expect(isNear(model.value("busy[a,p,chat-x,quick,0]"), 3))
        let far = model.plan.prices.tokens.first { $0.demand == 1 }
        #expect(isNear(far?.marginalCNYPerMillionTokens[0] ?? 0, 1000))
    }

    @Test("Network price and bandwidth move tokens to the dearer site") func bandwidth() throws {
        // 1 Gbit/s for an hour is 450 GB: at 300 GB/Mtok, 1.5 Mtok to b (200 CNY/MWh + 300·0.1),
        // the other 0.5 to a: 1.5·230 + 0.5·500 = 595.
        let model = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.energy.price_cny_per_mwh=200",
            "products.chat.gigabytes_per_million_tokens=300", "network.1.bandwidth_gbps=1",
            "network.1.price_cny_per_gb=0.1"
        ).solved()
        #expect(isNear(model.cost, 595))
        #expect(isNear(model.plan.costs.sum(.network), 45))
        let limit = model.limits.first { $0.kind == .bandwidth }
        // One more GB carries 1/300 Mtok and saves 500 − 230 a Mtok.
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 270.0 / 300))
    }

    @Test("At most the stated share of a demand moves in a step") func moves() throws {
        // b costs 200 then 900, a 500: all at b first, then only a quarter may move to a.
        // 2·200 + 0.5·500 + 1.5·900 = 2000; starting at a quarter in a costs 150 more a step
        // and saves 200: 0.5·500 + 1.5·200 + 1·500 + 1·900 = 1950; … the share in a falls from x
        // to x + ¼: each x·2·(300 − 400) < 0, so x as large as it pays: x = ¾, then all in a:
        // 1.5·500 + 0.5·200 + 2·500 = 1850.
        let model = try ModelFixture(
            steps: 2, sites: ["a", "b"],
            "tariffs.b.versions.0.components.energy.price_cny_per_mwh=[200, 900]",
            "products.chat.max_share_moved_per_step=0.25"
        ).solved()
        #expect(isNear(model.cost, 1850))
        #expect(isNear(model.value("token_flow[o,chat,a,0]"), 1.5))
        #expect(isNear(model.value("token_flow[o,chat,a,1]"), 2))
    }
}
