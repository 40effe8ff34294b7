/// The tables, by steps: a file of an older version takes the steps it lacks, never one back.
package struct SQLiteSchema: Sendable {
    /// One script for each version, from version 1 on.
    package let steps: [String]

    package init(steps: [String]) { self.steps = steps }

    /// The schema of this program.
    package static let current = SQLiteSchema(steps: [version1, version2, version3])

    /// `WATT`: says in the file's header whose it is.
    static let applicationID = 0x5741_5454

    var version: Int { steps.count }

    /// Refuses files of others and of the future; says which version a file has, 0 for a new one.
    func inspect(_ connection: SQLiteConnection) throws(StoreError) -> Int {
        // One statement, because another process may be making the tables.
        let header = try connection.first(
            """
            SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
            FROM pragma_application_id, pragma_user_version
            """
        ) { row throws(StoreError) in (try row.integer(), try row.integer(), try row.integer()) }
        guard let (owner, found, tables) = header else { throw .damaged("the file has no header") }
        if owner == 0, found == 0, tables == 0 { return 0 }
        guard owner == Self.applicationID else {
            throw .damaged("the file is a database of another program")
        }
        guard found <= version else { throw .schema(found: found, needed: version) }
        return found
    }

    /// Takes the missing steps in one transaction.
    func migrate(_ connection: SQLiteConnection) throws(StoreError) {
        guard try inspect(connection) < version else { return }
        try connection.execute("BEGIN EXCLUSIVE")
        do throws(StoreError) {
            // Another process may have been faster.
            for step in try inspect(connection)..<version { try connection.execute(steps[step]) }
            try connection.execute(
                "PRAGMA application_id = \(Self.applicationID); PRAGMA user_version = \(version)")
            try connection.execute("COMMIT")
        } catch {
            if !connection.isOutsideTransaction { try connection.execute("ROLLBACK") }
            throw error
        }
    }
}
