/// The narrow way in which the rules reach their rows: dictionaries in memory, or SQL in a transaction.
///
/// Rules only ever add rows and change them; nothing is deleted. What cannot be read throws
/// `RegistryFault.unreadable`, and the implementation keeps the reason.
package protocol RegistryRows: AnyObject {
    /// The row of a key.
    func row(_ table: RegistryTable, _ key: [RegistryValue]) throws(RegistryFault)
        -> [RegistryValue]?
    /// The rows of an index with these values, in its order, then by key.
    func rows(_ index: RegistryIndex, _ values: [RegistryValue]) throws(RegistryFault)
        -> [[RegistryValue]]
    /// The last row of an index with these values whose order is below a number.
    func last(_ index: RegistryIndex, _ values: [RegistryValue], before: Int64)
        throws(RegistryFault) -> [RegistryValue]?
    /// Says that these rows will be asked for; a store far away fetches them together.
    func expect(_ table: RegistryTable, _ keys: [[RegistryValue]]) throws(RegistryFault)
    /// Says that rows of an index with these values will be asked for.
    func expect(_ index: RegistryIndex, _ values: [[RegistryValue]]) throws(RegistryFault)
    /// Says that the last row before a number will be asked for, for each of these.
    func expectLast(_ index: RegistryIndex, _ places: [RegistryPlace]) throws(RegistryFault)
    /// Number of leaves in the log.
    func leafCount() throws(RegistryFault) -> Int64
    /// Writes the rows and leaves of one request.
    func write(_ change: RegistryChange) throws(RegistryFault)
}

/// A place in an index that has an order.
package struct RegistryPlace: Sendable, Hashable {
    /// The values of the index's columns.
    package var values: [RegistryValue]
    /// The number before which a row is looked for.
    package var before: Int64

    package init(_ values: [RegistryValue], before: Int64) {
        self.values = values
        self.before = before
    }
}

/// The rows and leaves of one request.
package struct RegistryChange: Sendable {
    /// Rows by table, in the order in which tables are written.
    package var tables: [TableChange] = []
    /// Log entries, canonical JSON, in order.
    package var leaves: [[UInt8]] = []

    /// The rows of one table.
    package struct TableChange: Sendable {
        /// The table.
        package var table: RegistryTable
        /// New rows.
        package var inserted: [[RegistryValue]] = []
        /// Rows whose changing columns have new values.
        package var updated: [[RegistryValue]] = []
    }

    /// Ids of the energy certificates whose slices it touches: their sums can be checked afterwards.
    package var touchedEnergy: [String] {
        var seen: Set<String> = []
        for change in tables where change.table == .slices {
            for row in change.inserted + change.updated {
                if case .text(let id) = row[1] { seen.insert(id) }
            }
        }
        return seen.sorted()
    }
}
