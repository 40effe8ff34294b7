extension SparseMatrix {
    /// The matrix as a pass over its columns sees it.
    @safe
    struct Columns {
        private let start: UnsafePointer<Int32>
        private let row: UnsafePointer<Int32>
        private let value: UnsafePointer<Double>

        fileprivate init(
            start: UnsafePointer<Int32>, row: UnsafePointer<Int32>, value: UnsafePointer<Double>
        ) {
            unsafe (self.start, self.row, self.value) = (start, row, value)
        }

        /// The entries of a column.
        @inline(__always)
        func entries(_ column: Int) -> Range<Int> {
            unsafe Range(uncheckedBounds: (Int(start[column]), Int(start[column + 1])))
        }

        @inline(__always)
        func row(_ entry: Int) -> Int { unsafe Int(row[entry]) }

        @inline(__always)
        func value(_ entry: Int) -> Double { unsafe value[entry] }

        /// a·y for a column a.
        @inline(__always)
        func product(_ column: Int, _ y: Entries) -> Double {
            var sum = 0.0
            for entry in entries(column) { sum += value(entry) * y[row(entry)] }
            return sum
        }

        /// result += factor · a for a column a.
        @inline(__always)
        func add(_ column: Int, times factor: Double, to result: Entries) {
            for entry in entries(column) { result[row(entry)] += value(entry) * factor }
        }
    }

    /// Lets a pass read the columns.
    @inline(__always)
    func withColumns<Result>(_ pass: (Columns) -> Result) -> Result {
        unsafe columnStart.withUnsafeBufferPointer { start in
            unsafe rowIndex.withUnsafeBufferPointer { row in
                unsafe value.withUnsafeBufferPointer { value in
                    guard let start = start.baseAddress else {
                        preconditionFailure("a matrix has the start of its first column")
                    }
                    // Without entries nothing is read.
                    let none = unsafe UnsafeRawPointer(start)
                    return unsafe pass(
                        Columns(
                            start: start,
                            row: row.baseAddress ?? none.assumingMemoryBound(to: Int32.self),
                            value: value.baseAddress ?? none.assumingMemoryBound(to: Double.self)))
                }
            }
        }
    }

    /// result += A x.
    func addProduct(_ x: borrowing Vector, to result: borrowing Vector) {
        precondition(x.count == columnCount && result.count == rowCount)
        let (x, result) = (x.entries, result.entries)
        withColumns { columns in
            for column in 0..<columnCount where x[column] != 0 {
                columns.add(column, times: x[column], to: result)
            }
        }
    }

    /// result += A x.
    func addProduct(_ x: [Double], to result: inout [Double]) {
        let sum = Vector(result)
        addProduct(Vector(x), to: sum)
        result = sum.array
    }

    /// Aᵀ y.
    func transposedProduct(_ y: [Double]) -> [Double] {
        precondition(y.count == rowCount)
        let y = Vector(y)
        return withColumns { columns in
            (0..<columnCount).map { columns.product($0, y.entries) }
        }
    }
}
