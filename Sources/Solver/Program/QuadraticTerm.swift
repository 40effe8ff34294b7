/// A cost w·q·x² of a column x, for which a column y ≥ q·x² of cost w stands.
///
/// Whoever solves linear programs meets the square from below by tangents; y stands in no other
/// rows:
///
///     y ≥ 2 q a · x − q a²       for some a
///
/// At an optimal x the tangent there has the slope of the square: the linear program with that
/// tangent has the same optimum, the same duals, and w as the dual of the tangent.
package struct QuadraticTerm: Sendable {
    /// What tells it from others in the names of its tangents.
    let name: String
    /// x.
    let column: Int
    /// y.
    let costColumn: Int
    /// q > 0.
    let factor: Double
    /// w, the cost of y.
    let weight: Double

    package init(name: String, column: Int, costColumn: Int, factor: Double, weight: Double) {
        self.name = name
        self.column = column
        self.costColumn = costColumn
        self.factor = factor
        self.weight = weight
    }

    /// Its tangent at a value of x.
    func tangent(at value: Double) -> LazyRows.Row {
        LazyRows.Row(
            name: "tangent[\(name),\(value)]", lower: -factor * value * value, upper: .infinity,
            columns: [column, costColumn], values: [-2 * factor * value, 1])
    }

    /// What the true cost has above y, in units of the objective.
    func excess(_ columns: [Double]) -> Double {
        let value = columns[column]
        return weight * (factor * value * value - columns[costColumn])
    }
}

extension LazyRows {
    /// Excess of the true cost over the program's, relative to the objective, that needs no tangent.
    private static let allowedExcess = 1e-7

    /// The tangents of squares, those of which a point is above the others by more than its part.
    package init(tangentsTo terms: [QuadraticTerm]) {
        let sum: @Sendable ([Double]) -> Double = { columns in
            var sum = CompensatedSum(0)
            for term in terms { sum.add(term.excess(columns)) }
            return sum.value
        }
        self.init(
            missing: { columns, objective in
                let allowed = Self.allowedExcess * max(1, abs(objective))
                guard sum(columns) > allowed else { return [] }
                let each = allowed / Double(2 * terms.count)
                return terms.filter { $0.excess(columns) > each }
                    .map { $0.tangent(at: columns[$0.column]) }
            }, excess: sum, terms: terms)
    }
}

/// A program whose costs rise with squares: with the squares themselves, and with tangents.
struct QuadraticProgram {
    /// The program with the tangents that it has so far.
    let given: LinearProgram
    let terms: [QuadraticTerm]

    /// The program without y and its tangents; the squares have to be added to its costs.
    var smooth: LinearProgram {
        var smooth = given
        for term in terms {
            smooth.cost[term.costColumn] = 0
            for entry in given.matrix.entries(ofColumn: term.costColumn) {
                let row = Int(given.matrix.rowIndex[entry])
                (smooth.rowLower[row], smooth.rowUpper[row]) = (-.infinity, .infinity)
            }
        }
        return smooth
    }

    /// w·q of each x.
    var curvature: [(column: Int, value: Double)] {
        terms.map { ($0.column, $0.weight * $0.factor) }
    }

    /// The program with the tangents that a point of the smooth one is optimal for, and that point.
    func lifted(_ point: Point) -> (program: LinearProgram, point: Point) {
        var (program, lifted) = (given, point)
        var rows: [LazyRows.Row] = []
        for term in terms where term.weight > 0 {
            let place = place(term, point)
            if let row = place.row {
                lifted.rowDuals[row] = term.weight
            } else {
                rows.append(term.tangent(at: place.value))
                lifted.rowDuals.append(term.weight)
            }
            let value = max(place.height, height(of: term.tangent(at: place.value), term, point))
            lifted.columns[term.costColumn] = min(
                max(value, given.columnLower[term.costColumn]),
                given.columnUpper[term.costColumn])
        }
        program.append(rows)
        return (program, lifted)
    }

    /// The program with its squares, and what stands for them, held where a point has them.
    func holding(_ program: LinearProgram, at point: Point) -> LinearProgram {
        var held = program
        for column in terms.flatMap({ [$0.column, $0.costColumn] }) {
            held.columnLower[column] = point.columns[column]
            held.columnUpper[column] = point.columns[column]
        }
        return held
    }

    /// Share of its range within which x is at a bound, where its reduced cost holds it there.
    private static let nearBound = 1e-6

    /// Where the tangent of a term has to be, the row that is there already, and the height of all
    /// rows there are at the point.
    private func place(
        _ term: QuadraticTerm, _ point: Point
    ) -> (value: Double, row: Int?, height: Double) {
        var (slopes, row, height): ([Int32: Double], Int?, Double) = ([:], nil, -.infinity)
        var rest = given.cost[term.column]
        for entry in given.matrix.entries(ofColumn: term.column) {
            let (row, a) = (given.matrix.rowIndex[entry], given.matrix.value[entry])
            slopes[row] = a
            rest -= a * point.rowDuals[Int(row)]
        }
        let value = tangentPlace(term, point.columns[term.column], rest)
        for entry in given.matrix.entries(ofColumn: term.costColumn) {
            let index = given.matrix.rowIndex[entry]
            let slope = slopes[index] ?? 0
            if abs(slope + 2 * term.factor * value) <= 1e-12 * abs(slope) { row = Int(index) }
            height = max(
                height, given.rowLower[Int(index)] - slope * point.columns[term.column])
        }
        return (value, row, height)
    }

    /// The value of x, or the bound next to it that it is held at.
    ///
    /// - Parameter rest: the reduced cost of x without its square.
    private func tangentPlace(_ term: QuadraticTerm, _ value: Double, _ rest: Double) -> Double {
        let (lower, upper) = (given.columnLower[term.column], given.columnUpper[term.column])
        let near = Self.nearBound * min(upper - lower, max(1, abs(value)))
        func reduced(_ end: Double) -> Double { rest + 2 * term.weight * term.factor * end }
        if value - lower <= near, reduced(lower) >= 0 { return lower }
        if upper - value <= near, reduced(upper) <= 0 { return upper }
        return value
    }

    private func height(
        of tangent: LazyRows.Row, _ term: QuadraticTerm, _ point: Point
    ) -> Double { tangent.lower - tangent.values[0] * point.columns[term.column] }
}
