/// The columns of an LP file as they appear.
struct LPColumns {
    /// Names in the order of first appearance.
    private(set) var names = NameTable()
    /// Lower bound of each column.
    var lower: [Double] = []
    /// Upper bound of each column.
    var upper: [Double] = []
    /// True for integer columns.
    var isInteger: [Bool] = []

    /// Number of columns.
    var count: Int { lower.count }

    /// The number of a column, which is new when its name is.
    mutating func number(of name: Range<Int>, _ bytes: [UInt8]) -> Int {
        let (number, isNew) = names.insert(bytes, name)
        if isNew {
            lower.append(0)
            upper.append(.infinity)
            isInteger.append(false)
        }
        return number
    }

    /// Makes a column 0 or 1.
    mutating func setBinary(_ column: Int) {
        lower[column] = 0
        upper[column] = 1
        isInteger[column] = true
    }

    /// Takes both bounds away.
    mutating func setFree(_ column: Int) {
        lower[column] = -.infinity
        upper[column] = .infinity
    }
}

/// The rows of an LP file with their coefficients as triplets.
struct LPRows {
    /// Lower bound of each row.
    private(set) var lower: [Double] = []
    /// Upper bound of each row.
    private(set) var upper: [Double] = []
    /// Number of each row's name, once `allNames` was called for the rows without a label.
    private(set) var numbers: [Int32] = []
    private var labels = NameTable()
    private var labelLines: [Int] = []
    private var rowIndex: [Int32] = []
    private var columnIndex: [Int32] = []
    private var value: [Double] = []

    /// The line of an earlier row with this label.
    func earlierLine(of name: Range<Int>, _ bytes: [UInt8]) -> Int? {
        labels.find(bytes, name).map { labelLines[$0] }
    }

    /// Adds a row.
    mutating func add(
        _ terms: [(column: Int, value: Double)], _ bounds: (lower: Double, upper: Double),
        _ label: Range<Int>?, _ line: Int, _ bytes: [UInt8]
    ) {
        for (column, number) in terms {
            rowIndex.append(Int32(lower.count))
            columnIndex.append(Int32(column))
            value.append(number)
        }
        lower.append(bounds.lower)
        upper.append(bounds.upper)
        if let label {
            numbers.append(Int32(labels.insert(bytes, label).number))
            labelLines.append(line)
        } else {
            numbers.append(-1)
        }
    }

    /// The coefficients as a matrix; those at one place add up.
    func matrix(columnCount: Int) -> SparseMatrix {
        SparseMatrix(
            rowCount: lower.count, columnCount: columnCount, rows: rowIndex, columns: columnIndex,
            values: value)
    }

    /// The names of all rows: labels, and `r` with a number where there was none.
    mutating func allNames() -> NameTable {
        for row in numbers.indices where numbers[row] < 0 {
            var name = Array("r\(row + 1)".utf8)
            while labels.find(name, name.indices) != nil { name.append(UInt8(ascii: "_")) }
            numbers[row] = Int32(labels.insert(name, name.indices).number)
        }
        return labels
    }
}
