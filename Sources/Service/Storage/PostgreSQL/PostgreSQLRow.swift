import CPostgres

/// A row of an answer, read column by column from the left.
@safe struct PostgreSQLRow {
    private let result: OpaquePointer
    private let number: Int32
    private var column: Int32 = 0

    init(_ result: OpaquePointer, row number: Int32) {
        unsafe self.result = unsafe result
        self.number = number
    }

    mutating func optionalBytes() -> [UInt8]? {
        defer { column += 1 }
        guard unsafe PQgetisnull(result, number, column) == 0,
            let start = unsafe PQgetvalue(result, number, column)
        else { return nil }
        let count = unsafe Int(PQgetlength(result, number, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    mutating func bytes() throws(StoreError) -> [UInt8] {
        guard let bytes = optionalBytes() else { throw .damaged("a column is empty") }
        return bytes
    }

    mutating func optionalText() -> String? {
        optionalBytes().map { String(decoding: $0, as: UTF8.self) }
    }

    mutating func text() throws(StoreError) -> String {
        String(decoding: try bytes(), as: UTF8.self)
    }

    mutating func optionalInteger() throws(StoreError) -> Int64? {
        guard let bytes = optionalBytes() else { return nil }
        guard bytes.count == 8 else { throw .damaged("a column is no bigint") }
        return bytes.reduce(0) { $0 << 8 | Int64($1) }
    }

    mutating func integer() throws(StoreError) -> Int {
        guard let number = try optionalInteger() else { throw .damaged("a column is empty") }
        return Int(number)
    }

    mutating func flag() throws(StoreError) -> Bool { try bytes() != [0] }

    mutating func optionalMoment() throws(StoreError) -> Moment? {
        try optionalInteger().map { Moment(microseconds: $0) }
    }

    mutating func moment() throws(StoreError) -> Moment {
        Moment(microseconds: Int64(try integer()))
    }

    mutating func list() throws(StoreError) -> [String] {
        guard let list = TextList.list(try text()) else { throw .damaged("a column is no list") }
        return list
    }

    /// A name of an enumeration.
    mutating func name<Name: RawRepresentable<String>>() throws(StoreError) -> Name {
        guard let name = Name(rawValue: try text()) else {
            throw .damaged("a column holds an unknown name")
        }
        return name
    }

    /// Whatever the column holds, as a copy carries it.
    mutating func value() throws(StoreError) -> StoredRow.Value {
        let type = unsafe ColumnType(rawValue: PQftype(result, column))
        if unsafe PQgetisnull(result, number, column) != 0 {
            column += 1
            return .null
        }
        switch type {
        case .boolean: return .integer(try flag() ? 1 : 0)
        case .bytea: return .bytes(try bytes())
        case .bigint: return .integer(Int64(try integer()))
        case .text: return .text(try text())
        case nil: throw .damaged("a column has an unknown type")
        }
    }

    /// Object ids of the types in the schema (pg_type.dat).
    private enum ColumnType: UInt32 {
        case boolean = 16
        case bytea = 17
        case bigint = 20
        case text = 25
    }
}
