import Solver
import Testing

@Suite("Limits over a year") struct PolicyTests {
    private static func quota(_ text: String) -> String {
        "policy={\"energy_quotas\": [{\"id\": \"q\", \(text)}]}"
    }

    @Test(
        "Year to date and remainder leave the horizon what is left",
        arguments: [
            """
            "quota_mwh": 10, "year_to_date": {"energy_mwh": 6}, "remainder": {"energy_mwh": 3}
            """, "\"quota_mwh\": 1, \"horizon_only\": true",
            """
            "quota_mwh": 2.5, "year_to_date": {"energy_mwh": 1.5}, "remainder": {"energy_mwh": 0}
            """,
        ])
    func quota(_ text: String) throws {
        // 1 MWh is left for 2 Mtok: 500 and a penalty of 10000; another MWh saves 9500.
        let model = try ModelFixture(Self.quota(text)).solved()
        #expect(isNear(model.cost, 500 + 10000))
        let price = try #require(model.plan.prices.policies.first)
        #expect(price.kind == .energyQuota)
        #expect(price.id == "q")
        #expect(isNear(price.worthCNYPerMWh, 9500))
        #expect(isNear(model.limits.first { $0.kind == .energyQuota }?.worthCNYPerUnit ?? 0, 9500))
        let use = try #require(model.plan.schedule.yearUses.first)
        #expect(isNear(use.amountMWh, 1))
        #expect(isNear(use.yearMWh, use.limitMWh))
    }

    @Test("A priced quota is broken where that is cheaper") func priced() throws {
        let model = try ModelFixture(
            Self.quota(
                "\"quota_mwh\": 1, \"horizon_only\": true, \"violation_price_cny_per_mwh\": 200")
        ).solved()
        #expect(isNear(model.cost, 1000 + 200))
        #expect(isNear(model.plan.costs.sum(.policyViolation), 200))
        #expect(isNear(model.plan.schedule.yearUses[0].excessMWh, 1))
        #expect(isNear(model.plan.prices.policies[0].worthCNYPerMWh, 200))
    }

    @Test(
        "What a quota counts",
        arguments: [
            (counts: "import", cost: 500 + 10000), (counts: "consumption", cost: 500 + 10000),
            (counts: "consumption_less_carbon_free", cost: 1000),
        ] as [(counts: String, cost: Double)])
    func counts(_ example: (counts: String, cost: Double)) throws {
        // A contract through the grid at the price of the grid, 1 MW.
        let model = try ModelFixture(
            Self.quota(
                "\"quota_mwh\": 1, \"horizon_only\": true, \"counts\": \"\(example.counts)\""),
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 1,
            "output_share": 1, "price_cny_per_mwh": 500}]
            """
        ).solved()
        #expect(isNear(model.cost, example.cost))
    }

    @Test("On-site supply is consumption and not import") func onSite() throws {
        let wind = """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
            "capacity_mw": 1, "output_share": 1, "price_cny_per_mwh": 0}]
            """
        let counts = { (word: String) in
            Self.quota("\"quota_mwh\": 1, \"horizon_only\": true, \"counts\": \"\(word)\"")
        }
        #expect(isNear(try ModelFixture(wind, counts("import")).solved().cost, 500))
        #expect(isNear(try ModelFixture(wind, counts("consumption")).solved().cost, 10000))
    }

    @Test("A quota of one site moves work to another; one of both does not") func sites() throws {
        let dear = "tariffs.b.versions.0.components.energy.price_cny_per_mwh=600"
        let rule = "\"quota_mwh\": 0.5, \"horizon_only\": true"
        let one = try ModelFixture(
            sites: ["a", "b"], dear, Self.quota(rule + ", \"sites\": [\"a\"]")
        ).solved()
        #expect(isNear(one.cost, 0.5 * 500 + 1.5 * 600))
        #expect(isNear(one.plan.prices.policies[0].worthCNYPerMWh, 100))
        let all = try ModelFixture(sites: ["a", "b"], dear, Self.quota(rule)).solved()
        #expect(isNear(all.cost, 0.5 * 500 + 15000))
    }

    @Test("Only the interval counts") func interval() throws {
        let model = try ModelFixture(
            steps: 3,
            Self.quota(
                """
                "quota_mwh": 1, "horizon_only": true, "from": "2026-03-02T01:00:00+08:00",
                "to": "2026-03-02T02:00:00+08:00"
                """)
        ).solved()
        #expect(isNear(model.value("import[a,1]"), 1))
        #expect(isNear(model.cost, 5 * 500 + 10000))
    }

    @Test("A quota below what must run is a conflict with its amount; a little more is not")
    func infeasible() throws {
        let rule = "\"year_to_date\": {\"energy_mwh\": 7}, \"remainder\": {\"energy_mwh\": 0}"
        let overhead = "sites.a.fixed_overhead_mw=3"
        let conflict = try ModelFixture(
            overhead, Self.quota("\"quota_mwh\": 9, " + rule)
        ).conflict()
        #expect(conflict.relaxations.map(\.kind) == [.energyQuota])
        #expect(conflict.relaxations.map(\.subject) == ["q"])
        #expect(isNear(conflict.relaxations.first?.amount ?? 0, 1))
        let twin = try ModelFixture(
            overhead, Self.quota("\"quota_mwh\": 10, " + rule)
        ).solved()
        #expect(isNear(twin.cost, 3 * 500 + 20000))
    }

    private static func green(_ text: String) throws -> ModelFixture {
        try ModelFixture(
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 9,
            "output_share": 1, "price_cny_per_mwh": 650}]
            """, "policy={\"green_shares\": [{\"id\": \"g\", \"share\": 0.5, \(text)}]}")
    }

    @Test(
        "A green share over the year: year to date + horizon + remainder",
        arguments: [
            // (1.5 + g + 1) ≥ 0.5 · (4 + 2 + 2): g = 1.5.
            (
                """
                "year_to_date": {"green_mwh": 1.5, "load_mwh": 4},
                "remainder": {"green_mwh": 1, "load_mwh": 2}
                """, 1.5, 150.0
            ),
            // (0 + g + 2.5) ≥ 0.5 · (2 + 2 + 2): g = 0.5.
            (
                """
                "year_to_date": {"green_mwh": 0, "load_mwh": 2},
                "remainder": {"green_mwh": 2.5, "load_mwh": 2}
                """, 0.5, 150.0
            ), ("\"horizon_only\": true", 1.0, 150.0),
            // 60 a MWh short is less than 150 more for wind: 1 MWh short.
            ("\"horizon_only\": true, \"violation_price_cny_per_mwh\": 60", 0.0, 60.0),
        ] as [(String, Double, Double)])
    func greenShare(_ text: String, _ wind: Double, _ worth: Double) throws {
        let model = try Self.green(text).solved()
        #expect(isNear(model.value("used[a,w,0]"), wind))
        #expect(isNear(model.cost, 1000 + 150 * wind + (worth == 60 ? 60 : 0)))
        #expect(isNear(model.plan.prices.policies[0].worthCNYPerMWh, worth))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

    @Test("A green share that the year can no longer reach is a conflict") func greenInfeasible()
        throws
    {
        // The year to date lacks 50 MWh of 100; the horizon can bring at most what it imports.
        let conflict = try Self.green(
            """
            "year_to_date": {"green_mwh": 0, "load_mwh": 100000},
            "remainder": {"green_mwh": 0, "load_mwh": 0}
            """
        ).conflict()
        #expect(conflict.relaxations.map(\.kind).contains(.greenShare))
    }

    @Test("What is exported counts only where the rule says so") func greenExport() throws {
        // 4 MWh of solar, 2 of load in each of two hours, share 0.6: 2 of 4, or 4 of 4.
        let model = { (rule: String) throws -> ModelFixture in
            try ModelFixture(
                steps: 2, "sites.a.connection.export_limit_mw=10",
                "sites.a.connection.export_price_cny_per_mwh=50",
                """
                sites.a.renewables=[{"id": "s", "kind": "solar", "delivery": "on_site",
                "capacity_mw": 4, "output_share": [1, 0], "price_cny_per_mwh": 0}]
                """,
                """
                policy={"green_shares": [{"id": "g", "share": 0.6, "horizon_only": true,
                "violation_price_cny_per_mwh": 10\(rule)}]}
                """)
        }
        #expect(isNear(try model("").solved().plan.schedule.yearUses[0].excessMWh, 0.4))
        let counted = try model(", \"counts_export\": true").solved()
        #expect(isNear(counted.plan.schedule.yearUses[0].excessMWh, 0))
        #expect(isNear(counted.plan.schedule.yearUses[0].yearShare ?? 0, 1))
    }

    /// Energy is cheaper in the second hour, which counts as peak; a storage may shift.
    private static func peak(_ text: String) throws -> SolvedModel {
        try ModelFixture(
            steps: 2, "tariffs.a.versions.0.components.energy.price_cny_per_mwh=[500, 400]",
            """
            sites.a.storages=[{"id": "b", "charge_mw": 9, "discharge_mw": 9, "energy_mwh": 9,
            "initial_mwh": 0, "charge_efficiency": 1, "discharge_efficiency": 1}]
            """,
            "policy={\"peak_import_shares\": [{\"id\": \"p\", \"share\": 0.25, \(text)}]}"
        ).solved()
    }

    @Test("The share of import at peak") func peakShare() throws {
        // i1 ≤ 0.25 · 4: 3 · 500 + 400. One more MWh there saves 100.
        let model = try Self.peak("\"hours\": [1], \"horizon_only\": true")
        #expect(isNear(model.value("import[a,1]"), 1))
        #expect(isNear(model.cost, 1900))
        #expect(isNear(model.plan.prices.policies[0].worthCNYPerMWh, 100))
        // 0.5 + i1 ≤ 0.25 · (3 + 4 + 1): i1 ≤ 1.5.
        let year = try Self.peak(
            """
            "hours": [1], "year_to_date": {"peak_import_mwh": 0.5, "import_mwh": 3},
            "remainder": {"peak_import_mwh": 0, "import_mwh": 1}
            """)
        #expect(isNear(year.value("import[a,1]"), 1.5))
    }

    @Test("Periods of the tariff say what peak is") func peakPeriods() throws {
        let hours = (0..<24).map { $0 == 1 ? "\"peak\"" : "\"valley\"" }.joined(separator: ", ")
        let model = try ModelFixture(
            steps: 2,
            """
            tariffs.a.versions.0.seasons=[{"id": "y", "months": [3], "hours": [\(hours)],
            "multipliers": {"peak": 1, "valley": 1}}]
            """,
            """
            policy={"peak_import_shares": [{"id": "p", "share": 0.25, "horizon_only": true,
            "periods": ["peak", "sharp_peak"]}]}
            """
        ).solved()
        // 2 MWh in the first hour, i1 ≤ (2 + i1) / 4: 2/3.
        #expect(isNear(model.value("import[a,1]"), 2.0 / 3))
    }

    @Test("A carbon cap counts the year to date and the remainder") func carbonCap() throws {
        // 5 − 2.7 − 1 = 1.3 t for 2 MWh of 0.9 t each: 1.4444 Mtok.
        let model = try ModelFixture(
            "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 900}",
            """
            carbon={"cap_tonnes": 5, "to_date_tonnes": 2.7, "remainder_tonnes": 1}
            """
        ).solved()
        #expect(isNear(model.value("import[a,0]"), 1.3 / 0.9))
        #expect(isNear(model.value("emission_total[all,0]"), 4))
        #expect(isNear(model.plan.prices.carbonCapCNYPerTonne ?? 0, 9500 / 0.9))
    }

    @Test(
        "With all limits priced, lines add up and the judge finds no residual",
        arguments: RandomModel.seeds(from: 0, 12))
    func random(seed: UInt64) throws {
        var fixture = try RandomModel(seed: seed).fixture
        try fixture.change([
            "sites.*.zone=north", "products.*.green_share=0.3",
            """
            policy={"energy_quotas": [{"id": "q", "quota_mwh": 3, "horizon_only": true,
            "violation_price_cny_per_mwh": 90, "counts": "consumption_less_carbon_free"}],
            "green_shares": [{"id": "g", "share": 0.4, "violation_price_cny_per_mwh": 120,
            "year_to_date": {"green_mwh": 2, "load_mwh": 4},
            "remainder": {"green_mwh": 1, "load_mwh": 3}}],
            "peak_import_shares": [{"id": "p", "share": 0.1, "horizon_only": true, "hours": [0],
            "violation_price_cny_per_mwh": 70}]}
            """, "carbon={\"price_cny_per_tonne\": 80, \"method\": \"market_based\"}",
        ])
        let model = try fixture.solved()
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9), "seed \(seed)")
        let point = try #require(model.outcome.point)
        #expect(Judge(model.program).primalResidual(point.columns) <= 1e-7, "seed \(seed)")
        // Sites together: what one receives another one gives up, out of its use or its export.
        let received = model.plan.schedule.greenTransfers.reduce(0.0) {
            $0 + $1.receivedMW.reduce(0, +) - $1.givenUpMW.reduce(0, +)
                - $1.exportedMW.reduce(0, +)
        }
        #expect(abs(received) <= 1e-6, "seed \(seed)")
    }
}
