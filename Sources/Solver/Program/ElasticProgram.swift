/// A program whose limits may be broken at a price: the smallest weighted sum of violations.
///
/// A lower bound of zero on a column is nature, not a limit: it stays hard unless told. Each relaxed
/// row L ≤ a·x ≤ U becomes L ≤ a·x + short − over ≤ U, each relaxed column bound a row of that
/// kind, and the objective is Σ weight · (short + over). The optimum is zero when the program is
/// feasible; a positive safe bound proves that it is not. Integers stay integers.
struct ElasticProgram {
    /// A limit that may be broken.
    enum Limit: Sendable, Hashable {
        case row(Int)
        case column(Int)
    }

    /// One way of breaking a limit.
    struct Violation: Sendable {
        let limit: Limit
        /// Above the upper bound, else below the lower.
        let isAbove: Bool
        /// The bound.
        let bound: Double
        /// Column of the amount in the elastic program.
        let column: Int
    }

    let program: LinearProgram
    let violations: [Violation]

    /// - Parameters:
    ///   - source: the program; its costs are dropped.
    ///   - limits: what may be broken; everything else stays hard.
    ///   - keepsNature: whether a lower bound of zero on a column stays hard.
    ///   - weight: price of a unit of violation, from the limit and its bound.
    init(
        _ source: LinearProgram, relaxing limits: [Limit], keepsNature: Bool = true,
        weight: (Limit, Double) -> Double = { _, bound in 1 / max(1, abs(bound)) }
    ) {
        var columnLower = source.columnLower
        var columnUpper = source.columnUpper
        var rowLower = source.rowLower
        var rowUpper = source.rowUpper
        var cost = [Double](repeating: 0, count: source.columnCount)
        var start = source.matrix.columnStart
        var rowIndex = source.matrix.rowIndex
        var value = source.matrix.value
        var extraRows: [(row: Int, column: Int)] = []
        var violations: [Violation] = []
        func slack(_ limit: Limit, row: Int, bound: Double, isAbove: Bool) {
            violations.append(
                Violation(limit: limit, isAbove: isAbove, bound: bound, column: cost.count))
            cost.append(weight(limit, bound))
            columnLower.append(0)
            columnUpper.append(.infinity)
            rowIndex.append(Int32(row))
            value.append(isAbove ? -1 : 1)
            start.append(Int32(value.count))
        }
        for limit in limits {
            let row: Int
            let bounds: (Double, Double)
            switch limit {
            case .row(let index):
                row = index
                bounds = (rowLower[index], rowUpper[index])
            case .column(let column):
                row = rowLower.count
                bounds = (columnLower[column], columnUpper[column])
                rowLower.append(bounds.0)
                rowUpper.append(bounds.1)
                columnLower[column] = columnLower[column] < 0 || !keepsNature ? -.infinity : 0
                columnUpper[column] = .infinity
                extraRows.append((row, column))
            }
            if case .column = limit, bounds.0 == 0, keepsNature {
                // Nature.
            } else if bounds.0.isFinite {
                slack(limit, row: row, bound: bounds.0, isAbove: false)
            }
            if bounds.1.isFinite { slack(limit, row: row, bound: bounds.1, isAbove: true) }
        }
        var matrix = SparseMatrix(
            rowCount: rowLower.count, columnStart: start, rowIndex: rowIndex, value: value)
        if !extraRows.isEmpty { matrix = matrix.adding(extraRows) }
        var program = LinearProgram(
            cost: cost, columnLower: columnLower, columnUpper: columnUpper, rowLower: rowLower,
            rowUpper: rowUpper, matrix: matrix, integerColumns: source.integerColumns)
        program.startBasis = source.startBasis
        self.program = program
        self.violations = violations
    }
}

extension ElasticProgram {
    /// Whether no choice of violations is cheaper than a point's, by the point's own duals.
    ///
    /// A violation that alone costs more than the point is in no better point: with such bounds the
    /// judge has a finite bound for every column that the relaxation has opened.
    func isCheapest(_ point: Point) -> Bool {
        let judge = Judge(program)
        return Judge(capped(at: judge.objective(point.columns))).judge(point).status == .optimal
    }

    /// The program without points of which a single violation costs more than an objective.
    func capped(at objective: Double) -> LinearProgram {
        var copy = program
        for violation in violations where program.cost[violation.column] > 0 {
            let most = ProgramBuilder.neverReached(
                max(0, objective) / program.cost[violation.column])
            copy.columnUpper[violation.column] = most
            guard case .column(let column) = violation.limit else { continue }
            if violation.isAbove {
                copy.columnUpper[column] = violation.bound + most
            } else {
                copy.columnLower[column] = max(copy.columnLower[column], violation.bound - most)
            }
        }
        return copy
    }
}

extension SparseMatrix {
    /// The matrix with unit entries added; the rows must be beyond those of the columns.
    fileprivate func adding(_ entries: [(row: Int, column: Int)]) -> SparseMatrix {
        var rows = rowIndex
        var columns: [Int32] = []
        columns.reserveCapacity(nonzeroCount + entries.count)
        for column in 0..<columnCount {
            columns.append(
                contentsOf: repeatElement(
                    Int32(column), count: self.entries(ofColumn: column).count)
            )
        }
        var values = value
        for entry in entries {
            rows.append(Int32(entry.row))
            columns.append(Int32(entry.column))
            values.append(1)
        }
        return SparseMatrix(
            rowCount: rowCount, columnCount: columnCount, rows: rows, columns: columns,
            values: values)
    }
}

extension LinearProgram {
    /// The same program without the demand for integers.
    var relaxed: LinearProgram {
        var copy = self
        copy.integerColumns = []
        return copy
    }

    /// The same program with whole bounds on integer columns, as GLPK demands.
    var withIntegralBounds: LinearProgram {
        var copy = self
        for column in integerColumns {
            copy.columnLower[column] = columnLower[column].rounded(.up)
            copy.columnUpper[column] = columnUpper[column].rounded(.down)
        }
        return copy
    }
}
