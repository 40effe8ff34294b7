import Solver
import Testing

@Suite("Bill") struct MonthlyBillTests {
    /// A day of a month with every part: energy by period, flat parts, adder, tiers, demand.
    private static func scenario(_ changes: String...) throws -> Scenario {
        let hours = (0..<24).map { $0 < 12 ? "\"valley\"" : "\"peak\"" }.joined(separator: ", ")
        var model = try ModelFixture(
            steps: 24,
            """
            tariffs.a.versions.0={"effective_from": "2020-01-01", "vat_share": 0.13,
             "components": [
              {"id": "energy", "price_cny_per_mwh": 300, "time_of_use": true},
              {"id": "line_loss", "price_cny_per_mwh": 20},
              {"id": "transmission_distribution", "price_cny_per_mwh": 100},
              {"id": "system_operation", "price_cny_per_mwh": 40},
              {"id": "government_funds", "price_cny_per_mwh": 30}],
             "seasons": [{"id": "all", "months": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
              "hours": [\(hours)], "multipliers": {"valley": 0.5, "peak": 1.5}}],
             "demand_charge": {"kind": "maximum", "price_cny_per_kw_month": 40},
             "tiers": [{"from_mwh": 0, "adder_cny_per_mwh": 0},
                       {"from_mwh": 100, "adder_cny_per_mwh": 10}],
             "pue_adder": {"limit_pue": 1.2, "adder_cny_per_mwh": 60},
             "power_factor_adjustment": [
              {"power_factor_from": 0, "adjustment_share": 0.05},
              {"power_factor_from": 0.9, "adjustment_share": 0},
              {"power_factor_from": 0.95, "adjustment_share": -0.01}]}
            """,
            "sites.a.pue_rated=1.5", "sites.a.account={\"month_to_date_mwh\": 90}")
        try model.change(changes)
        return try model.scenario()
    }

    /// 12 h at 2 MW, 12 h at 4 MW: 24 MWh in the valley, 48 MWh at peak.
    private static let imported = (0..<24).map { $0 < 12 ? 2.0 : 4.0 }

    @Test("Every line by hand") func lines() throws {
        let bill = Bill(try Self.scenario(), site: 0, importMW: Self.imported)
        func amount(_ kind: Bill.Kind, _ period: Season.Period? = nil) -> Double {
            let line = bill.lines.first { $0.kind == kind && $0.period == period }
            return line?.amountCNY ?? .nan
        }
        #expect(isNear(amount(.energy, .valley), 24 * 150))
        #expect(isNear(amount(.energy, .peak), 48 * 450))
        #expect(isNear(amount(.lineLoss), 72 * 20))
        #expect(isNear(amount(.transmissionDistribution), 72 * 100))
        #expect(isNear(amount(.systemOperation), 72 * 40))
        #expect(isNear(amount(.governmentFunds), 72 * 30))
        // 60·(1 − 1.2/1.5) = 12
        #expect(isNear(amount(.pueAdder), 72 * 12))
        // 90 + 72 = 162 MWh: 62 above 100.
        #expect(isNear(amount(.tiers), 620))
        #expect(isNear(amount(.demandCharge), 4000 * 40))
        let sum = 3600.0 + 21600 + 1440 + 7200 + 2880 + 2160 + 864 + 620 + 160_000
        #expect(isNear(bill.totalCNY, sum, 1e-12))
        #expect(isNear(bill.vatCNY, sum * 0.13 / 1.13, 1e-12))
    }

    @Test(
        "The power factor of the month adjusts all that was billed",
        arguments: [
            (reactive: 0, share: -0.01), (reactive: 0.4, share: 0), (reactive: 1, share: 0.05),
        ] as [(reactive: Double, share: Double)])
    func powerFactor(_ example: (reactive: Double, share: Double)) throws {
        // tan φ = 0.4: cos φ = 0.928; tan φ = 1: 0.707.
        let scenario = try Self.scenario()
        let plain = Bill(scenario, site: 0, importMW: Self.imported)
        let bill = Bill(
            scenario, site: 0, importMW: Self.imported,
            reactiveMVArh: Self.imported.map { $0 * example.reactive })
        #expect(isNear(bill.totalCNY, plain.totalCNY * (1 + example.share)))
    }

    @Test("Capacity is charged by kVA whatever is used") func capacity() throws {
        let scenario = try Self.scenario(
            """
            tariffs.a.versions.0.demand_charge={"kind": "capacity",
            "price_cny_per_kva_month": 25}
            """)
        let bill = Bill(scenario, site: 0, importMW: Self.imported)
        let line = bill.lines.first { $0.kind == .demandCharge }
        #expect(line?.unit == "kVA" && isNear(line?.amountCNY ?? 0, 100_000 * 25))
    }

    @Test("Use per kVA is scaled to a month of thirty days") func utilisation() throws {
        // 72 MWh a day at 100 MVA: 0.72 · 30 = 21.6 kWh/kVA; with 90 MWh before in one day: 48.6/2.
        let bill = Bill(
            try Self.scenario("sites.a.account={\"month_to_date_mwh\": 0}"), site: 0,
            importMW: Self.imported)
        #expect(isNear(bill.kWhPerKVAMonth.first ?? 0, 21.6))
        let second = Bill(try Self.scenario(), site: 0, importMW: Self.imported)
        #expect(isNear(second.kWhPerKVAMonth.first ?? 0, 24.3))
    }

    @Test("Each month of a horizon has its own lines") func months() throws {
        let model = try ModelFixture(
            steps: 2, start: "2026-03-31T23:00:00+08:00",
            """
            tariffs.a.versions.0.demand_charge={"kind": "maximum", "price_cny_per_kw_month": 40}
            """)
        let bill = Bill(try model.scenario(), site: 0, importMW: [3, 5])
        let months = ["2026-03-31", "2026-03-31", "2026-04-01", "2026-04-01"]
        #expect(bill.lines.map(\.month) == months)
        #expect(isNear(bill.totalCNY, 1500 + 120_000 + 2500 + 200_000))
    }

    @Test("The plan's bill is the bill of the plan's import") func planned() throws {
        let scenario = try Self.scenario()
        let model = try SolvedModel(scenario)
        let again = Bill(
            scenario, site: 0, importMW: model.plan.schedule.sites[0].importMW)
        #expect(isNear(model.plan.bills[0].totalCNY, again.totalCNY, 1e-12))
        // What the plan pays for energy is what the bill says, parts of a month alike.
        let energy =
            model.plan.costs.sum(.gridEnergy) + model.plan.costs.sum(.pueAdder)
            + model.plan.costs.sum(.tiers)
        let billed = again.lines.reduce(0) {
            $0 + ($1.kind == .demandCharge ? 0 : $1.amountCNY)
        }
        #expect(isNear(energy, billed, 1e-9))
    }
}
