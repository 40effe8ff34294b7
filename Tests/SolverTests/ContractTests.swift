import Solver
import Testing

/// 2 MWh are used in an hour; 1.5 of them are bought by contract at 300 CNY/MWh.
@Suite("Contract curves") struct ContractTests {
    private static func model(_ rest: String, _ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(
            """
            sites.a.contract={"contract_mw": 1.5, "price_cny_per_mwh": 300,
            "day_ahead_price_cny_per_mwh": 400, \(rest)}
            """)
        try model.change(changes)
        return model
    }

    private static func isConsistent(_ model: SolvedModel) -> Bool {
        isNear(model.plan.costs.totalCNY, model.cost, 1e-9)
            && isNear(model.plan.bills[0].totalCNY, model.cost)
    }

    @Test("What is planned is declared; the rest of the contract is settled day-ahead")
    func declared() throws {
        // 1.5·300 + 0.5·400; one more MWh costs the day-ahead price.
        let model = try Self.model("\"real_time_price_cny_per_mwh\": 600").solved()
        #expect(isNear(model.cost, 450 + 200))
        #expect(isNear(model.plan.schedule.declarations[0].declaredMW[0], 2))
        #expect(isNear(model.sitePrice(), 400))
        #expect(isNear(model.plan.costs.sum(.contractEnergy), 450))
        #expect(isNear(model.plan.costs.sum(.dayAheadDeviation), 200))
        #expect(isNear(model.plan.costs.sum(.realTimeDeviation), 0))
        #expect(model.plan.costs.sum(.gridEnergy) == 0)
        #expect(Self.isConsistent(model))
    }

    @Test(
        "Within the limit the declaration goes where spot is expected to pay",
        arguments: [
            (realTime: 600.0, declared: 3.0, cost: 450 + 1.5 * 400 - 600),
            (realTime: 300, declared: 1, cost: 450 - 0.5 * 400 + 300),
        ] as [(realTime: Double, declared: Double, cost: Double)])
    func limit(_ example: (realTime: Double, declared: Double, cost: Double)) throws {
        let model = try Self.model(
            "\"real_time_price_cny_per_mwh\": \(example.realTime), \"deviation_limit_mw\": 1"
        ).solved()
        #expect(isNear(model.cost, example.cost))
        #expect(isNear(model.plan.schedule.declarations[0].declaredMW[0], example.declared))
        #expect(model.limits.contains { $0.kind == .deviation && $0.subject == "a" })
        #expect(Self.isConsistent(model))
    }

    @Test("A penalty beyond the band stops it there") func penalty() throws {
        // Declaring one more earns 200 and costs 250: only the free band of a fifth is used.
        let rest = """
            "real_time_price_cny_per_mwh": 600, "deviation_limit_mw": 10,
            "long_penalty_cny_per_mwh": 250, "short_penalty_cny_per_mwh": 250
            """
        let strict = try Self.model(rest).solved()
        #expect(isNear(strict.cost, 650))
        // D − 2 = 0.2·D, so D = 2.5: 450 + 1·400 − 0.5·600.
        let band = try Self.model(rest + ", \"deviation_band_share\": 0.2").solved()
        #expect(isNear(band.plan.schedule.declarations[0].declaredMW[0], 2.5))
        #expect(isNear(band.cost, 550))
        #expect(Self.isConsistent(band))
    }

    @Test("Of equal declarations the plan takes the import") func tie() throws {
        let model = try Self.model(
            "\"real_time_price_cny_per_mwh\": 400, \"deviation_limit_mw\": 10"
        ).solved()
        #expect(isNear(model.plan.schedule.declarations[0].declaredMW[0], 2))
    }

    @Test("A declaration that is made is settled in real time") func made() throws {
        // 450 + (1 − 1.5)·400 + 1·600 + 1·50.
        let model = try Self.model(
            """
            "real_time_price_cny_per_mwh": 600, "declared_mw": 1, "short_penalty_cny_per_mwh": 50
            """
        ).solved()
        #expect(isNear(model.cost, 450 - 200 + 600 + 50))
        #expect(isNear(model.plan.costs.sum(.deviationPenalty), 50))
        #expect(isNear(model.sitePrice(), 650))
        #expect(Self.isConsistent(model))
    }

    @Test("The other components of the tariff stay") func components() throws {
        let model = try Self.model(
            "\"real_time_price_cny_per_mwh\": 600",
            """
            tariffs.a.versions.0.components=[{"id": "energy", "price_cny_per_mwh": 999},
            {"id": "transmission_distribution", "price_cny_per_mwh": 100}]
            """
        ).solved()
        #expect(isNear(model.cost, 650 + 200))
        #expect(isNear(model.plan.costs.sum(.gridEnergy), 200))
        #expect(
            model.plan.bills[0].lines.map(\.kind) == [
                .contractEnergy, .dayAheadDeviation, .realTimeDeviation, .transmissionDistribution,
            ])
        #expect(Self.isConsistent(model))
    }

    @Test("Carbon-free supply through the grid is not settled at spot") func supply() throws {
        // 0.5 MW of wind at 350 instead of 400 day-ahead.
        let model = try Self.model(
            "\"real_time_price_cny_per_mwh\": 600",
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 0.5,
            "output_share": 1, "price_cny_per_mwh": 350}]
            """
        ).solved()
        #expect(isNear(model.cost, 450 + 0.5 * 350))
        #expect(isNear(model.plan.schedule.declarations[0].declaredMW[0], 1.5))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

    @Test("Steps of five minutes make one point of a quarter") func quarter() throws {
        let model = try ModelFixture(
            steps: 3, minutes: 5, "products.chat.demand.0.million_tokens_per_hour=[1, 2, 3]",
            """
            sites.a.contract={"contract_mw": 0, "price_cny_per_mwh": 300,
            "day_ahead_price_cny_per_mwh": 400, "real_time_price_cny_per_mwh": 600}
            """
        ).solved()
        #expect(
            model.plan.schedule.declarations[0].declaredMW.elementsEqual(
                [2, 2, 2], by: { isNear($0, $1) }))
        #expect(isNear(model.cost, 2 * 0.25 * 400))
        #expect(Self.isConsistent(model))
    }

    @Test("A bill of metered data takes the contract for the declaration") func bill() throws {
        let scenario = try Self.model("\"real_time_price_cny_per_mwh\": 600").scenario()
        let bill = Bill(scenario, site: 0, importMW: [2])
        #expect(isNear(bill.totalCNY, 450 + 0.5 * 600))
    }

    @Test("A declaration has one value a quarter of an hour") func quarters() throws {
        let rest = "\"real_time_price_cny_per_mwh\": 600, \"declared_mw\": "
        let changes = ["step_minutes=5", "steps=6"]
        let apart = try Self.model(rest + "[1, 1, 2, 2, 2, 2]", changes[0], changes[1])
        let error = #expect(throws: ScenarioError.self) { try apart.scenario() }
        #expect(error?.faults.map(\.pointer) == ["/sites/0/contract/declared_mw"])
        let alike = try Self.model(rest + "[1, 1, 1, 2, 2, 2]", changes[0], changes[1])
        #expect(throws: Never.self) { try alike.scenario() }
    }

    @Test(
        "Nonsense is refused by name",
        arguments: [
            ("sites.a.contract.contract_mw=-1", "/sites/0/contract/contract_mw"),
            ("sites.a.contract.deviation_band_share=2", "/sites/0/contract/deviation_band_share"),
            ("sites.a.contract.declared_mw=[1, 2]", "/sites/0/contract/declared_mw"),
            (
                "sites.a.connection={\"transformer_mva\": 9, \"export_limit_mw\": 1, "
                    + "\"export_price_cny_per_mwh\": 601}",
                "/sites/0/connection/export_price_cny_per_mwh"
            ),
        ] as [(String, String)]) func badInput(_ example: (String, String)) throws
    {
        let model = try Self.model("\"real_time_price_cny_per_mwh\": 600", example.0)
        let error = #expect(throws: ScenarioError.self) { try model.scenario() }
        #expect(error?.faults.map(\.pointer) == [example.1])
    }
}
