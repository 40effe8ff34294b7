import Solver

/// The grid of a plan for people at a terminal.
struct GridTables {
    let plan: Plan
    let language: Language

    /// So many lines and nodes are shown.
    private static let shown = 10

    private func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }

    /// The tables; empty without a grid.
    var parts: [String] {
        guard let grid = plan.scenario.powerGrid, let summary = plan.grid,
            let prices = plan.prices.grid
        else { return [] }
        return [figures(grid, summary, prices), lines(summary), nodes(grid, prices)]
            .filter { !$0.isEmpty }
    }

    private func figures(
        _ grid: PowerGrid, _ summary: GridSummary, _ prices: GridPrices
    ) -> String {
        let all = prices.nodes.flatMap(\.priceCNYPerMWh)
        var rows = [
            [
                say("nodes, lines, DC lines", "节点、线路、直流线路"),
                "\(grid.nodes.count), \(grid.lines.count), \(grid.dcLines.count)",
            ],
            [say("AC islands", "交流同步区"), "\(summary.islandCount)"],
            [say("load at nodes", "节点负荷"), Layout.number(summary.loadMWh) + " MWh"],
            [say("supplies", "供电"), Layout.number(summary.supplyMWh) + " MWh"],
            [say("system cost", "系统成本"), Layout.fixed(summary.systemCNY, 2) + " CNY"],
            [
                say("node prices, lowest to highest", "节点电价（最低至最高）"),
                Layout.number(all.min()) + " – " + Layout.number(all.max()) + " CNY/MWh",
            ],
        ]
        rows += summary.budgets.map { budget in
            let limits = [
                budget.budget.minimum.map { "≥ " + Layout.number($0) },
                budget.budget.maximum.map { "≤ " + Layout.number($0) },
            ].compactMap(\.self).joined(separator: ", ")
            return [
                say("budget ", "总量限额 ") + budget.budget.id,
                Layout.number(budget.used) + " (" + limits + ")",
            ]
        }
        if summary.supplyTonnes != 0 {
            rows.append([
                say("direct emissions of supplies", "供电侧直接碳排放"),
                Layout.number(summary.supplyTonnes) + " t",
            ])
        }
        return Layout.table([say("grid", "电网"), ""], rows)
    }

    private func lines(_ summary: GridSummary) -> String {
        let loaded = summary.lines.filter { ($0.loadingShare ?? 0) > 0 }
            .sorted { ($0.loadingShare ?? 0, $1.id) > ($1.loadingShare ?? 0, $0.id) }
        guard !loaded.isEmpty else { return "" }
        return Layout.table(
            [
                say("most loaded lines", "负载最高的线路"), say("largest flow MW", "最大潮流 MW"),
                say("loading", "负载率"), say("congestion rent CNY", "阻塞盈余 元"),
            ],
            loaded.prefix(Self.shown).map { line in
                [
                    "\(line.id) (\(line.from) → \(line.to))",
                    Layout.number(line.flowMW.max { abs($0) < abs($1) }),
                    Layout.percent(line.loadingShare), Layout.number(line.rentCNY),
                ]
            })
    }

    /// The dearest nodes, and the cheapest one.
    private func nodes(_ grid: PowerGrid, _ prices: GridPrices) -> String {
        let means = prices.nodes.map { node in
            (
                node.node,
                node.priceCNYPerMWh.reduce(0, +) / Double(max(1, node.priceCNYPerMWh.count)),
                node.congestionCNYPerMWh.reduce(0, +)
                    / Double(max(1, node.congestionCNYPerMWh.count))
            )
        }.sorted { ($0.1, $1.0) > ($1.1, $0.0) }
        let dear = means.prefix(Self.shown - 1)
        let rows = (Array(dear) + means.dropFirst(dear.count).suffix(1)).map { entry in
            [grid.nodes[entry.0].id, Layout.number(entry.1), Layout.number(entry.2)]
        }
        return Layout.table(
            [
                say("dearest nodes, and the cheapest", "电价最高与最低的节点"),
                say("mean price CNY/MWh", "平均电价 元/MWh"),
                say("of it congestion", "其中阻塞"),
            ], rows)
    }
}
