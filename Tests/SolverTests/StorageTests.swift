import Solver
import Testing

@Suite("Storage") struct StorageTests {
    /// 1 MW, 2 MWh, no losses unless stated; energy costs 100 then 900 CNY/MWh.
    private static func model(_ rest: String, _ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(
            steps: 2, "tariffs.a.versions.0.components.energy.price_cny_per_mwh=[100, 900]",
            """
            sites.a.storages=[{"id": "b", "charge_mw": 1, "discharge_mw": 1, "energy_mwh": 2,
            "initial_mwh": 0, \(rest)}]
            """)
        try model.change(changes)
        return model
    }

    private static let lossless = "\"charge_efficiency\": 1, \"discharge_efficiency\": 1"

    @Test("Cheap energy is kept for the dear hour") func shift() throws {
        // 3·100 + 1·900
        let model = try Self.model(Self.lossless).solved()
        #expect(isNear(model.cost, 1200))
        #expect(isNear(model.value("state_of_charge[a,b,0]"), 1))
        let power = model.limits.first { $0.kind == .chargePower || $0.kind == .dischargePower }
        #expect(isNear(power?.worthCNYPerUnit ?? 0, 800))
    }

    @Test("Efficiencies and wear come off") func losses() throws {
        // 1 MW in gives 0.8 stored, 0.4 out: 3·100 + 1.6·900 + 0.4·50.
        let model = try Self.model(
            """
            "charge_efficiency": 0.8, "discharge_efficiency": 0.5, "cycle_cost_cny_per_mwh": 50
            """
        ).solved()
        #expect(isNear(model.cost, 300 + 1440 + 20))
        #expect(isNear(model.plan.costs.sum(.storageWear), 20))
    }

    @Test("A round trip that loses more than the spread stays idle") func idle() throws {
        // 0.1 of the energy comes back: 900·0.1 < 100.
        let model = try Self.model(
            "\"charge_efficiency\": 0.2, \"discharge_efficiency\": 0.5"
        ).solved()
        #expect(isNear(model.cost, 2000))
        #expect(isNear(model.value("charge[a,b,0]"), 0))
    }

    @Test("Stored energy leaks by the hour, whatever the step") func selfDischarge() throws {
        // Half is lost in the hour: 1 MWh at the end of hour 0 is 0.5 in hour 1.
        let hour = try Self.model(Self.lossless + ", \"self_discharge_share_per_hour\": 0.5")
            .solved()
        #expect(isNear(hour.cost, 300 + 1.5 * 900))
        // In half hours √½ is kept: 0.5 MWh become 0.3536.
        let half = try Self.model(
            Self.lossless + ", \"self_discharge_share_per_hour\": 0.5", "step_minutes=30"
        ).solved()
        #expect(isNear(half.cost, 150 + (1 - 0.5 * 0.5.squareRoot()) * 900))
    }

    @Test("A cyclic storage ends as full as it began") func cyclic() throws {
        let model = try Self.model(Self.lossless, "sites.a.storages.b.initial_mwh=1.5").solved()
        // Half a MWh fits in: 2.5·100 + 1.5·900, back at 1.5.
        #expect(isNear(model.cost, 250 + 1350))
        #expect(isNear(model.value("state_of_charge[a,b,1]"), 1.5))
    }

    @Test("A free end has its value") func freeEnd() throws {
        // Worth 400 at the end: charge 1 at 100; out at 900 rather than 400: 1 MWh from the
        // start is kept.
        let model = try Self.model(
            Self.lossless + ", \"final\": \"free\", \"final_value_cny_per_mwh\": 400",
            "sites.a.storages.b.initial_mwh=1"
        ).solved()
        #expect(isNear(model.cost, 300 + 900))
        #expect(isNear(model.plan.costs.sum(.storedEnergy), 0))
        let low = try Self.model(
            Self.lossless + ", \"final\": \"free\", \"final_value_cny_per_mwh\": 50",
            "sites.a.storages.b.initial_mwh=2"
        ).solved()
        // Worth 50 only: out as fast as it goes, 1 MWh in each hour.
        #expect(isNear(low.cost, 100 + 900 + 100))
        #expect(isNear(low.plan.costs.sum(.storedEnergy), 100))
    }

    @Test("A storage that leaks and cannot charge is a conflict") func infeasible() throws {
        let conflict = try Self.model(
            Self.lossless + ", \"self_discharge_share_per_hour\": 0.5",
            "sites.a.storages.b.initial_mwh=2", "sites.a.storages.b.charge_mw=0.5"
        ).conflict()
        #expect(
            Set(conflict.parties.map(\.kind)).isSubset(of: [.stateOfCharge, .chargePower]))
        #expect(conflict.relaxations.contains { $0.subject == "a,b" })
    }

    @Test("Charging and discharging at once is kept apart") func simultaneous() throws {
        // Paid 1000 CNY for each MWh used: the losses of a round trip earn money.
        let model = try Self.model(
            "\"charge_efficiency\": 0.5, \"discharge_efficiency\": 1",
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=-1000"
        ).solved()
        let use = model.plan.schedule.storages[0]
        #expect(zip(use.chargeMW, use.dischargeMW).allSatisfy { min($0, $1) < 1e-9 })
        #expect(!model.plan.notices.contains { $0.kind == .simultaneousChargeAndDischarge })
    }

    @Test("A battery of a watt-hour beside one of a GWh") func illConditioned() throws {
        let model = try Self.model(
            Self.lossless,
            """
            sites.a.storages=[{"id": "small", "charge_mw": 0.000001, "discharge_mw": 0.000001,
            "energy_mwh": 0.000001, "initial_mwh": 0, \(Self.lossless)},
            {"id": "big", "charge_mw": 1000, "discharge_mw": 1000, "energy_mwh": 1000,
            "initial_mwh": 0, \(Self.lossless)}]
            """
        ).solved()
        #expect(isNear(model.cost, 400, 1e-9))
    }
}
