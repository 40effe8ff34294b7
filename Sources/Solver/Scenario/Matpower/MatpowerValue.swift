/// A table of numbers as a case file writes it.
struct MatpowerMatrix: Equatable {
    var rows: Int
    var columns: Int
    /// Row by row.
    var values: [Double]
    /// Line of the file that each row stands on; empty for what was computed.
    var lines: [Int] = []

    init(_ scalar: Double) {
        rows = 1
        columns = 1
        values = [scalar]
    }

    init(rows: Int, columns: Int, values: [Double], lines: [Int] = []) {
        self.rows = rows
        self.columns = columns
        self.values = values
        self.lines = lines
    }

    /// The number of a table with one number.
    var scalar: Double? { values.count == 1 ? values[0] : nil }

    /// A number by row and column from zero; nil where the table has no such column.
    func at(_ row: Int, _ column: Int) -> Double? {
        column < columns ? values[row * columns + column] : nil
    }

    /// Line of a row; 0 when it was computed.
    func line(_ row: Int) -> Int { row < lines.count ? lines[row] : 0 }

    /// Applies an operation element by element; a single number goes with every shape.
    func combined(
        _ other: MatpowerMatrix, _ operation: (Double, Double) -> Double
    ) -> MatpowerMatrix? {
        if let number = other.scalar {
            return MatpowerMatrix(
                rows: rows, columns: columns, values: values.map { operation($0, number) },
                lines: lines)
        }
        if let number = scalar {
            return MatpowerMatrix(
                rows: other.rows, columns: other.columns,
                values: other.values.map { operation(number, $0) }, lines: other.lines)
        }
        guard rows == other.rows, columns == other.columns else { return nil }
        return MatpowerMatrix(
            rows: rows, columns: columns, values: zip(values, other.values).map(operation),
            lines: lines)
    }
}

/// What a name of a case file stands for.
enum MatpowerValue: Equatable {
    case matrix(MatpowerMatrix)
    case texts([String])

    var matrix: MatpowerMatrix? { if case .matrix(let value) = self { value } else { nil } }
    var texts: [String]? { if case .texts(let value) = self { value } else { nil } }
}

/// The named columns that `idx_bus` and its relatives give, counted from one.
enum MatpowerColumns {
    /// Values of a function in the order in which it returns them; nil for an unknown function.
    static func values(of function: String) -> [Double]? {
        switch function {
        // PQ, PV, REF, NONE, then the columns of a bus.
        case "idx_bus": [1, 2, 3, 4] + (1...17).map(Double.init)
        // Columns 1 to 17, the multipliers MU_SF and MU_ST, then the angle limits.
        case "idx_brch":
            ((1...11).map(Double.init) + [14, 15, 16, 17, 18, 19, 12, 13, 20, 21])
        case "idx_gen":
            (1...10).map(Double.init) + [22, 23, 24, 25] + (11...21).map(Double.init)
        // PW_LINEAR, POLYNOMIAL, MODEL, STARTUP, SHUTDOWN, NCOST, COST.
        case "idx_cost": [1, 2, 1, 2, 3, 4, 5]
        default: nil
        }
    }
}
