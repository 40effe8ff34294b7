// Lines and transformers become AC lines. In a network of direct current resistance takes the
// place of reactance, as in PyPSA; all per-unit values are on a base of 1 MVA.
extension PyPSAContext {
    func lineList() -> [JSON] {
        let lines = table(.lines)
        let transformers = table(.transformers)
        lines.pass(["num_parallel", "length", "carrier"])
        transformers.pass(["num_parallel", "tap_position", "model"])
        return lines.active.map { line(lines, $0) }
            + transformers.active.map { transformer(transformers, $0) }
    }

    private func line(_ table: PyPSATable, _ row: Int) -> JSON {
        let bus0 = node(table, row, "bus0")
        var (r, x) = (table.number(row, "r"), table.number(row, "x"))
        let type = table.text(row, "type")
        if !type.isEmpty {
            guard let found = lineType(type) else {
                table.fault(
                    row, given: "type \"\(type)\"",
                    allowed: "a type of line_types.csv or of PyPSA's own list")
                return .fields([:])
            }
            let lengths =
                table.number(row, "length") / table.number(row, "num_parallel")
            (r, x) = (found.resistance * lengths, found.reactance * lengths)
        }
        let voltage = busVoltage(table, row)
        let impedance = isAlternating(table, row) ? x : r
        return branch(
            table, row, bus0: bus0,
            impedance: [
                JSON.Member("reactance_ohm", .number(nonZero(impedance, table, row))),
                JSON.Member("voltage_kv", .number(voltage)),
            ])
    }

    private func transformer(_ table: PyPSATable, _ row: Int) -> JSON {
        let bus0 = node(table, row, "bus0")
        let model = PyPSATransformer(table, row, self)
        if table.number(row, "phase_shift_min") < table.number(row, "phase_shift_max") {
            omit(table, row, "phase_shift_min")
        }
        let isAC = isAlternating(table, row)
        let impedance = isAC ? model.reactance : model.resistance
        var members = [
            JSON.Member("reactance_pu", .number(nonZero(impedance, table, row)))
        ]
        if model.tapRatio != 1 {
            members.append(JSON.Member("tap_ratio", .number(model.tapRatio)))
        }
        if model.phaseShift != 0 {
            members.append(JSON.Member("phase_shift_degrees", .number(model.phaseShift)))
        }
        return branch(table, row, bus0: bus0, limit: model.rating, impedance: members)
    }

    /// What lines and transformers have in common.
    private func branch(
        _ table: PyPSATable, _ row: Int, bus0: String, limit: Double? = nil,
        impedance: [JSON.Member]
    ) -> JSON {
        let capacity = self.capacity(table, row, "s_nom", limit: Self.largestMW)
        let isFixed = !table.flag(row, "s_nom_extendable")
        let standing = isFixed ? limit ?? capacity.standing : capacity.standing
        let angle = table.number(row, "v_ang_max")
        let isLimited = angle.isFinite && isAlternating(table, row)
        let id = self.id(table, row)
        let head: JSON = .fields([
            "id": .string(id), "name": .string(table.names[row]), "from": .string(bus0),
            "to": .string(node(table, row, "bus1")),
        ])
        let tail: JSON = .fields([
            "limit_mw": .number(min(standing, Self.largestMW)),
            "limit_share": table.values(row, "s_max_pu").json(unless: 1),
            "angle_minimum_degrees": isLimited ? .number(-angle) : nil,
            "angle_maximum_degrees": isLimited ? .number(angle) : nil,
            "expansion": capacity.expansion(unit: "mw", hours: snapshots.costHours),
        ])
        guard case .object(let first) = head, case .object(let last) = tail else { return head }
        return .object(first + impedance + last)
    }

    /// Whether the network of a branch is one of alternating current.
    private func isAlternating(_ table: PyPSATable, _ row: Int) -> Bool {
        let buses = self.table(.buses)
        guard let bus = busRow[table.text(row, "bus0")] else { return true }
        return buses.text(bus, "carrier") == "AC"
    }

    private func busVoltage(_ table: PyPSATable, _ row: Int) -> Double {
        guard let bus = busRow[table.text(row, "bus0")] else { return 1 }
        return self.table(.buses).number(bus, "v_nom")
    }

    /// A line without impedance would divide by zero; one far below the others is as good.
    private func nonZero(_ impedance: Double, _ table: PyPSATable, _ row: Int) -> Double {
        guard impedance == 0 else { return impedance }
        omit(table, row, "x", .replaced, "1e-6")
        return 1e-6
    }

    /// Resistance and reactance of a type of line, Ω per km.
    private func lineType(_ name: String) -> PyPSALineTypes.Values? {
        let own = table(.lineTypes)
        guard let row = own.names.firstIndex(of: name) else { return PyPSALineTypes.all[name] }
        return PyPSALineTypes.Values(
            resistance: own.number(row, "r_per_length"),
            reactance: own.number(row, "x_per_length"))
    }
}
