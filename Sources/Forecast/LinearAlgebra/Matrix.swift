/// A dense matrix of doubles, row by row, whose shape every operation checks.
public struct Matrix: Equatable, Sendable {
    /// The number of rows.
    public private(set) var rows: Int
    /// The number of columns.
    public let columns: Int
    /// The numbers, row after row; there are always `rows × columns` of them.
    public internal(set) var elements: [Double]

    /// A matrix of one repeated number.
    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative number of rows")
        self.rows = rows
        self.columns = columns
        elements = Array(repeating: value, count: rows * columns)
    }

    /// A matrix of the given numbers, row after row.
    public init(rows: Int, columns: Int, elements: [Double]) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative number of rows")
        precondition(elements.count == rows * columns, "rows × columns numbers make a matrix")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix of rows, which are all of one length.
    public init(_ rows: [[Double]]) {
        let columns = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == columns }, "rows of one length make a matrix")
        self.init(rows: rows.count, columns: columns, elements: Array(rows.joined()))
    }

    /// The matrix with ones on its diagonal and zeros elsewhere.
    public static func identity(_ order: Int) -> Matrix {
        var identity = Matrix(rows: order, columns: order)
        for index in 0..<order {
            identity[index, index] = 1
        }
        return identity
    }

    /// One number.
    public subscript(row: Int, column: Int) -> Double {
        get {
            check(row, column)
            return elements[row * columns + column]
        }
        set {
            check(row, column)
            elements[row * columns + column] = newValue
        }
    }

    /// One row; setting it keeps the number of columns.
    public subscript(row row: Int) -> ArraySlice<Double> {
        get {
            precondition(row >= 0 && row < rows, "the row is in the matrix")
            return elements[row * columns..<(row + 1) * columns]
        }
        set {
            precondition(row >= 0 && row < rows, "the row is in the matrix")
            precondition(newValue.count == columns, "a row keeps its length")
            elements.replaceSubrange(row * columns..<(row + 1) * columns, with: newValue)
        }
    }

    /// Adds a row at the end.
    public mutating func append(row: [Double]) {
        precondition(row.count == columns, "a row has the length of the others")
        rows += 1
        elements += row
    }

    /// One column, copied.
    public func column(_ column: Int) -> [Double] {
        precondition(column >= 0 && column < columns, "the column is in the matrix")
        return (0..<rows).map { elements[$0 * columns + column] }
    }

    /// The given rows, in the given order.
    public func rows(_ range: Range<Int>) -> Matrix {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows are in the matrix")
        return Matrix(
            rows: range.count, columns: columns,
            elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
    }

    /// Rows for columns.
    public var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for row in 0..<rows {
            for column in 0..<columns {
                result.elements[column * rows + row] = elements[row * columns + column]
            }
        }
        return result
    }

    /// Whether no number is NaN or infinite.
    public var isFinite: Bool { elements.allSatisfy(\.isFinite) }

    private func check(_ row: Int, _ column: Int) {
        precondition(
            row >= 0 && row < rows && column >= 0 && column < columns,
            "the place is in the matrix")
    }
}
