/// Where every column and row of a program stands at a vertex.
package struct ProgramBasis: Sendable, Equatable {
    /// Where a column, or the sum of a row, stands.
    package enum State: UInt8, Sendable {
        case basic
        /// At its lower bound, or at its only one, or at zero without any.
        case lower
        case upper
    }

    /// Of each column.
    package var columns: [State]
    /// Of each row.
    package var rows: [State]
}
