/// One component of a PyPSA folder: its static attributes by row, and those that change in time.
///
/// It remembers which attributes were asked for, so that what nobody asked for can be named.
final class PyPSATable {
    let component: PyPSAComponent
    let names: [String]
    private let lines: [Int]
    private let cells: [String: [String]]
    private let series: [String: [String: [Double]]]
    private var used: Set<String> = []
    private let faults: PyPSAFaults

    init(
        _ component: PyPSAComponent, names: [String], lines: [Int], cells: [String: [String]],
        series: [String: [String: [Double]]], faults: PyPSAFaults
    ) {
        self.component = component
        self.names = names
        self.lines = lines
        self.cells = cells
        self.series = series
        self.faults = faults
    }

    /// Rows that take part: those not switched off.
    var active: [Int] { names.indices.filter { flag($0, "active") } }

    /// Attributes that the folder has, in either form.
    var attributes: Set<String> { Set(cells.keys).union(series.keys) }

    func text(_ row: Int, _ attribute: String) -> String {
        used.insert(attribute)
        let given = cells[attribute]?[row] ?? ""
        return given.isEmpty ? component.texts[attribute] ?? "" : given
    }

    func flag(_ row: Int, _ attribute: String) -> Bool {
        used.insert(attribute)
        let standIn = component.flags[attribute] ?? false
        guard let cell = cells[attribute]?[row], !cell.isEmpty else { return standIn }
        switch cell.lowercased() {
        case "true", "1", "1.0": return true
        case "false", "0", "0.0": return false
        default:
            fault(row, given: "\"\(cell)\" in column \(attribute)", allowed: "True or False")
            return standIn
        }
    }

    /// A number that must not change in time.
    func number(_ row: Int, _ attribute: String, default standIn: Double? = nil) -> Double {
        used.insert(attribute)
        let standIn = standIn ?? component.numbers[attribute] ?? .nan
        guard let cell = cells[attribute]?[row], !cell.isEmpty else { return standIn }
        guard let value = Double(cell) else {
            fault(row, given: "\"\(cell)\" in column \(attribute)", allowed: "a number")
            return standIn
        }
        return value.isNaN ? standIn : value
    }

    /// A number that may change in time; gaps are what they are without the file.
    func values(_ row: Int, _ attribute: String, default standIn: Double? = nil) -> PyPSASeries {
        let constant = number(row, attribute, default: standIn)
        guard let values = series[attribute]?[names[row]] else { return PyPSASeries(constant) }
        let gap = standIn ?? component.numbers[attribute] ?? .nan
        return PyPSASeries(values.map { $0.isNaN ? gap : $0 })
    }

    /// Says that attributes mean nothing here, so that nobody misses them.
    func pass(_ attributes: [String]) { used.formUnion(attributes) }

    /// Faults the cell of a row.
    func fault(_ row: Int, given: String, allowed: String) {
        faults.add(
            "\(component.rawValue).csv, line \(lines[row])", .notAllowed,
            given: "\(given) of \(names[row])", allowed: allowed)
    }

    /// What the folder has and nobody asked for, where it is not what it would be anyway.
    var leftOver: [PyPSAOmission] {
        let active = self.active
        return attributes.subtracting(used).sorted().compactMap { attribute in
            let rows = active.filter { isSet($0, attribute) }
            guard !rows.isEmpty else { return nil }
            let matters = component.isOptimised(attribute) || attribute.hasPrefix("nom_")
            return PyPSAOmission(
                component: component.rawValue, attribute: attribute,
                kind: matters ? .notCarried : .noEffect,
                names: matters ? rows.map { names[$0] } : [],
                replacement: "")
        }
    }

    /// Whether a row has another value than the one that PyPSA assumes.
    private func isSet(_ row: Int, _ attribute: String) -> Bool {
        if series[attribute]?[names[row]] != nil { return true }
        guard let cell = cells[attribute]?[row], !cell.isEmpty else { return false }
        if let standIn = component.numbers[attribute] {
            guard let value = Double(cell) else { return true }
            return value != standIn && !(value.isNaN && standIn.isNaN)
        }
        if let standIn = component.flags[attribute] { return cell.lowercased() != "\(standIn)" }
        return cell != component.texts[attribute]
    }
}

/// What is wrong with a folder, collected over all its files.
final class PyPSAFaults {
    private(set) var all: [Fault] = []

    func add(_ place: String, _ kind: Fault.Kind, given: String, allowed: String) {
        all.append(Fault(pointer: place, kind: kind, given: given, allowed: allowed))
    }
}
