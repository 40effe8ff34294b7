/// Series read from a CSV file: a column of times and columns of numbers at regular steps.
///
/// Rows may come in any order and may be left out (NaN); a column `ok` with 0 marks rows that are
/// not to be trusted, and a column `known_at` makes rows of one time revisions of each other.
public struct SeriesTable: Sendable {
    /// The columns asked for, in that order, on one grid.
    public let columns: [RevisedSeries]
    /// Names of all columns of the file.
    public let header: [String]
    /// What a reader should know of the file.
    public let notes: Notes

    /// What was put right while reading; not wrong, but worth saying.
    public struct Notes: Sendable, Equatable {
        /// True when the rows were not in the order of time.
        public var wasUnordered = false
        /// Steps between the first and the last row that have none.
        public var missingRows = 0
        /// Rows that the file's column `ok` distrusts.
        public var distrustedRows = 0
    }

    /// Longest series, steps.
    public static let longest = 20_000_000

    /// The names of the columns of a file; empty when it has no line.
    public static func header(ofCSV bytes: [UInt8]) -> [String] {
        var cells = CSVCells(bytes)
        return cells.next() ? cells.cells.indices.map(cells.text) : []
    }

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - bytes: the file, UTF-8.
    ///   - columns: names of the columns of numbers, without repetition.
    ///   - zone: the zone of times without an offset.
    ///   - stepSeconds: step of the series; nil for the file's own.
    /// - Throws: `TableError` with all faults, each with its line and column.
    public init(
        csv bytes: [UInt8], columns names: [String], zone: CivilZone = .utc,
        stepSeconds: Int? = nil
    ) throws(TableError) {
        let rows = TableRows(bytes, columns: names, zone: zone)
        guard rows.faults.isEmpty else { throw TableError(rows.faults) }
        let grid = RowGrid(rows)
        guard grid.faults.isEmpty else { throw TableError(grid.faults) }
        header = rows.header
        notes = grid.notes
        let step = stepSeconds ?? grid.stepSeconds
        guard Resampling.isPossible(from: grid.stepSeconds, to: step) else {
            throw TableError([
                TableFault(.wrongStep, given: "\(step)", detail: "\(grid.stepSeconds)")
            ])
        }
        if step != grid.stepSeconds,
            (grid.start + zone.offset(at: grid.start)) % grid.stepSeconds != 0
        {
            throw TableError([
                TableFault(
                    .offGrid, line: rows.lines[0], given: CivilDay.text(ofTime: grid.start),
                    detail: "\(grid.stepSeconds)")
            ])
        }
        columns = names.indices.map { index in
            grid.series(rows, index, name: names[index])
                .resampled(to: step, zone: zone)
        }
    }
}

/// The rows of a table sorted onto steps of one length.
private struct RowGrid {
    let start: Int
    let stepSeconds: Int
    let count: Int
    private(set) var faults: [TableFault] = []
    private(set) var notes = SeriesTable.Notes()
    /// Row numbers in the order of time, of rows of one time in that of `known_at`.
    private var order: [Int]

    init(_ rows: TableRows) {
        let times = rows.times
        order = Array(times.indices)
        notes.wasUnordered = zip(times, times.dropFirst()).contains { $0 > $1 }
        if notes.wasUnordered || !rows.knownAt.isEmpty {
            order.sort { a, b in
                if times[a] != times[b] { return times[a] < times[b] }
                if rows.knownAt.isEmpty { return a < b }
                return (rows.knownAt[a], a) < (rows.knownAt[b], b)
            }
        }
        let sorted = order.map { times[$0] }
        start = sorted[0]
        stepSeconds = Self.step(sorted)
        let steps = (sorted[sorted.count - 1] - start) / stepSeconds + 1
        count = min(steps, SeriesTable.longest)
        if steps > SeriesTable.longest {
            faults.append(TableFault(.tooLong, detail: "\(steps)"))
            return
        }
        check(rows, sorted)
        let distinct = 1 + zip(sorted, sorted.dropFirst()).count { $0 != $1 }
        notes.missingRows = count - distinct
        notes.distrustedRows = rows.isTrusted.count { !$0 }
    }

    /// The commonest distance between neighbours; the shortest of those that are equally common.
    private static func step(_ sorted: [Int]) -> Int {
        var counts: [Int: Int] = [:]
        for (a, b) in zip(sorted, sorted.dropFirst()) where a < b { counts[b - a, default: 0] += 1 }
        return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 3_600
    }

    private mutating func check(_ rows: TableRows, _ sorted: [Int]) {
        for (index, row) in order.enumerated() {
            let text = CivilDay.text(ofTime: sorted[index])
            if (sorted[index] - start) % stepSeconds != 0 {
                faults.append(
                    TableFault(
                        .offGrid, line: rows.lines[row], given: text, detail: "\(stepSeconds)"))
            } else if index > 0, sorted[index] == sorted[index - 1],
                rows.knownAt.isEmpty || rows.knownAt[row] == rows.knownAt[order[index - 1]]
            {
                faults.append(
                    TableFault(
                        .timeTwice, line: rows.lines[row], given: text,
                        detail: "\(rows.lines[order[index - 1]])"))
            }
        }
        faults.sort { $0.line < $1.line }
    }

    func series(_ rows: TableRows, _ column: Int, name: String) -> RevisedSeries {
        var values = [Double](repeating: .nan, count: count)
        var quality = [Series.Quality](repeating: .missing, count: count)
        var revisions = [[RevisedSeries.Revision]](
            repeating: [], count: rows.knownAt.isEmpty ? 0 : count)
        for row in order {
            let step = (rows.times[row] - start) / stepSeconds
            let isTrusted = rows.isTrusted.isEmpty || rows.isTrusted[row]
            let value = isTrusted ? rows.columns[column][row] : .nan
            values[step] = value
            quality[step] = isTrusted ? (value.isNaN ? .missing : []) : .distrusted
            if !revisions.isEmpty {
                revisions[step].append(
                    RevisedSeries.Revision(knownAt: rows.knownAt[row], value: value))
            }
        }
        let series = Series(
            name: name, measure: .of(columnNamed: name), start: start, stepSeconds: stepSeconds,
            values: values, quality: quality.contains { !$0.isEmpty } ? quality : [])
        return RevisedSeries(latest: series, revisions: revisions)
    }
}

extension Series.Measure {
    /// What the name of a column says of its values: an amount of energy, tokens or requests is a
    /// sum over the step; all else, and whatever is "per" something, is a mean.
    public static func of(columnNamed name: String) -> Series.Measure {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard !words.contains("per"), !name.contains("/"), let last = words.last else {
            return .mean
        }
        return amounts.contains(last) ? .sum : .mean
    }

    private static let amounts: Set<String> = [
        "wh", "kwh", "mwh", "gwh", "twh", "j", "kj", "mj", "gj", "energy", "tokens", "requests",
    ]
}
