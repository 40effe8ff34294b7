/// The faults of a tariff table, which all its rows share; in the order of their lines.
final class TariffFaults {
    private var entries: [(line: Int, fault: Fault)] = []

    var list: [Fault] {
        entries.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element.fault)
    }

    func add(
        line: Int, column: String? = nil, _ kind: Fault.Kind, given: String, allowed: String
    ) {
        let pointer = "line \(line)" + (column.map { ", column \($0)" } ?? "")
        entries.append((line, Fault(pointer: pointer, kind: kind, given: given, allowed: allowed)))
    }
}

/// One row of a tariff table; its readers fault what is wrong and return nil.
struct TariffRow {
    /// What rows of one version have in common.
    struct Key: Equatable {
        let tariff: String
        let from: CivilDate
        let to: CivilDate?
    }

    let line: Int
    /// The version it belongs to; nil when that is not readable.
    let key: Key?
    private let cells: [String: String]
    private let faults: TariffFaults

    init(line: Int, cells: [String], faults: TariffFaults) {
        self.line = line
        self.cells = Dictionary(uniqueKeysWithValues: zip(TariffTable.columns, cells))
        self.faults = faults
        key = Self.key(self.cells, line, faults)
    }

    private static func key(
        _ cells: [String: String], _ line: Int, _ faults: TariffFaults
    ) -> Key? {
        func cell(_ column: String) -> String { cells[column] ?? "" }
        func fault(_ column: String, _ kind: Fault.Kind, _ allowed: String) {
            faults.add(
                line: line, column: column, kind,
                given: cell(column).isEmpty ? "nothing" : "\"\(cell(column))\"", allowed: allowed)
        }
        let tariff = cell("tariff")
        if !Fields.isID(tariff) {
            fault("tariff", tariff.isEmpty ? .missing : .notAllowed, idRule)
        }
        let from = CivilDate(cell("effective_from"))
        if from == nil {
            fault(
                "effective_from", cell("effective_from").isEmpty ? .missing : .notAllowed,
                "a date, such as 2026-09-01")
        }
        let to = CivilDate(cell("effective_to"))
        let isOpen = cell("effective_to").isEmpty
        if to == nil, !isOpen {
            fault("effective_to", .notAllowed, "a date, such as 2026-10-01, or empty")
        }
        if let from, let to, to <= from {
            fault("effective_to", .conflict, "later than effective_from, \(from.text)")
            return nil
        }
        guard let from, to != nil || isOpen, Fields.isID(tariff) else { return nil }
        return Key(tariff: tariff, from: from, to: to)
    }

    static let idRule = "1 to 64 of a–z, 0–9, _ and -, starting with a letter or digit"

    subscript(_ column: String) -> String { cells[column] ?? "" }

    func has(_ column: String) -> Bool { !self[column].isEmpty }

    func fault(_ column: String, _ kind: Fault.Kind, _ given: String, _ allowed: String) {
        faults.add(line: line, column: column, kind, given: given, allowed: allowed)
    }

    /// Faults what must be there and is not, and what must not be there and is.
    ///
    /// Returns false when something that is required is missing.
    func checkShape(_ record: String, required: [String], optional: [String] = []) -> Bool {
        for column in required where !has(column) {
            fault(column, .missing, "nothing", "a value: \(record) requires \(column)")
        }
        let own = ["record", "tariff", "effective_from", "effective_to", "note"]
        let known = Set(own + required + optional)
        for column in TariffTable.columns where has(column) && !known.contains(column) {
            fault(column, .conflict, "\"\(self[column])\"", "empty in a record \(record)")
        }
        return required.allSatisfy(has)
    }

    // MARK: Values; an empty field is nil and no fault

    /// Digits with an optional sign and a decimal point, times a power of ten.
    func number(
        _ column: String, _ range: ClosedRange<Double>, exponent: Int = 0, above: Double? = nil
    ) -> Double? {
        guard has(column) else { return nil }
        let text = self[column]
        guard Self.isNumber(text), let value = Double("\(text)e\(exponent)") else {
            fault(
                column, .wrongType, "\"\(text)\"",
                "digits with an optional sign and a decimal point")
            return nil
        }
        guard range.contains(value), value > above ?? -.infinity else {
            let lower =
                above.map { "above \(JSON.text(of: $0))" }
                ?? "from \(JSON.text(of: range.lowerBound))"
            fault(
                column, .notAllowed, JSON.text(of: value),
                "a number \(lower) to \(JSON.text(of: range.upperBound))")
            return nil
        }
        return value
    }

    private static func isNumber(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
            rest = rest.dropFirst()
        }
        let parts = rest.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.contains { !$0.isEmpty }
            && parts.allSatisfy { $0.allSatisfy { 48...57 ~= $0 } }
    }

    /// One of a list of words.
    func word(_ column: String, _ allowed: [String]) -> String? {
        guard has(column) else { return nil }
        guard allowed.contains(self[column]) else {
            fault(
                column, .notAllowed, "\"\(self[column])\"", allowed.joined(separator: ", "))
            return nil
        }
        return self[column]
    }

    /// A price per MWh, from CNY/MWh or CNY/kWh.
    func energyPrice(_ range: ClosedRange<Double>) -> Double? {
        let unit = word("unit", ["CNY/MWh", "CNY/kWh"])
        return number("price", range, exponent: unit == "CNY/kWh" ? 3 : 0)
    }
}
