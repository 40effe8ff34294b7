import Certificates
import Solver

/// One thing wrong in a CSV file.
package struct RecordFileFault: Error, Equatable, Sendable {
    /// The line, counted from one.
    package let line: Int
    /// What stands there.
    package let given: String
    /// What may stand there.
    package let allowed: String
}

/// Everything wrong in a CSV file, by line; at most the first thousand.
package struct TableFaults: Error, Equatable, Sendable {
    package let list: [RecordFileFault]

    static let most = 1000

    init(_ list: [RecordFileFault]) {
        self.list = Array(list.sorted { $0.line < $1.line }.prefix(Self.most))
    }
}

/// Reads a CSV file with named columns into records, and collects all that is wrong with it.
struct RecordTable<Record> {
    /// The records of sound lines.
    private(set) var records: [Record] = []
    /// The line of each record.
    private(set) var lines: [Int] = []
    private var faults: [RecordFileFault] = []

    /// Reads all lines.
    ///
    /// - Parameters:
    ///   - columns: columns that must be there.
    ///   - optional: columns that may be there; an empty cell is none.
    ///   - record: makes a record of a line, nil where the line has faults.
    init(
        _ bytes: [UInt8], columns: [String], optional: [String] = [],
        record: (inout RecordLine) -> Record?
    ) throws(TableFaults) {
        var rows = CSVRows(bytes)
        let header = rows.next() ?? []
        let known = columns + optional
        guard Set(header).count == header.count, Set(columns).isSubset(of: header),
            Set(header).isSubset(of: known)
        else {
            let allowed =
                "columns \(columns.joined(separator: ","))"
                + (optional.isEmpty ? "" : " and perhaps \(optional.joined(separator: ","))")
            let given = header.joined(separator: ",")
            throw TableFaults([RecordFileFault(line: 1, given: given, allowed: allowed)])
        }
        var places: [String: Int] = [:]
        for (place, name) in header.enumerated() { places[name] = place }
        while let row = rows.next(), faults.count < TableFaults.most {
            var line = RecordLine(number: rows.line, cells: row, places: places)
            if row.count != header.count {
                line.fail("\(row.count) cells", "\(header.count) cells")
            } else if let record = record(&line), line.faults.isEmpty {
                records.append(record)
                lines.append(rows.line)
            }
            faults += line.faults
        }
    }

    /// Adds faults that only show among records together, by the position of the record.
    mutating func add(_ position: Int, given: String, allowed: String) {
        faults.append(RecordFileFault(line: lines[position], given: given, allowed: allowed))
    }

    /// The records, or all that is wrong.
    func checked() throws(TableFaults) -> [Record] {
        guard faults.isEmpty else { throw TableFaults(faults) }
        return records
    }
}

/// The cells of one line by column.
struct RecordLine {
    let number: Int
    let cells: [String]
    let places: [String: Int]
    private(set) var faults: [RecordFileFault] = []

    init(number: Int, cells: [String], places: [String: Int]) {
        self.number = number
        self.cells = cells
        self.places = places
    }

    mutating func fail(_ given: String, _ allowed: String) {
        faults.append(RecordFileFault(line: number, given: given, allowed: allowed))
    }

    /// The cell of a column; nil where there is no such column, or nothing in it.
    func cell(_ column: String) -> String? {
        guard let place = places[column], !cells[place].isEmpty else { return nil }
        return cells[place]
    }

    mutating func text(_ column: String) -> String? {
        guard let text = cell(column) else {
            fail("no \(column)", "a \(column)")
            return nil
        }
        return text
    }

    /// A name that logs and certificates can carry.
    mutating func name(_ column: String) -> String? {
        guard let text = text(column) else { return nil }
        guard AccountingLimits.isName(text) else {
            fail(
                "\(column) \"\(text)\"",
                "a letter or digit, then up to 127 letters, digits and ._:/@+-")
            return nil
        }
        return text
    }

    mutating func integer(_ column: String, _ range: ClosedRange<Int64>) -> Int64? {
        guard let text = text(column) else { return nil }
        guard let value = JSONValue.text(text).decimal, range.contains(value) else {
            fail(
                "\(column) \"\(text)\"",
                "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ column: String, _ type: Word.Type = Word.self
    ) -> Word? {
        guard let text = text(column) else { return nil }
        guard let word = Word(rawValue: text) else {
            fail(
                "\(column) \"\(text)\"", Word.allCases.map(\.rawValue).joined(separator: ", "))
            return nil
        }
        return word
    }

    /// An interval of whole seconds with offsets, `2026-03-01T00:00:00+08:00`.
    mutating func interval(_ start: String = "start", _ end: String = "end") -> UTCInterval? {
        let times = [start, end].map { column -> UTCTime? in
            guard let text = text(column) else { return nil }
            let time = Instant(text).flatMap { UTCTime(seconds: Int64($0.seconds)) }
            if time == nil { fail("\(column) \"\(text)\"", "a time as 2026-03-01T00:00:00+08:00") }
            return time
        }
        guard let first = times[0], let last = times[1] else { return nil }
        let interval = UTCInterval(start: first, end: last)
        if interval == nil { fail("\(end) \(last.text)", "a time after \(start)") }
        return interval
    }

    mutating func revision() -> Int? { integer("revision", 0...1_000_000).map { Int($0) } }
}
