import Solver
import Testing

@Suite("Division of long horizons in time") struct TimeDissectionTests {
    /// Thirty stores over 120 steps that share what can be made in a step, large enough for an order to
    /// be looked for.
    ///
    /// Rows, step by step: s_i[t−1] + x_i[t] − s_i[t] = demand, and Σ_i x_i[t] ≤ capacity.
    private static let stores: LinearProgram = {
        let (steps, goods) = (120, 30)
        var random = SeededNumbers(state: 5)
        var (cost, start, index, value) = ([Double](), [0], [Int32](), [Double]())
        var (rowLower, rowUpper) = ([Double](), [Double]())
        func row(_ step: Int, _ good: Int) -> Int32 { Int32(step * (goods + 1) + good) }
        for step in 0..<steps {
            for good in 0..<goods {
                cost += [Double.random(in: 1...9, using: &random), 0.05]
                index += [row(step, good), row(step, goods)]
                value += [1, 1]
                start.append(value.count)
                index.append(row(step, good))
                value.append(-1)
                if step + 1 < steps {
                    index.append(row(step + 1, good))
                    value.append(1)
                }
                start.append(value.count)
                let demand = Double.random(in: 0...2, using: &random)
                rowLower.append(demand)
                rowUpper.append(demand)
            }
            rowLower.append(-.infinity)
            rowUpper.append(40)
        }
        return LinearProgram(
            cost: cost, columnLower: [Double](repeating: 0, count: cost.count),
            columnUpper: [Double](repeating: 100, count: cost.count), rowLower: rowLower,
            rowUpper: rowUpper,
            matrix: SparseMatrix(
                rowCount: rowLower.count, columnStart: start, rowIndex: index, value: value))
    }()

    /// What the steps of the rows may be: right, missing for some, or nonsense.
    enum Hint: CaseIterable {
        case right, some, nonsense

        func steps(_ count: Int) -> [Int32] {
            switch self {
            case .right: (0..<count).map { Int32($0 / 31) }
            case .some: (0..<count).map { $0 % 7 == 0 ? -1 : Int32($0 / 31) }
            case .nonsense: (0..<count).map { Int32($0 &* 7919 % 50) }
            }
        }
    }

    @Test("Steps of the rows change the way, never the optimum", arguments: Hint.allCases)
    func hints(_ hint: Hint) throws {
        let plain = try SolveSettings.Engine.horizon.solve(Self.stores)
        #expect(plain.status == .optimal && plain.engine == "horizon")
        var program = Self.stores
        program.rowSteps = hint.steps(program.rowCount)
        let hinted = try SolveSettings.Engine.horizon.solve(program)
        #expect(hinted.status == .optimal && hinted.engine == "horizon")
        let wanted = plain.proof.objective ?? .nan
        #expect(isNear(hinted.proof.objective ?? .nan, wanted))
        #expect(hinted.point != plain.point, "another order rounds in another way")
    }

    @Test("A scenario's rows know their steps; those of the whole horizon have none")
    func scenario() throws {
        let fixture = try ModelFixture(steps: 3)
        let program = try Formulation(fixture.scenario()).program
        #expect(program.rowSteps.count == program.rowCount)
        for row in 0..<program.rowCount {
            let name = program.names.rowName(row)
            let step = program.rowSteps[row]
            #expect(step < 0 || name.hasSuffix(",\(step)]"), "\(name) \(step)")
        }
        #expect(Set(program.rowSteps).isSuperset(of: [0, 1, 2]))
    }
}
