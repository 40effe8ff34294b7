import CSQLite

/// What SQLite's result codes mean to callers.
///
/// Messages are SQLite's fixed text for the code: never its own message, which may hold SQL or
/// values.
enum SQLiteFailure {
    /// Throws unless the code says that all went well.
    static func check(_ code: Int32) throws(StoreError) {
        guard code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW else {
            throw error(code)
        }
    }

    static func error(_ code: Int32) -> StoreError {
        switch code & 0xFF {
        case SQLITE_FULL: .full
        case SQLITE_READONLY: .readOnly
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH,
            SQLITE_NOMEM, SQLITE_INTERRUPT, SQLITE_PROTOCOL, SQLITE_NOLFS:
            .unavailable(text(code))
        default: .damaged(text(code))
        }
    }

    private static func text(_ code: Int32) -> String {
        let words = unsafe sqlite3_errstr(code).map { unsafe String(cString: $0) }
        return "SQLite \(code): \(words ?? "unknown")"
    }
}
