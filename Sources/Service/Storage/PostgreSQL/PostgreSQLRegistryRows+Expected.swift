import Certificates

/// What is asked for soon, fetched with one question instead of one for each row.
extension PostgreSQLRegistryRows {
    /// One question instead of one for each row, where a text is the key.
    func expect(_ table: RegistryTable, _ keys: [[RegistryValue]]) throws(RegistryFault) {
        var ids: [String] = []
        for key in keys {
            if key.count == 1, case .text(let id) = key[0] { ids.append(id) }
        }
        guard ids.count == keys.count else { return }
        var rows = known[table] ?? [:]
        for key in keys { rows[key] = .some(nil) }
        for row in try found(
            "\(Self.selection(table)) WHERE id = ANY ($1)", [PostgreSQLValue.texts(ids)], table)
        {
            rows[[row[0]]] = row
        }
        known[table] = rows
    }

    func expect(_ index: RegistryIndex, _ values: [[RegistryValue]]) throws(RegistryFault) {
        guard let arrays = Self.arrays(values, index.columns.count) else { return }
        let names = index.columns.map { "asked.\($0)" }
        let columns = index.table.columns.map { "found.\($0)" }.joined(separator: ", ")
        let matches = zip(index.columns, names).map { "found.\($0) = \($1)" }
        var known: [[RegistryValue]: [[RegistryValue]]] = [:]
        for values in values { known[values] = [] }
        for row in try found(
            """
            SELECT \(columns) FROM unnest(\(Self.places(arrays.count))) AS asked
                (\(index.columns.joined(separator: ", ")))
            JOIN \(index.table.rawValue) AS found ON \(matches.joined(separator: " AND "))
            """, arrays, index.table)
        {
            let places = index.columns.compactMap { index.table.columns.firstIndex(of: $0) }
            known[places.map { row[$0] }, default: []].append(row)
        }
        // Rows of several that share values would need an order, and a condition is not asked here.
        guard index.filter == nil, known.values.allSatisfy({ $0.count < 2 }) else { return }
        knownIndexes[index] = known
    }

    func expectLast(_ index: RegistryIndex, _ places: [RegistryPlace]) throws(RegistryFault) {
        guard let order = index.order,
            let arrays = Self.arrays(places.map(\.values), index.columns.count)
        else { return }
        let count = arrays.count
        let asked = index.columns.joined(separator: ", ")
        var conditions = index.columns.map { "\(index.table.rawValue).\($0) = asked.\($0)" }
        conditions += [Self.filter(index), "\(order) < asked.before_number"].compactMap { $0 }
        var known: [RegistryPlace: [RegistryValue]?] = [:]
        for place in places { known[place] = .some(nil) }
        let width = index.table.columns.count
        let rows = try trying { () throws(StoreError) in
            try connection.rows(
                """
                SELECT asked.number, found.* FROM
                    unnest(\(Self.places(count)), $\(count + 1)::bigint[]) WITH ORDINALITY
                    AS asked (\(asked), before_number, number)
                CROSS JOIN LATERAL (\(Self.selection(index.table))
                    WHERE \(conditions.joined(separator: " AND "))
                    ORDER BY \(order) DESC LIMIT 1) AS found
                """, arrays + [.integers(places.map(\.before))]
            ) { row throws(StoreError) in (try row.integer(), try row.registryValues(width)) }
        }
        for (number, row) in rows { known[places[number - 1]] = row }
        knownLasts[index] = known
    }

    /// The values of each column as an array; nil unless all are texts.
    private static func arrays(_ values: [[RegistryValue]], _ count: Int) -> [PostgreSQLValue]? {
        var columns = [[String]](repeating: [], count: count)
        for values in values {
            guard values.count == count else { return nil }
            for (place, value) in values.enumerated() {
                guard case .text(let text) = value else { return nil }
                columns[place].append(text)
            }
        }
        return columns.map(PostgreSQLValue.texts)
    }

    private static func places(_ count: Int) -> String {
        (1...max(1, count)).map { "$\($0)::text[]" }.joined(separator: ", ")
    }
}
