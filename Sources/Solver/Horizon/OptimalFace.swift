/// The points that cost as little as an optimal one, as a program with a second cost.
///
/// With optimal duals, every point whose columns with a reduced cost and rows with a dual stay at
/// their bounds is optimal too, and the same duals prove it. An interior point is only near those
/// bounds: what is not truly inside (`Interiority`) is held where it is, so that the face has a
/// point, the one given.
struct OptimalFace {
    /// The program of the face; its duals mean nothing for the first cost.
    let program: LinearProgram

    /// Finds the face from an optimal point.
    init(_ whole: LinearProgram, _ point: Point, _ interiority: Interiority, secondCost: [Double]) {
        var face = whole
        face.cost = secondCost
        face.offset = 0
        for (column, value) in point.columns.enumerated() where !interiority.isInside(column) {
            (face.columnLower[column], face.columnUpper[column]) = (value, value)
        }
        var activity = [Double](repeating: 0, count: whole.rowCount)
        whole.matrix.addProduct(point.columns, to: &activity)
        for (row, value) in activity.enumerated() {
            guard interiority.isInside(whole.columnCount + row) else {
                (face.rowLower[row], face.rowUpper[row]) = (value, value)
                continue
            }
            face.rowLower[row] = min(face.rowLower[row], value)
            face.rowUpper[row] = max(face.rowUpper[row], value)
        }
        program = face
    }
}

extension LinearProgram {
    /// Values that miss a bound by no more than rounding, put on it.
    func snapped(_ columns: [Double]) -> [Double] {
        columns.indices.map { column in
            for end in [columnLower[column], columnUpper[column]]
            where end.isFinite && abs(columns[column] - end) <= 1e-9 * max(1, abs(end)) {
                return end
            }
            return columns[column]
        }
    }
}
