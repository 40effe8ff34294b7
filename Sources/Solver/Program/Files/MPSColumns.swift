/// The COLUMNS of an MPS file: costs, coefficients, integrality and bounds.
struct MPSColumns {
    /// The names in the order of the file.
    private(set) var names = NameTable()
    /// Cost of each column as the file has it.
    private(set) var cost: [Double] = []
    /// Lower bound of each column.
    var lower: [Double] = []
    /// Upper bound of each column.
    var upper: [Double] = []
    /// True where a lower bound was given rather than assumed.
    var hasLower: [Bool] = []
    /// True for integer columns.
    var isInteger: [Bool] = []
    /// True between INTORG and INTEND.
    var marksInteger = false
    /// Where the name of the bound set stands first.
    var set: Range<Int>?

    private var start: [Int] = []
    private var rowIndex: [Int32] = []
    private var value: [Double] = []
    private var isSorted = true

    /// Number of columns.
    var count: Int { cost.count }

    /// Makes the named column the last one; false when it is an earlier one.
    mutating func open(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        if count > 0, names.matches(count - 1, bytes, range) { return true }
        guard names.insert(bytes, range).isNew else { return false }
        close()
        start.append(value.count)
        cost.append(0)
        lower.append(0)
        upper.append(.infinity)
        hasLower.append(false)
        isInteger.append(marksInteger)
        return true
    }

    /// Sets the cost of the last column.
    mutating func setCost(_ number: Double) { cost[count - 1] = number }

    /// Adds a coefficient to the last column; zeros are left out.
    mutating func add(row: Int32, _ number: Double) {
        guard number != 0 else { return }
        if value.count > start[count - 1], let last = rowIndex.last, last > row {
            isSorted = false
        }
        rowIndex.append(row)
        value.append(number)
    }

    /// Brings the entries of the last column into the order of the rows.
    private mutating func close() {
        guard !isSorted, let first = start.last else { return }
        let order = (first..<value.count).sorted { rowIndex[$0] < rowIndex[$1] }
        rowIndex.replaceSubrange(first..., with: order.map { rowIndex[$0] })
        value.replaceSubrange(first..., with: order.map { value[$0] })
        isSorted = true
    }

    /// The coefficients as a matrix.
    mutating func matrix(rowCount: Int) -> SparseMatrix {
        close()
        return SparseMatrix(
            rowCount: rowCount, columnStart: (start + [value.count]).map { Int32($0) },
            rowIndex: rowIndex, value: value
        )
    }
}
