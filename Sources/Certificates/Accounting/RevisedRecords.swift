/// A measured figure of an interval that may be corrected later.
public protocol RevisedRecord: Sendable, Hashable {
    /// Records of one key never overlap.
    associatedtype Key: Hashable, Comparable, Sendable
    /// What it is a record of.
    var key: Key { get }
    /// When.
    var interval: UTCInterval { get }
    /// 0 for the first record of its interval, then one more for each correction.
    var revision: Int { get }
    /// Names that it carries, each with what it is called.
    var names: [(called: String, name: String)] { get }
    /// Amounts, each with what it is called and its largest value; never negative.
    var amounts: [(called: String, amount: Int64, limit: Int64)] { get }
    /// What another record of its key must have in common with it and has not; nil for nothing.
    func disagreement(with other: Self, isCorrection: Bool) -> String?
}

/// Why a record cannot join a collection.
public enum RecordFault: Error, Sendable, Hashable {
    /// A name is not one of `AccountingLimits.isName`.
    case notAName(called: String, given: String)
    /// An amount is negative or beyond its limit.
    case outOfRange(called: String, given: Int64, limit: Int64)
    /// It shares a second with another record of its key that has another interval.
    case overlaps(UTCInterval)
    /// Its number is not the next one of its interval.
    case revision(given: Int, next: Int)
    /// It differs from another record of its key in what must be the same.
    case contradicts(member: String, UTCInterval)
    /// The collection's sum would leave what 64 bits hold.
    case sumTooLarge
}

/// Records of which no two of one key overlap, whatever their lengths; every revision is kept and the
/// latest counts.
public struct RevisedRecords<Record: RevisedRecord>: Sendable, Hashable {
    /// One interval of a key.
    private struct Entry: Hashable {
        var latest: Record
        /// Oldest first; empty where nothing was corrected.
        var earlier: [Record] = []
    }

    /// Ascending by start.
    private var entries: [Record.Key: [Entry]] = [:]
    private var sum: Int64 = 0

    /// An empty collection.
    public init() {}

    /// The keys, ascending.
    public var keys: [Record.Key] { entries.keys.sorted() }

    /// The latest revisions of a key, ascending in time.
    public func latest(of key: Record.Key) -> [Record] { entries[key, default: []].map(\.latest) }

    /// All latest revisions, by key and then in time.
    public var latest: [Record] { keys.flatMap { latest(of: $0) } }

    /// All revisions, by key, then in time, then oldest first: the order in which they can be added.
    public var all: [Record] {
        keys.flatMap { key in entries[key, default: []].flatMap { $0.earlier + [$0.latest] } }
    }

    /// All revisions of an interval, oldest first; empty where there is none.
    public func revisions(of key: Record.Key, in interval: UTCInterval) -> [Record] {
        let list = entries[key, default: []]
        let place = Self.place(of: interval.start, in: list)
        guard place < list.count, list[place].latest.interval == interval else { return [] }
        return list[place].earlier + [list[place].latest]
    }

    /// Adds a record, or says why not and stays as it was.
    ///
    /// - Complexity: O(log n) where records of a key come in time's order, else O(n).
    public mutating func add(_ record: Record) throws(RecordFault) {
        try Self.check(record)
        let place = Self.place(of: record.interval.start, in: entries[record.key, default: []])
        let old = try neighbour(of: record, at: place)
        let next = (old?.revision ?? -1) + 1
        guard record.revision == next else {
            throw .revision(given: record.revision, next: next)
        }
        try count(record, insteadOf: old)
        if let old {
            entries[record.key, default: []][place].earlier.append(old)
            entries[record.key, default: []][place].latest = record
        } else {
            entries[record.key, default: []].insert(Entry(latest: record), at: place)
        }
    }

    /// A collection of what is sound among records in any order, and what is wrong with the others,
    /// each with its position, ascending.
    public static func collecting(
        _ records: [Record]
    ) -> (collection: Self, faults: [(position: Int, fault: RecordFault)]) {
        var collection = Self()
        var faults: [(position: Int, fault: RecordFault)] = []
        let order = records.indices.sorted { a, b in
            let (x, y) = (records[a], records[b])
            if x.key != y.key { return x.key < y.key }
            if x.interval.start != y.interval.start { return x.interval.start < y.interval.start }
            return (x.revision, a) < (y.revision, b)
        }
        for position in order {
            do throws(RecordFault) {
                try collection.add(records[position])
            } catch {
                faults.append((position, error))
            }
        }
        return (collection, faults.sorted { $0.position < $1.position })
    }

    /// The first entry that does not start before a second.
    private static func place(of start: UTCTime, in list: [Entry]) -> Int {
        if let last = list.last, last.latest.interval.start < start { return list.count }
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].latest.interval.start < start {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private static func check(_ record: Record) throws(RecordFault) {
        for (called, name) in record.names where !AccountingLimits.isName(name) {
            throw .notAName(called: called, given: name)
        }
        for (called, amount, limit) in record.amounts where !(0...limit).contains(amount) {
            throw .outOfRange(called: called, given: amount, limit: limit)
        }
    }

    /// The record that a record corrects, after checks against those before and behind it.
    private func neighbour(of record: Record, at place: Int) throws(RecordFault) -> Record? {
        let list = entries[record.key, default: []]
        for index in [place - 1, place] where list.indices.contains(index) {
            let other = list[index].latest
            let isCorrection = other.interval == record.interval
            if !isCorrection, other.interval.overlaps(record.interval) {
                throw .overlaps(other.interval)
            }
            if let member = record.disagreement(with: other, isCorrection: isCorrection) {
                throw .contradicts(member: member, other.interval)
            }
        }
        guard place < list.count, list[place].latest.interval == record.interval else { return nil }
        return list[place].latest
    }

    private mutating func count(
        _ record: Record, insteadOf old: Record?
    ) throws(RecordFault) {
        // Each amount is far below 2^62 / 4, so that only the sum of all can be too large.
        let change =
            record.amounts.reduce(0) { $0 + $1.amount }
            - (old?.amounts.reduce(0) { $0 + $1.amount } ?? 0)
        let (next, overflow) = sum.addingReportingOverflow(change)
        guard !overflow, next <= AccountingLimits.sum else { throw .sumTooLarge }
        sum = next
    }
}
