// Generators become supplies.
extension PyPSAContext {
    func supplyList() -> [JSON] {
        let table = self.table(.generators)
        table.pass(["type"])
        let rows = table.active
        if !rows.contains(where: { table.flag($0, "committable") }) {
            table.pass(Self.commitmentAttributes)
        }
        if !rows.contains(where: { table.flag($0, "maintainable") }) {
            table.pass(Self.maintenanceAttributes)
        }
        return rows.map { supply(table, $0) }
    }

    static let commitmentAttributes = [
        "start_up_cost", "shut_down_cost", "stand_by_cost", "min_up_time", "min_down_time",
        "up_time_before", "down_time_before", "ramp_limit_start_up", "ramp_limit_shut_down",
    ]
    static let maintenanceAttributes = [
        "maintenance_duration", "maintenance_pu", "maintenance_events",
    ]

    private func supply(_ table: PyPSATable, _ row: Int) -> JSON {
        let capacity = self.capacity(table, row, "p_nom", limit: Self.largestMW)
        let sign = table.number(row, "sign")
        if abs(sign) != 1 { omit(table, row, "sign") }
        if table.flag(row, "maintainable") { omit(table, row, "maintainable") }
        let (least, most) = shares(table, row, capacity)
        let price = table.values(row, "marginal_cost")
        // A generator of sign −1 takes what it gives.
        let turned = sign < 0
        let quadratic = quadraticCost(table, row)
        let id = self.id(table, row)
        return .fields([
            "id": .string(id), "name": .string(table.names[row]),
            "node": .string(node(table, row, "bus")),
            "capacity_mw": .number(capacity.standing),
            "availability_share": (turned ? least.map { -$0 } : most).json(unless: 1),
            "minimum_share": (turned ? most.map { -$0 } : least).json(unless: 0),
            "price_cny_per_mwh": (turned ? price.map { -$0 } : price).json(unless: 0),
            "quadratic_cny_per_mw2h": quadratic == 0 ? nil : .number(quadratic),
            "emission_kg_co2_per_mwh": emission(table, row, sign).map(JSON.number),
            "initial_mw": initial(table, row, turned),
            "ramp_up_share_per_hour": ramp(table, row, turned ? "down" : "up"),
            "ramp_down_share_per_hour": ramp(table, row, turned ? "up" : "down"),
            "expansion": capacity.expansion(unit: "mw", hours: snapshots.costHours),
            "commitment": commitment(table, row, capacity),
        ])
    }

    /// Least and largest output as shares of the capacity, fixed where a set point is given.
    func shares(_ table: PyPSATable, _ row: Int, _ capacity: PyPSACapacity) -> (
        least: PyPSASeries, most: PyPSASeries
    ) {
        let least = table.values(row, "p_min_pu")
        let most = table.values(row, "p_max_pu")
        let fixed = table.values(row, "p_set")
        guard !fixed.isEverywhereNaN else { return (least, most) }
        guard capacity.addable == 0, capacity.standing > 0, !table.flag(row, "committable")
        else {
            omit(table, row, "p_set")
            return (least, most)
        }
        let share = fixed.map { $0 / capacity.standing }
        for step in 0..<snapshots.count where !share[step].isNaN {
            let room = 1e-9 * max(1, abs(share[step]))
            if share[step] < least[step] - room || share[step] > most[step] + room {
                table.fault(
                    row, given: "p_set \(fixed[step]) in snapshot \(step)",
                    allowed: "from p_min_pu to p_max_pu of the capacity, "
                        + "\(capacity.standing) MW")
                return (least, most)
            }
        }
        return (
            share.with(least) { $0.isNaN ? $1 : $0 }, share.with(most) { $0.isNaN ? $1 : $0 }
        )
    }

    /// Quadratic cost, where it is the same in every snapshot.
    private func quadraticCost(_ table: PyPSATable, _ row: Int) -> Double {
        let quadratic = table.values(row, "marginal_cost_quadratic")
        if let constant = quadratic.constant, constant >= 0 { return constant }
        omit(table, row, "marginal_cost_quadratic")
        return 0
    }

    /// Direct emissions, kg per MWh of output; limits have factors of their own.
    private func emission(_ table: PyPSATable, _ row: Int, _ sign: Double) -> Double? {
        let primary = carrierNumber(table.text(row, "carrier"), "co2_emissions")
        guard primary > 0, sign > 0, let efficiency = table.values(row, "efficiency").constant
        else { return nil }
        let factor = primary / efficiency * 1000
        return Allowed.emissionKgPerMWh.contains(factor) ? factor : nil
    }

    /// Output before the first snapshot.
    private func initial(_ table: PyPSATable, _ row: Int, _ turned: Bool) -> JSON? {
        let before = table.number(row, "p_init")
        guard !before.isNaN, !table.flag(row, "committable") else { return nil }
        return .number(turned ? -before : before)
    }

    /// Largest change of output in an hour, share of the capacity.
    private func ramp(_ table: PyPSATable, _ row: Int, _ direction: String) -> JSON? {
        let limit = table.values(row, "ramp_limit_" + direction)
        guard !limit.isEverywhereNaN else { return nil }
        guard let constant = limit.constant, constant >= 0 else {
            omit(table, row, "ramp_limit_" + direction)
            return nil
        }
        return .number(constant * 60 / Double(snapshots.stepMinutes))
    }

    /// An attribute of a carrier; zero where the folder does not know it.
    func carrierNumber(_ carrier: String, _ attribute: String) -> Double {
        let carriers = table(.carriers)
        guard let row = carriers.names.firstIndex(of: carrier) else { return 0 }
        return carriers.number(row, attribute, default: 0)
    }
}
