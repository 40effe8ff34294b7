import Solver

/// Pins and maintenance windows: when each holds, when it binds, and what loosening it is worth.
struct HoldSection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// More rows than this are in the table only.
    private static let shown = 40

    /// The section; nil without pins and windows.
    func markup() -> Markup? {
        let rows = HeldDocument.rows(context.plan)
        guard !rows.isEmpty else { return nil }
        let chart = HoldChart(
            rows: rows.prefix(Self.shown).map(row), timeline: context.timeline)
        return .section(
            "held", Text("Pins and maintenance", "人工锁定与检修"),
            [
                Figure.markup(
                    Text("When each holds, and when it binds", "各项的生效时段与起约束时段"),
                    chart.markup(),
                    keys: [
                        Figure.Key(color: Palette.other, name: Text("holds", "生效")),
                        Figure.Key(color: HoldChart.color, name: Text("binds", "起约束作用")),
                    ],
                    note: Text(
                        "At the right: what one unit looser would save, in all steps together.",
                        "右侧：各时段合计放宽一单位可节省的金额。"), style: "full"),
                table(rows),
            ])
    }

    private func row(_ row: HeldDocument.Row) -> HoldChart.Row {
        let grid = context.scenario.grid
        let ends = [row.hold.to, row.expires].compactMap(\.self)
        let first = context.step(row.hold.from)
        let last = ends.map { context.step($0, isEnd: true) }.min() ?? grid.stepCount
        let marginal = row.held.marginalCNYPerUnit
        return HoldChart.Row(
            name: Text(both: row.held.id), steps: first..<max(first, last),
            binding: row.held.isWhole
                ? [] : marginal.indices.filter { abs(marginal[$0]) > 1e-7 },
            worth: row.worth.map { worth in
                Text(
                    "\(NumberText.plain(worth)) CNY/", "\(NumberText.plain(worth))元/")
                    + Words.unit(named: row.unit)
            } ?? Text("whole numbers", "整数"),
            tip: Text(both: "\(row.held.id): \(row.what) · \(row.hold.owner) (\(row.hold.reason))"))
    }

    private func table(_ rows: [HeldDocument.Row]) -> Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Pin or window", "锁定或检修"), isNumber: false),
                .init(heading: Text("What", "对象"), isNumber: false),
                .init(heading: Text("By", "责任人"), isNumber: false),
                .init(heading: Text("Why", "原因"), isNumber: false),
                .init(heading: Text("Binds in", "起作用"), unit: Text("steps", "时段数")),
                .init(heading: Text("One unit looser saves", "放宽一单位节省"), unit: Text("CNY", "元")),
                .init(heading: Text("Unit", "单位"), isNumber: false),
            ])
        table.rows = rows.map { row in
            [
                Markup(row.held.id), Markup(row.what), Markup(row.hold.owner),
                Markup(row.hold.reason),
                Markup(row.binding.map { NumberText.fixed(Double($0)) } ?? "–"),
                Markup(NumberText.optional(row.worth)), Markup(Words.unit(named: row.unit)),
            ]
        }
        return table.markup()
    }
}

extension ReportContext {
    /// The step of the horizon in which an instant lies, or the one after an end within a step.
    func step(_ instant: Instant, isEnd: Bool = false) -> Int {
        let grid = scenario.grid
        let length = grid.stepMinutes * 60
        let seconds = instant.seconds - grid.start.seconds + (isEnd ? length - 1 : 0)
        return min(grid.stepCount, max(0, seconds / length))
    }
}
