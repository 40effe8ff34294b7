import Solver
import Testing

/// Contingencies that come in late give the answer of those written at once.
@Suite("Reserve: rows added late") struct LateReserveTests {
    /// Random models in which every site may be lost; whole replicas where asked.
    private static func scenario(_ seed: UInt64, whole: Bool) throws -> Scenario? {
        let random = try RandomModel(seed: seed)
        var model = random.fixture
        let sites = try model.scenario().sites
        guard sites.count > 1 else { return nil }
        let names = sites.map { "\"\($0.id)\"" }.joined(separator: ", ")
        try model.change(["reserve={\"losses\": [\(names)], \"allowed_outage_minutes\": 10}"])
        if whole {
            try model.change(sites.map { "sites.\($0.id).pools.p.integer_replicas=true" })
        }
        return try model.scenario()
    }

    private func compare(_ scenario: Scenario) throws -> Bool {
        let atOnce = try ScenarioSolver.solve(Formulation(scenario, reserve: .all))
        let late = try ScenarioSolver.solve(Formulation(scenario, reserve: ReserveScope.none))
        #expect(atOnce.outcome.status == .optimal && late.outcome.status == .optimal)
        #expect(
            isNear(
                late.outcome.proof.objective ?? .nan, atOnce.outcome.proof.objective ?? .nan, 1e-6))
        let plan = try #require(late.plan)
        #expect(isNear(plan.costs.totalCNY, late.outcome.proof.objective ?? .nan, 1e-9))
        let note = late.outcome.attempts.filter { $0.method.hasPrefix("reserve") }
        #expect(note.count == 1)
        #expect(atOnce.outcome.attempts.allSatisfy { !$0.method.hasPrefix("reserve") })
        return note.first.map { !$0.ending.hasPrefix("0 of") } ?? false
    }

    @Test("Linear programs agree") func linear() throws {
        var needed = 0
        for seed in RandomModel.seeds(from: 500, 40) {
            guard let scenario = try Self.scenario(seed, whole: false) else { continue }
            if try compare(scenario) { needed += 1 }
        }
        // Some seeds need rows: otherwise nothing was tried.
        #expect(needed > 5)
    }

    @Test("Programs with whole replicas agree") func whole() throws {
        var needed = 0
        for seed in RandomModel.seeds(from: 700, 12) {
            guard let scenario = try Self.scenario(seed, whole: true) else { continue }
            if try compare(scenario) { needed += 1 }
        }
        #expect(needed > 1)
    }

    /// Hour 0 at b for 800, hour 1 at a for 1000.
    ///
    /// The two replicas at a wait through hour 0 for 0.2 · 500, those at b stay loaded through
    /// hour 1 for 0.2 · 800. Only in hour 1 would the loss of a be felt.
    @Test("Only the loss that binds is written, and named") func oneStep() throws {
        let scenario = try ModelFixture(
            steps: 2, sites: ["a", "b"],
            "tariffs.b.versions.0.components.energy.price_cny_per_mwh=[400, 800]",
            "profiles.chat-x.loaded_idle_kw=100", "profiles.chat-x.loading={\"minutes\": 30}",
            "reserve={\"losses\": [\"a\"]}"
        ).scenario()
        let result = try ScenarioSolver.solve(
            Formulation(scenario, reserve: ReserveScope.none))
        #expect(isNear(result.outcome.proof.objective ?? .nan, 800 + 1000 + 100 + 160))
        let note = result.outcome.attempts.last { $0.method.hasPrefix("reserve") }
        #expect(note?.ending.hasPrefix("1 of 2 contingencies") == true)
        let limit = try #require(result.bindingLimits.first { $0.kind == .reserve })
        #expect(limit.subject == "a,o,chat" && limit.largestStep == 1)
        #expect(limit.worthCNYPerUnit > 60)
    }

    @Test("Few contingencies are written at once, many late") func threshold() throws {
        let few = try ModelFixture(
            sites: ["a", "b"], "reserve={\"losses\": [\"a\"]}"
        ).scenario()
        #expect(ReserveScope(few).isComplete)
        let sites = (0..<16).map { "s\($0)" }
        let many = try ModelFixture(
            sites: sites, products: ["chat", "talk"],
            "reserve={\"losses\": [\(sites.map { "\"\($0)\"" }.joined(separator: ", "))]}"
        ).scenario()
        #expect(!ReserveScope(many).isComplete)
    }
}
