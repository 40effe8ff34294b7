/// The rows of a table as numbers, in the order of the file, before they are put on a grid.
struct TableRows {
    /// Names of all columns.
    private(set) var header: [String] = []
    /// Start of each row's step, seconds since the epoch.
    private(set) var times: [Int] = []
    /// When each row became known; empty without a column `known_at`.
    private(set) var knownAt: [Int] = []
    /// Line of each row.
    private(set) var lines: [Int] = []
    /// False for the rows whose column `ok` says 0; empty without that column.
    private(set) var isTrusted: [Bool] = []
    /// The columns asked for, in that order; NaN where there is no value.
    private(set) var columns: [[Double]]
    /// What is wrong, in the order of the lines.
    private(set) var faults: [TableFault] = []

    private let zone: CivilZone
    private let names: [String]
    private var places: [Int] = []
    private var timePlace = 0
    private var knownAtPlace: Int?
    private var trustPlace: Int?

    /// Names of the column of times; without one of them the first column is it.
    private static let timeNames: Set<String> = [
        "time", "timestamp", "datetime", "date_time", "time_utc", "utc_time", "utc", "date",
    ]

    /// Reads all rows of a text.
    init(_ bytes: [UInt8], columns names: [String], zone: CivilZone) {
        self.names = names
        self.zone = zone
        columns = names.map { _ in [] }
        var cells = CSVCells(bytes)
        guard cells.next() else {
            faults.append(TableFault(.empty))
            return
        }
        readHeader(cells)
        guard faults.isEmpty else { return }
        while cells.next() { readRow(cells) }
        if cells.isUnclosed { faults.append(TableFault(.unclosedQuote, line: cells.line)) }
        if times.isEmpty, faults.isEmpty { faults.append(TableFault(.empty)) }
    }

    private mutating func readHeader(_ cells: CSVCells) {
        header = cells.cells.indices.map(cells.text)
        timePlace =
            header.firstIndex { Self.timeNames.contains($0.lowercased()) } ?? 0
        let allowed = header.enumerated().filter { $0.offset != timePlace }.map(\.element)
        for name in names {
            let found = header.indices.filter { header[$0] == name && $0 != timePlace }
            if found.isEmpty {
                faults.append(
                    TableFault(
                        .noSuchColumn, line: cells.line, given: name,
                        detail: allowed.prefix(40).joined(separator: ", ")))
            } else if found.count > 1 {
                faults.append(TableFault(.columnTwice, line: cells.line, given: name))
            }
            places.append(found.first ?? 0)
        }
        func unasked(_ name: String) -> Int? {
            names.contains(name) ? nil : header.firstIndex { $0.lowercased() == name }
        }
        knownAtPlace = unasked("known_at")
        trustPlace = unasked("ok")
    }

    private mutating func readRow(_ cells: CSVCells) {
        guard cells.cells.count == header.count else {
            faults.append(
                TableFault(
                    .cellCount, line: cells.line, given: "\(cells.cells.count)",
                    detail: "\(header.count)"))
            return
        }
        guard let time = time(cells, timePlace, after: times.last) else { return }
        if let knownAtPlace {
            guard let known = self.time(cells, knownAtPlace, after: nil) else { return }
            knownAt.append(known)
        }
        times.append(time)
        lines.append(cells.line)
        if let trustPlace { isTrusted.append(number(cells, trustPlace) != 0) }
        for (index, place) in places.enumerated() {
            columns[index].append(number(cells, place))
        }
    }

    /// The instant in a cell; of a local time that occurs twice the one after the row before.
    private mutating func time(_ cells: CSVCells, _ place: Int, after last: Int?) -> Int? {
        let cell = cells.bytes[cells.cells[place]]
        let local: Int
        switch TimeText(cell) {
        case .instant(let time): return time
        case .local(let seconds): local = seconds
        case .day(let day): local = day * 86_400
        case nil:
            fault(.notATime, cells, place)
            return nil
        }
        let instants = zone.instants(local: local)
        guard let first = instants.first, let second = instants.last else {
            fault(.skippedTime, cells, place, detail: zone.identifier)
            return nil
        }
        guard let last else { return first }
        return last >= first ? second : first
    }

    private mutating func number(_ cells: CSVCells, _ place: Int) -> Double {
        let isComma = cells.separator == UInt8(ascii: ",")
        switch NumberCell(cells.bytes[cells.cells[place]], decimalComma: !isComma) {
        case .number(let value): return value
        case .missing: return .nan
        case .notANumber: fault(.notANumber, cells, place)
        case .notFinite: fault(.notFinite, cells, place)
        }
        return .nan
    }

    private mutating func fault(
        _ code: TableFault.Code, _ cells: CSVCells, _ place: Int, detail: String = ""
    ) {
        faults.append(
            TableFault(
                code, line: cells.line, column: header[place], given: cells.text(place),
                detail: detail))
    }
}
