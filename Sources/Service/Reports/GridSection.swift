import Solver

/// The grid of a plan: the most loaded lines and the spread of node prices.
struct GridSection {
    private let plan: Plan
    private let grid: PowerGrid
    private let summary: GridSummary
    private let prices: GridPrices

    /// Nil for a plan without a grid.
    init?(_ plan: Plan) {
        guard let grid = plan.scenario.powerGrid, let summary = plan.grid,
            let prices = plan.prices.grid
        else { return nil }
        self.plan = plan
        self.grid = grid
        self.summary = summary
        self.prices = prices
    }

    /// So many bars are drawn.
    private static let shown = 12

    /// The section.
    func markup() -> Markup {
        .section(
            "grid", Text("Power grid", "电网"),
            [
                .element("p", [:], lead),
                .element("div", ["class": "pair"], [lines, nodes]),
            ])
    }

    private var lead: Text {
        let counts = Text(
            "\(grid.nodes.count) nodes, \(grid.lines.count) AC lines in "
                + "\(summary.islandCount) island\(summary.islandCount == 1 ? "" : "s"), "
                + "\(grid.dcLines.count) DC lines. ",
            "\(grid.nodes.count)个节点，\(summary.islandCount)个同步区内\(grid.lines.count)条交流线路，"
                + "\(grid.dcLines.count)条直流线路。")
        let energy = Text(
            "Supplies give \(NumberText.plain(summary.supplyMWh)) MWh at a system cost of "
                + "\(NumberText.plain(summary.systemCNY)) CNY; "
                + "load at nodes is \(NumberText.plain(summary.loadMWh)) MWh.",
            "供电\(NumberText.plain(summary.supplyMWh)) MWh，系统成本\(NumberText.plain(summary.systemCNY))元；"
                + "节点负荷\(NumberText.plain(summary.loadMWh)) MWh。")
        return counts + energy
    }

    private var lines: Markup {
        let loaded = summary.lines.filter { ($0.loadingShare ?? 0) > 0 }
            .sorted { ($0.loadingShare ?? 0, $1.id) > ($1.loadingShare ?? 0, $0.id) }
            .prefix(Self.shown)
        let title = Text("Most loaded lines", "负载最高的线路")
        guard !loaded.isEmpty else {
            return .element("p", [:], Text("No line has a limit.", "没有设限的线路。"))
        }
        let chart = BarChart(
            title: title, unit: "%",
            categories: loaded.map { Text(both: $0.id) },
            series: [
                ChartSeries(
                    name: Text("Largest loading", "最大负载率"),
                    values: loaded.map { 100 * ($0.loadingShare ?? 0) },
                    color: Palette.series(0))
            ])
        return Figure.markup(
            title, chart.markup(),
            note: Text(
                "Largest share of the limit that is used in any step.", "各时段中占限值的最大比例。"))
    }

    private var nodes: Markup {
        let means = prices.nodes.map { node in
            (
                id: grid.nodes[node.node].id,
                price: node.priceCNYPerMWh.reduce(0, +)
                    / Double(max(1, node.priceCNYPerMWh.count))
            )
        }.sorted { ($0.price, $1.id) > ($1.price, $0.id) }
        let half = Self.shown / 2
        let ends =
            means.count <= Self.shown ? means : Array(means.prefix(half)) + means.suffix(half)
        let title = Text("Dearest and cheapest nodes", "电价最高与最低的节点")
        let chart = BarChart(
            title: title, unit: Text("CNY/MWh", "元/MWh"),
            categories: ends.map { Text(both: $0.id) },
            series: [
                ChartSeries(
                    name: Text("Mean price", "平均电价"), values: ends.map(\.price),
                    color: Palette.series(1))
            ])
        return Figure.markup(
            title, chart.markup(),
            note: Text("Mean over the horizon.", "全时段平均。"))
    }
}
