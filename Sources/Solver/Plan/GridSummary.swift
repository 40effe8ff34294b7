/// What a plan does with its grid, in the figures that people ask for first.
public struct GridSummary: Sendable {
    /// One line with its flow against its limit.
    public struct Line: Sendable {
        /// Identifier.
        public let id: String
        /// Whether it is a DC line.
        public let isDC: Bool
        /// Node that positive flow leaves.
        public let from: String
        /// Node that positive flow enters.
        public let to: String
        /// Flow by step, MW; positive from `from`.
        public let flowMW: [Double]
        /// Limit in the direction of the flow by step, MW; nil for none.
        public let limitMW: [Double]?
        /// What it earns over the horizon, CNY.
        public let rentCNY: Double

        /// Largest share of the limit that is used; nil without a limit.
        public let loadingShare: Double?

        init(
            id: String, isDC: Bool, from: String, to: String, flowMW: [Double],
            limitMW: [Double]?, rentCNY: Double
        ) {
            self.id = id
            self.isDC = isDC
            self.from = from
            self.to = to
            self.flowMW = flowMW
            self.limitMW = limitMW
            self.rentCNY = rentCNY
            loadingShare = limitMW.map { limits in
                zip(flowMW, limits).reduce(0) { $1.1 > 0 ? max($0, abs($1.0) / $1.1) : $0 }
            }
        }
    }

    /// A budget over the horizon with what the plan uses of it.
    public struct Budget: Sendable {
        /// The budget: its limits are in a unit of its own.
        public let budget: GridBudget
        /// What is used.
        public let used: Double
        /// What one more unit of the limit adds to the cost, CNY; negative where a largest total
        /// binds.
        public let marginalCNYPerUnit: Double
    }

    /// The budgets over the horizon.
    public let budgets: [Budget]
    /// AC lines, then DC lines.
    public let lines: [Line]
    /// Load of the nodes that is no site, shunts included, MWh.
    public let loadMWh: Double
    /// Output of the supplies, MWh.
    public let supplyMWh: Double
    /// Direct emissions of the supplies, tonnes.
    public let supplyTonnes: Double
    /// What the system pays: supplies, storages, transfer, added capacity, carbon, CNY.
    public let systemCNY: Double
    /// Number of AC islands.
    public let islandCount: Int

    init?(_ formulation: Formulation, _ schedule: Schedule, _ costs: Costs, _ prices: GridPrices?) {
        let scenario = formulation.scenario
        guard let grid = scenario.powerGrid, let prices else { return nil }
        let time = scenario.grid
        let added = Dictionary(
            schedule.capacity.map { ($0.subject, $0.added) }, uniquingKeysWith: { a, _ in a })
        let whole = [Double](repeating: 1, count: time.stepCount)
        let shares = scenario.maintainedShares(.line)
        let dcShares = scenario.maintainedShares(.dcLine)
        lines =
            schedule.lines.enumerated().map { index, use in
                Self.line(
                    use, added[use.line.id] ?? 0, shares[.line(index)] ?? whole,
                    prices.lineRentCNY[index])
            }
            + schedule.dcLines.enumerated().map { index, use in
                Self.line(
                    use, added[use.line.id] ?? 0, dcShares[.dcLine(index)] ?? whole,
                    prices.dcLineRentCNY[index])
            }
        let used = formulation.budgets.used(schedule, scenario)
        budgets = grid.budgets.enumerated().map { index, budget in
            Budget(
                budget: budget, used: used[index],
                marginalCNYPerUnit: prices.budgetCNYPerUnit[index])
        }
        loadMWh = grid.nodes.reduce(0) { sum, node in
            (0..<time.stepCount).reduce(sum) { $0 + node.demandMW($1) * time.weightedHours($1) }
        }
        supplyMWh = schedule.generators.reduce(0) { sum, use in
            guard use.place.node != nil else { return sum }
            return use.outputMW.indices.reduce(sum) {
                $0 + use.outputMW[$1] * time.weightedHours($1)
            }
        }
        supplyTonnes = formulation.gridEmissions.tonnes(schedule.generators)
        systemCNY = costs.lines.reduce(0) { $0 + ($1.payer == .system ? $1.amountCNY : 0) }
        islandCount = formulation.flows.topology.islandCount
    }

    private static func line(
        _ use: Schedule.LineUse, _ added: Double, _ share: [Double], _ rent: Double
    ) -> Line {
        let limit = use.line.limitMW.map { base in
            use.flowMW.indices.map { share[$0] * use.line.limitShare[$0] * (base + added) }
        }
        return Line(
            id: use.line.id, isDC: false, from: use.line.from, to: use.line.to,
            flowMW: use.flowMW, limitMW: limit, rentCNY: rent)
    }

    private static func line(
        _ use: Schedule.DCLineUse, _ added: Double, _ share: [Double], _ rent: Double
    ) -> Line {
        let flow = use.netMW
        let limit = flow.indices.map { step in
            share[step]
                * (flow[step] >= 0
                    ? use.line.availableMW(step) + use.line.availabilityShare[step] * added
                    : -(use.line.minimumMW(step) + use.line.minimumShare[step] * added))
        }
        return Line(
            id: use.line.id, isDC: true, from: use.line.from, to: use.line.to, flowMW: flow,
            limitMW: limit, rentCNY: rent)
    }
}
