import Solver

/// Limits over the year and demand-response calls; nothing where a scenario has neither.
struct PolicySection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// The section; nil without limits and calls.
    func markup() -> Markup? {
        let schedule = context.plan.schedule
        let parts =
            (schedule.yearUses.isEmpty ? [] : [limits])
            + (schedule.responses.isEmpty ? [] : [calls])
        guard !parts.isEmpty else { return nil }
        return .section(
            "policy", Text("Policy and demand response", "指标与需求响应"),
            [
                .element(
                    "p", [:],
                    Text(
                        "A limit over a year counts the year to date, this horizon and the forecast "
                            + "remainder, unless it is asked for the horizon only.",
                        "年度指标按累计、本时段与剩余预测之和计，除非情景只要求本时段。"))
            ] + parts)
    }

    private var limits: Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Limit", "指标"), isNumber: false),
                .init(heading: Text("Of", "对象"), isNumber: false),
                .init(heading: Text("To date", "累计"), unit: "MWh"),
                .init(heading: Text("Horizon", "本时段"), unit: "MWh"),
                .init(heading: Text("Remainder", "剩余预测"), unit: "MWh"),
                .init(heading: Text("Limit", "限值"), unit: "MWh"),
                .init(heading: Text("Share", "占比")),
                .init(heading: Text("Broken by", "突破"), unit: "MWh"),
                .init(heading: Text("Worth", "价值"), unit: Text("CNY/MWh", "元/MWh")),
            ])
        table.rows = zip(context.plan.schedule.yearUses, context.plan.prices.policies).map {
            use, price in
            [
                Markup(Words.limit(use.limit.kind)),
                Markup(context.names.subject(use.limit.kind, use.limit.id)),
                Markup(NumberText.plain(use.toDateMWh)), Markup(NumberText.plain(use.amountMWh)),
                Markup(NumberText.plain(use.remainderMWh)),
                Markup((use.limit.isFloor ? "≥ " : "≤ ") + NumberText.plain(use.limitMWh)),
                Markup(NumberText.optional(use.yearShare) { NumberText.percent($0) }),
                Markup(NumberText.plain(use.excessMWh)),
                Markup(NumberText.plain(price.worthCNYPerMWh)),
            ]
        }
        return table.markup()
    }

    private var calls: Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Demand response", "需求响应"), isNumber: false),
                .init(heading: Text("From", "起"), isNumber: false),
                .init(heading: Text("Asked", "要求"), unit: "MWh"),
                .init(heading: Text("Reduced", "削减"), unit: "MWh"),
                .init(heading: Text("Short", "未完成"), unit: "MWh"),
                .init(heading: Text("Pay", "补偿"), unit: Text("CNY", "元")),
                .init(heading: Text("Penalty", "考核"), unit: Text("CNY", "元")),
            ])
        table.rows = context.plan.schedule.responses.map { response in
            let amounts = ResponseAmounts(response, context.scenario.grid)
            return [Markup(response.call.id), Markup(context.time(response.steps.lowerBound))]
                + [
                    amounts.askedMWh, amounts.reducedMWh, amounts.shortMWh, amounts.payCNY,
                    amounts.penaltyCNY,
                ].map { Markup(NumberText.plain($0)) }
        }
        return table.markup()
    }
}
