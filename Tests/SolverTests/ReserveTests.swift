import Solver
import Testing

@Suite("Reserve") struct ReserveTests {
    /// 2 Mtok; site a costs 500 CNY/MWh, b 600; a loaded idle replica draws 0.1 MW and loads in 30
    /// minutes; a may be lost.
    private static func model(_ reserve: String, _ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.energy.price_cny_per_mwh=600",
            "profiles.chat-x.loaded_idle_kw=100", "profiles.chat-x.loading={\"minutes\": 30}",
            "reserve={\(reserve)}")
        try model.change(changes)
        return model
    }

    @Test("What cannot load in time stays loaded elsewhere") func loaded() throws {
        // 2·500 at a; two loaded idle replicas at b: 0.2·600.
        let model = try Self.model("\"losses\": [\"a\"]").solved()
        #expect(isNear(model.cost, 1000 + 120))
        #expect(isNear(model.value("replicas[b,p,chat-x,0]"), 2))
        // One more Mtok at a keeps one more replica warm: 500 + 60.
        #expect(isNear(model.tokenPrice(), 560))
        let limit = model.limits.first { $0.kind == .reserve }
        #expect(limit?.subject == "a,o,chat")
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 60))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

    @Test("What loads within the allowed outage need not") func started() throws {
        let model = try Self.model("\"losses\": [\"a\"], \"allowed_outage_minutes\": 30").solved()
        #expect(isNear(model.cost, 1000))
        let short = try Self.model("\"losses\": [\"a\"], \"allowed_outage_minutes\": 29").solved()
        #expect(isNear(short.cost, 1120))
    }

    @Test(
        "Accelerators, connection, bandwidth and latency of the other site limit what may be lost",
        arguments: [
            ("sites.b.pools.p.accelerators=1", 1.0),
            ("sites.b.connection.transformer_mva=1.5", 1.5),
            (
                "network.1={\"origin\": \"o\", \"site\": \"b\", \"round_trip_ms\": 10, "
                    + "\"bandwidth_gbps\": 1}", 0.45
            ),
            ("products.chat.first_token_limit_ms=10", 0),
        ] as [(String, Double)]) func limited(_ example: (String, Double)) throws
    {
        // As much as b can take over is served at a; b's own tokens would need the same room.
        // Bandwidth: 1 Gbit/s is 450 GB an hour, at 1000 GB per Mtok.
        let model = try Self.model(
            "\"losses\": [\"a\"], \"allowed_outage_minutes\": 30",
            "products.chat.gigabytes_per_million_tokens=1000", "network.1.round_trip_ms=11",
            example.0
        ).solved()
        #expect(isNear(model.cost, example.1 * 500 + (2 - example.1) * 10_000))
    }

    @Test("Accelerators that a job holds are no reserve") func job() throws {
        // The job has 10 of the 11 accelerators at b, 600 CNY: one Mtok can be taken over.
        let model = try Self.model(
            "\"losses\": [\"a\"], \"allowed_outage_minutes\": 30",
            "sites.a.pools.p.accelerators=2", "sites.b.pools.p.accelerators=11",
            "jobs=[\(TrainingJobTests.job(hours: 1, "\"deadline\": \(TrainingJobTests.at(1))"))]"
        ).solved()
        #expect(isNear(model.cost, 600 + 500 + 10_000))
    }

    @Test("The demand peak is not reserved, and each loss stands alone") func peak() throws {
        let charge =
            "tariffs.b.versions.0.demand_charge="
            + "{\"kind\": \"maximum\", \"price_cny_per_kw_month\": 30}"
        let model = try Self.model(
            "\"losses\": [\"a\", \"b\"], \"allowed_outage_minutes\": 30", charge
        ).solved()
        #expect(isNear(model.cost, 1000))
    }

    private static func grid(_ spinning: String, dear: String = "") -> String {
        """
        {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
         "step_minutes": 60, "steps": 1, "reserve": {"spinning": [\(spinning)]},
         "grid": {"nodes": [{"id": "n", "load_mw": 3}, {"id": "m"}],
         "dc_lines": [{"id": "l", "from": "m", "to": "n", "capacity_mw": 9}],
         "supplies": [
           {"id": "cheap", "node": "n", "capacity_mw": 3, "price_cny_per_mwh": 100},
           {"id": "dear", "node": "m", "capacity_mw": 2, "price_cny_per_mwh": 300\(dear)}]}}
        """
    }

    @Test("Generators keep a share of the load in hand") func spinning() throws {
        // Of 5 MW 3 run: 2 are left in all. At n alone nothing is, unless m runs instead.
        let all = try solved(Self.grid("{\"share\": 0.5}"))
        #expect(isNear(all.costs.totalCNY, 300))
        let local = try solved(Self.grid("{\"share\": 0.5, \"nodes\": [\"n\"]}"))
        #expect(isNear(local.costs.totalCNY, 1.5 * 100 + 1.5 * 300))
    }

    @Test("A generator that is off gives no reserve") func committed() throws {
        // Off it costs nothing and leaves nothing; on it costs 40 and leaves 2 MW.
        let dear = ", \"commitment\": {\"no_load_cny_per_hour\": 40}"
        let plan = try solved(Self.grid("{\"share\": 0.5}", dear: dear))
        #expect(isNear(plan.costs.totalCNY, 300 + 40))
        let none = try solved(Self.grid("{\"share\": 0}", dear: dear))
        #expect(isNear(none.costs.totalCNY, 300))
    }

    @Test("Too much reserve is a conflict that names it") func conflict() throws {
        let scenario = try Scenario(json: Array(Self.grid("{\"share\": 0.8}").utf8))
        let result = try ScenarioSolver.solve(scenario)
        let conflict = try #require(result.conflict)
        #expect(conflict.relaxations.contains { $0.kind == .spinningReserve })
    }

    @Test(
        "Nonsense is refused by name",
        arguments: [
            ("{\"losses\": [\"c\"]}", "/reserve/losses/0"),
            ("{\"losses\": [\"a\", \"a\"]}", "/reserve/losses/1"),
            ("{\"allowed_outage_minutes\": -1}", "/reserve/allowed_outage_minutes"),
            ("{\"spinning\": [{\"share\": 0.1}]}", "/reserve/spinning/0"),
            ("{\"spining\": []}", "/reserve/spining"),
            (
                "{\"spinning\": [{\"share\": 0.1, \"nodes\": []}]}", "/reserve/spinning/0/nodes"
            ),
        ] as [(String, String)]) func badInput(_ example: (String, String)) throws
    {
        let model = try ModelFixture(sites: ["a", "b"], "reserve=\(example.0)")
        let error = #expect(throws: ScenarioError.self) { try model.scenario() }
        #expect(error?.faults.map(\.pointer) == [example.1])
    }

    private func solved(_ text: String) throws -> Plan {
        let scenario = try Scenario(json: Array(text.utf8))
        return try #require(try ScenarioSolver.solve(scenario).plan)
    }
}
