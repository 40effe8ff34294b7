// Buses become nodes; the loads at a bus become the node's load.
extension PyPSAContext {
    func nodeList() -> [JSON] {
        let buses = table(.buses)
        // Only lines ask for the voltage and the carrier of a bus.
        buses.pass(["carrier", "v_nom", "type"])
        for (row, name) in buses.names.enumerated() { _ = addNode(name, row: row) }
        let loads = self.loads()
        return buses.names.map { name in
            .fields([
                "id": .string(nodes[name] ?? ""), "name": .string(name),
                "load_mw": loads[name]?.json(unless: 0),
            ])
        }
    }

    /// Load at each bus, MW; a load counts with its sign turned, as PyPSA has it.
    private func loads() -> [String: PyPSASeries] {
        let table = self.table(.loads)
        var sums: [String: PyPSASeries] = [:]
        for row in table.active where !node(table, row, "bus").isEmpty {
            let sign = table.number(row, "sign")
            let power = table.values(row, "p_set").map { -$0 * sign }
            let bus = table.text(row, "bus")
            sums[bus] = sums[bus].map { $0.with(power, +) } ?? power
        }
        table.pass(["carrier", "type"])
        return sums
    }
}
