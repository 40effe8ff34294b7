// Links become DC lines, with an output for each further bus.
extension PyPSAContext {
    func linkList() -> [JSON] {
        let table = self.table(.links)
        table.pass(["type", "carrier", "terrain_factor", "length", "cyclic_delay"])
        let rows = table.active
        if !rows.contains(where: { table.flag($0, "committable") }) {
            table.pass(Self.commitmentAttributes)
        }
        if !rows.contains(where: { table.flag($0, "maintainable") }) {
            table.pass(Self.maintenanceAttributes)
        }
        return rows.map { link(table, $0) }
    }

    private func link(_ table: PyPSATable, _ row: Int) -> JSON {
        let capacity = self.capacity(table, row, "p_nom", limit: Self.largestMW)
        let (least, most) = shares(table, row, capacity)
        for flag in ["committable", "maintainable"] where table.flag(row, flag) {
            omit(table, row, flag)
        }
        omitUnless(0, table, row, ["marginal_cost_quadratic", "delay"])
        omitUnless(.nan, table, row, ["ramp_limit_up", "ramp_limit_down"])
        // Before the first snapshot only a ramp asks.
        table.pass(["p_init"])
        let outputs = self.outputs(table, row)
        let id = self.id(table, row)
        return .fields([
            "id": .string(id), "name": .string(table.names[row]),
            "from": .string(node(table, row, "bus0")), "to": .string(node(table, row, "bus1")),
            "capacity_mw": .number(capacity.standing),
            "availability_share": most.json(unless: 1),
            "minimum_share": least.json(unless: 0),
            "efficiency": table.values(row, "efficiency").json(unless: 1),
            "reverse_loss": "linear",
            "price_cny_per_mwh": table.values(row, "marginal_cost").json(unless: 0),
            "outputs": outputs.isEmpty ? nil : .array(outputs),
            "expansion": capacity.expansion(unit: "mw", hours: snapshots.costHours),
        ])
    }

    /// `bus2`, `bus3` and so on, with their efficiencies.
    private func outputs(_ table: PyPSATable, _ row: Int) -> [JSON] {
        let ports = table.attributes.compactMap { name -> Int? in
            guard name.hasPrefix("bus"), let port = Int(name.dropFirst(3)), port >= 2 else {
                return nil
            }
            return port
        }
        return ports.sorted().compactMap { port in
            let efficiency = table.values(row, "efficiency\(port)", default: 1)
            let delay = table.number(row, "delay\(port)", default: 0)
            table.pass(["cyclic_delay\(port)"])
            guard !table.text(row, "bus\(port)").isEmpty else { return nil }
            if delay != 0 { omit(table, row, "delay\(port)") }
            return .fields([
                "node": .string(node(table, row, "bus\(port)")), "efficiency": efficiency.json,
            ])
        }
    }
}
