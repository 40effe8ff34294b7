import Solver

/// Power and tokens over time.
package struct PowerSection {
    private let context: ReportContext

    package init(_ context: ReportContext) { self.context = context }

    /// The section.
    func markup() -> Markup {
        let note: [Markup] = context.timeline.note.map { [.element("p", [:], $0)] } ?? []
        return .section(
            "power", Text("Power and tokens by hour", "逐小时电力与词元"),
            note + [.element("div", ["class": "pair"], [power, tokens])])
    }

    /// Facility power, a layer for each site.
    package var powerChart: StackedAreaChart {
        let sites = context.plan.schedule.sites
        let layers = context.chartSites.map { entry in
            let power = context.scenario.grid.stepCount
            let sum = entry.sites.reduce(into: [Double](repeating: 0, count: power)) { sum, site in
                for step in sum.indices { sum[step] += sites[site].facilityMW[step] }
            }
            return ChartSeries(
                name: entry.name, values: context.timeline.means(sum), color: entry.color)
        }
        var chart = StackedAreaChart(
            title: Text("Facility power by site", "各站点设施功率"), unit: "MW", layers: layers,
            timeline: context.timeline)
        var grid = [Double](repeating: 0, count: context.scenario.grid.stepCount)
        for site in sites {
            for step in grid.indices { grid[step] += site.importMW[step] - site.exportMW[step] }
        }
        chart.overlay = ChartSeries(
            name: Text("Import less export", "受电减上网"), values: context.timeline.means(grid),
            color: "var(--ink)")
        return chart
    }

    /// Tokens made, a layer for each product.
    package var tokenChart: StackedAreaChart {
        let highest =
            context.timeline.rates {
                context.plan.chain.sum(hour: $0).millionTokens
            }.max() ?? 0
        let unit = TokenUnit(millionTokens: highest)
        let layers = context.scenario.products.indices.map { product in
            ChartSeries(
                name: context.names.products[product],
                values: context.timeline.rates {
                    context.plan.chain.sum(product: product, hour: $0).millionTokens
                        / unit.million
                }, color: Palette.product(product))
        }
        return StackedAreaChart(
            title: Text("Tokens made by product", "各产品生产词元"),
            unit: unit.name + Text(" tokens/h", "词元/小时"), layers: layers,
            timeline: context.timeline)
    }

    private var power: Markup {
        let chart = powerChart
        let keys = zip(chart.layers, context.chartSites).map { layer, entry in
            let energy = entry.sites.reduce(0) {
                $0 + context.energyMWh(context.plan.schedule.sites[$1].facilityMW)
            }
            return Figure.Key(
                color: layer.color, name: layer.name,
                value: Text(both: NumberText.plain(energy) + " MWh"))
        }
        let line = chart.overlay.map {
            [Figure.Key(color: $0.color, name: $0.name, isLine: true)]
        }
        return Figure.markup(
            chart.title, chart.markup(), keys: keys + (line ?? []),
            note: Text(
                "Where the dashed line is above the areas, storage charges; where it is below, "
                    + "on-site supply or storage feeds the sites.",
                "虚线高于面积处为储能充电；低于面积处由现场电源或储能供电。"))
    }

    private var tokens: Markup {
        let chart = tokenChart
        let keys = zip(chart.layers, context.productLinks).map { layer, link in
            Figure.Key(
                color: layer.color, name: layer.name,
                value: Text(both: NumberText.plain(link.millionTokens) + " ")
                    + Text("million", "百万"))
        }
        return Figure.markup(chart.title, chart.markup(), keys: keys)
    }
}
