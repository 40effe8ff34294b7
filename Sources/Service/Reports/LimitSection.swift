import Solver

/// The limits that bind, and what loosening each is worth.
struct LimitSection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// So many are shown at once; the rest are folded.
    private static let shownCount = 12

    /// The section.
    func markup() -> Markup {
        let limits = context.bindingLimits
        guard !limits.isEmpty else {
            return .section(
                "limits", Text("Binding limits", "起作用的约束"),
                [.element("p", [:], Text("No limit binds.", "没有起作用的约束。"))])
        }
        let rest = Array(limits.dropFirst(Self.shownCount))
        let folded: [Markup] =
            rest.isEmpty
            ? []
            : [
                .element(
                    "details", [:],
                    [
                        .element(
                            "summary", [:],
                            Text("\(rest.count) more", "其余\(rest.count)项")), table(rest),
                    ])
            ]
        return .section(
            "limits", Text("Binding limits", "起作用的约束"),
            [
                .element(
                    "p", [:],
                    Text(
                        "What one more unit of each limit would save, in all steps in which it binds.",
                        "各约束在其起作用的全部时段放宽一个单位可节省的金额。")),
                table(Array(limits.prefix(Self.shownCount))),
            ] + folded)
    }

    private func table(_ limits: [BindingLimit]) -> Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Limit", "约束"), isNumber: false),
                .init(heading: Text("Of", "对象"), isNumber: false),
                .init(heading: Text("Binds in", "起作用"), unit: Text("steps or hours", "时段数")),
                .init(heading: Text("Worth", "价值"), unit: Text("CNY per unit", "元/单位")),
                .init(heading: Text("Unit", "单位"), isNumber: false),
                .init(heading: Text("Worth most at", "价值最高时刻"), isNumber: false),
            ])
        table.rows = limits.map { limit in
            [
                Markup(Words.limit(limit.kind)),
                Markup(context.names.subject(limit.kind, limit.subject)),
                Markup(NumberText.fixed(Double(limit.count))),
                Markup(NumberText.plain(limit.worthCNYPerUnit)),
                Markup(Words.unit(limit.kind, limit.subject, context.scenario)),
                Markup(time(limit)),
            ]
        }
        return table.markup()
    }

    /// Green matching counts clock hours, everything else steps; caps have one step only.
    private func time(_ limit: BindingLimit) -> String {
        let grid = context.scenario.grid
        switch limit.kind {
        case .carbonCap, .waterCap, .energyQuota, .greenShare, .peakImportShare, .directSelfUse,
            .directLoad, .directExport:
            return "–"
        case .greenMatching, .greenOverhead:
            let hours = context.plan.chain.hours
            return limit.largestStep < hours.count
                ? ReportContext.time(hours[limit.largestStep]) : "–"
        default:
            return limit.largestStep < grid.stepCount ? context.time(limit.largestStep) : "–"
        }
    }
}
