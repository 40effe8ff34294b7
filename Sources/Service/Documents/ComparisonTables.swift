import Solver

// The comparison for a terminal.
extension ComparisonDocument {
    /// The tables, with the conflict of a scenario that has no plan.
    func table(_ language: Language) -> String {
        var parts = [status(language), inputs(language)]
        for (index, result) in results.enumerated() {
            guard let conflict = result.conflict else { continue }
            parts.append(
                (index == 0 ? "A" : "B") + "\n"
                    + ExplainDocument.conflictTable(conflict, scenarios[index], language))
        }
        if comparison.objectiveChange != nil, !comparison.changes.isEmpty {
            parts += [figures(language), costs(language), why(language)]
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func status(_ language: Language) -> String {
        let rows = results.enumerated().map { index, result in
            [
                index == 0 ? "A" : "B",
                scenarios[index].name.map { Text($0.en, $0.zh)[language] } ?? "–",
                Words.status(result.outcome.proof)[language],
                Layout.number(result.plan?.costs.totalCNY),
                Layout.number(result.plan?.costs.controllableCNY),
            ]
        }
        return Layout.table(
            [
                "", Text("name", "名称")[language], Text("status", "状态")[language],
                Text("net cost, CNY", "净费用（元）")[language],
                Text("without revenue and penalties", "不计收入与罚金")[language],
            ], rows)
    }

    private func inputs(_ language: Language) -> String {
        let changes = comparison.changes
        guard !changes.isEmpty else { return Words.nothingChanged[language] }
        let rows = changes.prefix(Self.mostRows).map {
            [$0.pointer, Self.text($0.before), Self.text($0.after)]
        }
        let title = Text(
            "Input: \(changes.count) difference\(changes.count == 1 ? "" : "s")",
            "输入：\(changes.count) 处不同")
        let rest = changes.count - rows.count
        let more =
            rest > 0 ? "\n" + Text("and \(rest) more", "另有 \(rest) 处")[language] : ""
        return title[language] + "\n"
            + Layout.table([Text("place", "位置")[language], "A", "B"], Array(rows)) + more
    }

    private static let mostRows = 40

    private func figures(_ language: Language) -> String {
        guard !comparison.figures.isEmpty else {
            return Text("The plans are the same.", "两个计划相同。")[language]
        }
        let rows = comparison.figures.prefix(Self.mostRows).map { figure in
            let words = Words.figure(figure.quantity)
            return [
                words.name[language] + " · " + figure.subject, Layout.number(figure.before),
                Layout.number(figure.after), Self.signed(figure.change), words.unit[language],
            ]
        }
        return Layout.table(
            [
                Text("plan", "计划")[language], "A", "B", Text("change", "变化")[language],
                Text("unit", "单位")[language],
            ], Array(rows))
    }

    private func costs(_ language: Language) -> String {
        let changed = comparison.costs.filter { abs($0.changeCNY) > 5e-3 }
        let rows = changed.map { line in
            [
                Words.cost(line.kind)[language] + (line.site.map { " · " + $0 } ?? ""),
                Layout.number(line.beforeCNY), Layout.number(line.afterCNY),
                Self.signed(line.changeCNY),
            ]
        }
        let total = [
            Text("Net cost", "净费用")[language],
            Layout.number(comparison.before.plan?.costs.totalCNY),
            Layout.number(comparison.after.plan?.costs.totalCNY),
            Self.signed(comparison.objectiveChange ?? 0),
        ]
        return Layout.table(
            [Text("cost, CNY", "费用（元）")[language], "A", "B", Text("change", "变化")[language]],
            rows + [total])
    }

    private func why(_ language: Language) -> String {
        guard let attribution = comparison.attribution else { return "" }
        var rows = attribution.steps.map { step in
            [
                step.nouns.joined(separator: " + "),
                step.changeCNY.map(Self.signed) ?? "–",
            ]
        }
        if attribution.method == .firstOrder {
            rows.append([
                Text("not explained to first order", "一阶近似未解释")[language],
                Self.signed(attribution.remainderCNY),
            ])
        }
        return Words.attribution(attribution.method)[language] + "\n"
            + Layout.table(
                [
                    Text("because of", "原因")[language],
                    Text("net cost, CNY", "净费用（元）")[language],
                ], rows)
    }

    private static func signed(_ value: Double) -> String {
        (value > 0 ? "+" : "") + Layout.number(value)
    }
}
