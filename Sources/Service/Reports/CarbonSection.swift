import Solver

/// Emissions by site and by hour.
struct CarbonSection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    private static let location = Text("location-based", "基于位置")
    private static let market = Text("market-based", "基于市场")

    /// The section.
    func markup() -> Markup {
        .section(
            "carbon", Text("Carbon", "碳排放"),
            [
                .element(
                    "p", [:],
                    Text(
                        "Location-based: the grid average where the energy is used. Market-based: "
                            + "contracts and green certificates (绿证) first, the residual mix for the rest.",
                        "基于位置：用电所在电网平均因子。基于市场：先计合同与绿证，其余按剩余电量因子。")),
                .element("div", ["class": "pair"], [bySite, byHour]),
            ] + (context.plan.schedule.supplies.isEmpty ? [] : [shares]))
    }

    private var keys: [Figure.Key] {
        let total = context.plan.carbon.total
        return [
            Figure.Key(
                color: Palette.series(0), name: Self.location,
                value: Text(both: NumberText.plain(total.locationTonnes) + " t")),
            Figure.Key(
                color: Palette.series(1), name: Self.market,
                value: Text(both: NumberText.plain(total.marketTonnes) + " t")),
        ]
    }

    /// By volume and by the hour, side by side.
    private var shares: Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Carbon-free energy", "零碳电力"), isNumber: false),
                .init(heading: Text("Share by volume", "电量占比")),
                .init(heading: Text("Hourly CFE score", "逐小时零碳得分")),
                .init(heading: Text("Hours fully matched", "完全匹配小时占比")),
            ])
        func row(_ name: Text, _ entry: CarbonReport.Entry) -> [Markup] {
            [Markup(name)]
                + [entry.volumeShare, entry.cfeScore, entry.matchedHourShare].map {
                    Markup(NumberText.optional($0) { NumberText.percent($0) })
                }
        }
        let carbon = context.plan.carbon
        table.rows = carbon.sites.compactMap { entry in
            guard let site = entry.site, (entry.volumeShare ?? 0) > 0 else { return nil }
            return row(context.names.sites[site], entry)
        }
        table.total = row(Text("all sites", "全部站点"), carbon.total)
        return table.markup()
    }

    private var bySite: Markup {
        let entries = context.plan.carbon.sites
        func sum(_ value: (CarbonReport.Entry) -> Double) -> [Double] {
            context.chartSites.map { site in site.sites.reduce(0) { $0 + value(entries[$1]) } }
        }
        let chart = BarChart(
            title: Text("Carbon by site", "各站点碳排放"), unit: Text("t CO₂", "吨CO₂"),
            categories: context.chartSites.map(\.name),
            series: [
                ChartSeries(
                    name: Self.location, values: sum(\.locationTonnes), color: Palette.series(0)),
                ChartSeries(
                    name: Self.market, values: sum(\.marketTonnes), color: Palette.series(1)),
            ])
        return Figure.markup(chart.title, chart.markup(), keys: keys)
    }

    private var byHour: Markup {
        let rate = { (path: KeyPath<Chain.Link, Double>) in
            context.timeline.rates { context.plan.chain.sum(hour: $0)[keyPath: path] / 1000 }
        }
        let chart = LineChart(
            title: Text("Carbon by hour", "逐小时碳排放"), unit: Text("t CO₂/h", "吨CO₂/小时"),
            lines: [
                ChartSeries(
                    name: Self.location, values: rate(\.locationKgCO2), color: Palette.series(0)),
                ChartSeries(
                    name: Self.market, values: rate(\.marketKgCO2), color: Palette.series(1)),
            ],
            steps: context.timeline.steps, timeline: context.timeline)
        return Figure.markup(
            chart.title, chart.markup(), keys: keys, note: context.timeline.note)
    }
}
