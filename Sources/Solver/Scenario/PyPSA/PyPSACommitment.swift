// What PyPSA asks of generators that are switched on and off.
extension PyPSAContext {
    func commitment(_ table: PyPSATable, _ row: Int, _ capacity: PyPSACapacity) -> JSON? {
        guard table.flag(row, "committable") else { return nil }
        if table.flag(row, "p_nom_extendable") || table.number(row, "p_nom_mod") > 0 {
            omit(table, row, "committable")
            return nil
        }
        let hours = Double(snapshots.stepMinutes) / 60
        func cost(_ attribute: String) -> JSON? {
            let values = table.values(row, attribute)
            if values.constant == nil { omit(table, row, attribute) }
            return values[0] == 0 ? nil : .number(values[0])
        }
        func time(_ attribute: String) -> JSON? {
            let steps = table.number(row, attribute)
            return steps > 0 ? .number(steps * hours) : nil
        }
        func ramp(_ attribute: String) -> JSON? {
            let limit = table.number(row, attribute)
            return limit.isNaN || limit >= 1 ? nil : .number(limit * capacity.standing)
        }
        let off = table.number(row, "down_time_before")
        let on = table.number(row, "up_time_before")
        let isOn = off <= 0 && on > 0
        if isOn, !table.number(row, "p_init").isNaN { omit(table, row, "p_init") }
        nameQuirk(table, row)
        return .fields([
            "start_up_cost_cny": cost("start_up_cost"),
            "shut_down_cost_cny": cost("shut_down_cost"),
            "no_load_cny_per_hour": cost("stand_by_cost"),
            "minimum_up_hours": time("min_up_time"),
            "minimum_down_hours": time("min_down_time"),
            "start_up_ramp_mw": ramp("ramp_limit_start_up"),
            "shut_down_ramp_mw": ramp("ramp_limit_shut_down"),
            "initially_on": .bool(isOn),
            // Neither on nor off before: off for longer than any minimum time.
            "initial_hours": isOn ? .number(on * hours) : off > 0 ? .number(off * hours) : nil,
        ])
    }

    /// PyPSA writes a ramp of a unit that stops with the limit of one that starts, and the other
    /// way round: with a start-up limit above the ramp it may not stop from a low output.
    private func nameQuirk(_ table: PyPSATable, _ row: Int) {
        for (ramp, edge) in [
            ("ramp_limit_up", "ramp_limit_start_up"), ("ramp_limit_down", "ramp_limit_shut_down"),
        ] {
            let limit = table.values(row, ramp)
            guard let constant = limit.constant, !constant.isNaN else { continue }
            let other = table.number(row, edge)
            if (other.isNaN ? 1 : other) > constant {
                omit(
                    table, row, ramp, .notCarried,
                    "without PyPSA's rule between \(ramp) and \(edge)")
            }
        }
    }
}
