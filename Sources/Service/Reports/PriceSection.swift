import Solver

/// Prices of electricity at the sites and of tokens.
struct PriceSection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// More small charts than this are left out.
    private static let largestChartCount = 24

    /// The section.
    func markup() -> Markup {
        let order = context.siteLinks.indices.sorted {
            (context.siteLinks[$1].meterMWh, $0) < (context.siteLinks[$0].meterMWh, $1)
        }
        let shown = order.prefix(Self.largestChartCount).sorted()
        let prices = context.plan.prices.sites.map { means($0.priceCNYPerMWh) }
        let band = LineChart.Band(
            low: steps.indices.map { at in prices.map { $0[at] }.min() ?? 0 },
            high: steps.indices.map { at in prices.map { $0[at] }.max() ?? 0 })
        let left = order.count - shown.count
        let intro = Text(
            "The price of a site is the cost of one more MWh used there, CNY/MWh: tariff, carbon, "
                + "peak and scarcity together. Band: lowest to highest of all sites."
                + (left > 0 ? " The \(left) sites that use least are not drawn." : ""),
            "站点电价为该处多用1 MWh的成本（元/MWh），含电价、碳、需量与稀缺价值。阴影带：各站点最低至最高。"
                + (left > 0 ? "用电最少的\(left)个站点未绘出。" : ""))
        return .section(
            "prices", Text("Site prices", "站点电价"),
            [
                .element("p", [:], intro)
            ] + source + [
                legend,
                .element("div", ["class": "small"], shown.map { chart($0, prices[$0], band) }),
                tokenTable,
            ])
    }

    /// What the prices belong to, where the program has integers.
    private var source: [Markup] {
        let source = context.plan.prices.source
        return source == .program ? [] : [.element("p", [:], Words.prices(source))]
    }

    private var steps: [Range<Int>] { context.timeline.finest() }

    private func means(_ values: [Double]) -> [Double] {
        steps.map { range in
            range.reduce(0) { $0 + values[$1] } / Double(max(1, range.count))
        }
    }

    private func chart(_ site: Int, _ prices: [Double], _ band: LineChart.Band) -> Markup {
        let place = context.scenario.sites[site]
        let chart = LineChart(
            title: context.names.shortSites[site] + Text(": price", "：电价"),
            unit: Text("CNY/MWh", "元/MWh"),
            lines: [
                ChartSeries(
                    name: context.names.shortSites[site], values: prices,
                    color: "var(--line)")
            ],
            steps: steps, timeline: context.timeline, band: band,
            periods: context.timeline.isShort
                ? context.scenario.tariffSchedule(place).periods : [],
            range: min(0, band.low.min() ?? 0)...max(1, band.high.max() ?? 1), isSmall: true)
        return Figure.markup(context.names.shortSites[site], chart.markup())
    }

    private var legend: Markup {
        let periods = Set(
            context.scenario.sites.flatMap { context.scenario.tariffSchedule($0).periods })
        let shaded =
            !context.timeline.isShort
            ? [] : Season.Period.allCases.filter { periods.contains($0) && $0 != .flat }
        return .element(
            "ul", ["class": "legend"],
            shaded.map { period in
                .element(
                    "li", [:],
                    [
                        .element("i", ["class": "tou-\(period.rawValue)"]),
                        Markup(Words.period(period)),
                    ])
            } + [
                .element(
                    "li", [:],
                    [
                        .element("i", ["class": "band"]),
                        Markup(Text("all sites", "全部站点")),
                    ])
            ])
    }

    /// Marginal cost of tokens: by product, over demand centres and steps.
    private var tokenTable: Markup {
        var table = DataTable(
            columns: [
                .init(
                    heading: Text("Marginal cost of tokens", "词元边际成本"), isNumber: false),
                .init(heading: Text("mean", "均值"), unit: Text("CNY per million", "元/百万词元")),
                .init(heading: Text("lowest", "最低"), unit: Text("CNY per million", "元/百万词元")),
                .init(heading: Text("highest", "最高"), unit: Text("CNY per million", "元/百万词元")),
                .init(heading: Text("revenue", "收入"), unit: Text("CNY per million", "元/百万词元")),
            ])
        func row(_ name: Text, _ values: [Double], _ revenue: Double?) -> [Markup] {
            let mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
            return [Markup(name)]
                + [mean, values.min(), values.max(), revenue].map {
                    Markup(NumberText.optional($0))
                }
        }
        let prices = context.plan.prices
        table.rows = context.scenario.products.indices.map { product in
            let values = prices.tokens.flatMap {
                $0.product == product ? $0.marginalCNYPerMillionTokens : []
            }
            return row(
                context.names.products[product], values,
                context.productLinks[product].revenueCNYPerMillionTokens)
        }
        table.rows += prices.classes.map {
            row(context.names.classes[$0.demandClass], $0.marginalCNYPerMillionTokens, nil)
        }
        return table.markup()
    }
}
