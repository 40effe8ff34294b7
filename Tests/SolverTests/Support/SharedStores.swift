import Solver

/// Stores of some goods over some steps that share what can be made in a step.
///
/// Rows, step by step: s_i[t−1] + x_i[t] − s_i[t] = demand, and Σ_i x_i[t] ≤ capacity.
struct SharedStores {
    let steps: Int
    let goods: Int
    let capacity: Double
    let seed: UInt64

    /// The program, whose rows do not say which step they belong to.
    var program: LinearProgram {
        var random = SeededNumbers(state: seed)
        var (cost, start, index, value) = ([Double](), [Int32(0)], [Int32](), [Double]())
        var (rowLower, rowUpper) = ([Double](), [Double]())
        func row(_ step: Int, _ good: Int) -> Int32 { Int32(step * (goods + 1) + good) }
        for step in 0..<steps {
            for good in 0..<goods {
                cost += [Double.random(in: 1...9, using: &random), 0.05]
                index += [row(step, good), row(step, goods)]
                value += [1, 1]
                start.append(Int32(value.count))
                index.append(row(step, good))
                value.append(-1)
                if step + 1 < steps {
                    index.append(row(step + 1, good))
                    value.append(1)
                }
                start.append(Int32(value.count))
                let demand = Double.random(in: 0...2, using: &random)
                rowLower.append(demand)
                rowUpper.append(demand)
            }
            rowLower.append(-.infinity)
            rowUpper.append(capacity)
        }
        return LinearProgram(
            cost: cost, columnLower: [Double](repeating: 0, count: cost.count),
            columnUpper: [Double](repeating: 100, count: cost.count), rowLower: rowLower,
            rowUpper: rowUpper,
            matrix: SparseMatrix(
                rowCount: rowLower.count, columnStart: start, rowIndex: index, value: value))
    }

    /// The same, with the step of each row.
    var programKnowingSteps: LinearProgram {
        var program = program
        program.rowSteps = (0..<program.rowCount).map { Int32($0 / (goods + 1)) }
        return program
    }
}
