import Testing

import Solver

/// Falling tiers, the high-utilisation rule, and selling dearer than buying.
@Suite("Non-convex tariffs")
struct NonConvexTariffTests {
    private static func tiers(_ text: String) -> String { "tariffs.a.versions.0.tiers=\(text)" }

    /// Five hours that could take 2 MW each; what is not served costs `penalty` a MWh.
    private static func model(_ changes: String..., penalty: Double = 1e6) throws -> ModelFixture {
        var fixture = try ModelFixture(
            steps: 5, "products.chat.unserved_penalty_cny_per_million_tokens=\(penalty)")
        try fixture.change(changes)
        return fixture
    }

    private static func block(_ from: Double, _ adder: Double) -> String {
        "{\"from_mwh\": \(from), \"adder_cny_per_mwh\": \(adder)}"
    }

    private static func list(_ blocks: [(Double, Double)]) -> String {
        let texts: [String] = blocks.map { block($0.0, $0.1) }
        return "[" + texts.joined(separator: ", ") + "]"
    }

    private static let fallingTiers: [(String, Double)] = [
        // 10 MWh at 500 and the blocks: 4 · 100 + 6 · 20.
        (list([(0, 100), (4, 20)]), 520),
        // 2 · 25 + 3 · 30 + 5 · 20: the last is cheapest, the first is not the dearest.
        (list([(0, 25), (2, 30), (5, 20)]), 240),
        // Two falls and a rise: 1 · 90 + 2 · 50 + 3 · 70 + 4 · (−10).
        (list([(0, 90), (1, 50), (3, 70), (6, -10)]), 360),
    ]

    @Test("Blocks are paid in their order whatever their prices", arguments: fallingTiers)
    func falling(tiers: String, cost: Double) throws {
        let model = try Self.model(Self.tiers(tiers)).solved()
        #expect(isNear(model.cost, 5000 + cost))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
        #expect(isNear(model.plan.costs.sum(.tiers), cost))
        let billed = model.plan.bills[0].lines.first { $0.kind == .tiers }
        #expect(isNear(billed?.amountCNY ?? 0, cost))
    }

    @Test("A cheap last block decides between all and nothing", arguments: [690.0, 710.0])
    func allOrNothing(penalty: Double) throws {
        // 10 MWh. A first block of 6 MWh: 5000 + 6 · 300 − 4 · 100 = 6400, less than 10 penalties.
        // Of 8 MWh: 5000 + 2400 − 200 = 7200, more than 10 penalties; and part of the first block
        // alone costs 800 a MWh: nothing runs.
        let narrow = Self.list([(0, 300), (6, -100)])
        let wide = Self.list([(0, 300), (8, -100)])
        let all = try Self.model(Self.tiers(narrow), penalty: penalty).solved()
        #expect(isNear(all.cost, 6400))
        let none = try Self.model(Self.tiers(wide), penalty: penalty).solved()
        #expect(isNear(none.cost, 10 * penalty))
    }

    @Test("The month before the horizon has filled its blocks already") func monthToDate() throws {
        // 3 MWh so far of a first block of 4: 1 · 100 + 9 · 20.
        let model = try Self.model(
            Self.tiers(Self.list([(0, 100), (4, 20)])),
            "sites.a.account={\"month_to_date_mwh\": 3}"
        ).solved()
        #expect(isNear(model.plan.costs.sum(.tiers), 280))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

    /// A demand charge of 1 CNY per kW and month with the exact rule; 0.1 MVA·260 = 26 MWh.
    private static func utilisation(toDate: Double, remainder: Double, floor: Double = 0)
        throws -> SolvedModel
    {
        try ModelFixture(
            steps: 5,
            """
            tariffs.a.versions.0.demand_charge={"kind": "maximum", "price_cny_per_kw_month": 1,
              "high_utilisation_discount": "exact"}
            """,
            "sites.a.connection={\"transformer_mva\": 4, \"power_factor\": 1}",
            """
            sites.a.account={"month_to_date_mwh": \(toDate), "planned_peak_mw": \(floor),
              "forecast_remainder_mwh": \(remainder)}
            """,
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000"
        ).solved()
    }

    @Test("The x0.9 is earned at 260 kWh per kVA and not below") func bothSides() throws {
        // 4 MVA: 1040 MWh. The horizon takes 10 MWh with 2 MW.
        let earned = try Self.utilisation(toDate: 530, remainder: 500)
        #expect(isNear(earned.cost, 5000 + 0.9 * 2000))
        #expect(isNear(earned.plan.costs.totalCNY, earned.cost, 1e-9))
        #expect(earned.plan.schedule.sites[0].earnsHighUtilisation == [true])
        let charge = earned.plan.bills[0].lines.first { $0.kind == .demandCharge }
        #expect(isNear(charge?.amountCNY ?? 0, 1800))
        #expect(isNear(earned.plan.bills[0].kWhPerKVAMonth[0], 260))
        #expect(!earned.plan.notices.contains { $0.kind == .lowUtilisation })
        let missed = try Self.utilisation(toDate: 529, remainder: 500)
        #expect(isNear(missed.cost, 5000 + 2000))
        #expect(missed.plan.schedule.sites[0].earnsHighUtilisation == [false])
        let full = missed.plan.bills[0].lines.first { $0.kind == .demandCharge }
        #expect(isNear(full?.amountCNY ?? 0, 2000))
        #expect(missed.plan.notices.contains { $0.kind == .lowUtilisation })
    }

    @Test("Reaching the threshold earns a tenth of what is owed already") func floor() throws {
        // The planned peak of 3 MW is not passed: the horizon adds nothing and saves 0.1 · 3000.
        let model = try Self.utilisation(toDate: 530, remainder: 500, floor: 3)
        #expect(isNear(model.cost, 5000 - 300))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

    @Test("A contracted demand is discounted with its over-run") func contracted() throws {
        // 1 MW contracted, 2 MW used, over-run at twice the price: 0.9 · (1000 + 2000), of which
        // 1000 are owed whatever happens.
        let model = try ModelFixture(
            steps: 5,
            """
            tariffs.a.versions.0.demand_charge={"kind": "contracted", "contracted_mw": 1,
              "floor_share_of_capacity": 0, "price_cny_per_kw_month": 1,
              "high_utilisation_discount": "exact"}
            """,
            "sites.a.connection={\"transformer_mva\": 4, \"power_factor\": 1}",
            "sites.a.account={\"month_to_date_mwh\": 530, \"forecast_remainder_mwh\": 500}",
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000"
        ).solved()
        #expect(isNear(model.cost, 5000 + 0.9 * 3000 - 1000))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
        let lines = model.plan.bills[0].lines
        #expect(
            isNear(lines.reduce(0) { $0 + ($1.unit == "kW" ? $1.amountCNY : 0) }, 0.9 * 3000))
    }

    @Test("A plan uses more energy where that earns the discount") func decides() throws {
        // A discount on the 30 MW that are owed already is worth 3000; it takes all 10 MWh.
        let document = """
            tariffs.a.versions.0.demand_charge={"kind": "maximum", "price_cny_per_kw_month": 1,
              "high_utilisation_discount": "exact"}
            """
        let model = try ModelFixture(
            steps: 5, document, "sites.a.connection={\"transformer_mva\": 4, \"power_factor\": 1}",
            """
            sites.a.account={"month_to_date_mwh": 530, "planned_peak_mw": 30,
              "forecast_remainder_mwh": 500}
            """,
            "products.chat.unserved_penalty_cny_per_million_tokens=300"
        ).solved()
        // A token is worth 300 and costs 500; serving all 10 MWh loses 2000 and earns 3000.
        #expect(isNear(model.cost, 5000 - 3000))
        let off = try ModelFixture(
            steps: 5, "products.chat.unserved_penalty_cny_per_million_tokens=300"
        ).solved()
        #expect(isNear(off.cost, 3000))
    }

    @Test("Selling dearer than buying needs one meter that does not do both") func exclusive()
        throws
    {
        // Energy at 500, export at 800, 1 MW of solar, 2 MW of load. Import 1 MW: 500. Both at once
        // would import 5 MW more and sell them.
        let solar = """
            sites.a.renewables=[{"id": "sun", "kind": "solar", "capacity_mw": 3,
              "output_share": 1, "delivery": "on_site"}]
            """
        let fixture = try ModelFixture(
            solar, "sites.a.connection.export_limit_mw=5",
            "sites.a.connection.export_price_cny_per_mwh=800")
        let error = #expect(throws: ScenarioError.self) { try fixture.scenario() }
        #expect(
            error?.faults.map(\.pointer) == ["/sites/0/connection/export_price_cny_per_mwh"])
        let model = try fixture.changed("sites.a.connection.exclusive_import_export=true").solved()
        // 3 MW of sun, 2 MW used: 1 MWh sold at 800.
        #expect(isNear(model.cost, -800))
        #expect(isNear(model.plan.schedule.sites[0].importMW[0], 0))
    }

    private static let version = "tariffs.a.versions.0"
    private static let bad: [(String, String)] = [
        ("\(version).tiers=" + list([(1, 1)]), "/tariffs/0/versions/0/tiers/0"),
        ("\(version).tiers=" + list([(0, 1), (0, 0)]), "/tariffs/0/versions/0/tiers/1"),
        (
            """
            \(version).demand_charge={"kind": "capacity", "price_cny_per_kva_month": 1,
              "high_utilisation_discount": "exact"}
            """, "/tariffs/0/versions/0/demand_charge/high_utilisation_discount"
        ),
        (
            """
            \(version).demand_charge={"kind": "maximum", "price_cny_per_kw_month": 1,
              "high_utilisation_discount": "exact"}
            """, "/sites/0/account/forecast_remainder_mwh"
        ),
        (
            "sites.a.account={\"forecast_remainder_mwh\": -1}",
            "/sites/0/account/forecast_remainder_mwh"
        ),
        (
            "sites.a.connection.exclusive_import_export=1",
            "/sites/0/connection/exclusive_import_export"
        ),
    ]

    @Test("Nonsense is refused by name", arguments: bad)
    func badInput(change: String, place: String) throws {
        let fixture = try ModelFixture(change)
        let error = #expect(throws: ScenarioError.self) { try fixture.scenario() }
        #expect(error?.faults.map(\.pointer) == [place])
    }

    @Test("A horizon that ends with the month needs no forecast") func monthEnd() throws {
        let model = try ModelFixture(
            steps: 1, start: "2026-03-31T23:00:00+08:00",
            """
            tariffs.a.versions.0.demand_charge={"kind": "maximum", "price_cny_per_kw_month": 1,
              "high_utilisation_discount": "exact"}
            """,
            "sites.a.connection={\"transformer_mva\": 4, \"power_factor\": 1}",
            "sites.a.account={\"month_to_date_mwh\": 1038, \"planned_peak_mw\": 2}"
        ).solved()
        // 1038 + 2 = 1040 = 260 · 4: a tenth of 2000 is saved.
        #expect(isNear(model.cost, 1000 - 200))
    }
}
