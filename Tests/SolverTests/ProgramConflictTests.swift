import Solver
import Testing

/// Irreducible conflicts of plain programs.
@Suite("Conflicts of programs") struct ProgramConflictTests {
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
    static func check(
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
}
