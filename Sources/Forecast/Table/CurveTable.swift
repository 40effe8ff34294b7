extension WetBulbCurve {
    /// Columns of a table of a curve.
    private static let columns = ["wet_bulb", "pue"]
    /// Rows from which on a table is measurements, not points.
    private static let leastMeasured = 24

    /// Reads a table with columns `wet_bulb` (°C) and `pue`: up to 23 rows are the points of a curve,
    /// more are measurements that a curve is learned from.
    ///
    /// - Throws: `TableError` with every fault, and `notACurve` where points fall or lie below 1.
    public init(csv bytes: [UInt8]) throws(TableError) {
        let rows = try CurveRows(bytes, columns: Self.columns)
        guard rows.values.count < Self.leastMeasured else {
            do throws(ForecastError) {
                try self.init(measured: rows.values.map { $0[0] }, rows.values.map { $0[1] })
            } catch {
                throw TableError([TableFault(.notACurve)])
            }
            return
        }
        guard
            let curve = WetBulbCurve(
                wetBulbs: rows.values.map { $0[0] }, values: rows.values.map { $0[1] })
        else {
            throw TableError([TableFault(.notACurve)])
        }
        self = curve
    }
}

/// Rows of numbers without times.
private struct CurveRows {
    /// The columns asked for, row by row, all finite.
    private(set) var values: [[Double]] = []

    init(_ bytes: [UInt8], columns: [String]) throws(TableError) {
        var cells = CSVCells(bytes)
        guard cells.next() else { throw TableError([TableFault(.empty)]) }
        let header = cells.cells.indices.map { cells.text($0) }
        let missing = columns.filter { !header.contains($0) }
        guard missing.isEmpty else {
            throw TableError(
                missing.map {
                    TableFault(
                        .noSuchColumn, line: cells.line, given: $0,
                        detail: header.joined(separator: ", "))
                })
        }
        let places = columns.compactMap(header.firstIndex)
        let decimalComma = cells.separator != UInt8(ascii: ",")
        var faults: [TableFault] = []
        while cells.next() {
            guard cells.cells.count == header.count else {
                faults.append(
                    TableFault(
                        .cellCount, line: cells.line, given: "\(cells.cells.count)",
                        detail: "\(header.count)"))
                continue
            }
            var row: [Double] = []
            for place in places {
                let code: TableFault.Code
                switch NumberCell(cells.bytes[cells.cells[place]], decimalComma: decimalComma) {
                case .number(let value):
                    row.append(value)
                    continue
                case .notFinite: code = .notFinite
                case .missing, .notANumber: code = .notANumber
                }
                faults.append(
                    TableFault(
                        code, line: cells.line, column: header[place], given: cells.text(place)))
            }
            if row.count == places.count { values.append(row) }
        }
        if cells.isUnclosed { faults.append(TableFault(.unclosedQuote, line: cells.line)) }
        if values.isEmpty, faults.isEmpty { faults.append(TableFault(.empty)) }
        guard faults.isEmpty else { throw TableError(faults) }
    }
}
