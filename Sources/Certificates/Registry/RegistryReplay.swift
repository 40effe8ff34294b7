/// Rebuilds the registry from its log alone, by the rules that made it.
///
/// *Invariant 11*: log entry ⇔ state change. Each request is read back from its entries, done again, and
/// has to give the very same bytes; so an entry that was changed, lost, added or moved is found at the
/// first request that it touches.
package struct RegistryReplay {
    private let registry: Registry
    private let rows: CheckedRows
    private var waiting: [LogEntry] = []
    private var bytes: [[UInt8]] = []
    /// Entries taken, those of an unfinished request included.
    package private(set) var count: Int64 = 0

    /// A replay into rows that are empty.
    package init(into rows: any RegistryRows) {
        self.rows = CheckedRows(rows)
        registry = Registry(self.rows, isReplay: true)
    }

    /// True between requests: where a checkpoint may be.
    package var isComplete: Bool { waiting.isEmpty }

    /// Takes the next entry; its rows change with the last entry of its request.
    ///
    /// - Throws: `RegistryFault.damaged` with the number of the entry, from 0.
    package mutating func apply(_ leaf: [UInt8]) throws(RegistryFault) {
        do throws(RegistryFault) {
            try take(leaf)
        } catch .unreadable {
            throw .unreadable
        } catch {
            throw .damaged("log entry \(count): \(error)")
        }
        count += 1
    }

    private mutating func take(_ leaf: [UInt8]) throws(RegistryFault) {
        let entry = try LogEntry(parsing: leaf)
        guard entry.number == waiting.count + 1, waiting.first.map(entry.isPart) ?? true else {
            throw .malformed("n")
        }
        waiting.append(entry)
        bytes.append(leaf)
        guard entry.number == entry.count else { return }
        defer {
            waiting = []
            bytes = []
        }
        rows.expected = bytes
        let receipt = try registry.perform(RegistryRequest(of: waiting))
        guard !receipt.isRepeated else { throw .malformed("a request came twice") }
    }
}

extension RegistryRequest {
    /// The request of its log entries, which are all of them and in order.
    package init(of entries: [LogEntry]) throws(RegistryFault) {
        let main = entries.filter { $0.kind != LogEntry.effects }
        guard let first = main.first, main.allSatisfy({ $0.kind == first.kind }) else {
            throw .malformed("kind")
        }
        var reader = OperationReader(data: first.data, rows: main.flatMap(\.rows))
        let operation = try RegistryOperations.type(of: first.kind).init(&reader)
        try reader.finish()
        self.init(
            id: first.request, account: first.account, person: first.person, at: first.at,
            operation: operation)
    }
}

extension LogEntry {
    /// Whether another entry can belong to the same request.
    fileprivate func isPart(of other: LogEntry) -> Bool {
        account == other.account && at == other.at && person == other.person
            && request == other.request && count == other.count
    }
}

/// Rows that take a change only with the very leaves that are in the log.
private final class CheckedRows: RegistryRows {
    let rows: any RegistryRows
    var expected: [[UInt8]] = []

    init(_ rows: any RegistryRows) { self.rows = rows }

    func row(_ table: RegistryTable, _ key: [RegistryValue]) throws(RegistryFault)
        -> [RegistryValue]?
    {
        try rows.row(table, key)
    }

    func rows(_ index: RegistryIndex, _ values: [RegistryValue]) throws(RegistryFault)
        -> [[RegistryValue]]
    {
        try rows.rows(index, values)
    }

    func last(_ index: RegistryIndex, _ values: [RegistryValue], before: Int64)
        throws(RegistryFault) -> [RegistryValue]?
    {
        try rows.last(index, values, before: before)
    }

    func expect(_ table: RegistryTable, _ keys: [[RegistryValue]]) throws(RegistryFault) {
        try rows.expect(table, keys)
    }

    func expect(_ index: RegistryIndex, _ values: [[RegistryValue]]) throws(RegistryFault) {
        try rows.expect(index, values)
    }

    func expectLast(_ index: RegistryIndex, _ places: [RegistryPlace]) throws(RegistryFault) {
        try rows.expectLast(index, places)
    }

    func leafCount() throws(RegistryFault) -> Int64 { try rows.leafCount() }

    func write(_ change: RegistryChange) throws(RegistryFault) {
        guard change.leaves == expected else {
            throw .malformed("the request gives other entries")
        }
        try rows.write(change)
    }
}
