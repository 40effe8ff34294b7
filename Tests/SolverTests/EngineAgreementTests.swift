import Solver
import Testing

/// The two engines beside each other, on the same random scenarios.
@Suite("Engines agree") struct EngineAgreementTests {
    @Test("On random scenarios both engines find the same optimum, each with its own proof")
    func scenarios() throws {
        let seeds = RandomModel.seeds(from: 7000, 40)
        var (wrong, unproven): ([UInt64], [UInt64]) = ([], [])
        for seed in seeds {
            let formulation = try Formulation(RandomModel(seed: seed).fixture.scenario())
            let program = formulation.program
            let wanted = try SolveSettings.Engine.glpk.solve(program)
            let found = try SolveSettings.Engine.horizon.solve(program)
            #expect(wanted.status == .optimal, "seed \(seed)")
            if found.status != .optimal || found.engine != "horizon" { unproven.append(seed) }
            let (a, b) = (wanted.proof.objective ?? .nan, found.proof.objective ?? .nan)
            // Each is proven to 1e-6 of the objective.
            if !(abs(a - b) <= 2e-6 * max(1, abs(a))) { wrong.append(seed) }
        }
        #expect(wrong.isEmpty, "\(wrong)")
        // GLPK answers where the interior has no proof; that is to stay rare.
        #expect(unproven.count * 50 <= seeds.count, "\(unproven)")
    }

    @Test("On random scenarios that cannot be kept both say so, or the first is not believed")
    func infeasible() throws {
        for seed in RandomModel.seeds(from: 9000, 10) {
            var program = try Formulation(RandomModel(seed: seed).fixture.scenario()).program
            // A row over all columns with bounds that no point within them reaches.
            let most = program.columnUpper.reduce(0) { $0 + min($1, 1e6) }
            guard most.isFinite, program.columnLower.allSatisfy({ $0 >= 0 }) else { continue }
            program = program.asking(forASumOf: 2 * most + 1)
            let found = try SolveSettings.Engine.horizon.solve(program)
            #expect(found.status == .infeasible, "seed \(seed): \(found.attempts)")
        }
    }
}

extension LinearProgram {
    /// This program with one more row: the columns, each bounded by a million, sum to an amount.
    fileprivate func asking(forASumOf amount: Double) -> LinearProgram {
        var (start, index, value) = ([Int32(0)], [Int32](), [Double]())
        for column in 0..<columnCount {
            for entry in matrix.entries(ofColumn: column) {
                index.append(matrix.rowIndex[entry])
                value.append(matrix.value[entry])
            }
            index.append(Int32(rowCount))
            value.append(1)
            start.append(Int32(value.count))
        }
        return LinearProgram(
            cost: cost, offset: offset, columnLower: columnLower,
            columnUpper: columnUpper.map { min($0, 1e6) }, rowLower: rowLower + [amount],
            rowUpper: rowUpper + [.infinity],
            matrix: SparseMatrix(
                rowCount: rowCount + 1, columnStart: start, rowIndex: index, value: value))
    }
}
