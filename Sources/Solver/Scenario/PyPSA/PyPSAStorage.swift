// Storage units and stores become storages at nodes.
extension PyPSAContext {
    func storageList() -> [JSON] {
        let units = table(.storageUnits)
        let stores = table(.stores)
        // Investment periods are refused; their rules ask nothing of a single one.
        units.pass([
            "type", "carrier", "cyclic_state_of_charge_per_period",
            "state_of_charge_initial_per_period",
        ])
        stores.pass(["type", "carrier", "e_cyclic_per_period", "e_initial_per_period"])
        return units.active.map { storageUnit(units, $0) } + stores.active.map { store(stores, $0) }
    }

    /// A storage unit: power decides energy.
    private func storageUnit(_ table: PyPSATable, _ row: Int) -> JSON {
        let hours = table.number(row, "max_hours")
        let capacity = self.capacity(table, row, "p_nom", limit: Self.largestMW)
        if hours <= 0, capacity.addable > 0 {
            table.fault(row, given: "max_hours \(hours)", allowed: "above 0")
        }
        let charge = table.values(row, "p_min_pu").map { max(0, -$0) }
        let discharge = table.values(row, "p_max_pu").map { max(0, $0) }
        omitUnless(.nan, table, row, ["p_set", "p_dispatch_set", "p_store_set"])
        omitUnless(0, table, row, ["marginal_cost_quadratic"])
        if table.number(row, "sign") != 1 { omit(table, row, "sign") }
        let isCyclic = table.flag(row, "cyclic_state_of_charge")
        let start = table.number(row, "state_of_charge_initial")
        let (least, most) = levels(table.values(row, "state_of_charge_set"))
        let inflow = table.values(row, "inflow")
        let id = self.id(table, row)
        return .fields([
            "id": .string(id), "node": .string(node(table, row, "bus")),
            "charge_mw": .number(capacity.standing), "discharge_mw": .number(capacity.standing),
            "energy_mwh": .number(capacity.standing * hours),
            "charge_share": charge.json(unless: 1), "discharge_share": discharge.json(unless: 1),
            "charge_efficiency": efficiency(table, row, "efficiency_store"),
            "discharge_efficiency": efficiency(table, row, "efficiency_dispatch"),
            "self_discharge_share_per_hour": loss(table, row),
            "cycle_cost_cny_per_mwh": table.values(row, "marginal_cost").json(unless: 0),
            "holding_cost_cny_per_mwh_hour": table.values(row, "marginal_cost_storage").json(
                unless: 0),
            "inflow_mw": inflow.json(unless: 0),
            "spill_cost_cny_per_mwh": table.values(row, "spill_cost").json(unless: 0),
            "least_mwh": least?.json, "most_mwh": most?.json,
            "initial_mwh": .number(isCyclic ? 0 : start),
            "initial_is_after_loss": isCyclic || start == 0 ? nil : true,
            "final": isCyclic ? "periodic" : "free",
            "expansion": capacity.expansion(
                unit: "mwh", scale: hours, hours: snapshots.costHours,
                [JSON.Member("power_mw_per_mwh", .number(1 / max(hours, 1e-9)))]),
        ])
    }

    /// A store: energy alone is limited; power only by what the step can move.
    private func store(_ table: PyPSATable, _ row: Int) -> JSON {
        let capacity = self.capacity(table, row, "e_nom", limit: Self.largestMWh)
        let low = table.values(row, "e_min_pu")
        let high = table.values(row, "e_max_pu")
        let span =
            (0..<snapshots.count).reduce(0.0) { max($0, high[$1]) }
            - (0..<snapshots.count).reduce(0.0) { min($0, low[$1]) }
        let price = table.values(row, "marginal_cost")
        omitUnless(.nan, table, row, ["p_set"])
        omitUnless(0, table, row, ["marginal_cost_quadratic"])
        if table.number(row, "sign") != 1 { omit(table, row, "sign") }
        let isCyclic = table.flag(row, "e_cyclic")
        let start = table.number(row, "e_initial")
        let most = (capacity.standing + capacity.addable) * span + abs(start)
        let power = min(Self.largestMW, most * 60 / Double(snapshots.stepMinutes))
        let (least, largest) = levels(table.values(row, "e_set"))
        let id = self.id(table, row)
        return .fields([
            "id": .string(id), "node": .string(node(table, row, "bus")),
            "charge_mw": .number(power), "discharge_mw": .number(power),
            "energy_mwh": .number(capacity.standing),
            "minimum_share": low.json(unless: 0), "maximum_share": high.json(unless: 1),
            "charge_efficiency": 1, "discharge_efficiency": 1,
            "self_discharge_share_per_hour": loss(table, row),
            "cycle_cost_cny_per_mwh": price.json(unless: 0),
            "charge_cost_cny_per_mwh": price.map { -$0 }.json(unless: 0),
            "holding_cost_cny_per_mwh_hour": table.values(row, "marginal_cost_storage").json(
                unless: 0),
            "least_mwh": least?.json, "most_mwh": largest?.json,
            "initial_mwh": .number(isCyclic ? 0 : start),
            "initial_is_after_loss": isCyclic || start == 0 ? nil : true,
            "final": isCyclic ? "periodic" : "free",
            "expansion": capacity.expansion(unit: "mwh", hours: snapshots.costHours),
        ])
    }

    /// Levels that are given hold; elsewhere the stand-ins ask for nothing.
    private func levels(_ fixed: PyPSASeries) -> (PyPSASeries?, PyPSASeries?) {
        guard !fixed.isEverywhereNaN else { return (nil, nil) }
        return (
            fixed.map { $0.isNaN ? -Self.largestMWh : $0 },
            fixed.map { $0.isNaN ? Self.largestMWh : $0 }
        )
    }

    /// An efficiency that is the same in every snapshot.
    private func efficiency(_ table: PyPSATable, _ row: Int, _ attribute: String) -> JSON {
        let values = table.values(row, attribute)
        if values.constant == nil { omit(table, row, attribute) }
        return .number(values[0])
    }

    private func loss(_ table: PyPSATable, _ row: Int) -> JSON? {
        let loss = table.values(row, "standing_loss")
        if loss.constant == nil { omit(table, row, "standing_loss") }
        return loss[0] == 0 ? nil : .number(loss[0])
    }
}
