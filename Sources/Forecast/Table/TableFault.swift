/// One thing wrong with a table: where, what, what was given and what was expected.
public struct TableFault: Sendable, Equatable {
    /// Line of the file, counted from one; 0 when the whole file is meant.
    public let line: Int
    /// Name of the column; empty when the whole row is meant.
    public let column: String
    /// What is wrong.
    public let code: Code
    /// What stands there, at most 60 characters of it.
    public let given: String
    /// What the code refers to: an expected number, an earlier line, the names there are.
    public let detail: String

    /// Everything that can be wrong with a table.
    public enum Code: String, Sendable, CaseIterable {
        /// No header, or no row below it.
        case empty
        /// A column that was asked for is not there; `detail` lists those that are.
        case noSuchColumn = "no_such_column"
        /// Two columns of one name that was asked for.
        case columnTwice = "column_twice"
        /// Another number of cells than the header has; `detail` is that number.
        case cellCount = "cell_count"
        /// A quote that is never closed.
        case unclosedQuote = "unclosed_quote"
        /// A cell of the time column that is no time.
        case notATime = "not_a_time"
        /// A time that the clocks of the zone skip; `detail` is the zone.
        case skippedTime = "skipped_time"
        /// A cell that is no number.
        case notANumber = "not_a_number"
        /// An infinite number.
        case notFinite = "not_finite"
        /// A time that an earlier row has too; `detail` is its line.
        case timeTwice = "time_twice"
        /// A time between the steps; `detail` is the step in seconds.
        case offGrid = "off_grid"
        /// A step that cannot be made of the file's; `detail` is the file's step in seconds.
        case wrongStep = "wrong_step"
        /// A gap so long that the file cannot be one series; `detail` is the number of steps.
        case tooLong = "too_long"
        /// Points whose temperatures do not rise, or whose effectiveness falls or lies below 1.
        case notACurve = "not_a_curve"
    }

    init(_ code: Code, line: Int = 0, column: String = "", given: String = "", detail: String = "")
    {
        self.line = line
        self.column = column
        self.code = code
        self.given = given.count > 60 ? given.prefix(57) + "..." : given
        self.detail = detail
    }
}

/// All the faults of one table, in the order of its lines.
public struct TableError: Error, Sendable, Equatable {
    /// The faults; at most `limit` of them.
    public let faults: [TableFault]
    /// How many there were in all.
    public let count: Int

    /// The largest number of faults that are listed.
    public static let limit = 100

    init(_ faults: [TableFault]) {
        self.faults = Array(faults.prefix(Self.limit))
        count = faults.count
    }
}
