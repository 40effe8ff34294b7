import Testing

import Solver

/// Storage and connection never run both ways at once.
@Suite("Complementarity")
struct ComplementarityTests {
    /// A battery of 1 MW and 1 MWh, half full, that loses half of what it charges; energy is paid
    /// for taking it.
    private static func model(_ prices: String, steps: Int) throws -> ModelFixture {
        try ModelFixture(
            steps: steps, "tariffs.a.versions.0.components.0.price_cny_per_mwh=\(prices)",
            """
            sites.a.storages=[{"id": "b", "charge_mw": 1, "discharge_mw": 1, "energy_mwh": 1,
              "initial_mwh": 0.5, "charge_efficiency": 0.5, "discharge_efficiency": 1}]
            """)
    }

    @Test("A storage does not burn energy where taking it is paid") func negativePrice() throws {
        // One hour at −100, cyclic: charging 1 MW while discharging 0.5 MW would waste 0.5 MWh and
        // earn 50 more. Kept apart, a cyclic hour leaves the battery alone: 2 MWh earn 200.
        let fixture = try Self.model("-100", steps: 1)
        let formulation = Formulation(try fixture.scenario())
        let relaxed = try ProgramSolver.solve(formulation.program)
        #expect(isNear(relaxed.proof.objective ?? 0, -250))
        let model = try fixture.solved()
        #expect(isNear(model.cost, -200))
        #expect(model.program.integerColumns.count == 1)
        #expect(!model.plan.notices.contains { $0.kind == .simultaneousChargeAndDischarge })
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

    @Test("Binaries come in at the steps that need them only") func fewBinaries() throws {
        let model = try Self.model("[500, -100, 500, 500]", steps: 4).solved()
        let use = model.plan.schedule.storages[0]
        for step in 0..<4 { #expect(min(use.chargeMW[step], use.dischargeMW[step]) < 1e-9) }
        #expect(model.program.integerColumns.count <= 2)
        // Empty the 0.5 MWh first, charge 1 MWh for 0.5 stored at −100, leave it: hour by hour
        // (2 − 0.5)·500 − 3·100 + 2·500 + 2·500.
        #expect(isNear(model.cost, 750 - 300 + 1000 + 1000))
    }

    @Test("Positive prices need no binary") func positive() throws {
        let model = try Self.model("[300, 900]", steps: 2).solved()
        #expect(model.program.integerColumns.isEmpty)
    }

    @Test("The trace of an interior point is no waste") func trace() {
        // An interior point ends about 1e-8 of the largest power away from every bound; what is
        // wasted on purpose is a share of it.
        let charge = [150.0, 1.1e-6, 1.1e-6, 0.02]
        let discharge = [1.1e-6, 90.0, 1.1e-6, 0.01]
        #expect(Complementarity.steps(charge, discharge) == [3])
        #expect(Complementarity.steps([0, 2e-6], [1, 2e-6]) == [1])
        #expect(Complementarity.steps([], []).isEmpty)
    }

    @Test("A cheap contract is not wheeled through the meter") func wheeling() throws {
        // The contract sells at 100 where export earns 400: through one meter nothing is gained.
        let model = try ModelFixture(
            "sites.a.connection.export_limit_mw=5",
            "sites.a.connection.export_price_cny_per_mwh=400",
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "capacity_mw": 9, "output_share": 1,
              "delivery": "grid", "price_cny_per_mwh": 100}]
            """
        ).solved()
        #expect(isNear(model.cost, 200))
        #expect(isNear(model.plan.schedule.sites[0].exportMW[0], 0))
    }
}
