/// The registry's rules over rows that may lie in memory or in a database.
///
/// A request is validated completely against the rows, its changes gather beside them, and only then
/// are rows and log entries written, together. So a request that is refused leaves nothing behind, and
/// the same code decides when a service works, when a log is replayed, and in tests.
///
/// The fifteen invariants of the design are held here, and in the database where it can hold them; each is
/// named (*invariant 3*) where it is.
package final class Registry {
    let rows: any RegistryRows
    /// Whether what comes is a log that was written before, under the rules of its time.
    let isReplay: Bool
    private var changes: [RegistryTable: Changes] = [:]
    /// What a request changes beyond what it says, for the log.
    var effects: [JSONValue] = []

    /// Rows of one table that the request at work adds or changes, in the order of their coming.
    private struct Changes {
        var places: [[RegistryValue]: Int] = [:]
        var rows: [(values: [RegistryValue], isNew: Bool)] = []
    }

    /// A registry over these rows.
    package convenience init(_ rows: any RegistryRows) { self.init(rows, isReplay: false) }

    init(_ rows: any RegistryRows, isReplay: Bool) {
        self.rows = rows
        self.isReplay = isReplay
    }

    /// Does what is asked, or says why not.
    ///
    /// *Invariant 10*: the same request id gives the same answer, with another body a conflict. The
    /// record of the request is a row like the others, so it is there exactly when the rest is.
    ///
    /// *Invariant 14*: nothing is written before all is validated, and what is validated is applied.
    package func perform(_ request: RegistryRequest) throws(RegistryFault) -> RegistryReceipt {
        defer {
            changes = [:]
            effects = []
        }
        try Limits.name(request.id, "request")
        try Limits.name(request.account, "account")
        try Limits.name(request.person, "person")
        let encoded = EncodedOperation(request.operation)
        let fingerprint = encoded.fingerprint(account: request.account, person: request.person)
        if let done = try find(RequestRow.self, .text(request.account), .text(request.id)) {
            guard done.fingerprint == fingerprint else { throw .conflict(request: request.id) }
            return RegistryReceipt(done, isRepeated: true)
        }
        try request.operation.apply(in: self, as: request)
        let leaves = try LogEntry.entries(of: request, encoded, effects: effects)
        let row = RequestRow(
            account: request.account, request: request.id,
            kind: type(of: request.operation).kind, fingerprint: fingerprint,
            askedAt: request.at, firstLeaf: try rows.leafCount(), leaves: Int64(leaves.count))
        put(row)
        try rows.write(change(leaves))
        return RegistryReceipt(row, isRepeated: false)
    }

    private func change(_ leaves: [[UInt8]]) -> RegistryChange {
        var change = RegistryChange()
        change.leaves = leaves
        for table in RegistryTable.allCases {
            guard let rows = changes[table]?.rows else { continue }
            change.tables.append(
                .init(
                    table: table, inserted: rows.filter(\.isNew).map(\.values),
                    updated: rows.filter { !$0.isNew }.map(\.values)))
        }
        return change
    }

    // MARK: Rows

    /// The row of a key, as the request at work has left it.
    func find<Row: RegistryRow>(_ type: Row.Type = Row.self, _ key: RegistryValue...)
        throws(RegistryFault) -> Row?
    {
        if let changed = changes[Row.table], let place = changed.places[key] {
            return try Row(values: changed.rows[place].values)
        }
        guard let values = try rows.row(Row.table, key) else { return nil }
        return try Row(values: values)
    }

    /// The row of a key that has to be there.
    func get<Row: RegistryRow>(_ type: Row.Type = Row.self, _ id: String) throws(RegistryFault)
        -> Row
    {
        guard let row = try find(type, .text(id)) else { throw .unknown(Row.table, id) }
        return row
    }

    /// Rows of an index, each as the request at work has left it; those it adds are not among them.
    func all<Row: RegistryRow>(
        _ index: RegistryIndex, _ values: RegistryValue..., as type: Row.Type = Row.self
    ) throws(RegistryFault) -> [Row] {
        var found: [Row] = []
        for values in try rows.rows(index, values) {
            let key = Array(values.prefix(Row.table.keyCount))
            if let changed = changes[Row.table], let place = changed.places[key] {
                found.append(try Row(values: changed.rows[place].values))
            } else {
                found.append(try Row(values: values))
            }
        }
        return found
    }

    /// The last row of an index before a number, as it was before the request at work.
    func last<Row: RegistryRow>(
        _ index: RegistryIndex, _ values: RegistryValue..., before: Int64,
        as type: Row.Type = Row.self
    ) throws(RegistryFault) -> Row? {
        guard let values = try rows.last(index, values, before: before) else { return nil }
        return try Row(values: values)
    }

    /// Changes a row, or adds it where no row of the request at work or before has its key.
    ///
    /// Callers that add have looked for the key before (`refuse`); those that change have found it.
    func put<Row: RegistryRow>(_ row: Row, isNew: Bool = true) {
        let values = row.values
        let key = Array(values.prefix(Row.table.keyCount))
        if let place = changes[Row.table]?.places[key] {
            changes[Row.table]?.rows[place].values = values
        } else {
            var table = changes.removeValue(forKey: Row.table) ?? Changes()
            table.places[key] = table.rows.count
            table.rows.append((values, isNew))
            changes[Row.table] = table
        }
    }

    /// Changes a row that was found.
    func change<Row: RegistryRow>(_ row: Row) { put(row, isNew: false) }

    /// Refuses an id that is taken.
    func refuse<Row: RegistryRow>(_ type: Row.Type, _ id: String) throws(RegistryFault) {
        if try find(type, .text(id)) != nil { throw .exists(Row.table, id) }
    }

    // MARK: Who

    /// *Invariant 9*: only the issuer issues.
    func requireIssuer(_ request: RegistryRequest) throws(RegistryFault) {
        guard try get(AccountRow.self, request.account).role == .issuer else { throw .notIssuer }
    }
}
