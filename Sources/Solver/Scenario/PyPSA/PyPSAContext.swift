/// What the readers of all components share: the tables, the steps, the names given so far.
final class PyPSAContext {
    let snapshots: PyPSASnapshots
    let omissions: PyPSAOmissions
    let faults: PyPSAFaults
    private let tables: [PyPSAComponent: PyPSATable]
    /// Identifiers of nodes by the names of buses.
    private(set) var nodes = PyPSANames()
    /// Row of each bus by its name.
    private(set) var busRow: [String: Int] = [:]
    /// Identifiers of what was carried, by component; links and lines never share one.
    private(set) var supplies = PyPSANames()
    private(set) var storages = PyPSANames()
    private(set) var lines = PyPSANames()
    /// Capacity choices by component and name.
    private(set) var capacities: [PyPSAComponent: [String: PyPSACapacity]] = [:]
    /// Cost of what stands whatever is decided.
    private(set) var standingCost = 0.0
    /// Cost of what exists today.
    private(set) var existingCost = 0.0

    /// Stand-in for an infinite power, MW: the largest that a scenario takes.
    static let largestMW = 1e6
    /// Stand-in for an infinite store, MWh: the largest that a scenario takes.
    static let largestMWh = 1e9

    init(_ folder: PyPSAFolder, _ omissions: PyPSAOmissions, _ faults: PyPSAFaults) {
        self.omissions = omissions
        self.faults = faults
        snapshots = PyPSASnapshots(folder, omissions, faults)
        let count = snapshots.count
        tables = Dictionary(
            uniqueKeysWithValues: PyPSAComponent.allCases.map {
                ($0, folder.table($0, snapshotCount: count))
            })
    }

    func table(_ component: PyPSAComponent) -> PyPSATable {
        tables[component]
            ?? PyPSATable(
                component, names: [], lines: [], cells: [:], series: [:], faults: faults)
    }

    func addNode(_ name: String, row: Int) -> String {
        busRow[name] = row
        return nodes.add(name)
    }

    /// The identifier of a row; storage and lines of all kinds share theirs.
    func id(_ table: PyPSATable, _ row: Int) -> String {
        let name = table.names[row]
        return switch table.component {
        case .stores, .storageUnits: storages.add(table.component.rawValue + " " + name, as: name)
        case .lines, .transformers, .links:
            lines.add(table.component.rawValue + " " + name, as: name)
        default: supplies.add(name, as: name)
        }
    }

    /// The identifier of what a row became, or nil when it was left out.
    func id(_ component: PyPSAComponent, _ name: String) -> String? {
        switch component {
        case .stores, .storageUnits: storages[component.rawValue + " " + name]
        case .lines, .transformers, .links: lines[component.rawValue + " " + name]
        default: supplies[name]
        }
    }

    /// The node of a row's bus; a fault where there is no such bus.
    func node(_ table: PyPSATable, _ row: Int, _ attribute: String) -> String {
        let bus = table.text(row, attribute)
        if let node = nodes[bus] { return node }
        table.fault(row, given: "\(attribute) \"\(bus)\"", allowed: "a bus of buses.csv")
        return ""
    }

    /// Reads the capacity of a row and keeps it for limits on capacity.
    func capacity(_ table: PyPSATable, _ row: Int, _ attribute: String, limit: Double)
        -> PyPSACapacity
    {
        let capacity = PyPSACapacity(
            table, row, attribute, limit: limit, years: snapshots.costHours / 8760, omissions)
        capacities[table.component, default: [:]][table.names[row]] = capacity
        standingCost += capacity.standingCost
        existingCost += capacity.existingCost
        return capacity
    }

    /// Says that something of a row is not carried.
    func omit(
        _ table: PyPSATable, _ row: Int, _ attribute: String,
        _ kind: PyPSAOmission.Kind = .notCarried, _ replacement: String = ""
    ) {
        omissions.add(
            table.component.rawValue, attribute, kind, [table.names[row]], replacement)
    }

    /// Says so for each attribute that is not what it would be without the folder.
    func omitUnless(_ standIn: Double, _ table: PyPSATable, _ row: Int, _ attributes: [String]) {
        for attribute in attributes {
            let values = table.values(row, attribute)
            let isPlain =
                standIn.isNaN ? values.isEverywhereNaN : values.constant == standIn
            if !isPlain { omit(table, row, attribute) }
        }
    }
}
