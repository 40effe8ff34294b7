import CSQLite

/// A prepared statement, finalised with this object.
@safe final class SQLiteStatement {
    private let handle: OpaquePointer

    /// Prepares one statement on an open database.
    init(_ sql: String, on database: OpaquePointer) throws(StoreError) {
        var made: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        try SQLiteFailure.check(code)
        guard let made = unsafe made else { throw .damaged("SQLite prepared nothing") }
        unsafe handle = made
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Runs it with these values for its parameters and reads each row of the answer.
    func rows<Element>(
        _ values: [StoredRow.Value], _ read: (inout SQLiteRow) throws(StoreError) -> Element
    ) throws(StoreError) -> [Element] {
        defer {
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
        }
        for (index, value) in values.enumerated() {
            try SQLiteFailure.check(bind(value, at: Int32(index + 1)))
        }
        var elements: [Element] = []
        while true {
            let code = unsafe sqlite3_step(handle)
            try SQLiteFailure.check(code)
            guard code == SQLITE_ROW else { return elements }
            var row = unsafe SQLiteRow(handle)
            elements.append(try read(&row))
        }
    }

    private func bind(_ value: StoredRow.Value, at index: Int32) -> Int32 {
        switch value {
        case .null: unsafe sqlite3_bind_null(handle, index)
        case .integer(let number): unsafe sqlite3_bind_int64(handle, index, number)
        case .text(let text):
            unsafe sqlite3_bind_text_copy(handle, index, text, UInt64(text.utf8.count))
        // A null pointer would bind null.
        case .bytes(let bytes) where bytes.isEmpty: unsafe sqlite3_bind_zeroblob(handle, index, 0)
        case .bytes(let bytes):
            unsafe sqlite3_bind_blob_copy(handle, index, bytes, UInt64(bytes.count))
        }
    }
}

/// One row of an answer, read column after column while its statement stands on it.
@safe struct SQLiteRow {
    private let handle: OpaquePointer
    private var column: Int32 = 0

    init(_ handle: OpaquePointer) { unsafe self.handle = handle }

    mutating func integer() throws(StoreError) -> Int {
        guard case .integer(let number) = value() else { throw mismatch }
        return Int(number)
    }

    mutating func text() throws(StoreError) -> String {
        guard case .text(let text) = value() else { throw mismatch }
        return text
    }

    mutating func bytes() throws(StoreError) -> [UInt8] {
        guard case .bytes(let bytes) = value() else { throw mismatch }
        return bytes
    }

    mutating func optionalInteger() throws(StoreError) -> Int? { try isNull() ? nil : integer() }
    mutating func optionalText() throws(StoreError) -> String? { try isNull() ? nil : text() }
    mutating func optionalBytes() throws(StoreError) -> [UInt8]? { try isNull() ? nil : bytes() }
    mutating func optionalMoment() throws(StoreError) -> Moment? { try isNull() ? nil : moment() }

    mutating func moment() throws(StoreError) -> Moment {
        Moment(microseconds: Int64(try integer()))
    }

    mutating func flag() throws(StoreError) -> Bool { try integer() != 0 }

    mutating func list() throws(StoreError) -> [String] {
        guard let list = TextList.list(try text()) else { throw mismatch }
        return list
    }

    mutating func name<Name: RawRepresentable<String>>() throws(StoreError) -> Name {
        guard let name = Name(rawValue: try text()) else { throw mismatch }
        return name
    }

    /// The next column as it is.
    mutating func value() -> StoredRow.Value {
        let index = column
        column += 1
        switch unsafe sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return unsafe .integer(sqlite3_column_int64(handle, index))
        case SQLITE_TEXT:
            let start = unsafe sqlite3_column_text(handle, index)
            let count = unsafe Int(sqlite3_column_bytes(handle, index))
            let content = unsafe UnsafeBufferPointer(start: start, count: count)
            return unsafe .text(String(decoding: content, as: UTF8.self))
        case SQLITE_BLOB:
            let start = unsafe sqlite3_column_blob(handle, index)
            let count = unsafe Int(sqlite3_column_bytes(handle, index))
            return unsafe .bytes(Array(UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }

    /// Whether the next column is null; if so it is passed.
    private mutating func isNull() -> Bool {
        guard unsafe sqlite3_column_type(handle, column) == SQLITE_NULL else { return false }
        column += 1
        return true
    }

    private var mismatch: StoreError { .damaged("a column holds what it cannot") }
}
