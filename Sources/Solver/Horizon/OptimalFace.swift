/// The points that cost as little as an optimal one, as a program with a second cost.
///
/// With optimal duals, every point whose columns with a reduced cost and rows with a dual stay at
/// their bounds is optimal too, and the same duals prove it. An interior point is only near those
/// bounds: what has a price and is near is held there. What the rows lose by that move, a trace, is
/// taken off their bounds, so that the face has a point: the one given, with its columns moved.
struct OptimalFace {
    /// The program of the face; its duals mean nothing for the first cost.
    let program: LinearProgram

    /// Least price that holds a column or row at its bound, relative to max(1, |cost|).
    private static let leastPrice = 1e-7
    /// How near the bound is, relative to max(1, |bound|).
    private static let near = 1e-5

    /// Finds the face from an optimal point.
    init(_ whole: LinearProgram, _ point: Point, secondCost: [Double]) {
        var face = whole
        face.cost = secondCost
        face.offset = 0
        let slope = whole.reducedCosts(point.rowDuals)
        for column in slope.indices {
            let price = slope[column] / max(1, abs(whole.cost[column]))
            let end = Self.end(
                price, whole.columnLower[column], whole.columnUpper[column], point.columns[column])
            guard let end else { continue }
            (face.columnLower[column], face.columnUpper[column]) = (end, end)
        }
        let moved = point.columns.indices.map {
            min(max(point.columns[$0], face.columnLower[$0]), face.columnUpper[$0])
        }
        var activity = [Double](repeating: 0, count: whole.rowCount)
        whole.matrix.addProduct(moved, to: &activity)
        for row in activity.indices {
            let end = Self.end(
                point.rowDuals[row], whole.rowLower[row], whole.rowUpper[row], activity[row])
            if end != nil {
                (face.rowLower[row], face.rowUpper[row]) = (activity[row], activity[row])
            }
            face.rowLower[row] = min(face.rowLower[row], activity[row])
            face.rowUpper[row] = max(face.rowUpper[row], activity[row])
        }
        program = face
    }

    /// The bound that a price holds a value at; nil when it is held at none.
    private static func end(
        _ price: Double, _ lower: Double, _ upper: Double, _ value: Double
    ) -> Double? {
        guard abs(price) > leastPrice else { return nil }
        let end = price > 0 ? lower : upper
        return end.isFinite && abs(value - end) <= near * max(1, abs(end)) ? end : nil
    }
}

extension LinearProgram {
    /// Values that miss a bound by no more than rounding, put on it.
    func snapped(_ columns: [Double]) -> [Double] {
        columns.indices.map { column in
            for end in [columnLower[column], columnUpper[column]]
            where abs(columns[column] - end) <= 1e-9 * max(1, abs(end)) {
                return end
            }
            return columns[column]
        }
    }
}
