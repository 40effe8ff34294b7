import Solver
import Testing

/// What is counted to date: energy and peak of the month, contracts, caps, quotas.
@Suite("Accounts carried from window to window") struct AccountStateTests: RollingSuite {
    @Test("The month's peak goes on, from its planned floor") func peak() throws {
        // Largest import by window: 1, 3, 2, 4 MW; planned 1.5: 2.5 MW more at 30 CNY/kW.
        let most = [1.0, 3, 2, 4]
        let model = try ModelFixture(
            steps: 24, Self.demand + Self.list { $0 % 6 == 3 ? most[$0 / 6] : 0.5 },
            Self.demandCharge, Self.dear,
            "sites.a.account={\"planned_peak_mw\": 1.5}")
        let rolled = try RolledModel(model)
        #expect(isNear(rolled.whole.plan.costs.sum(.demandCharge), 2.5 * 30_000))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(
            rolled.windows.map { $0.plan.costs.sum(.demandCharge) / 30_000 }.elementsEqual(
                [0, 1.5, 0, 1], by: { isNear($0, $1) }))
        #expect(isNear(rolled.forgetfulCost - rolled.cost, (1.5 + 0.5 + 2.5 - 2.5) * 30_000))
        // The bill of the last window knows the real maximum, not the planned one.
        let first = rolled.windows[0].plan.endStates.accounts[0]
        #expect(isNear(first.monthToDatePeakMW, 1))
        #expect(isNear(first.peakMW ?? 0, 1.5))
    }

    @Test("A new month starts from nothing, also when it starts at the edge") func month() throws {
        let model = try ModelFixture(
            steps: 24, start: "2026-03-31T12:00:00+08:00",
            Self.demand + Self.list { $0 == 3 ? 5 : $0 == 14 ? 4 : $0 == 20 ? 3 : 1 },
            Self.demandCharge, Self.dear,
            """
            tariffs.a.versions.0.tiers=[{"from_mwh": 0, "adder_cny_per_mwh": 0},
            {"from_mwh": 10, "adder_cny_per_mwh": 100}]
            """)
        let rolled = try RolledModel(model)
        // March: 5 MW, 16 MWh; April: 4 MW, 17 MWh.
        #expect(isNear(rolled.whole.plan.costs.sum(.demandCharge), 9 * 30_000))
        #expect(isNear(rolled.whole.plan.costs.sum(.tiers), 600 + 700))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.windows[1].plan.endStates.accounts[0].monthToDateMWh == 0)
        #expect(isNear(rolled.windows[2].plan.endStates.accounts[0].monthToDateMWh, 9))
    }

    @Test("The energy of the month fills the tiers") func tiers() throws {
        // 48 MWh from 20 on: 12 beyond 30 at 100 and 20 beyond 48 at 300, that is 18·100 + 20·300.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, "sites.a.account={\"month_to_date_mwh\": 20}",
                """
                tariffs.a.versions.0.tiers=[{"from_mwh": 0, "adder_cny_per_mwh": 0},
                {"from_mwh": 30, "adder_cny_per_mwh": 100},
                {"from_mwh": 48, "adder_cny_per_mwh": 300}]
                """))
        #expect(isNear(rolled.whole.plan.costs.sum(.tiers), 18 * 100 + 20 * 300))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.forgetfulCost < rolled.cost - 1)
    }

    @Test("A quarter of an hour that is under way counts whole") func quarter() throws {
        // 5-minute steps, edges at 10, 20 and 30 minutes. Quarters: (6+0+9)/3 = 5, (0+12+12)/3 = 8.
        let power = [6.0, 0, 9, 0, 12, 12, 30, 30]
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 8, minutes: 5, Self.demand + Self.list({ power[$0] }, 8),
                Self.demandCharge, Self.dear))
        #expect(isNear(rolled.whole.plan.costs.sum(.demandCharge), 8 * 30_000))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(isNear(rolled.windows[0].plan.endStates.accounts[0].quarterToDateMWh ?? 0, 0.5))
        #expect(rolled.windows[2].plan.endStates.accounts[0].quarterToDateMWh == nil)
        // A window of 10 minutes sees no whole quarter by itself.
        #expect(rolled.forgetful.allSatisfy { $0.plan.costs.sum(.demandCharge) == 0 })
    }

    @Test("Take-or-pay volume to date") func takeOrPay() throws {
        // 30 of 60 MWh are owed; more costs 600 against 500. 48 MWh are used: 18 from the grid.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24,
                """
                sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
                "capacity_mw": 10, "output_share": 1, "price_cny_per_mwh": 600,
                "take_or_pay": {"min_take_share": 0.5, "contract_mwh": 60}}]
                """))
        #expect(isNear(rolled.whole.cost, 18 * 500))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.forgetfulCost < rolled.cost - 1)
    }

    @Test("Caps count what there was to date") func caps() throws {
        // 1 t a MWh, 40 t in all: 8 of 48 Mtok are not served, whenever.
        let carbon = try RolledModel(
            try ModelFixture(
                steps: 24, "carbon={\"cap_tonnes\": 45, \"to_date_tonnes\": 5}",
                "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 1000}"))
        #expect(isNear(carbon.whole.cost, 40 * 500 + 8 * 10_000))
        #expect(isNear(carbon.cost, carbon.whole.cost))
        #expect(carbon.forgetfulCost < carbon.cost - 1)
        let water = try RolledModel(
            try ModelFixture(
                steps: 24,
                "sites.a.water={\"litres_per_kwh\": 2, \"cap_m3\": 90, \"to_date_m3\": 10}"))
        #expect(isNear(water.whole.cost, 40 * 500 + 8 * 10_000))
        #expect(isNear(water.cost, water.whole.cost))
        #expect(water.forgetfulCost < water.cost - 1)
    }

    @Test("The cap of the grid's supplies counts what there was to date") func gridCap() throws {
        // 3 MW in 8 hours; coal at 100 emits 1 t a MWh, 10 t in all, gas at 300 nothing.
        let text = """
            {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
             "step_minutes": 60, "steps": 8,
             "grid": {"nodes": [{"id": "n", "load_mw": 3}], "emission_cap_tonnes": 12,
              "emission_to_date_tonnes": 2, "supplies": [
               {"id": "coal", "node": "n", "capacity_mw": 9, "price_cny_per_mwh": 100,
                "emission_kg_co2_per_mwh": 1000},
               {"id": "gas", "node": "n", "capacity_mw": 9, "price_cny_per_mwh": 300}]}}
            """
        let rolled = try RolledModel(
            ModelFixture(document: try Scenario.parsed(Array(text.utf8))))
        #expect(isNear(rolled.whole.cost, 10 * 100 + 14 * 300))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.forgetfulCost < rolled.cost - 1)
    }

    @Test("Quotas and shares count the year to date") func years() throws {
        // 2 MW: 48 MWh over the day, of which the quota leaves 30; a window adds its 12.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24,
                """
                policy={"energy_quotas": [{"id": "q", "quota_mwh": 130,
                "year_to_date": {"energy_mwh": 100}, "remainder": {"energy_mwh": 0},
                "violation_price_cny_per_mwh": 50}],
                "peak_import_shares": [{"id": "p", "share": 1, "hours": [8],
                "year_to_date": {"peak_import_mwh": 5, "import_mwh": 100},
                "remainder": {"peak_import_mwh": 0, "import_mwh": 0}}]}
                """))
        let quotas = rolled.windows.map { $0.plan.schedule.yearUses[0] }
        #expect(zip(quotas, [100, 112, 124, 136]).allSatisfy { isNear($0.toDateMWh, $1) })
        #expect(zip(quotas, [0, 0, 6, 18]).allSatisfy { isNear($0.excessMWh, $1) })
        let last = rolled.windows[3].plan.schedule.yearUses[1]
        #expect(isNear(last.toDateMWh, 7))
        #expect(isNear(rolled.whole.plan.schedule.yearUses[0].excessMWh, 18))
    }
}
