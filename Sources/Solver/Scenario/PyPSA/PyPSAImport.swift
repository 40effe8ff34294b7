/// A PyPSA network, read from its CSV folder, as a scenario with a power grid.
///
/// Prices are taken as they are: PyPSA's currency becomes CNY. The scenario's objective is PyPSA's:
/// the cost of the whole, less the cost of what exists today.
public struct PyPSAImport: Sendable {
    /// The scenario document.
    public let document: JSON
    /// What the document does not carry as it is, what matters first.
    public let omissions: [PyPSAOmission]

    /// Reads a folder; every fault of it is in the error, by file and line.
    ///
    /// - Parameters:
    ///   - files: names of all files of the folder.
    ///   - bytes: gives the bytes of one of them.
    public init(
        files: [String], bytes: @escaping (String) -> [UInt8]?
    ) throws(ScenarioError) {
        let faults = PyPSAFaults()
        let omissions = PyPSAOmissions()
        let folder = PyPSAFolder(names: files, bytes: bytes, faults: faults)
        if !folder.has("buses.csv") {
            faults.add(
                "buses.csv", .missing, given: "no such file", allowed: "a folder of PyPSA's CSV")
        }
        let context = PyPSAContext(folder, omissions, faults)
        Self.refusePeriods(folder, faults)
        let document = Self.document(context, Self.name(folder))
        guard faults.all.isEmpty else { throw ScenarioError(faults.all) }
        for component in PyPSAComponent.allCases {
            Self.addLeftOver(context.table(component), omissions)
        }
        for file in folder.strangers {
            let isData = file.hasSuffix("-pw.csv") || file == "scenarios.csv"
            omissions.add(file, file, isData ? .notCarried : .noEffect, [])
        }
        self.document = document
        let order: [PyPSAOmission.Kind] = [.notCarried, .replaced, .noEffect]
        self.omissions = order.flatMap { kind in omissions.all.filter { $0.kind == kind } }
    }

    private static func name(_ folder: PyPSAFolder) -> String {
        let sheet = folder.sheet("network.csv")
        let name = sheet?.column("name")?.first ?? ""
        return name.isEmpty ? "PyPSA" : name
    }

    /// Several investment periods have no place in a scenario: nothing sensible would be left.
    private static func refusePeriods(_ folder: PyPSAFolder, _ faults: PyPSAFaults) {
        guard let sheet = folder.sheet("investment_periods.csv"), !sheet.rows.isEmpty else {
            return
        }
        faults.add(
            "investment_periods.csv, line \(sheet.lines[0])", .notAllowed,
            given: "\(sheet.rows.count) investment periods",
            allowed: "none: a scenario decides for one")
    }

    private static func document(_ context: PyPSAContext, _ name: String) -> JSON {
        let nodes = context.nodeList()
        let supplies = context.supplyList()
        let storages = context.storageList()
        let dcLines = context.linkList()
        let lines = context.lineList()
        let budgets = context.budgetList()
        let (standing, existing) = (context.standingCost, context.existingCost)
        func list(_ items: [JSON]) -> JSON? { items.isEmpty ? nil : .array(items) }
        let snapshots = context.snapshots
        return .fields([
            "format": .string(Scenario.format), "name": .string(name), "time_zone": "UTC",
            "start": .string(snapshots.start.utcText),
            "step_minutes": .integer(snapshots.stepMinutes), "steps": .integer(snapshots.count),
            "step_weights": snapshots.weights.json(unless: 1),
            "grid": .fields([
                "base_mva": 1,
                "nodes": .array(nodes), "supplies": list(supplies), "storages": list(storages),
                "lines": list(lines), "dc_lines": list(dcLines), "budgets": list(budgets),
                "standing_cost_cny": standing == 0 ? nil : .number(standing),
                "existing_cost_cny": existing == 0 ? nil : .number(existing),
            ]),
        ])
    }

    private static func addLeftOver(_ table: PyPSATable, _ omissions: PyPSAOmissions) {
        switch table.component {
        case .processes:
            // PyPSA 1.1 and later: links in another notation.
            guard !table.active.isEmpty else { return }
            omissions.add(
                "processes", "processes", .notCarried, table.active.map { table.names[$0] })
        case let component where component.isDecoration: return
        default:
            for omission in table.leftOver {
                omissions.add(
                    omission.component, omission.attribute, omission.kind, omission.names)
            }
        }
    }
}
