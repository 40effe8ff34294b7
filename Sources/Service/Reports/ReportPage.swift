package import Solver

/// The report of one solve: a single page that needs nothing else, in English and Chinese.
///
/// The page is well-formed as XML, runs no script and loads nothing; a style rule shows one of
/// the two languages. The same result always gives the same bytes.
package struct ReportPage: Sendable {
    private let result: ScenarioSolver.Result
    private let scenario: Scenario
    private let language: Language

    /// Creates the page of a result.
    ///
    /// - Parameters:
    ///   - result: what the solve returned.
    ///   - scenario: the scenario that was solved.
    ///   - language: the language shown first.
    package init(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, language: Language = .english
    ) {
        self.result = result
        self.scenario = scenario
        self.language = language
    }

    /// The page, UTF-8.
    package func html() -> String {
        let summary = SummarySection(result, scenario)
        var sections = [summary.status]
        if let plan = result.plan {
            let context = ReportContext(plan, result.bindingLimits)
            sections += content(plan, context, summary)
        } else if let conflict = result.conflict {
            sections.append(ConflictSection(conflict, scenario).markup())
        }
        return page(sections)
    }

    /// A grid without sites has no tokens, chain, routing or bills to show.
    private func content(
        _ plan: Plan, _ context: ReportContext, _ summary: SummarySection
    ) -> [Markup] {
        let grid = GridSection(plan).map { [$0.markup()] } ?? []
        let chosen = [
            CapacitySection(context).markup(), HoldSection(context).markup(),
        ].compactMap(\.self)
        guard !scenario.sites.isEmpty else {
            return grid + chosen + [LimitSection(context).markup()]
        }
        let first = [
            summary.figures(context),
            summary.notices(context),
            HubSection(context).markup(),
            PowerSection(context).markup(),
        ]
        let prices = [
            PriceSection(context).markup(),
            ChainSection(context).markup(),
            CarbonSection(context).markup(),
        ]
        let policy =
            [PolicySection(context).markup(), ContractSection(context).markup()]
            .compactMap(\.self) + chosen
        let last = [
            RoutingSection(context).markup(),
            LimitSection(context).markup(),
            BillSection(context).markup(),
        ]
        return first + JobSection(context).markup() + grid + prices + policy + last
    }

    private var title: Text {
        scenario.name.map { Text($0.en, $0.zh) } ?? Text("Plan", "计划")
    }

    private func page(_ sections: [Markup]) -> String {
        PageFrame.html(title: title, language: language, header: header, sections: sections)
    }

    private var header: [Markup] {
        let grid = scenario.grid
        let end = ReportContext.time(grid.text(grid.stepCount))
        let horizon = Text(
            "\(ReportContext.time(grid.text(0))) to \(end), \(grid.timeZoneIdentifier), "
                + "\(NumberText.fixed(Double(grid.stepCount))) steps of \(grid.stepMinutes) min",
            "\(ReportContext.time(grid.text(0))) 至 \(end)，\(grid.timeZoneIdentifier)，"
                + "\(NumberText.fixed(Double(grid.stepCount)))个\(grid.stepMinutes)分钟时段")
        return [
            .element("h1", [:], title),
            .element("p", ["class": "sub"], horizon),
            .element("p", ["class": "sub"], counts),
        ]
    }

    /// What the scenario has; a grid without sites has nodes, lines and supplies.
    private var counts: Text {
        if scenario.sites.isEmpty, let grid = scenario.powerGrid {
            let lines = grid.lines.count + grid.dcLines.count
            return Text(
                Self.count(grid.nodes.count, "node") + ", " + Self.count(lines, "line") + ", "
                    + Self.count(grid.supplies.count, "supply", plural: "supplies"),
                "\(grid.nodes.count)个节点，\(lines)条线路，\(grid.supplies.count)个供电电源")
        }
        return Text(
            Self.count(scenario.sites.count, "site") + ", "
                + Self.count(scenario.products.count, "product") + ", "
                + Self.count(scenario.origins.count, "demand centre"),
            "\(scenario.sites.count)个站点，\(scenario.products.count)种产品，"
                + "\(scenario.origins.count)个需求中心")
    }

    private static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count) " + (count == 1 ? noun : plural ?? noun + "s")
    }
}
