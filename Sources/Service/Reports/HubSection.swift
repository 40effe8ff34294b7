import Solver

/// The hubs: a map and a table.
struct HubSection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// The section.
    func markup() -> Markup {
        let figures = mapFigure.map { [$0] } ?? []
        return .section(
            "hubs", Text("Hubs", "枢纽集群"),
            [.element("div", ["class": "mapped"], figures + [routes]), table])
    }

    private var scenario: Scenario { context.scenario }

    private var mapFigure: Markup? {
        let map = HubMap(hubs: hubs, centres: centres, routes: mainRoutes.map(\.route))
        guard let drawing = map.markup() else { return nil }
        let range = map.intensities
        let missing = scenario.sites.count - hubs.count
        let scale = Markup.element(
            "p", ["class": "scale"],
            [
                Markup("\(NumberText.fixed(range.low, 2)) "),
                .element("i", ["class": "ramp"]),
                Markup(" \(NumberText.fixed(range.high, 2)) kgCO₂/kWh "),
                Markup(Text("at the meter, location-based", "电表侧，基于位置")),
            ])
        let note = Text(
            "Circle area: MWh. Squares: demand centres. Lines: the main routes of tokens."
                + (missing > 0 ? " Not shown, without coordinates: \(missing)." : ""),
            "圆面积：电量（MWh）。方块：需求中心。连线：主要词元流向。"
                + (missing > 0 ? "\(missing)个无坐标站点未显示。" : ""))
        return .element(
            "figure", [:],
            [
                .element("figcaption", [:], Text("Where tokens are made", "词元产地")),
                .element("div", ["class": "plot"], drawing), scale,
                .element("p", ["class": "note"], note),
            ])
    }

    private var hubs: [HubMap.Hub] {
        scenario.sites.enumerated().compactMap { index, site in
            guard let latitude = site.latitude, let longitude = site.longitude else { return nil }
            let link = context.siteLinks[index]
            return HubMap.Hub(
                name: context.names.shortSites[index], latitude: latitude, longitude: longitude,
                energyMWh: link.meterMWh,
                intensity: link.meterMWh > 1e-9 ? link.locationKgCO2 / link.meterMWh / 1000 : nil,
                index: index)
        }
    }

    private var centres: [HubMap.Centre] {
        scenario.origins.enumerated().compactMap { index, origin in
            guard let latitude = origin.latitude, let longitude = origin.longitude else {
                return nil
            }
            return HubMap.Centre(
                name: context.names.origins[index], latitude: latitude, longitude: longitude,
                index: index)
        }
    }

    /// The largest routes, all products together: those that carry four fifths, at most sixteen.
    private var mainRoutes: [(route: HubMap.Route, share: Double)] {
        var amounts = [[Double]](
            repeating: [Double](repeating: 0, count: scenario.origins.count),
            count: scenario.sites.count)
        let originIndex = Dictionary(
            zip(scenario.origins.map(\.id), scenario.origins.indices),
            uniquingKeysWith: { first, _ in first })
        for route in context.plan.schedule.routes {
            let id = scenario.products[route.product].demand[route.demand].origin
            guard let origin = originIndex[id] else { continue }
            amounts[route.site][origin] += route.millionTokens.reduce(0, +)
        }
        let all = amounts.indices.flatMap { site in
            amounts[site].indices.map { (site: site, origin: $0, amount: amounts[site][$0]) }
        }.sorted { ($1.amount, $0.site, $0.origin) < ($0.amount, $1.site, $1.origin) }
        let sum = all.reduce(0) { $0 + $1.amount }
        var covered = 0.0
        var routes: [(route: HubMap.Route, share: Double)] = []
        for entry in all where entry.amount > 0 && covered < 0.8 * sum && routes.count < 16 {
            covered += entry.amount
            let route = HubMap.Route(
                hub: entry.site, centre: entry.origin, millionTokens: entry.amount)
            routes.append((route, entry.amount / sum))
        }
        return routes
    }

    private var routes: Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Main routes", "主要流向"), isNumber: false),
                .init(heading: Text("Tokens", "词元"), unit: Text("million", "百万")),
                .init(heading: Text("Share", "占比")),
            ])
        table.rows = mainRoutes.map { entry in
            [
                Markup(
                    context.names.shortSites[entry.route.hub] + " → "
                        + context.names.origins[entry.route.centre]),
                Markup(NumberText.plain(entry.route.millionTokens)),
                Markup(NumberText.percent(entry.share)),
            ]
        }
        return .element("div", ["class": "side"], table.markup())
    }

    private var table: Markup {
        var table = DataTable(columns: Self.columns)
        table.rows = scenario.sites.indices.map { row($0) }
        table.total = totalRow
        return table.markup()
    }

    private static let columns: [DataTable.Column] = [
        .init(heading: Text("Hub", "集群"), isNumber: false),
        .init(heading: Text("Tier", "层级"), isNumber: false),
        .init(heading: Text("Energy", "电量"), unit: "MWh"),
        .init(heading: Text("Tokens", "词元"), unit: Text("million", "百万")),
        .init(heading: Text("Site price", "站点电价"), unit: Text("mean, CNY/MWh", "均值，元/MWh")),
        .init(heading: Text("lowest – highest", "最低–最高"), unit: Text("CNY/MWh", "元/MWh")),
        .init(heading: "PUE"),
        .init(heading: "CFE"),
        .init(heading: Text("Carbon, location", "碳（位置）"), unit: Text("t CO₂", "吨CO₂")),
        .init(heading: Text("Carbon, market", "碳（市场）"), unit: Text("t CO₂", "吨CO₂")),
        .init(heading: Text("Electricity", "电费"), unit: Text("CNY", "元")),
        .init(heading: Text("per million tokens", "每百万词元"), unit: Text("CNY", "元")),
    ]

    private func row(_ site: Int) -> [Markup] {
        let link = context.siteLinks[site]
        let prices = context.plan.prices.sites[site].priceCNYPerMWh
        let mean = prices.reduce(0, +) / Double(max(1, prices.count))
        let range =
            "\(NumberText.fixed(prices.min() ?? 0)) – \(NumberText.fixed(prices.max() ?? 0))"
        return [
            Markup(context.names.sites[site]), Markup(Words.tier(scenario.sites[site].tier)),
        ]
            + [
                NumberText.plain(link.meterMWh), NumberText.plain(link.millionTokens),
                NumberText.fixed(mean), range,
            ].map { Markup($0) } + shared(link, context.plan.carbon.sites[site])
    }

    private func shared(_ link: Chain.Link, _ carbon: CarbonReport.Entry) -> [Markup] {
        [
            NumberText.optional(link.pue) { NumberText.fixed($0, 3) },
            NumberText.optional(carbon.cfeScore) { NumberText.percent($0) },
            NumberText.plain(carbon.locationTonnes), NumberText.plain(carbon.marketTonnes),
            NumberText.plain(link.electricityCNY),
            NumberText.optional(link.electricityCNYPerMillionTokens),
        ].map { Markup($0) }
    }

    private var totalRow: [Markup] {
        [Markup(Text("Total", "合计")), .empty]
            + [
                NumberText.plain(context.total.meterMWh),
                NumberText.plain(context.total.millionTokens),
            ].map { Markup($0) } + [.empty, .empty]
            + shared(context.total, context.plan.carbon.total)
    }
}
