import CSQLite
import Glibc

/// An open database with the statements prepared on it; used by one thread at a time.
@safe final class SQLiteConnection {
    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]

    /// What a connection may do.
    enum Access {
        case write
        case read
        /// Reads a file that may be on a disk that takes no writes.
        case inspect

        fileprivate var flags: Int32 {
            switch self {
            case .write: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .read: SQLITE_OPEN_READWRITE
            case .inspect: SQLITE_OPEN_READONLY
            }
        }
    }

    /// Opens a file; nothing is read or written yet.
    init(_ path: String, _ access: Access) throws(StoreError) {
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(
            path, &opened, access.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            unsafe sqlite3_close_v2(opened)
            throw SQLiteFailure.error(code)
        }
        unsafe handle = opened
        // SQLite opens a file that it may not write for reading, without a word.
        if case .write = access, unsafe sqlite3_db_readonly(opened, "main") == 1 {
            throw .readOnly
        }
        unsafe sqlite3_busy_handler(opened, Self.waitForOthers, nil)
        try execute("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF")
        if case .read = access { try execute("PRAGMA query_only = ON") }
    }

    deinit {
        statements = [:]
        unsafe sqlite3_close_v2(handle)
    }

    /// Waits for another process, for 10 s in all, then the statement is `unavailable`.
    ///
    /// SQLite's own handler sleeps for up to 100 ms: it would seldom meet the moment between two
    /// commits of a process that writes all the time.
    private static let waitForOthers: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32 = {
        _, tries in
        usleep(1_000)
        return tries < 10_000 ? 1 : 0
    }

    /// Runs a script without parameters.
    func execute(_ script: String) throws(StoreError) {
        try SQLiteFailure.check(unsafe sqlite3_exec(handle, script, nil, nil, nil))
    }

    /// Runs a statement that answers nothing; returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: StoredRow.Value...) throws(StoreError) -> Int {
        try run(sql, values)
    }

    /// Runs a statement that answers nothing; returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: [StoredRow.Value]) throws(StoreError) -> Int {
        _ = try statement(sql).rows(values) { _ in }
        return unsafe Int(sqlite3_changes64(handle))
    }

    /// All rows of an answer.
    func rows<Element>(
        _ sql: String, _ values: [StoredRow.Value] = [],
        _ read: (inout SQLiteRow) throws(StoreError) -> Element
    ) throws(StoreError) -> [Element] {
        try statement(sql).rows(values, read)
    }

    /// The first row of an answer.
    func first<Element>(
        _ sql: String, _ values: [StoredRow.Value] = [],
        _ read: (inout SQLiteRow) throws(StoreError) -> Element
    ) throws(StoreError) -> Element? {
        try statement(sql).rows(values, read).first
    }

    /// The number that a statement answers; 0 when it answers none or null.
    func number(_ sql: String, _ values: StoredRow.Value...) throws(StoreError) -> Int {
        try first(sql, values) { row throws(StoreError) in try row.optionalInteger() ?? 0 } ?? 0
    }

    /// True outside a transaction; also when an error has undone it as a whole.
    var isOutsideTransaction: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    /// Copies the whole database into another one, which is written anew and needs no journal
    /// beside it.
    func copy(to target: SQLiteConnection) throws(StoreError) {
        guard let backup = unsafe sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw SQLiteFailure.error(unsafe sqlite3_extended_errcode(target.handle))
        }
        let stepped = unsafe sqlite3_backup_step(backup, -1)
        let finished = unsafe sqlite3_backup_finish(backup)
        try SQLiteFailure.check(stepped)
        try SQLiteFailure.check(finished)
        try target.execute("PRAGMA journal_mode = DELETE")
    }

    private func statement(_ sql: String) throws(StoreError) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        let statement = try unsafe SQLiteStatement(sql, on: handle)
        statements[sql] = statement
        return statement
    }
}
