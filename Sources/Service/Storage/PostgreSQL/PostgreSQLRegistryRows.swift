import Certificates

/// The rows of the registry on one connection, within its transaction.
final class PostgreSQLRegistryRows: RegistryRows {
    let connection: PostgreSQLConnection
    /// Why the last call was `unreadable`.
    private(set) var failure: StoreError?
    /// The leaves of the last request.
    private(set) var leaves: [StoredLeaf] = []
    /// Rows that were expected, nil where there is none; until the next write.
    var known: [RegistryTable: [[RegistryValue]: [RegistryValue]?]] = [:]
    var knownIndexes: [RegistryIndex: [[RegistryValue]: [[RegistryValue]]]] = [:]
    var knownLasts: [RegistryIndex: [RegistryPlace: [RegistryValue]?]] = [:]
    private var nextLeaf: Int64?

    init(_ connection: PostgreSQLConnection) { self.connection = connection }

    func row(_ table: RegistryTable, _ key: [RegistryValue]) throws(RegistryFault)
        -> [RegistryValue]?
    {
        if let row = known[table]?[key] { return row }
        return try found(
            "\(Self.selection(table)) WHERE \(Self.condition(table))", key, table
        ).first
    }

    func rows(_ index: RegistryIndex, _ values: [RegistryValue]) throws(RegistryFault)
        -> [[RegistryValue]]
    {
        if let rows = knownIndexes[index]?[values] { return rows }
        let keys = index.table.columns.prefix(index.table.keyCount)
        let order = ([index.order].compactMap { $0 } + keys).joined(separator: ", ")
        return try found("\(Self.selection(index)) ORDER BY \(order)", values, index.table)
    }

    func last(_ index: RegistryIndex, _ values: [RegistryValue], before: Int64)
        throws(RegistryFault) -> [RegistryValue]?
    {
        if let row = knownLasts[index]?[RegistryPlace(values, before: before)] { return row }
        guard let order = index.order else { throw .damaged("no order by which to search") }
        return try found(
            """
            \(Self.selection(index)) AND \(order) < $\(values.count + 1)
            ORDER BY \(order) DESC LIMIT 1
            """, values + [.integer(before)], index.table
        ).first
    }

    func leafCount() throws(RegistryFault) -> Int64 {
        if let nextLeaf { return nextLeaf }
        let count = try trying { () throws(StoreError) in try connection.leafCount() }
        nextLeaf = count
        return count
    }

    func write(_ change: RegistryChange) throws(RegistryFault) {
        known = [:]
        knownIndexes = [:]
        knownLasts = [:]
        let first = try leafCount()
        try trying { () throws(StoreError) in
            for change in change.tables { try write(change) }
            leaves = change.leaves.enumerated().map { offset, entry in
                StoredLeaf(number: first + Int64(offset), entry: entry)
            }
            for leaf in leaves {
                try connection.send(StoredTable.logLeaves.insertStatement, leaf.parameters)
            }
            try check(change.touchedEnergy)
        }
        nextLeaf = first + Int64(leaves.count)
    }

    /// Changed rows come first: what they leave makes room for new ones.
    private func write(_ change: RegistryChange.TableChange) throws(StoreError) {
        let table = change.table
        let columns = table.columns
        if !change.updated.isEmpty {
            let places = table.changing.compactMap { columns.firstIndex(of: $0) }
            let count = table.keyCount
            let news = places.enumerated().map { "\(columns[$1]) = $\(count + $0 + 1)" }
            let sql = """
                UPDATE \(table.rawValue) SET \(news.joined(separator: ", "))
                WHERE \(Self.condition(table))
                """
            for row in change.updated {
                let values = row.prefix(count) + places.map { row[$0] }
                try connection.send(sql, values.map(PostgreSQLValue.init))
            }
        }
        guard !change.inserted.isEmpty else { return }
        let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
        let sql = """
            INSERT INTO \(table.rawValue) (\(columns.joined(separator: ", "))) VALUES (\(places))
            """
        for row in change.inserted { try connection.send(sql, row.map(PostgreSQLValue.init)) }
    }

    /// *Invariant 2*, once more from the rows themselves: what was issued is the sum of what counts.
    private func check(_ energy: [String]) throws(StoreError) {
        guard !energy.isEmpty else { return }
        let wrong = try connection.number(
            """
            SELECT count(*) FROM energy_certificates WHERE id = ANY ($1) AND wh <>
                (SELECT coalesce(sum(wh), 0) FROM energy_slices
                WHERE certificate = energy_certificates.id AND state NOT IN ('split', 'merged'))
            """, [.texts(energy)])
        guard wrong == 0 else { throw .damaged("slices are not the energy of their certificate") }
    }

    // MARK: Statements

    static func selection(_ table: RegistryTable) -> String {
        "SELECT \(table.columns.joined(separator: ", ")) FROM \(table.rawValue)"
    }

    private static func condition(_ table: RegistryTable) -> String {
        table.columns.prefix(table.keyCount).enumerated().map { "\($1) = $\($0 + 1)" }
            .joined(separator: " AND ")
    }

    private static func selection(_ index: RegistryIndex) -> String {
        var conditions = index.columns.enumerated().map { "\($1) = $\($0 + 1)" }
        if let filter = filter(index) { conditions.append(filter) }
        if conditions.isEmpty { conditions = ["true"] }
        return "\(selection(index.table)) WHERE \(conditions.joined(separator: " AND "))"
    }

    /// A constant of an index, written out so that a partial index serves.
    static func filter(_ index: RegistryIndex) -> String? {
        switch index.filter {
        case (let column, .text(let text))?: "\(column) = '\(text)'"
        case (let column, .integer(let number))?: "\(column) = \(number)"
        default: nil
        }
    }

    private func found(_ sql: String, _ values: [RegistryValue], _ table: RegistryTable)
        throws(RegistryFault) -> [[RegistryValue]]
    {
        try found(sql, values.map(PostgreSQLValue.init), table)
    }

    func found(_ sql: String, _ values: [PostgreSQLValue], _ table: RegistryTable)
        throws(RegistryFault) -> [[RegistryValue]]
    {
        let count = table.columns.count
        return try trying { () throws(StoreError) in
            try connection.rows(sql, values) { row throws(StoreError) in
                try row.registryValues(count)
            }
        }
    }

    func trying<Value>(_ body: () throws(StoreError) -> Value) throws(RegistryFault)
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

extension PostgreSQLValue {
    init(_ value: RegistryValue) {
        self =
            switch value {
            case .null: .null
            case .integer(let number): .integer(number)
            case .text(let text): .text(text)
            }
    }
}

extension StoredLeaf {
    var parameters: [PostgreSQLValue] { [.integer(number), .bytes(entry), .bytes(hash)] }

    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        self.init(
            number: Int64(try row.integer()), entry: try row.bytes(), hash: try row.bytes())
    }
}

extension PostgreSQLRow {
    /// The next columns as values of the registry.
    mutating func registryValues(_ count: Int) throws(StoreError) -> [RegistryValue] {
        var values: [RegistryValue] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            guard let value = try value().registryValue else {
                throw .damaged("a column holds what it cannot")
            }
            values.append(value)
        }
        return values
    }
}

extension PostgreSQLConnection {
    func leafCount() throws(StoreError) -> Int64 {
        Int64(try number("SELECT coalesce(max(number) + 1, 0) FROM log_leaves"))
    }
}
