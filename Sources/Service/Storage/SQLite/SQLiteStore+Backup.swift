import Foundation
import Glibc

/// Copies of the file, and whether a file is whole.
extension SQLiteStore {
    /// Copies the store as it is now into one file, while others go on; the file appears under its
    /// name when it is complete and on the disk.
    package func backup(to target: String) throws(StoreError) {
        let partial = target + ".partial"
        unsafe unlink(partial)
        defer { unsafe unlink(partial) }
        Self.makePrivateFile(partial)
        try SQLiteConnection(path, .read).copy(to: SQLiteConnection(partial, .write))
        try Self.flush(partial)
        guard unsafe rename(partial, target) == 0 else { throw Self.failure() }
        try Self.flush((target as NSString).deletingLastPathComponent)
    }

    /// What is wrong with a file, and how far its audit trail reaches.
    package struct Verification: Sendable, Equatable {
        /// Empty when the file is whole.
        package var problems: [String]
        /// Number of the last audit line whose chain holds.
        package var auditLines: Int
        /// Digest of that line, to compare with one noted elsewhere.
        package var auditHead: String
    }

    /// Checks pages, indexes, references and the audit trail of a file; changes nothing in it.
    package static func verify(_ path: String) throws(StoreError) -> Verification {
        let connection = try SQLiteConnection(path, .inspect)
        let needed = SQLiteSchema.current.version
        let found = try SQLiteSchema.current.inspect(connection)
        guard found == needed else { throw .schema(found: found, needed: needed) }
        var problems = try connection.rows("PRAGMA integrity_check") { row throws(StoreError) in
            try row.text()
        }.filter { $0 != "ok" }
        problems += try connection.rows("PRAGMA foreign_key_check") { row throws(StoreError) in
            "a row of \(try row.text()) refers to nothing"
        }
        let chain = try auditChain(connection, &problems)
        return Verification(problems: problems, auditLines: chain.count, auditHead: chain.head)
    }

    private static func auditChain(_ connection: SQLiteConnection, _ problems: inout [String])
        throws(StoreError) -> AuditChain
    {
        var chain = AuditChain()
        while true {
            let lines = try connection.rows(
                "SELECT \(StoredTable.audit.list) FROM audit WHERE number > ? ORDER BY number "
                    + "LIMIT 1000", [.number(chain.count)]
            ) { row throws(StoreError) in try AuditRecord(&row) }
            guard !lines.isEmpty else { return chain }
            for line in lines where !chain.accept(line) {
                problems.append("audit line \(line.number) does not follow from the one before")
                return chain
            }
        }
    }

    /// Has what was written to a file, or the names in a folder, brought to the disk.
    private static func flush(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private static func failure() -> StoreError {
        switch errno {
        case ENOSPC, EDQUOT: .full
        case EROFS, EACCES, EPERM: .readOnly
        default: .unavailable("errno \(errno)")
        }
    }
}
