import Solver
import Testing

@Suite("Pins and maintenance windows") struct PinTests {
    static let hold = """
        "from": "2026-03-02T00:00:00+08:00", "to": "2026-03-03T00:00:00+08:00",
        "owner": "night desk", "reason": "storm"
        """

    static func pin(_ id: String, _ rest: String, hold: String = hold) -> String {
        "{\"id\": \"\(id)\", \(rest), \(hold)}"
    }

    static func pins(_ pins: String...) -> String {
        "pins=[\(pins.joined(separator: ", "))]"
    }

    @Test("A bound holds in its interval, and its dual is its cost") func bound() throws {
        // 0.5 of 2 Mtok stay unserved in the second hour alone: 10000 − 500 a MW.
        let model = try ModelFixture(
            steps: 2,
            Self.pins(
                Self.pin(
                    "p", "\"decision\": \"import\", \"site\": \"a\", \"at_most\": 1.5",
                    hold: """
                        "from": "2026-03-02T01:00:00+08:00", "to": "2026-03-02T02:00:00+08:00",
                        "owner": "night desk", "reason": "storm"
                        """))
        ).solved()
        #expect(isNear(model.cost, 3.5 * 500 + 5000))
        let held = try #require(model.plan.prices.held.first)
        #expect(held.id == "p" && held.kind == .pin)
        #expect(isNear(held.marginalCNYPerUnit[0], 0))
        #expect(isNear(held.marginalCNYPerUnit[1], -9500))
        #expect(isNear(held.worthCNYPerUnit, 9500))
        let limit = model.limits.first { $0.kind == .pin }
        #expect(limit?.subject == "p")
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 9500))
    }

    @Test("A freeze keeps the values of a plan") func freeze() throws {
        let storage = """
            sites.a.storages=[{"id": "b", "charge_mw": 1, "discharge_mw": 1, "energy_mwh": 2,
            "initial_mwh": 0, "charge_efficiency": 1, "discharge_efficiency": 1}]
            """
        let prices = "tariffs.a.versions.0.components.energy.price_cny_per_mwh=[100, 900]"
        let free = try ModelFixture(steps: 2, prices, storage).solved()
        #expect(isNear(free.cost, 1200))
        let model = try ModelFixture(
            steps: 2, prices, storage,
            Self.pins(
                Self.pin(
                    "f",
                    "\"decision\": \"charge\", \"site\": \"a\", \"storage\": \"b\", "
                        + "\"equals\": [0.25, 0]"))
        ).solved()
        // A quarter of a MWh at 100 instead of 900; one more would save 800.
        #expect(isNear(model.cost, 2000 - 200))
        #expect(isNear(model.value("charge[a,b,0]"), 0.25))
        #expect(isNear(model.plan.prices.held[0].marginalCNYPerUnit[0], -800))
    }

    @Test("Shares and tokens to a site are sums over its ways to serve") func routes() throws {
        let sites = ["a", "b"]
        let cheaper = "tariffs.b.versions.0.components.energy.price_cny_per_mwh=400"
        let share = try ModelFixture(
            sites: sites, cheaper,
            Self.pins(
                Self.pin(
                    "s",
                    "\"decision\": \"share\", \"product\": \"chat\", \"origin\": \"o\", "
                        + "\"site\": \"a\", \"at_least\": 0.5"))
        ).solved()
        #expect(isNear(share.cost, 500 + 400))
        #expect(isNear(share.plan.prices.held[0].marginalCNYPerUnit[0], 200))
        // 1.5 Mtok an hour are 0.75 in half an hour.
        let tokens = try ModelFixture(
            minutes: 30, sites: sites, cheaper,
            Self.pins(
                Self.pin(
                    "t",
                    "\"decision\": \"tokens\", \"product\": \"chat\", \"origin\": \"o\", "
                        + "\"site\": \"a\", \"at_least\": 1.5"))
        ).solved()
        #expect(isNear(tokens.cost, 0.75 * 500 + 0.25 * 400))
    }

    @Test(
        "Every decision can be pinned",
        arguments: [
            ("import", "", 2.5, "import[a,0]"), ("export", "", 0.5, "export[a,0]"),
            ("facility", "", 1.5, "facility[a,0]"),
            ("replicas", "\"pool\": \"p\", \"profile\": \"chat-x\",", 7, "replicas[a,p,chat-x,0]"),
            (
                "busy", "\"pool\": \"p\", \"profile\": \"chat-x\", \"mode\": \"full\",", 1.5,
                "busy[a,p,chat-x,full,0]"
            ),
            ("charge", "\"storage\": \"b\",", 0.3, "charge[a,b,0]"),
            ("discharge", "\"storage\": \"b\",", 0.4, "discharge[a,b,0]"),
            ("state_of_charge", "\"storage\": \"b\",", 1.25, "state_of_charge[a,b,0]"),
            ("used", "\"renewable\": \"w\",", 0.2, "used[a,w,0]"),
            ("output", "\"generator\": \"g\",", 0.6, "output[a,g,0]"),
        ] as [(String, String, Double, String)])
    func every(_ example: (String, String, Double, String)) throws {
        let (decision, subject, value, column) = example
        let model = try ModelFixture(
            "sites.a.connection.export_limit_mw=1",
            """
            sites.a.storages=[{"id": "b", "charge_mw": 1, "discharge_mw": 1, "energy_mwh": 2,
            "initial_mwh": 1, "final": "free"}]
            """,
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
            "capacity_mw": 1, "output_share": 1}]
            """,
            "sites.a.generators=[{\"id\": \"g\", \"capacity_mw\": 1, \"price_cny_per_mwh\": 900}]",
            Self.pins(
                Self.pin(
                    "p",
                    "\"decision\": \"\(decision)\", \"site\": \"a\", \(subject) "
                        + "\"equals\": \(value)"))
        ).solved()
        #expect(isNear(model.value(column), value))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

    @Test("An expired pin does not count, and the plan says so") func expired() throws {
        let rest = "\"decision\": \"import\", \"site\": \"a\", \"at_most\": 1"
        let old = try ModelFixture(
            steps: 2,
            Self.pins(
                Self.pin(
                    "p", rest + ", \"expires\": \"2026-03-01T22:00:00+08:00\"",
                    hold: Self.hold.replacing("2026-03-02", with: "2026-03-01")))
        ).solved()
        #expect(isNear(old.cost, 2000))
        #expect(old.plan.notices.map(\.kind) == [.expiredPin])
        #expect(isNear(old.plan.notices[0].amount, 2))
        #expect(old.plan.notices[0].subject.contains("night desk"))
        #expect(old.plan.prices.held.isEmpty)
        // One that expires after the first hour holds in the first hour.
        let half = try ModelFixture(
            steps: 2,
            Self.pins(
                Self.pin("p", rest + ", \"expires\": \"2026-03-02T01:00:00+08:00\""))
        ).solved()
        #expect(isNear(half.cost, 3 * 500 + 10_000))
    }

    @Test("A pin that cannot be kept is named in the conflict") func conflict() throws {
        let model = try ModelFixture(
            Self.pins(
                Self.pin("p", "\"decision\": \"import\", \"site\": \"a\", \"at_least\": 50")))
        let conflict = try model.conflict()
        #expect(conflict.relaxations.contains { $0.kind == .pin && $0.subject == "p" })
        #expect(try model.scenario().unit(of: .pin, "p") == "MW")
    }

    @Test("A limit has the unit of what it holds") func units() throws {
        let scenario = try ModelFixture(
            "sites.a.pools.p.expansion={\"maximum_accelerators\": 5, "
                + "\"annual_cost_cny_per_accelerator\": 1}",
            Self.pins(
                Self.pin(
                    "r",
                    "\"decision\": \"replicas\", \"site\": \"a\", \"pool\": \"p\", "
                        + "\"profile\": \"chat-x\", \"at_least\": 1"),
                Self.pin(
                    "t",
                    "\"decision\": \"tokens\", \"product\": \"chat\", \"origin\": \"o\", "
                        + "\"site\": \"a\", \"at_least\": 1")),
            "maintenance=[{\"id\": \"m\", \"asset\": \"pool\", \"site\": \"a\", "
                + "\"pool\": \"p\", \(Self.hold)}]"
        ).scenario()
        #expect(scenario.unit(of: .pin, "r") == "replicas")
        #expect(scenario.unit(of: .pin, "t") == "million tokens per hour")
        #expect(scenario.unit(of: .maintenance, "m") == "accelerators")
        #expect(scenario.unit(of: .maintenance, "m,export") == "accelerators")
        #expect(scenario.unit(of: .addedCapacity, "pool,a,p") == "accelerators")
        #expect(scenario.unit(of: .importLimit, "a") == "MW")
    }

    @Test(
        "A window takes its share out of service",
        arguments: [
            ("\"asset\": \"connection\", \"site\": \"a\", \"available_share\": 0.01", 500 + 10_000),
            (
                "\"asset\": \"pool\", \"site\": \"a\", \"pool\": \"p\", "
                    + "\"available_share\": 0.015", 750 + 5000
            ),
            (
                "\"asset\": \"generator\", \"site\": \"a\", \"generator\": \"g\"",
                500 + 500
            ),
            (
                "\"asset\": \"renewable\", \"site\": \"a\", \"renewable\": \"w\", "
                    + "\"available_share\": 0.5", 100 + 750
            ),
            ("\"asset\": \"storage\", \"site\": \"a\", \"storage\": \"b\"", 100 + 500),
        ] as [(String, Double)]) func window(_ example: (String, Double)) throws
    {
        let (rest, cost) = example
        var model = try ModelFixture(
            "maintenance=[{\"id\": \"m\", \(rest), \(Self.hold)}]")
        if rest.contains("generator") || rest.contains("storage") {
            // A must-run megawatt at 100 CNY; without it 2 MWh come from the grid.
            try model.change([
                """
                sites.a.generators=[{"id": "g", "capacity_mw": 1, "minimum_mw": 1,
                "price_cny_per_mwh": 100}]
                """
            ])
        }
        if rest.contains("storage") {
            try model.change([
                """
                sites.a.storages=[{"id": "b", "charge_mw": 1, "discharge_mw": 1, "energy_mwh": 1,
                "initial_mwh": 1, "final": "free", "final_value_cny_per_mwh": 0}]
                """
            ])
        }
        if rest.contains("renewable") {
            try model.change([
                """
                sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
                "capacity_mw": 1, "output_share": 1, "price_cny_per_mwh": 200}]
                """
            ])
        }
        let solved = try model.solved()
        #expect(isNear(solved.cost, cost))
        let held = solved.plan.prices.held.filter { $0.kind == .maintenance }
        #expect(held.contains { $0.worthCNYPerUnit > 1 })
    }
}
