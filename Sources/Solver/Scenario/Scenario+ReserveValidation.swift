// Checks of the reserve: sites that may be lost, nodes of spinning reserve.
extension Scenario {
    func checkReserve(_ ids: IDs, _ decoding: Decoding) {
        var seen: Set<String> = []
        for (index, name) in reserve.losses.enumerated() {
            let place = "/reserve/losses/\(index)"
            refer(name, in: ids.sites, at: place, "sites", decoding)
            if !seen.insert(name).inserted {
                decoding.fault(
                    place, .duplicateID, given: "\"\(name)\"", allowed: "each site once")
            }
        }
        let nodes = Set(powerGrid?.nodes.map(\.id) ?? [])
        for (index, group) in reserve.spinning.enumerated() {
            let place = "/reserve/spinning/\(index)"
            if powerGrid == nil {
                decoding.fault(
                    place, .conflict, given: "no grid", allowed: "a grid with generators")
            }
            for (number, node) in group.nodes.enumerated() where powerGrid != nil {
                refer(node, in: nodes, at: place + "/nodes/\(number)", "nodes", decoding)
            }
        }
    }
}
