import Solver
import Testing

/// Irreducible conflicts of plain programs, and of scenarios with names and units.
@Suite("Conflicts") struct ConflictTests {
    /// A small program of whole numbers, often infeasible.
    private static func program(seed: UInt64, isInteger: Bool) -> LinearProgram {
        var random = SeededNumbers(state: seed)
        let rows = Int.random(in: isInteger ? 1...3 : 2...6, using: &random)
        let columns = Int.random(in: 2...4, using: &random)
        var index: [Int32] = []
        var column: [Int32] = []
        var value: [Double] = []
        for row in 0..<rows {
            for place in 0..<columns where Int.random(in: 0...2, using: &random) > 0 {
                index.append(Int32(row))
                column.append(Int32(place))
                let size = Double(Int.random(in: -3...3, using: &random))
                // Even numbers that must add up to an odd one take the integers to conflict.
                value.append(isInteger && row == 0 ? 2 * size : size)
            }
        }
        func bound(_ most: Int) -> Double { Double(Int.random(in: -most...most, using: &random)) }
        let sides = (0..<rows).map { _ in
            let (a, b) = (bound(9), bound(9))
            switch Int.random(in: 0...3, using: &random) {
            case 0: return (a, Double.infinity)
            case 1: return (-Double.infinity, a)
            case 2: return (a, a)
            case 3 where isInteger: return (2 * (a / 2).rounded() + 1, 2 * (a / 2).rounded() + 1)
            default: return (min(a, b), max(a, b))
            }
        }
        let boxes = (0..<columns).map { _ in (Double(Int.random(in: -1...2, using: &random)), 4.0) }
        return LinearProgram(
            cost: [Double](repeating: 1, count: columns), columnLower: boxes.map(\.0),
            columnUpper: boxes.map(\.1), rowLower: sides.map(\.0), rowUpper: sides.map(\.1),
            matrix: SparseMatrix(
                rowCount: rows, columnCount: columns, rows: index, columns: column, values: value),
            integerColumns: isInteger ? Array(0..<columns) : [])
    }

    private static func isFeasible(_ program: LinearProgram) throws -> Bool {
        var copy = program
        copy.cost = copy.cost.map { _ in 0 }
        let status = try ProgramSolver.solve(copy).status
        try #require(status == .optimal || status == .infeasible)
        return status == .optimal
    }

    /// The members alone conflict, and without any one of them they do not.
    private static func check(
        _ members: [ProgramConflict.Side], of all: [ProgramConflict.Side],
        in program: LinearProgram, keepsNature: Bool
    ) throws {
        let others = all.filter { !members.contains($0) }
        let alone = program.opening(others, keepsNature: keepsNature)
        #expect(try !isFeasible(alone))
        for member in members {
            #expect(try isFeasible(alone.opening([member], keepsNature: keepsNature)))
        }
    }

    @Test("A conflict of a random LP is irreducible", arguments: UInt64(1)...60)
    func irreducible(seed: UInt64) throws {
        let program = Self.program(seed: seed, isInteger: false)
        let conflict = try ProgramConflict(program, seconds: 10)
        #expect(try (conflict == nil) == Self.isFeasible(program), "seed \(seed)")
        guard let conflict else { return }
        #expect(conflict.isIrreducible && !conflict.needsIntegers)
        try Self.check(conflict.members, of: program.sides, in: program, keepsNature: false)
    }

    /// Every node of the certificate is closed by the judge, or a whole point is found.
    @Test("A certificate says what brute force says", arguments: UInt64(1)...60)
    func certificate(seed: UInt64) throws {
        let program = Self.program(seed: seed, isInteger: true)
        guard zip(program.rowLower, program.rowUpper).allSatisfy({ $0 <= $1 }) else { return }
        var certificate = IntegerCertificate(program)
        switch certificate.run(seconds: 20, mostNodes: 5000) {
        case .proven: #expect(!Self.hasWholePoint(program), "seed \(seed)")
        case .refuted: #expect(Self.hasWholePoint(program), "seed \(seed)")
        case .open: Issue.record("seed \(seed) is open")
        }
    }

    private static func hasWholePoint(_ program: LinearProgram) -> Bool {
        let judge = Judge(program)
        var points: [[Double]] = [[]]
        for column in 0..<program.columnCount {
            let range = Int(program.columnLower[column])...Int(program.columnUpper[column])
            points = points.flatMap { point in range.map { point + [Double($0)] } }
        }
        return points.contains { judge.primalResidual($0) <= Judge.primalTolerance }
    }

    @Test("So is one that takes integers", arguments: UInt64(1)...60)
    func integers(seed: UInt64) throws {
        let program = Self.program(seed: seed, isInteger: true)
        let conflict = try ProgramConflict(program, seconds: 1)
        #expect(try (conflict == nil) == Self.isFeasible(program), "seed \(seed)")
        guard let conflict else { return }
        var relaxed = program
        relaxed.integerColumns = []
        #expect(try conflict.needsIntegers == Self.isFeasible(relaxed))
        // Without its bounds an integer program can be too hard to decide: then it says so.
        guard conflict.isIrreducible || !conflict.needsIntegers else { return }
        #expect(conflict.isIrreducible)
        try Self.check(
            conflict.members, of: program.sides,
            in: conflict.needsIntegers ? program : relaxed, keepsNature: false)
    }

    @Test("The random programs are of all three kinds") func kinds() throws {
        var counts = [0, 0, 0]
        for seed in UInt64(1)...60 {
            let conflict = try ProgramConflict(
                Self.program(seed: seed, isInteger: true), seconds: 1)
            counts[conflict == nil ? 0 : conflict?.needsIntegers == true ? 2 : 1] += 1
        }
        #expect(counts.min() ?? 0 >= 3, "\(counts)")
    }

    @Test("Half a unit between whole ones") func half() throws {
        // 2x = 1: a fraction would do.
        let program = LinearProgram(
            cost: [0], columnLower: [0], columnUpper: [5], rowLower: [1], rowUpper: [1],
            matrix: SparseMatrix(
                rowCount: 1, columnCount: 1, rows: [0], columns: [0], values: [2]),
            integerColumns: [0])
        let conflict = try #require(try ProgramConflict(program, seconds: 5))
        #expect(conflict.needsIntegers && conflict.isIrreducible)
        #expect(conflict.members.map { program.name($0) } == ["r1", "r1"])
    }

    @Test("No time, no claim") func noTime() throws {
        var found = 0
        for seed in UInt64(1)...20 {
            let program = Self.program(seed: seed, isInteger: false)
            if try ProgramConflict(program, seconds: 0) != nil { found += 1 }
        }
        #expect(found == 0)
    }

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
        try Self.check(
            conflict.members, of: formulation.partySides, in: formulation.program,
            keepsNature: true)
    }
}
