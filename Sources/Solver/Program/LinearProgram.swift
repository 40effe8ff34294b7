/// A linear or mixed-integer program as plain flat arrays.
///
/// The problem, with n columns and m rows:
///
///     minimise    c·x + offset
///     subject to  L ≤ A x ≤ U        (row bounds)
///                 l ≤  x  ≤ u        (column bounds)
///                 x_j integer for j in the integer set
///
/// Infinite bounds are `±Double.infinity`. A maximisation read from a file is stored with its
/// costs negated and `maximises` set, so that everything inside minimises.
public struct LinearProgram: Sendable, Equatable {
    /// Cost of each column, n values.
    public var cost: [Double]
    /// Constant added to the objective.
    public var offset: Double
    /// Lower bound of each column, n values.
    public var columnLower: [Double]
    /// Upper bound of each column, n values.
    public var columnUpper: [Double]
    /// Lower bound of each row, m values.
    public var rowLower: [Double]
    /// Upper bound of each row, m values.
    public var rowUpper: [Double]
    /// The coefficients A, m × n.
    public var matrix: SparseMatrix
    /// Indices of the integer columns, ascending; empty for a plain LP.
    public var integerColumns: [Int]
    /// True when the source asked to maximise: reported objectives are then negated back.
    public var maximises: Bool
    /// Columns that a simplex method may begin with in the basis, each in the place of a row.
    ///
    /// A hint from whoever knows the structure: the columns must be independent in those rows. It
    /// changes how long a solve takes, never what it proves.
    public var startBasis: [BasisPair] = []
    /// The step of the horizon that each row belongs to, negative for none; empty where not known.
    ///
    /// A hint too: long horizons are divided in time by it.
    public var rowSteps: [Int32] = []
    /// Names, made only when somebody asks.
    public var names: any ProgramNames

    /// Number of columns, n.
    public var columnCount: Int { cost.count }
    /// Number of rows, m.
    public var rowCount: Int { rowLower.count }
    /// True when a pair of bounds is the wrong way round, which is infeasible by itself.
    var hasCrossedBounds: Bool {
        zip(columnLower, columnUpper).contains { $0 > $1 }
            || zip(rowLower, rowUpper).contains { $0 > $1 }
            || integerColumns.contains { column in
                columnLower[column].rounded(.up) > columnUpper[column].rounded(.down)
            }
    }
    /// True when at least one column must be an integer.
    public var isMixedInteger: Bool { !integerColumns.isEmpty }

    /// Creates a program; every array must have the length that `matrix` states.
    public init(
        cost: [Double], offset: Double = 0, columnLower: [Double], columnUpper: [Double],
        rowLower: [Double], rowUpper: [Double], matrix: SparseMatrix,
        integerColumns: [Int] = [], maximises: Bool = false,
        names: any ProgramNames = NumberedNames()
    ) {
        precondition(cost.count == matrix.columnCount && rowLower.count == matrix.rowCount)
        precondition(columnLower.count == cost.count && columnUpper.count == cost.count)
        precondition(rowUpper.count == rowLower.count)
        self.cost = cost
        self.offset = offset
        self.columnLower = columnLower
        self.columnUpper = columnUpper
        self.rowLower = rowLower
        self.rowUpper = rowUpper
        self.matrix = matrix
        self.integerColumns = integerColumns
        self.maximises = maximises
        self.names = names
    }

    /// Two programs are equal when all numbers are; names do not count.
    public static func == (a: LinearProgram, b: LinearProgram) -> Bool {
        a.cost == b.cost && a.offset == b.offset && a.columnLower == b.columnLower
            && a.columnUpper == b.columnUpper && a.rowLower == b.rowLower
            && a.rowUpper == b.rowUpper && a.matrix == b.matrix
            && a.integerColumns == b.integerColumns && a.maximises == b.maximises
    }
}

/// A column that begins in the basis in the place of a row.
public struct BasisPair: Sendable, Equatable {
    /// The row whose slack it replaces.
    public let row: Int
    /// The column.
    public let column: Int

    /// Creates a pair.
    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

/// Gives a column or row its name on request, so that large programs carry no strings.
public protocol ProgramNames: Sendable {
    /// Name of the objective or of the whole program.
    var programName: String { get }
    /// Name of a column, unique among columns.
    func columnName(_ column: Int) -> String
    /// Name of a row, unique among rows.
    func rowName(_ row: Int) -> String
}

/// Names by number: `x1, x2, …` for columns and `r1, r2, …` for rows.
public struct NumberedNames: ProgramNames {
    /// Creates the numbering.
    public init() {}
    /// The fixed name `program`.
    public var programName: String { "program" }
    /// `x` and the number, counted from one.
    public func columnName(_ column: Int) -> String { "x\(column + 1)" }
    /// `r` and the number, counted from one.
    public func rowName(_ row: Int) -> String { "r\(row + 1)" }
}

/// Names that were read from a file.
public struct ListedNames: ProgramNames {
    /// Name of the program.
    public let programName: String
    /// Column names in order.
    public let columns: [String]
    /// Row names in order.
    public let rows: [String]

    /// Creates names from lists as long as the program's columns and rows.
    public init(programName: String, columns: [String], rows: [String]) {
        self.programName = programName
        self.columns = columns
        self.rows = rows
    }

    /// The listed name of a column.
    public func columnName(_ column: Int) -> String { columns[column] }
    /// The listed name of a row.
    public func rowName(_ row: Int) -> String { rows[row] }
}
