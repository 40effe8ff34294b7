import Solver
import Testing

/// Irreducible conflicts of scenarios, with names and units.
@Suite("Conflicts") struct ConflictTests {
    @Test("Import against replicas that must stay loaded: one step, with values")
    func importAgainstReplicas() throws {
        // 5 replicas draw 5 MW idle; the connection carries 3 MW. Each step alone is a conflict.
        let conflict = try ModelFixture(
            steps: 3, "profiles.chat-x.loaded_idle_kw=1000",
            "sites.a.connection.transformer_mva=3",
            "sites.a.pools.p.serves.0.minimum_replicas=5"
        ).conflict()
        #expect(conflict.isIrreducible && !conflict.needsIntegers)
        let parties = conflict.parties
        #expect(Set(parties.map(\.kind)) == [.importLimit, .minimumReplicas])
        #expect(parties.count == 2 && parties.allSatisfy { $0.firstStep == $0.lastStep })
        #expect(Set(parties.map(\.firstStep)).count == 1)
        let limit = try #require(parties.first { $0.kind == .importLimit })
        #expect(limit.isUpper && limit.smallest == 3 && limit.largest == 3 && limit.subject == "a")
        let replicas = try #require(parties.first { $0.kind == .minimumReplicas })
        #expect(!replicas.isUpper && replicas.smallest == 5 && replicas.subject == "a,p,chat-x")
        // 2 MW of 3 cost 2/3, 2 replicas of 5 cost 2/5 in each step.
        #expect(conflict.relaxations.map(\.kind) == [.minimumReplicas])
        #expect(isNear(conflict.relaxations[0].amount, 2) && conflict.relaxations[0].count == 3)
    }

    @Test("A cap on all steps takes as many steps as it needs") func cap() throws {
        // 1 MW idle in each of 4 hours emits 1 t an hour; the cap is 2.5 t: three hours break it.
        let conflict = try ModelFixture(
            steps: 4, "profiles.chat-x.loaded_idle_kw=1000",
            "sites.a.pools.p.serves.0.minimum_replicas=1",
            "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 1000}",
            "carbon={\"cap_tonnes\": 2.5}"
        ).conflict()
        #expect(conflict.isIrreducible)
        let replicas = conflict.parties.filter { $0.kind == .minimumReplicas }
        #expect(replicas.reduce(0) { $0 + $1.lastStep - $1.firstStep + 1 } == 3)
        #expect(conflict.parties.filter { $0.kind == .carbonCap }.map(\.largest) == [2.5])
    }

    @Test("A generator that cannot run low enough takes integers to conflict")
    func wholeGenerator() throws {
        // 2 MW of overhead: the connection gives 0.5 MW, the generator nothing or at least 5 MW.
        let fixture = try ModelFixture(
            "products.chat.demand.0.million_tokens_per_hour=0", "sites.a.fixed_overhead_mw=2",
            "sites.a.connection.transformer_mva=0.5",
            "sites.a.generators=[{\"id\": \"g\", \"minimum_mw\": 5, \"capacity_mw\": 10, "
                + "\"price_cny_per_mwh\": 9, \"commitment\": {\"start_up_cost_cny\": 1}}]")
        let conflict = try fixture.conflict()
        #expect(conflict.needsIntegers && conflict.isIrreducible)
        let limit = try #require(conflict.parties.first { $0.kind == .importLimit })
        #expect(limit.isUpper && limit.largest == 0.5)
        #expect(!conflict.relaxations.isEmpty)
        let wider = try fixture.changed("sites.a.connection.transformer_mva=2")
        #expect(try ScenarioSolver.solve(wider.scenario()).outcome.status == .optimal)
    }

    @Test("Green energy that is not there is named") func green() throws {
        let conflict = try ModelFixture(
            "profiles.chat-x.loaded_idle_kw=1000", "products.chat.green_share=0.5",
            "sites.a.pools.p.serves.0.minimum_replicas=1"
        ).conflict()
        #expect(Set(conflict.parties.map(\.kind)) == [.minimumReplicas, .greenMatching])
    }

    /// Random sizes of four limits that the same forced load runs against.
    private struct Squeeze {
        let replicas: Double
        let limits: [(kind: LimitKind, path: String, value: Double, perReplica: Double)]

        init(seed: UInt64) {
            var random = SeededNumbers(state: seed)
            func pick(_ range: ClosedRange<Int>) -> Double {
                Double(Int.random(in: range, using: &random))
            }
            replicas = pick(4...12)
            let (transformer, carbon, water) = (pick(2...14), pick(2...14), pick(2...40))
            limits = [
                (.importLimit, "sites.a.connection.transformer_mva", transformer, 1),
                (.carbonCap, "carbon.cap_tonnes", carbon, 0.8),
                (.waterCap, "sites.a.water.cap_m3", water, 3),
            ]
        }

        func fixture(_ replicas: Double, _ values: [Double]) throws -> ModelFixture {
            try ModelFixture(
                "products.chat.demand.0.million_tokens_per_hour=0",
                "profiles.chat-x.loaded_idle_kw=1000",
                "sites.a.pools.p.serves.0.minimum_replicas=\(replicas)",
                "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 800}",
                "carbon={\"cap_tonnes\": \(values[1])}",
                "sites.a.water={\"litres_per_kwh\": 3, \"cap_m3\": \(values[2])}",
                "sites.a.connection.transformer_mva=\(values[0])")
        }

        /// The smallest weighted relaxation, by trying every level at which a limit is met.
        var leastCost: Double {
            let levels = [replicas] + limits.map { min(replicas, $0.value / $0.perReplica) }
            return levels.map { level in
                (replicas - level) / replicas
                    + limits.reduce(0) {
                        $0 + max(0, level * $1.perReplica - $1.value) / max(1, $1.value)
                    }
            }.min() ?? 0
        }
    }

    @Test("The cheapest relaxation suffices, and nothing cheaper does", arguments: UInt64(1)...25)
    func cheapest(seed: UInt64) throws {
        let squeeze = Squeeze(seed: seed)
        let values = squeeze.limits.map(\.value)
        let least = squeeze.leastCost
        let fixture = try squeeze.fixture(squeeze.replicas, values)
        guard least > 1e-9 else {
            #expect(try ScenarioSolver.solve(fixture.scenario()).outcome.status == .optimal)
            return
        }
        let conflict = try fixture.conflict()
        var replicas = squeeze.replicas
        var relaxed = values
        var cost = 0.0
        for part in conflict.relaxations {
            cost += part.amount / max(1, part.limit)
            if let index = squeeze.limits.firstIndex(where: { $0.kind == part.kind }) {
                relaxed[index] += part.amount
            } else {
                #expect(part.kind == .minimumReplicas)
                replicas -= part.amount
            }
        }
        #expect(isNear(cost, least), "seed \(seed)")
        #expect(conflict.isCheapestProven)
        let after = try ScenarioSolver.solve(squeeze.fixture(replicas, relaxed).scenario())
        #expect(after.outcome.status == .optimal, "seed \(seed)")
        // The same relaxation a hundredth smaller leaves a conflict.
        let short = zip(values, relaxed).map { $0 + 0.99 * ($1 - $0) }
        let fewer = squeeze.replicas + 0.99 * (replicas - squeeze.replicas)
        let still = try ScenarioSolver.solve(squeeze.fixture(fewer, short).scenario())
        #expect(still.outcome.status == .infeasible, "seed \(seed)")
    }

    @Test("Limits of random infeasible scenarios are all needed", arguments: UInt64(1)...20)
    func scenarios(seed: UInt64) throws {
        var random = SeededNumbers(state: seed)
        func pick(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &random) }
        let fixture = try ModelFixture(
            steps: 3, sites: ["a", "b"],
            "profiles.chat-x.loaded_idle_kw=1000",
            "sites.a.pools.p.serves.0.minimum_replicas=\(pick(2...6))",
            "sites.b.pools.p.serves.0.minimum_replicas=\(pick(2...6))",
            "sites.a.connection.transformer_mva=\(pick(1...7))",
            "sites.b.fixed_overhead_mw=[\(pick(0...2)), \(pick(0...4)), \(pick(0...2))]",
            "sites.b.facility_ramp_mw_per_hour=\(pick(0.5...2))",
            "sites.b.pools.p.accelerators=\(pick(3...9))",
            "sites.*.emissions={\"location_based_kg_co2_per_mwh\": 500}",
            "carbon={\"cap_tonnes\": \(pick(4...14))}")
        let formulation = Formulation(try fixture.scenario())
        let result = try ScenarioSolver.solve(formulation)
        guard result.outcome.status == .infeasible else { return }
        let conflict = try #require(result.conflict)
        #expect(conflict.isIrreducible && !conflict.members.isEmpty)
        #expect(conflict.isCheapestProven, "seed \(seed)")
        try ProgramConflictTests.check(
            conflict.members, of: formulation.partySides, in: formulation.program,
            keepsNature: true)
    }
}
