/// The CSV files of a PyPSA network, read into tables.
///
/// `buses.csv` and its like hold one component each, a row an entry and a column an attribute;
/// `generators-p_max_pu.csv` and its like hold one attribute in time, a row a snapshot and a
/// column an entry. What a file does not say is as PyPSA assumes.
struct PyPSAFolder {
    /// Bytes of a file of the folder, or nil when there is none.
    typealias FileSource = (String) -> [UInt8]?

    private let names: [String]
    private let bytes: FileSource
    private let faults: PyPSAFaults

    /// - Parameters:
    ///   - names: all files of the folder.
    ///   - bytes: gives the bytes of one.
    init(names: [String], bytes: @escaping FileSource, faults: PyPSAFaults) {
        self.names = names.sorted()
        self.bytes = bytes
        self.faults = faults
    }

    func has(_ file: String) -> Bool { names.contains(file) }

    /// Names of the files that no table takes in.
    var strangers: [String] {
        names.filter { name in
            guard name.hasSuffix(".csv") else { return !["meta.json", "crs.json"].contains(name) }
            let stem = name.dropLast(4)
            if ["network", "snapshots", "investment_periods"].contains(stem) { return false }
            let list = stem.split(separator: "-", maxSplits: 1).first.map(String.init) ?? ""
            return PyPSAComponent(rawValue: list) == nil || stem.hasSuffix("-pw")
        }
    }

    /// The table of a component; empty when the folder has none.
    func table(_ component: PyPSAComponent, snapshotCount: Int) -> PyPSATable {
        let sheet = self.sheet(component.rawValue + ".csv")
        var series: [String: [String: [Double]]] = [:]
        let prefix = component.rawValue + "-"
        for file in names where file.hasPrefix(prefix) && file.hasSuffix(".csv") {
            let attribute = String(file.dropFirst(prefix.count).dropLast(4))
            guard !attribute.hasSuffix("-pw") else { continue }
            series[attribute] = columns(
                file, rowCount: snapshotCount, known: Set(sheet?.rows.map { $0[0] } ?? []))
        }
        guard let sheet else {
            return PyPSATable(
                component, names: [], lines: [], cells: [:], series: [:], faults: faults)
        }
        var cells: [String: [String]] = [:]
        for (column, attribute) in sheet.header.enumerated().dropFirst() {
            cells[attribute] = sheet.rows.map { $0[column] }
        }
        return PyPSATable(
            component, names: uniqueNames(sheet, component), lines: sheet.lines, cells: cells,
            series: series, faults: faults)
    }

    private func uniqueNames(_ sheet: Sheet, _ component: PyPSAComponent) -> [String] {
        var seen: Set<String> = []
        return sheet.rows.enumerated().map { index, row in
            if !seen.insert(row[0]).inserted {
                faults.add(
                    "\(component.rawValue).csv, line \(sheet.lines[index])", .duplicateID,
                    given: "\"\(row[0])\"", allowed: "each name once")
            }
            return row[0]
        }
    }

    /// A file as text cells.
    struct Sheet {
        let header: [String]
        let rows: [[String]]
        let lines: [Int]

        /// The cells of a column; nil when there is none.
        func column(_ name: String) -> [String]? {
            header.firstIndex(of: name).map { index in rows.map { $0[index] } }
        }
    }

    /// Reads a file; nil when there is none or when it has faults.
    func sheet(_ file: String) -> Sheet? {
        guard has(file) else { return nil }
        guard let content = bytes(file) else {
            faults.add(file, .malformed, given: "a file that cannot be read", allowed: "CSV")
            return nil
        }
        var reader = CSVRows(content)
        guard let header = reader.next(), !content.isEmpty else {
            faults.add("\(file), line 1", .malformed, given: "nothing", allowed: "a header")
            return nil
        }
        if Set(header).count != header.count {
            faults.add(
                "\(file), line 1", .duplicateID, given: "a column name twice",
                allowed: "unique names")
        }
        var rows: [[String]] = []
        var lines: [Int] = []
        while let row = reader.next() {
            guard row.count == header.count else {
                faults.add(
                    "\(file), line \(reader.line)", .malformed, given: "\(row.count) cells",
                    allowed: "\(header.count) cells")
                return nil
            }
            rows.append(row)
            lines.append(reader.line)
        }
        return Sheet(header: header, rows: rows, lines: lines)
    }

    /// The columns of a file of series; empty cells are NaN.
    private func columns(_ file: String, rowCount: Int, known: Set<String>) -> [String: [Double]] {
        guard let sheet = self.sheet(file) else { return [:] }
        guard sheet.rows.count == rowCount else {
            faults.add(
                "\(file), line \(sheet.lines.last ?? 1)", .wrongLength,
                given: "\(sheet.rows.count) rows", allowed: "\(rowCount) rows, one a snapshot")
            return [:]
        }
        var columns: [String: [Double]] = [:]
        for (column, name) in sheet.header.enumerated().dropFirst() {
            guard known.contains(name) else {
                faults.add(
                    "\(file), line 1", .unknownReference, given: "column \"\(name)\"",
                    allowed: "a name of the component's own file")
                continue
            }
            columns[name] = sheet.rows.enumerated().map { index, row in
                if row[column].isEmpty { return .nan }
                if let value = Double(row[column]) { return value }
                faults.add(
                    "\(file), line \(sheet.lines[index])", .notAllowed,
                    given: "\"\(row[column])\" in column \(name)", allowed: "a number")
                return .nan
            }
        }
        return columns
    }
}
