// Checks of the power grid that need more than one noun: unique names, references, models.
extension Scenario {
    func checkGrid(_ decoding: Decoding) {
        checkSiteNodes(decoding)
        guard let powerGrid else { return }
        let nodes = unique(powerGrid.nodes.map(\.id), "grid/nodes", decoding)
        _ = unique(powerGrid.supplies.map(\.generator.id), "grid/supplies", decoding)
        _ = unique(powerGrid.storages.map(\.storage.id), "grid/storages", decoding)
        _ = unique(powerGrid.interfaces.map(\.id), "grid/interfaces", decoding)
        for (index, supply) in powerGrid.supplies.enumerated() {
            refer(supply.node, in: nodes, at: "/grid/supplies/\(index)/node", "nodes", decoding)
        }
        for (index, entry) in powerGrid.storages.enumerated() {
            refer(entry.node, in: nodes, at: "/grid/storages/\(index)/node", "nodes", decoding)
        }
        checkLines(powerGrid, nodes, decoding)
        checkInterfaces(powerGrid, decoding)
        checkEmissionPrices(powerGrid, decoding)
        checkBudgets(powerGrid, decoding)
    }

    private func checkSiteNodes(_ decoding: Decoding) {
        let nodes = Set(powerGrid?.nodes.map(\.id) ?? [])
        for (index, site) in sites.enumerated() {
            guard let node = site.node else { continue }
            refer(node, in: nodes, at: "/sites/\(index)/node", "nodes", decoding)
        }
    }

    private func checkLines(_ powerGrid: PowerGrid, _ nodes: Set<String>, _ decoding: Decoding) {
        let lines = unique(powerGrid.lines.map(\.id), "grid/lines", decoding)
        _ = unique(powerGrid.dcLines.map(\.id), "grid/dc_lines", decoding)
        for (index, line) in powerGrid.lines.enumerated() {
            let place = "/grid/lines/\(index)"
            refer(line.from, in: nodes, at: place + "/from", "nodes", decoding)
            refer(line.to, in: nodes, at: place + "/to", "nodes", decoding)
            let reactance = line.reactancePU(baseMVA: powerGrid.baseMVA)
            if reactance == 0, powerGrid.dcModel == .matpower {
                decoding.fault(
                    place + "/reactance_pu", .conflict, given: "0",
                    allowed: "another value: dc_model matpower divides by it; "
                        + "powermodels lets such a line carry nothing")
            }
        }
        for (index, line) in powerGrid.dcLines.enumerated() {
            let place = "/grid/dc_lines/\(index)"
            refer(line.from, in: nodes, at: place + "/from", "nodes", decoding)
            refer(line.to, in: nodes, at: place + "/to", "nodes", decoding)
            for (number, output) in line.outputs.enumerated() {
                refer(
                    output.node, in: nodes, at: place + "/outputs/\(number)/node", "nodes",
                    decoding)
            }
            if lines.contains(line.id) {
                decoding.fault(
                    place + "/id", .duplicateID, given: "\"\(line.id)\", an AC line",
                    allowed: "a new name")
            }
        }
    }

    private func checkInterfaces(_ powerGrid: PowerGrid, _ decoding: Decoding) {
        let lines = Set(powerGrid.lines.map(\.id))
        let dcLines = Set(powerGrid.dcLines.map(\.id))
        for (index, interface) in powerGrid.interfaces.enumerated() {
            for (number, member) in interface.members.enumerated() {
                let place = "/grid/interfaces/\(index)/members/\(number)"
                if let line = member.line {
                    refer(line, in: lines, at: place + "/line", "lines", decoding)
                }
                if let line = member.dcLine {
                    refer(line, in: dcLines, at: place + "/dc_line", "DC lines", decoding)
                }
            }
        }
    }

    /// A tonne is paid for once: where it leaves the supply, or by the site that uses the power.
    private func checkEmissionPrices(_ powerGrid: PowerGrid, _ decoding: Decoding) {
        guard powerGrid.emissionPriceCNYPerTonne > 0, carbon.priceCNYPerTonne > 0,
            sites.contains(where: { $0.node != nil })
        else { return }
        decoding.fault(
            "/grid/emission_price_cny_per_tonne", .conflict,
            given: "with a carbon price on the sites of the grid",
            allowed: "one of the two: else the same tonne is paid for twice")
    }
}
