package import Solver

/// What every section of the report reads: the plan, names, colours, and sums taken once.
package struct ReportContext {
    /// A site of its own colour in the charts, or all small ones together.
    struct ChartSite {
        /// Name.
        let name: Text
        /// Indices of the sites.
        let sites: [Int]
        /// Colour.
        let color: String
    }

    /// The plan.
    package let plan: Plan
    /// What binds.
    let bindingLimits: [BindingLimit]
    /// Names.
    let names: Names
    /// The horizon.
    package let timeline: Timeline
    /// The chain by site.
    let siteLinks: [Chain.Link]
    /// The chain by product; then shared use, then jobs.
    let productLinks: [Chain.Link]
    /// The whole chain.
    package let total: Chain.Link
    /// Sites as the charts show them.
    let chartSites: [ChartSite]

    /// Charts show at most so many sites by themselves.
    private static let largestChartSiteCount = 12

    /// The scenario that was solved.
    var scenario: Scenario { plan.scenario }

    /// Sums a plan.
    package init(_ plan: Plan, _ bindingLimits: [BindingLimit]) {
        self.plan = plan
        self.bindingLimits = bindingLimits
        names = Names(plan.scenario)
        timeline = Timeline(plan)
        let siteLinks = plan.scenario.sites.indices.map { plan.chain.sum(site: $0) }
        self.siteLinks = siteLinks
        productLinks = (0...plan.chain.jobs).map { plan.chain.sum(product: $0) }
        total = plan.chain.total
        chartSites = Self.chartSites(names, siteLinks)
    }

    private static func chartSites(_ names: Names, _ links: [Chain.Link]) -> [ChartSite] {
        let limit = largestChartSiteCount
        let bySize = links.indices.sorted {
            (links[$1].meterMWh, $0) < (links[$0].meterMWh, $1)
        }
        let own = links.count <= limit ? Array(links.indices) : bySize.prefix(limit - 1).sorted()
        var shown = own.enumerated().map { order, site in
            ChartSite(name: names.shortSites[site], sites: [site], color: Palette.series(order))
        }
        if own.count < links.count {
            let rest = links.indices.filter { !own.contains($0) }
            shown.append(
                ChartSite(
                    name: Text("\(rest.count) other sites", "其他\(rest.count)个站点"), sites: rest,
                    color: Palette.other))
        }
        return shown
    }

    /// Energy over the horizon from power by step, MWh.
    package func energyMWh(_ powerMW: [Double]) -> Double {
        powerMW.reduce(0, +) * scenario.grid.stepHours
    }

    /// Local date and time of a step.
    func time(_ step: Int) -> String { Self.time(scenario.grid.text(step)) }

    /// ISO 8601 text without seconds and offset.
    static func time(_ text: String) -> String {
        text.prefix(10) + " " + text.dropFirst(11).prefix(5)
    }
}

extension Markup {
    /// A section with a heading and an anchor.
    static func section(_ id: String, _ heading: Text, _ content: [Markup]) -> Markup {
        .element("section", ["id": id], [.element("h2", [:], heading)] + content)
    }
}
