import Solver
import Testing

@Suite("Demand response") struct DemandResponseTests {
    /// Two hours of 2 MWh at 500; a storage without losses and a wear of 100 may shift to the
    /// second hour, which the calls are for.
    private static func model(
        discharge: Double = 2, _ calls: [String], _ changes: String...
    ) throws -> ModelFixture {
        let list = calls.enumerated().map { index, text in
            """
            {"id": "c\(index)", "sites": ["a"], "from": "2026-03-02T01:00:00+08:00",
            "to": "2026-03-02T02:00:00+08:00", \(text)}
            """
        }
        var model = try ModelFixture(
            steps: 2,
            """
            sites.a.storages=[{"id": "b", "charge_mw": 9, "discharge_mw": \(discharge),
            "energy_mwh": 9, "initial_mwh": 0, "charge_efficiency": 1, "discharge_efficiency": 1,
            "cycle_cost_cny_per_mwh": 100}]
            """, "policy={\"demand_response\": [\(list.joined(separator: ", "))]}")
        try model.change(changes)
        return model
    }

    private static func call(
        baseline: Double = 2, asked: Double = 1, pay: Double = 300, _ more: String = ""
    ) -> String {
        """
        "baseline_mw": \(baseline), "reduction_mw": \(asked), "pay_cny_per_mwh": \(pay)\(more)
        """
    }

    private static func solved(_ model: ModelFixture) throws -> SolvedModel {
        let solved = try model.solved()
        #expect(isNear(solved.plan.costs.totalCNY, solved.cost, 1e-9))
        return solved
    }

    @Test("Pay is for what is reduced, up to what is asked") func pay() throws {
        // The second MWh would cost 100 of wear and earn nothing.
        let model = try Self.solved(Self.model([Self.call()]))
        #expect(isNear(model.cost, 2000 - 300 + 100))
        #expect(isNear(model.plan.costs.sum(.demandResponse), -300))
        let response = try #require(model.plan.schedule.responses.first)
        #expect(response.steps == 1..<2)
        #expect(isNear(response.reductionMW[0], 1))
    }

    @Test("Too little pay is left alone") func decline() throws {
        let model = try Self.solved(Self.model([Self.call(pay: 90)]))
        #expect(isNear(model.cost, 2000))
    }

    @Test("Nothing is paid above the baseline, and nothing forbids being there")
    func aboveBaseline() throws {
        // From 2 to 1 earns nothing; from 1 to 0 earns 300: 200 of wear. For 150 it is not worth it.
        let paid = try Self.solved(Self.model([Self.call(baseline: 1)]))
        #expect(isNear(paid.cost, 2000 + 200 - 300))
        let alone = try Self.solved(Self.model([Self.call(baseline: 1, pay: 150)]))
        #expect(isNear(alone.cost, 2000))
        #expect(isNear(alone.value("import[a,1]"), 2))
    }

    @Test("Calls at the same time share one reduction: no double pay") func overlapping() throws {
        let calls = [Self.call(), Self.call(pay: 200)]
        // 2 MWh less: 1 for each call.
        let two = try Self.solved(Self.model(calls))
        #expect(isNear(two.cost, 2000 + 200 - 300 - 200))
        // 1 MWh less: the better pay, once.
        let one = try Self.solved(Self.model(discharge: 1, calls))
        #expect(isNear(one.cost, 2000 + 100 - 300))
        #expect(isNear(one.plan.schedule.responses.reduce(0.0) { $0 + $1.reductionMW[0] }, 1))
        // The same where the connection cannot carry more than the baseline.
        let narrow = try Self.solved(
            Self.model(
                discharge: 1, calls,
                """
                sites.a.connection.limits=[{"from": "2026-03-02T01:00:00+08:00",
                "to": "2026-03-02T02:00:00+08:00", "import_limit_mw": 2}]
                """))
        #expect(isNear(narrow.cost, 2000 + 100 - 300))
        // With baselines of 2 and 3 the second sees 1 MWh less without any effort.
        let mixed = try Self.solved(
            Self.model(discharge: 1, [Self.call(), Self.call(baseline: 3, pay: 200)]))
        #expect(isNear(mixed.cost, 2000 + 100 - 300 - 200))
    }

    @Test(
        "A call with a penalty is answered as a whole or declined; a mandatory one is not declined",
        arguments: [
            // 2 MWh asked, 1 possible: 300 − 250 − 100 < 0 is declined, 300 − 150 − 100 > 0 not.
            (rule: ", \"penalty_cny_per_mwh\": 250", cost: 2000, isAnswered: false),
            (rule: ", \"penalty_cny_per_mwh\": 150", cost: 1950, isAnswered: true),
            (
                rule: ", \"penalty_cny_per_mwh\": 250, \"mandatory\": true", cost: 2050,
                isAnswered: nil
            ),
            // Hard: no import in the second hour, 1 Mtok lost: 3 · 500 + 100 + 10000 − 600.
            (rule: ", \"mandatory\": true", cost: 11000, isAnswered: nil),
        ] as [(rule: String, cost: Double, isAnswered: Bool?)])
    func penalty(_ example: (rule: String, cost: Double, isAnswered: Bool?)) throws {
        let model = try Self.solved(
            Self.model(discharge: 1, [Self.call(asked: 2, example.rule)]))
        #expect(isNear(model.cost, example.cost))
        #expect(model.plan.schedule.responses[0].isAnswered == example.isAnswered)
    }

    @Test("A mandatory call above its baseline pays the whole penalty and nothing more")
    func mandatoryAbove() throws {
        // Baseline 1: without effort 2 MWh are imported, 1 MWh is short: 250. With the storage:
        // 200 − 300 + 0: cheaper. For a wear of 300 a MWh the penalty is.
        let rule = Self.call(
            baseline: 1, ", \"penalty_cny_per_mwh\": 250, \"mandatory\": true")
        #expect(isNear(try Self.solved(Self.model([rule])).cost, 1900))
        let worn = try Self.solved(
            Self.model([rule], "sites.a.storages.b.cycle_cost_cny_per_mwh=300"))
        #expect(isNear(worn.cost, 2250))
        #expect(isNear(worn.plan.costs.sum(.responsePenalty), 250))
    }

    @Test("A mandatory call that must-run power breaks is a conflict; with less asked it is not")
    func infeasible() throws {
        // 3 MW of overhead stay of 5. Of the twin: 5 · 500 + 3 · 500 + 2 · 10000 − 2 · 300, since
        // 2 MWh less are 2 Mtok lost.
        let call = { (asked: Double) in
            try Self.model(
                discharge: 0, [Self.call(baseline: 5, asked: asked, ", \"mandatory\": true")],
                "sites.a.fixed_overhead_mw=3")
        }
        let conflict = try call(3).conflict()
        #expect(conflict.relaxations.map(\.kind) == [.responseObligation])
        #expect(conflict.relaxations.map(\.subject) == ["c0"])
        #expect(conflict.relaxations.map(\.firstStep) == [1])
        let twin = try Self.solved(call(2))
        #expect(isNear(twin.cost, 23400))
    }

    @Test("Sites that answer together are paid for what they save together") func group() throws {
        let call = { (sites: String) in
            """
            policy={"demand_response": [{"id": "c", "sites": \(sites), \(Self.call()),
            "from": "2026-03-02T00:00:00+08:00", "to": "2026-03-02T01:00:00+08:00"}]}
            """
        }
        // Alone, a hands a Mtok to b; together they save nothing.
        let alone = try Self.solved(ModelFixture(sites: ["a", "b"], call("[\"a\"]")))
        #expect(isNear(alone.cost, 1000 - 300))
        let together = try Self.solved(ModelFixture(sites: ["a", "b"], call("[\"a\", \"b\"]")))
        #expect(isNear(together.cost, 1000))
    }

    @Test("A call outside the horizon changes nothing") func outside() throws {
        let model = try Self.model([Self.call()]).changed(
            "policy.demand_response.c0.from=2026-03-03T01:00:00+08:00",
            "policy.demand_response.c0.to=2026-03-03T02:00:00+08:00")
        let solved = try Self.solved(model)
        #expect(isNear(solved.cost, 2000))
        #expect(solved.plan.schedule.responses.isEmpty)
    }
}
