import Solver
import Testing

/// Ranges of limits and energy prices against solves of changed programs.
@Suite("Sensitivity ranges") struct SensitivityTests {
    private static func ranged(_ fixture: ModelFixture) throws -> ScenarioSolver.Result {
        try ScenarioSolver.solve(fixture.scenario(), asksRanges: true)
    }

    private static func cost(_ fixture: ModelFixture) throws -> Double {
        try #require(try ScenarioSolver.solve(fixture.scenario()).outcome.proof.objective)
    }

    @Test("A connection is worth its price until the demand is met") func connection() throws {
        // 2 Mtok ask for 2 MW, 1.5 MW are there: a MW is worth 10000 − 500 from −1.5 to +0.5.
        let result = try Self.ranged(ModelFixture("sites.a.connection.transformer_mva=1.5"))
        let limit = try #require(result.bindingLimits.first { $0.kind == .importLimit })
        #expect(isNear(limit.worthCNYPerUnit, 9500))
        let holds = try #require(limit.holds)
        #expect(isNear(holds.lowerBound, -1.5) && isNear(holds.upperBound, 0.5))
    }

    @Test("A limit of many steps moves in all of them") func steps() throws {
        // 2, 3 and 1 Mtok through 1.5 MW: it binds in two steps, in the third too below 1 MW, and
        // no longer in the first above 2 MW.
        let result = try Self.ranged(
            ModelFixture(
                steps: 3, "sites.a.connection.transformer_mva=1.5",
                "products.chat.demand.0.million_tokens_per_hour=[2, 3, 1]"))
        let limit = try #require(result.bindingLimits.first { $0.kind == .importLimit })
        #expect(limit.count == 2 && isNear(limit.worthCNYPerUnit, 19000))
        let holds = try #require(limit.holds)
        #expect(isNear(holds.lowerBound, -0.5) && isNear(holds.upperBound, 0.5))
    }

    @Test("The dearer site is not used until its energy is as cheap as the other's")
    func price() throws {
        // 2 Mtok in a at 500; b asks 800: a may rise by 300, b may fall by 300.
        let fixture = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.0.price_cny_per_mwh=800")
        let ranges = try Self.ranged(fixture).priceRanges
        #expect(ranges.map(\.site) == [0, 1])
        #expect(isNear(ranges[0].change.upperBound, 300))
        #expect(
            isNear(ranges[1].change.lowerBound, -300) && ranges[1].change.upperBound == .infinity)
    }

    @Test("Without the question there is no answer, and the plan is the same") func silent() throws
    {
        let fixture = try ModelFixture("sites.a.connection.transformer_mva=1.5")
        let plain = try ScenarioSolver.solve(fixture.scenario())
        #expect(plain.priceRanges.isEmpty && plain.bindingLimits.allSatisfy { $0.holds == nil })
        let asked = try Self.ranged(fixture)
        #expect(plain.outcome.point == asked.outcome.point)
    }

    @Test(
        "Within the range the cost moves by the worth, beyond it by less", arguments: UInt64(1)...25
    )
    func limits(seed: UInt64) throws {
        var random = SeededNumbers(state: seed)
        func pick(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &random) }
        let demand = (0..<3).map { _ in pick(1...8) }
        let size = pick(1...6)
        let cards = pick(1...6)
        func fixture(size: Double, cards: Double) throws -> ModelFixture {
            try ModelFixture(
                steps: 3, sites: ["a", "b"],
                "tariffs.b.versions.0.components.0.price_cny_per_mwh=\(pick(300...300))",
                "sites.a.connection.transformer_mva=\(size)",
                "sites.b.pools.p.accelerators=\(cards)",
                "products.chat.demand.0.million_tokens_per_hour=\(demand)")
        }
        let plain = try fixture(size: size, cards: cards)
        let before = try Self.cost(plain)
        let result = try Self.ranged(plain)
        for limit in result.bindingLimits {
            let holds = try #require(limit.holds)
            func change(_ amount: Double) throws -> Double {
                let isImport = limit.kind == .importLimit && limit.subject == "a"
                try #require(isImport || limit.kind == .accelerators)
                return try Self.cost(
                    fixture(
                        size: isImport ? size + amount : size,
                        cards: isImport ? cards : cards + amount)) - before
            }
            for end in [holds.lowerBound, holds.upperBound] where abs(end) < 1e6 {
                let inside = 0.999 * end
                #expect(isNear(try change(inside), -limit.worthCNYPerUnit * inside, 1e-6))
            }
            // A limit that is loosened far is worth less than its price says.
            if holds.upperBound < 1e6 {
                let far = holds.upperBound + 1
                #expect(try change(far) > -limit.worthCNYPerUnit * far - 1e-6)
            }
        }
    }

    @Test("Within the range of an energy price the plan stays", arguments: UInt64(1)...25)
    func prices(seed: UInt64) throws {
        let fixture = try RandomModel(seed: seed).fixture
        let formulation = Formulation(try fixture.scenario())
        let result = try ScenarioSolver.solve(formulation, asksRanges: true)
        guard result.outcome.status == .optimal else { return }
        let point = try #require(result.outcome.point)
        let rates = formulation.energyPrice(site: 0)
        guard let range = result.priceRanges.first?.change else { return }
        for end in [range.lowerBound, range.upperBound] where abs(end) < 1e5 {
            var program = formulation.program
            for entry in rates { program.cost[entry.column] += 0.999 * end * entry.rate }
            let moved = try #require(try ProgramSolver.solve(program).proof.objective)
            #expect(isNear(Judge(program).objective(point.columns), moved), "seed \(seed)")
        }
    }
}
