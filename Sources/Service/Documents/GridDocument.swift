import Solver

/// The grid of a plan: nodes, lines, interfaces and supplies, as JSON and as a table.
enum GridDocument {
    static func json(_ plan: Plan) -> JSON? {
        guard let grid = plan.scenario.powerGrid, let summary = plan.grid,
            let prices = plan.prices.grid
        else { return nil }
        return .fields([
            "dc_model": .string(grid.dcModel.rawValue),
            "islands": .integer(summary.islandCount),
            "load_mwh": .number(summary.loadMWh), "supply_mwh": .number(summary.supplyMWh),
            "supply_tonnes": .number(summary.supplyTonnes),
            "system_cost_cny": .number(summary.systemCNY),
            "emission_cap_cny_per_tonne": .optional(prices.emissionCapCNYPerTonne),
            "nodes": .array(
                prices.nodes.map { price in
                    .fields([
                        "id": .string(grid.nodes[price.node].id),
                        "price_cny_per_mwh": .list(price.priceCNYPerMWh),
                        "island_cny_per_mwh": .list(price.islandCNYPerMWh),
                        "congestion_cny_per_mwh": .list(price.congestionCNYPerMWh),
                        "angle_degrees": .list(plan.schedule.angleDegrees[price.node]),
                    ])
                }),
            "lines": .array(summary.lines.filter { !$0.isDC }.map(line)),
            "dc_lines": .array(summary.lines.filter(\.isDC).map(line)),
            "interfaces": .array(
                zip(grid.interfaces, plan.schedule.interfaceMW).map { interface, flow in
                    .fields(["id": .string(interface.id), "flow_mw": .list(flow)])
                }),
            "budgets": grid.budgets.isEmpty ? nil : .array(summary.budgets.map(budget)),
            "supplies": .array(
                plan.schedule.generators.filter { $0.place.node != nil }.map { use in
                    .fields([
                        "id": .string(use.generator.id),
                        "node": .string(use.place.name(plan.scenario)),
                        "output_mw": .list(use.outputMW),
                    ])
                }),
            "storages": .array(
                plan.schedule.storages.filter { $0.place.node != nil }.map { use in
                    .fields([
                        "id": .string(use.storage.id),
                        "node": .string(use.place.name(plan.scenario)),
                        "charge_mw": .list(use.chargeMW), "discharge_mw": .list(use.dischargeMW),
                        "state_of_charge_mwh": .list(use.stateOfChargeMWh),
                    ])
                }),
        ])
    }

    private static func budget(_ budget: GridSummary.Budget) -> JSON {
        .fields([
            "id": .string(budget.budget.id), "used": .number(budget.used),
            "minimum": .optional(budget.budget.minimum),
            "maximum": .optional(budget.budget.maximum),
            "one_unit_looser_saves_cny": .number(abs(budget.marginalCNYPerUnit)),
        ])
    }

    private static func line(_ line: GridSummary.Line) -> JSON {
        .fields([
            "id": .string(line.id), "from": .string(line.from), "to": .string(line.to),
            "flow_mw": .list(line.flowMW), "limit_mw": line.limitMW.map(JSON.list),
            "loading_share": line.loadingShare.map(JSON.number),
            "rent_cny": .number(line.rentCNY),
        ])
    }

    /// One row a step and thing: nodes with their prices, lines with flow, limit and loading,
    /// interfaces, supplies with their output.
    static func csv(_ plan: Plan) -> String {
        guard let grid = plan.scenario.powerGrid, let summary = plan.grid,
            let prices = plan.prices.grid
        else { return "" }
        var lines = ["time,kind,id,from,to,mw,limit_mw,loading_share,price_cny_per_mwh"]
        for step in plan.scenario.grid.steps {
            let time = plan.scenario.grid.text(step)
            for price in prices.nodes {
                let node = grid.nodes[price.node]
                lines.append(
                    "\(time),node,\(node.id),,,\(-node.demandMW(step)),,,"
                        + "\(price.priceCNYPerMWh[step])")
            }
            for line in summary.lines {
                let limit = line.limitMW?[step]
                let share = limit.flatMap { $0 > 0 ? abs(line.flowMW[step]) / $0 : nil }
                lines.append(
                    "\(time),\(line.isDC ? "dc_line" : "line"),\(line.id),\(line.from),\(line.to),"
                        + "\(line.flowMW[step]),\(limit.map { "\($0)" } ?? ""),"
                        + "\(share.map { "\($0)" } ?? ""),")
            }
            for (interface, flow) in zip(grid.interfaces, plan.schedule.interfaceMW) {
                lines.append("\(time),interface,\(interface.id),,,\(flow[step]),,,")
            }
            for use in plan.schedule.generators where use.place.node != nil {
                lines.append(
                    "\(time),supply,\(use.generator.id),\(use.place.name(plan.scenario)),,"
                        + "\(use.outputMW[step]),\(use.generator.availableMW(step)),,")
            }
        }
        return lines.joined(separator: "\n")
    }
}
