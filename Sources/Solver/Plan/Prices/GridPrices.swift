/// Prices at the nodes of the grid, and what its lines earn by carrying between them.
public struct GridPrices: Sendable {
    /// The price of electricity at a node, CNY per MWh by step.
    public struct Node: Sendable {
        /// Index of the node.
        public let node: Int
        /// The price: cost of one more MWh used there.
        public let priceCNYPerMWh: [Double]
        /// Mean price of the AC island that the node is in, weighted by load.
        public let islandCNYPerMWh: [Double]
        /// What the place adds to it: price less island.
        public let congestionCNYPerMWh: [Double]
    }

    /// By node.
    public let nodes: [Node]
    /// What each AC line earns over the horizon: flow times the difference of prices, CNY.
    public let lineRentCNY: [Double]
    /// The same for each DC line, losses deducted, CNY.
    public let dcLineRentCNY: [Double]
    /// Value of one more tonne under the cap on the supplies' emissions, CNY; nil without a cap.
    public let emissionCapCNYPerTonne: Double?
    /// What one more unit of each budget's limit adds to the cost, CNY; negative where a largest
    /// total binds.
    public let budgetCNYPerUnit: [Double]

    init?(_ formulation: Formulation, _ point: Point, _ reduced: [Double]) {
        guard let grid = formulation.scenario.powerGrid else { return nil }
        let time = formulation.scenario.grid
        let prices = grid.nodes.indices.map { node in
            formulation.balance.nodeBalance.values(point.rowDuals, node).enumerated()
                .map { step, dual in
                    // A step that counts for nothing has no price.
                    let hours = time.weightedHours(step)
                    return hours > 0 ? dual / hours : 0
                }
        }
        let service = formulation.flows.service
        let islandMeans = service.topologies.map {
            Self.islandMeans(grid, prices, $0.island, steps: time.stepCount)
        }
        let means = grid.nodes.indices.map { node in
            (0..<time.stepCount).map { step in
                let island = service.topology(step).island[node]
                return islandMeans[service.number(step)][island][step]
            }
        }
        nodes = prices.indices.map { node in
            Node(
                node: node, priceCNYPerMWh: prices[node],
                islandCNYPerMWh: means[node],
                congestionCNYPerMWh: zip(prices[node], means[node]).map { $0 - $1 })
        }
        let branches = formulation.flows.topology.branches
        lineRentCNY = formulation.flows.read(point.columns).enumerated().map { index, use in
            let (from, to) = (prices[branches[index].from], prices[branches[index].to])
            return use.flowMW.indices.reduce(0) {
                $0 + use.flowMW[$1] * (to[$1] - from[$1]) * time.weightedHours($1)
            }
        }
        let number = grid.nodeNumbers
        dcLineRentCNY = formulation.dcLines.read(point.columns).map { use in
            use.rentCNY(prices, number, time)
        }
        budgetCNYPerUnit = grid.budgets.indices.map {
            point.rowDuals[formulation.budgets.limits($0, 0)]
        }
        emissionCapCNYPerTonne = formulation.gridEmissions.capPrice(reduced)
    }

    /// Mean price of each island by step, weighted by load, or plain where there is no load.
    private static func islandMeans(
        _ grid: PowerGrid, _ prices: [[Double]], _ island: [Int], steps: Int
    ) -> [[Double]] {
        let count = (island.max() ?? -1) + 1
        var means = [[Double]](
            repeating: [Double](repeating: 0, count: steps), count: count)
        for step in 0..<steps {
            var weight = [Double](repeating: 0, count: count)
            var plain = [(sum: Double, count: Double)](repeating: (0, 0), count: count)
            for (index, node) in grid.nodes.enumerated() {
                let load = max(0, node.demandMW(step))
                means[island[index]][step] += load * prices[index][step]
                weight[island[index]] += load
                plain[island[index]].sum += prices[index][step]
                plain[island[index]].count += 1
            }
            for index in 0..<count {
                means[index][step] =
                    weight[index] > 0
                    ? means[index][step] / weight[index] : plain[index].sum / plain[index].count
            }
        }
        return means
    }
}

extension Schedule.DCLineUse {
    /// Value of what arrives less value of what leaves, CNY.
    fileprivate func rentCNY(
        _ prices: [[Double]], _ number: [String: Int], _ time: TimeGrid
    ) -> Double {
        let from = prices[number[line.from] ?? 0]
        let to = prices[number[line.to] ?? 0]
        return flowMW.indices.reduce(0) { sum, step in
            let efficiency = line.efficiency[step]
            let atFrom = efficiency * backMW[step] - flowMW[step]
            let atTo = efficiency * flowMW[step] - backMW[step] - line.fixedLossMW
            let others = line.outputs.reduce(0) {
                $0 + $1.efficiency * flowMW[step] * prices[number[$1.node] ?? 0][step]
            }
            return sum
                + (from[step] * atFrom + to[step] * atTo + others) * time.weightedHours(step)
        }
    }
}

extension Formulation {
    /// Price of supply at a site's node, CNY per MWh by step; zeros for a site on its own.
    func supplyPrices(_ duals: [Double], site: Int) -> [Double] {
        let time = scenario.grid
        guard let node = balance.siteNode[site] else {
            return [Double](repeating: 0, count: time.stepCount)
        }
        return balance.nodeBalance.values(duals, node).map { $0 / time.stepHours }
    }
}
