/// Rows in dictionaries: for replay, tests and tools that need no database.
package final class RegistryMemory: RegistryRows {
    private var tables: [RegistryTable: [[RegistryValue]: [RegistryValue]]] = [:]
    private var indexes: [RegistryIndex: [[RegistryValue]: [Place]]] = [:]
    /// The log, entry by entry.
    package private(set) var leaves: [[UInt8]] = []

    /// A row in an index: its order, then its key.
    private struct Place: Comparable {
        var order: Int64
        var key: [RegistryValue]

        static func < (left: Place, right: Place) -> Bool {
            guard left.order == right.order else { return left.order < right.order }
            for (left, right) in zip(left.key, right.key) where left != right {
                switch (left, right) {
                case (.integer(let left), .integer(let right)): return left < right
                case (.text(let left), .text(let right)): return left < right
                default: return false
                }
            }
            return left.key.count < right.key.count
        }
    }

    /// No rows.
    package init() {}

    package func row(_ table: RegistryTable, _ key: [RegistryValue]) -> [RegistryValue]? {
        tables[table]?[key]
    }

    package func rows(_ index: RegistryIndex, _ values: [RegistryValue]) -> [[RegistryValue]] {
        (indexes[index]?[values] ?? []).compactMap { tables[index.table]?[$0.key] }
    }

    package func last(_ index: RegistryIndex, _ values: [RegistryValue], before: Int64)
        -> [RegistryValue]?
    {
        guard let places = indexes[index]?[values] else { return nil }
        let end = Self.position(of: Place(order: before, key: []), in: places)
        return end > 0 ? tables[index.table]?[places[end - 1].key] : nil
    }

    package func expect(_ table: RegistryTable, _ keys: [[RegistryValue]]) {}
    package func expect(_ index: RegistryIndex, _ values: [[RegistryValue]]) {}
    package func expectLast(_ index: RegistryIndex, _ places: [RegistryPlace]) {}

    package func leafCount() -> Int64 { Int64(leaves.count) }

    package func write(_ change: RegistryChange) throws(RegistryFault) {
        for change in change.tables {
            for values in change.inserted {
                let key = Array(values.prefix(change.table.keyCount))
                guard tables[change.table]?[key] == nil else {
                    throw .damaged("a row of \(change.table.rawValue) came twice")
                }
                set(values, key, change.table)
            }
            for values in change.updated {
                let key = Array(values.prefix(change.table.keyCount))
                guard let old = tables[change.table]?[key] else {
                    throw .damaged("a row of \(change.table.rawValue) is not there")
                }
                for index in RegistryIndex.allCases where index.table == change.table {
                    remove(old, key, from: index)
                }
                set(values, key, change.table)
            }
        }
        leaves += change.leaves
    }

    /// The rows of a table in the order of their keys.
    package func sortedRows(of table: RegistryTable) -> [[RegistryValue]] {
        (tables[table] ?? [:]).map { (Place(order: 0, key: $0.key), $0.value) }
            .sorted { $0.0 < $1.0 }.map(\.1)
    }

    // MARK: Indexes

    private func set(_ values: [RegistryValue], _ key: [RegistryValue], _ table: RegistryTable) {
        tables[table, default: [:]][key] = values
        for index in RegistryIndex.allCases where index.table == table {
            guard let (found, place) = index.place(of: values, key) else { continue }
            var places = indexes[index]?.removeValue(forKey: found) ?? []
            let new = Place(order: place, key: key)
            places.insert(new, at: Self.position(of: new, in: places))
            indexes[index, default: [:]][found] = places
        }
    }

    private func remove(
        _ values: [RegistryValue], _ key: [RegistryValue], from index: RegistryIndex
    ) {
        guard let (found, order) = index.place(of: values, key),
            var places = indexes[index]?.removeValue(forKey: found)
        else { return }
        places.remove(at: Self.position(of: Place(order: order, key: key), in: places))
        indexes[index, default: [:]][found] = places
    }

    /// How many places are before this one.
    private static func position(of place: Place, in places: [Place]) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension RegistryIndex {
    /// The values under which a row stands in the index and its order; nil when it does not.
    fileprivate func place(of values: [RegistryValue], _ key: [RegistryValue])
        -> ([RegistryValue], Int64)?
    {
        let names = table.columns
        func value(_ name: String) -> RegistryValue {
            names.firstIndex(of: name).map { values[$0] } ?? .null
        }
        if let filter, value(filter.column) != filter.value { return nil }
        guard let order, case .integer(let number) = value(order) else {
            return (columns.map(value), 0)
        }
        return (columns.map(value), number)
    }
}
