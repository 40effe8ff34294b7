/// Which part of a table is meant; nil for all rows or columns.
struct MatpowerIndex {
    let rows: [Int]?
    let columns: [Int]?

    /// The places within a table; nil where it has none.
    func places(in table: MatpowerMatrix) -> (rows: [Int], columns: [Int])? {
        let rows = rows ?? Array(0..<table.rows)
        let columns = columns ?? Array(0..<table.columns)
        guard rows.allSatisfy({ $0 < table.rows }), columns.allSatisfy({ $0 < table.columns })
        else { return nil }
        return (rows, columns)
    }
}

extension MatpowerMatrix {
    /// A part of the table; nil where it has no such place.
    func part(_ index: MatpowerIndex) -> MatpowerMatrix? {
        guard let places = index.places(in: self) else { return nil }
        return MatpowerMatrix(
            rows: places.rows.count, columns: places.columns.count,
            values: places.rows.flatMap { row in
                places.columns.map { values[row * columns + $0] }
            }, lines: places.rows.map(line))
    }

    /// Writes a part of the table; false where shapes do not agree.
    mutating func set(_ index: MatpowerIndex, _ part: MatpowerMatrix) -> Bool {
        guard let places = index.places(in: self) else { return false }
        let number = part.scalar
        guard
            number != nil
                || (part.rows == places.rows.count && part.columns == places.columns.count)
        else { return false }
        for (i, row) in places.rows.enumerated() {
            for (j, column) in places.columns.enumerated() {
                values[row * columns + column] = number ?? part.values[i * part.columns + j]
            }
        }
        return true
    }
}
