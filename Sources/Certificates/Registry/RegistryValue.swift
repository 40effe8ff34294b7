/// A value of a column, the same in memory, in SQLite and in PostgreSQL.
package enum RegistryValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// A whole number; moments are seconds since 1970, truth is 1 or 0.
    case integer(Int64)
    /// A text.
    case text(String)

    static func maybe(_ text: String?) -> Self { text.map(Self.text) ?? .null }
    static func maybe(_ number: Int64?) -> Self { number.map(Self.integer) ?? .null }
    static func maybe(_ time: UTCTime?) -> Self { maybe(time?.seconds) }
    static func time(_ time: UTCTime) -> Self { .integer(time.seconds) }
    static func name(_ name: some RawRepresentable<String>) -> Self { .text(name.rawValue) }
}

/// A row of a table as a typed value.
package protocol RegistryRow: Sendable, Hashable {
    /// Its table.
    static var table: RegistryTable { get }
    /// Its columns in the order of the table; the first ones are its key.
    var values: [RegistryValue] { get }
    /// Reads the columns in their order.
    init(_ columns: inout RegistryColumns) throws(RegistryFault)
}

extension RegistryRow {
    /// A row of all its columns.
    ///
    /// - Throws: `RegistryFault.damaged` when a column holds what it cannot.
    package init(values: [RegistryValue]) throws(RegistryFault) {
        var columns = RegistryColumns(values, of: Self.table)
        try self.init(&columns)
    }

    /// The columns of its primary key.
    package var key: [RegistryValue] { Array(values.prefix(Self.table.keyCount)) }
}

/// Columns of a row, read from the left.
package struct RegistryColumns {
    private let values: [RegistryValue]
    private let table: RegistryTable
    private var next = 0

    init(_ values: [RegistryValue], of table: RegistryTable) {
        self.values = values
        self.table = table
    }

    private mutating func value() throws(RegistryFault) -> RegistryValue {
        guard next < values.count else { throw mismatch }
        next += 1
        return values[next - 1]
    }

    private var mismatch: RegistryFault {
        .damaged("a column of \(table.rawValue) holds what it cannot")
    }

    mutating func text() throws(RegistryFault) -> String {
        guard case .text(let text) = try value() else { throw mismatch }
        return text
    }

    mutating func integer() throws(RegistryFault) -> Int64 {
        guard case .integer(let number) = try value() else { throw mismatch }
        return number
    }

    mutating func optionalText() throws(RegistryFault) -> String? {
        switch try value() {
        case .null: nil
        case .text(let text): text
        case .integer: throw mismatch
        }
    }

    mutating func optionalInteger() throws(RegistryFault) -> Int64? {
        switch try value() {
        case .null: nil
        case .integer(let number): number
        case .text: throw mismatch
        }
    }

    mutating func time() throws(RegistryFault) -> UTCTime {
        guard let time = UTCTime(seconds: try integer()) else { throw mismatch }
        return time
    }

    mutating func optionalTime() throws(RegistryFault) -> UTCTime? {
        guard let seconds = try optionalInteger() else { return nil }
        guard let time = UTCTime(seconds: seconds) else { throw mismatch }
        return time
    }

    mutating func interval() throws(RegistryFault) -> UTCInterval {
        guard let interval = UTCInterval(start: try time(), end: try time()) else { throw mismatch }
        return interval
    }

    mutating func flag() throws(RegistryFault) -> Bool { try integer() != 0 }

    mutating func name<Name: RawRepresentable<String>>() throws(RegistryFault) -> Name {
        guard let name = Name(rawValue: try text()) else { throw mismatch }
        return name
    }
}
