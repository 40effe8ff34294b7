// Global constraints, and limits on the energy of single generators, become budgets.
extension PyPSAContext {
    /// What counts in a budget, as members of its object.
    private struct Terms {
        var members: [String: [JSON]] = [:]

        mutating func add(
            _ list: String, _ key: String, _ id: String, _ unit: String, _ factor: JSON
        ) {
            members[list, default: []].append(.fields([key: .string(id), unit: factor]))
        }
    }

    func budgetList() -> [JSON] {
        var names = PyPSANames()
        return globalConstraints(&names) + energySums(&names)
    }

    private func globalConstraints(_ names: inout PyPSANames) -> [JSON] {
        let table = self.table(.globalConstraints)
        return table.names.indices.compactMap { row in
            var terms = Terms()
            let attribute = table.text(row, "carrier_attribute")
            switch table.text(row, "type") {
            case "primary_energy":
                addEnergy(&terms) { carrierNumber($0, attribute) }
            case "operational_limit":
                addEnergy(&terms, perOutput: true) { $0 == attribute ? 1 : 0 }
            case "tech_capacity_expansion_limit":
                addCapacity(&terms, carrier: attribute, bus: table.text(row, "bus"))
            case "transmission_volume_expansion_limit":
                addTransmission(&terms, carriers: attribute) { $0.number($1, "length") }
            case "transmission_expansion_cost_limit":
                addTransmission(&terms, carriers: attribute) { table, row in
                    let cost = capacities[table.component]?[table.names[row]]?.cost ?? 0
                    return cost - table.number(row, "fom_cost")
                }
            case let other:
                omit(table, row, "type", .notCarried, other)
                return nil
            }
            table.pass(["bus", "investment_period"])
            guard !terms.members.isEmpty else { return nil }
            return budget(
                names.add(table.names[row]), table.names[row], terms,
                sense: table.text(row, "sense"), table.number(row, "constant"))
        }
    }

    private func budget(
        _ id: String, _ name: String, _ terms: Terms, sense: String, _ constant: Double
    ) -> JSON {
        let head: JSON = .fields([
            "id": .string(id), "name": .string(name),
            "minimum": sense.hasPrefix("<") ? nil : .number(constant),
            "maximum": sense.hasPrefix(">") ? nil : .number(constant),
        ])
        guard case .object(let members) = head else { return head }
        return .object(
            members
                + terms.members.sorted { $0.key < $1.key }.map {
                    JSON.Member($0.key, .array($0.value))
                })
    }

    /// Energy of the generators of a carrier, and what stores that do not cycle lose of it.
    private func addEnergy(
        _ terms: inout Terms, perOutput: Bool = false, _ factor: (String) -> Double
    ) {
        let generators = table(.generators)
        for row in generators.active {
            let value = factor(generators.text(row, "carrier"))
            guard value != 0, let id = id(.generators, generators.names[row]) else { continue }
            let sign = generators.number(row, "sign") < 0 ? -1.0 : 1
            let efficiency = generators.values(row, "efficiency")
            let series = snapshots.limitRatio.with(efficiency) {
                sign * $0 * value / (perOutput ? 1 : $1)
            }
            terms.add("supplies", "supply", id, "per_mwh", series.json)
        }
        for (component, flag) in [
            (PyPSAComponent.storageUnits, "cyclic_state_of_charge"), (.stores, "e_cyclic"),
        ] {
            let stores = table(component)
            for row in stores.active where !stores.flag(row, flag) {
                let value = factor(stores.text(row, "carrier"))
                guard value != 0, let id = id(component, stores.names[row]) else { continue }
                terms.add("storages", "storage", id, "per_mwh", .number(value))
            }
        }
    }

    /// Capacity of extendable components of a carrier, at one bus or at all.
    private func addCapacity(_ terms: inout Terms, carrier: String, bus: String) {
        for (component, capacities) in capacities.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        {
            let table = self.table(component)
            let isBranch = [.lines, .transformers, .links].contains(component)
            let prefix =
                component == .stores
                ? "e" : component == .lines || component == .transformers ? "s" : "p"
            for (row, name) in table.names.enumerated() {
                guard capacities[name] != nil, table.flag(row, prefix + "_nom_extendable"),
                    (isBranch ? branchCarrier(table, row) : table.text(row, "carrier")) == carrier,
                    bus.isEmpty || table.text(row, isBranch ? "bus0" : "bus") == bus,
                    let id = id(component, name)
                else { continue }
                switch component {
                case .generators: terms.add("supply_capacities", "supply", id, "per_mw", 1)
                case .links: terms.add("dc_line_capacities", "dc_line", id, "per_mw", 1)
                case .stores: terms.add("storage_capacities", "storage", id, "per_mwh", 1)
                case .storageUnits:
                    let hours = table.number(row, "max_hours")
                    terms.add(
                        "storage_capacities", "storage", id, "per_mwh", .number(1 / hours))
                default: terms.add("line_capacities", "line", id, "per_mw", 1)
                }
            }
        }
    }

    /// Capacity of extendable lines and links of some carriers, weighted.
    private func addTransmission(
        _ terms: inout Terms, carriers: String, _ weight: (PyPSATable, Int) -> Double
    ) {
        let wanted = carriers.filter { !"[]()".contains($0) }.split(separator: ",").map {
            $0.filter { $0 != " " }
        }
        for component in [PyPSAComponent.lines, .links] {
            let table = self.table(component)
            let attribute = component == .lines ? "s_nom_extendable" : "p_nom_extendable"
            for row in table.active where table.flag(row, attribute) {
                guard wanted.contains(branchCarrier(table, row)),
                    let id = id(component, table.names[row])
                else { continue }
                let factor = weight(table, row)
                guard factor != 0 else { continue }
                let key = component == .lines ? "line" : "dc_line"
                terms.add(key + "_capacities", key, id, "per_mw", .number(factor))
            }
        }
    }

    /// A branch without a carrier has that of its bus, as in PyPSA.
    private func branchCarrier(_ table: PyPSATable, _ row: Int) -> String {
        let own = table.text(row, "carrier")
        guard own.isEmpty, let bus = busRow[table.text(row, "bus0")] else { return own }
        return self.table(.buses).text(bus, "carrier")
    }

    /// Least and largest energy of single generators.
    private func energySums(_ names: inout PyPSANames) -> [JSON] {
        let table = self.table(.generators)
        return table.active.compactMap { row in
            let (least, most) = (table.number(row, "e_sum_min"), table.number(row, "e_sum_max"))
            guard least.isFinite || most.isFinite, let id = id(.generators, table.names[row])
            else { return nil }
            let sign = table.number(row, "sign") < 0 ? -1.0 : 1
            var terms = Terms()
            terms.add(
                "supplies", "supply", id, "per_mwh", snapshots.limitRatio.map { sign * $0 }.json)
            let name = "energy of " + table.names[row]
            guard case .object(let members) = budget(names.add(name), name, terms, sense: "==", 0)
            else { return nil }
            let bounds = ["minimum": least, "maximum": most]
            return .object(
                members.compactMap { member in
                    guard let bound = bounds[member.key] else { return member }
                    return bound.isFinite ? JSON.Member(member.key, .number(bound)) : nil
                })
        }
    }
}
