import Certificates

/// The rows of the registry on one connection, within its transaction.
final class SQLiteRegistryRows: RegistryRows {
    private let connection: SQLiteConnection
    /// Why the last call was `unreadable`.
    private(set) var failure: StoreError?
    /// The leaves of the last request.
    private(set) var leaves: [StoredLeaf] = []

    init(_ connection: SQLiteConnection) { self.connection = connection }

    func row(_ table: RegistryTable, _ key: [RegistryValue]) throws(RegistryFault)
        -> [RegistryValue]?
    {
        try found(SQLiteRegistrySQL.selections[table], key, table).first
    }

    func rows(_ index: RegistryIndex, _ values: [RegistryValue]) throws(RegistryFault)
        -> [[RegistryValue]]
    {
        try found(SQLiteRegistrySQL.searches[index], values, index.table)
    }

    func last(_ index: RegistryIndex, _ values: [RegistryValue], before: Int64)
        throws(RegistryFault) -> [RegistryValue]?
    {
        try found(
            SQLiteRegistrySQL.lasts[index], values + [.integer(before)], index.table
        ).first
    }

    /// SQLite is in this process: it reads one row as fast as many.
    func expect(_ table: RegistryTable, _ keys: [[RegistryValue]]) {}
    func expect(_ index: RegistryIndex, _ values: [[RegistryValue]]) {}
    func expectLast(_ index: RegistryIndex, _ places: [RegistryPlace]) {}

    func leafCount() throws(RegistryFault) -> Int64 {
        try trying { () throws(StoreError) in try connection.leafCount() }
    }

    func write(_ change: RegistryChange) throws(RegistryFault) {
        try trying { () throws(StoreError) in
            for change in change.tables { try write(change) }
            let first = try connection.leafCount()
            leaves = change.leaves.enumerated().map { offset, entry in
                StoredLeaf(number: first + Int64(offset), entry: entry)
            }
            for leaf in leaves { try connection.run(SQLiteRegistrySQL.leaf, leaf.row) }
            try check(change.touchedEnergy)
        }
    }

    /// Changed rows come first: what they leave makes room for new ones.
    private func write(_ change: RegistryChange.TableChange) throws(StoreError) {
        guard let insertion = SQLiteRegistrySQL.insertions[change.table],
            let update = SQLiteRegistrySQL.updates[change.table]
        else { throw .damaged("a table without statements") }
        let changing = change.table.changing.count
        for row in change.updated {
            let key = row.prefix(change.table.keyCount)
            let places = SQLiteRegistrySQL.changingPlaces[change.table] ?? []
            guard places.count == changing else { throw .damaged("a column is not there") }
            let values = places.map { row[$0] } + key
            guard try connection.run(update, values.map(StoredRow.Value.init)) == 1 else {
                throw .damaged("a row to change is not there")
            }
        }
        for row in change.inserted {
            try connection.run(insertion, row.map(StoredRow.Value.init))
        }
    }

    /// *Invariant 2*, once more from the rows themselves: what was issued is the sum of what counts.
    private func check(_ energy: [String]) throws(StoreError) {
        for id in energy {
            guard try connection.number(SQLiteRegistrySQL.balance, .text(id)) == 0 else {
                throw .damaged("the slices of \(id) are not its energy")
            }
        }
    }

    private func found(_ sql: String?, _ values: [RegistryValue], _ table: RegistryTable)
        throws(RegistryFault) -> [[RegistryValue]]
    {
        guard let sql else { throw .damaged("no order by which to search") }
        let count = table.columns.count
        return try trying { () throws(StoreError) in
            try connection.rows(sql, values.map(StoredRow.Value.init)) { row throws(StoreError) in
                try row.registryValues(count)
            }
        }
    }

    private func trying<Value>(_ body: () throws(StoreError) -> Value) throws(RegistryFault)
        -> Value
    {
        do throws(StoreError) {
            return try body()
        } catch {
            failure = error
            throw .unreadable
        }
    }
}

/// The statements of the registry's tables, made once.
enum SQLiteRegistrySQL {
    static let selections = tables { table in
        "SELECT \(list(table)) FROM \(table.rawValue) WHERE \(key(table))"
    }

    static let insertions = tables { table in
        let places = table.columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(table.rawValue) (\(list(table))) VALUES (\(places))"
    }

    static let updates = tables { table in
        let columns = table.changing.map { "\($0) = ?" }.joined(separator: ", ")
        return "UPDATE \(table.rawValue) SET \(columns) WHERE \(key(table))"
    }

    /// Where the columns of an update are in a row.
    static let changingPlaces = Dictionary(
        uniqueKeysWithValues: RegistryTable.allCases.map { table in
            (table, table.changing.compactMap { table.columns.firstIndex(of: $0) })
        })

    static let searches = indexes { index in
        let keys = index.table.columns.prefix(index.table.keyCount)
        let order = ([index.order].compactMap { $0 } + keys).joined(separator: ", ")
        return "\(selection(index)) ORDER BY \(order)"
    }

    static let lasts = indexes { index in
        guard let order = index.order else { return nil }
        let conjunction = index.columns.isEmpty && index.filter == nil ? "WHERE" : "AND"
        return "\(selection(index)) \(conjunction) \(order) < ? ORDER BY \(order) DESC LIMIT 1"
    }

    static let leaf = "INSERT INTO log_leaves (number, entry, hash) VALUES (?, ?, ?)"

    /// 0 where the slices that count sum to their certificate.
    static let balance = """
        SELECT wh - (SELECT coalesce(sum(wh), 0) FROM energy_slices
            WHERE certificate = energy_certificates.id AND state NOT IN ('split', 'merged'))
        FROM energy_certificates WHERE id = ?
        """

    private static func list(_ table: RegistryTable) -> String {
        table.columns.joined(separator: ", ")
    }

    private static func key(_ table: RegistryTable) -> String {
        table.columns.prefix(table.keyCount).map { "\($0) = ?" }.joined(separator: " AND ")
    }

    private static func selection(_ index: RegistryIndex) -> String {
        var conditions = index.columns.map { "\($0) = ?" }
        if let (column, value) = index.filter { conditions.append("\(column) = \(literal(value))") }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return "SELECT \(list(index.table)) FROM \(index.table.rawValue)\(condition)"
    }

    /// A constant of an index, written out so that a partial index serves.
    private static func literal(_ value: RegistryValue) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let number): "\(number)"
        case .text(let text): "'\(text)'"
        }
    }

    private static func tables(_ sql: (RegistryTable) -> String) -> [RegistryTable: String] {
        Dictionary(uniqueKeysWithValues: RegistryTable.allCases.map { ($0, sql($0)) })
    }

    private static func indexes(_ sql: (RegistryIndex) -> String?) -> [RegistryIndex: String] {
        var statements: [RegistryIndex: String] = [:]
        for index in RegistryIndex.allCases { statements[index] = sql(index) }
        return statements
    }
}

extension StoredLeaf {
    var row: [StoredRow.Value] { [.integer(number), .bytes(entry), .bytes(hash)] }

    init(_ row: inout SQLiteRow) throws(StoreError) {
        self.init(
            number: Int64(try row.integer()), entry: try row.bytes(), hash: try row.bytes())
    }
}

extension SQLiteRow {
    /// The next columns as values of the registry.
    mutating func registryValues(_ count: Int) throws(StoreError) -> [RegistryValue] {
        var values: [RegistryValue] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            guard let value = value().registryValue else {
                throw .damaged("a column holds what it cannot")
            }
            values.append(value)
        }
        return values
    }
}

extension SQLiteConnection {
    func leafCount() throws(StoreError) -> Int64 {
        Int64(try number("SELECT coalesce(max(number) + 1, 0) FROM log_leaves"))
    }
}
