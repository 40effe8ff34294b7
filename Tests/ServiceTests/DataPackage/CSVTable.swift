import Foundation

/// A CSV file: its header and its rows of text.
struct CSVTable {
    let header: [String]
    let rows: [[String]]

    init(text: String) {
        var records = CSVTable.records(of: text)
        header = records.isEmpty ? [] : records.removeFirst()
        rows = records
    }

    init(contentsOf url: URL) throws {
        self.init(text: try String(contentsOf: url, encoding: .utf8))
    }

    func values(of column: String) -> [String] {
        guard let index = header.firstIndex(of: column) else { return [] }
        return rows.compactMap { index < $0.count ? $0[index] : nil }
    }

    /// Each row as a dictionary from column to value.
    var dictionaries: [[String: String]] {
        rows.map { Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first }) }
    }

    private static func records(of text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field = ""
        var quoted = false
        var previousWasQuote = false
        for scalar in text.unicodeScalars {
            if quoted {
                if scalar == "\"" {
                    quoted = false
                    previousWasQuote = true
                } else {
                    field.unicodeScalars.append(scalar)
                }
                continue
            }
            switch scalar {
            case "\"":
                if previousWasQuote { field.append("\"") }
                quoted = true
            case ",":
                record.append(field)
                field = ""
            case "\n":
                records.append(record + [field])
                record = []
                field = ""
            default:
                field.unicodeScalars.append(scalar)
            }
            previousWasQuote = false
        }
        if !field.isEmpty || !record.isEmpty { records.append(record + [field]) }
        return records
    }
}
