import Solver

/// The page of a comparison: cost by line from A to B as a waterfall, and why.
struct ComparisonPage {
    private let document: ComparisonDocument
    private let language: Language

    init(_ document: ComparisonDocument, language: Language) {
        self.document = document
        self.language = language
    }

    private var comparison: Comparison { document.comparison }

    /// The page, UTF-8.
    func html() -> String {
        var sections = [statuses]
        if comparison.changes.isEmpty {
            sections.append(.element("p", [:], Words.nothingChanged))
        }
        if comparison.objectiveChange != nil, !comparison.changes.isEmpty {
            sections += [costs, why]
        }
        sections.append(inputs)
        for (index, result) in document.results.enumerated() {
            guard let conflict = result.conflict else { continue }
            sections.append(ConflictSection(conflict, document.scenarios[index]).markup())
        }
        let title = Text(
            "Comparison of \(name(0).en) and \(name(1).en)",
            "\(name(0).zh)与\(name(1).zh)的比较")
        return PageFrame.html(
            title: title, language: language,
            header: [.element("h1", [:], title)], sections: sections)
    }

    private func name(_ index: Int) -> Text {
        document.scenarios[index].name.map { Text($0.en, $0.zh) } ?? (index == 0 ? "A" : "B")
    }

    private var statuses: Markup {
        let items = document.results.enumerated().map { index, result in
            let cost = NumberText.optional(result.plan?.costs.totalCNY)
            return Markup.element(
                "li", [:],
                Text("\(index == 0 ? "A" : "B"): ", "\(index == 0 ? "A" : "B")：") + name(index)
                    + ", " + Words.status(result.outcome.proof)
                    + Text(", \(cost) CNY", "，\(cost) 元"))
        }
        return .element("ul", [:], items)
    }

    /// Lines that move by less than this share of the largest are drawn together.
    private static let leastShare = 0.002
    /// Less than this is rounding.
    private static let leastShownCNY = 5e-3

    private var costs: Markup {
        let lines = comparison.costs.sorted { abs($0.changeCNY) > abs($1.changeCNY) }
        let least = Self.leastShare * abs(lines.first?.changeCNY ?? 0)
        let drawn = lines.prefix(20).filter { abs($0.changeCNY) > least }
        let rest = lines.dropFirst(drawn.count).reduce(0) { $0 + $1.changeCNY }
        var steps = drawn.map { line in
            WaterfallChart.Step(
                name: Text(both: line.site.map { $0 + " · " } ?? "") + Words.cost(line.kind),
                change: line.changeCNY)
        }
        if abs(rest) > Self.leastShownCNY {
            steps.append(
                WaterfallChart.Step(name: Text("All other lines", "其余各项"), change: rest))
        }
        return .section(
            "costs", Text("Net cost by line", "分项净费用"),
            [waterfall(Text("Net cost from A to B by line", "从A到B的分项净费用"), steps)])
    }

    private var why: Markup {
        guard let attribution = comparison.attribution else { return .empty }
        var steps = attribution.steps.map { step in
            WaterfallChart.Step(
                name: Text(both: step.nouns.joined(separator: " + ")),
                change: step.changeCNY ?? 0)
        }
        if abs(attribution.remainderCNY) > Self.leastShownCNY {
            steps.append(
                WaterfallChart.Step(
                    name: Text("not explained to first order", "一阶近似未解释"),
                    change: attribution.remainderCNY))
        }
        return .section(
            "why", Text("Why", "原因"),
            [
                .element("p", [:], Words.attribution(attribution.method)),
                waterfall(Text("Net cost from A to B by input", "从A到B按输入归因的净费用"), steps),
            ])
    }

    private func waterfall(_ title: Text, _ steps: [WaterfallChart.Step]) -> Markup {
        Figure.markup(
            title,
            WaterfallChart(
                title: title, unit: Text("CNY", "元"),
                start: ("A", comparison.before.plan?.costs.totalCNY ?? 0), steps: steps,
                endName: "B"
            ).markup(),
            keys: [
                Figure.Key(color: Palette.cost, name: Text("adds to net cost", "增加净费用")),
                Figure.Key(color: Palette.gain, name: Text("takes from net cost", "减少净费用")),
            ],
            note: Text(
                "Revenue counts as negative cost. The axis need not start at zero.",
                "收入按负费用计。横轴不一定从零开始。"))
    }

    private var inputs: Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Input", "输入"), isNumber: false),
                .init(heading: "A", isNumber: false), .init(heading: "B", isNumber: false),
            ])
        table.rows = comparison.changes.prefix(ComparisonDocument.mostChanges).map { change in
            [
                Markup(change.pointer), Markup(ComparisonDocument.text(change.before)),
                Markup(ComparisonDocument.text(change.after)),
            ]
        }
        let count = comparison.changes.count
        return .section(
            "inputs", Text("What changed in the input: \(count)", "输入的变化：\(count)处"),
            count == 0 ? [] : [table.markup()])
    }
}
