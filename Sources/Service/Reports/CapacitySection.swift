import Solver

/// Capacity that the plan adds, as a share of what it might add.
struct CapacitySection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// More choices than this are in the table only.
    private static let shown = 24

    /// The section; nil without capacity choices.
    func markup() -> Markup? {
        let rows = CapacityDocument.rows(context.plan)
        guard !rows.isEmpty else { return nil }
        return .section(
            "capacity", Text("Capacity choices", "容量选择"),
            [
                .element(
                    "p", [:],
                    Text(
                        "What the plan adds of what it may add. The cost is the share of the annual "
                            + "cost that falls on this horizon.",
                        "计划新增容量及其上限。成本为年化成本中本时段的份额。"))
            ] + chart(rows) + [table(rows)])
    }

    /// Nothing to draw where nothing is added.
    private func chart(_ rows: [CapacityDocument.Row]) -> [Markup] {
        let rows = rows.filter { $0.choice.added > 1e-6 }.prefix(Self.shown)
        guard !rows.isEmpty else {
            return [.element("p", [:], Text("Nothing is added.", "没有新增容量。"))]
        }
        let title = Text("Added, share of what may be added", "新增容量占上限的比例")
        let chart = BarChart(
            title: title, unit: "%",
            categories: rows.map { context.names.subject(.accelerators, $0.choice.subject) },
            series: [
                ChartSeries(
                    name: Text("Added", "新增"),
                    values: rows.map { row in
                        let most = row.choice.expansion.maximum
                        return most > 0 ? 100 * row.choice.added / most : 0
                    }, color: Palette.series(0))
            ])
        return [.element("div", ["class": "pair"], Figure.markup(title, chart.markup()))]
    }

    private func name(_ row: CapacityDocument.Row) -> Text {
        row.kind + " " + context.names.subject(.accelerators, row.choice.subject)
    }

    private func table(_ rows: [CapacityDocument.Row]) -> Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Capacity", "容量"), isNumber: false),
                .init(heading: Text("Added", "新增")),
                .init(heading: Text("At most", "上限")),
                .init(heading: Text("Unit", "单位"), isNumber: false),
                .init(heading: Text("Cost", "成本"), unit: Text("CNY", "元")),
                .init(
                    heading: Text("One more is worth", "再增一单位的价值"), unit: Text("CNY", "元")),
            ])
        table.rows = rows.map { row in
            [
                Markup(name(row)), Markup(NumberText.plain(row.choice.added)),
                Markup(NumberText.plain(row.choice.expansion.maximum)),
                Markup(Words.unit(named: row.choice.expansion.unit)),
                Markup(NumberText.plain(row.cost)), Markup(NumberText.plain(row.worth)),
            ]
        }
        return table.markup()
    }
}
