import Solver
import Testing

@Suite("Shares over a year") struct YearShareTests {
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
}
