import Solver

/// Contract curves: what is contracted, declared and consumed in every quarter of an hour.
struct ContractSection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// More sites than this are in the table only.
    private static let shown = 6

    /// The section; nil without a contract curve.
    func markup() -> Markup? {
        let declarations = context.plan.schedule.declarations
        guard !declarations.isEmpty else { return nil }
        let figures = declarations.prefix(Self.shown).compactMap(figure)
        return .section(
            "contracts", Text("Contract curves and declarations", "合约曲线与申报曲线"),
            [
                .element(
                    "p", [:],
                    Text(
                        "What is declared before the day against the contract curve and against "
                            + "what the plan imports. Deviations are settled at spot.",
                        "日前申报曲线与合约曲线、计划受电的对照。偏差按现货价格结算。")),
                .element("div", ["class": "pair"], figures), table,
            ])
    }

    private func contract(_ site: Int) -> EnergyContract? { context.scenario.sites[site].contract }

    private func figure(_ declaration: Schedule.Declaration) -> Markup? {
        guard let contract = contract(declaration.site) else { return nil }
        let steps = context.timeline.finest()
        func means(_ values: (Int) -> Double) -> [Double] {
            steps.map { range in
                range.reduce(0) { $0 + values($1) } / Double(max(1, range.count))
            }
        }
        let power = context.plan.schedule.sites[declaration.site].importMW
        let lines = [
            ChartSeries(
                name: Text("Contract", "合约"), values: means { contract.contractMW[$0] },
                color: Palette.series(1)),
            ChartSeries(
                name: Text("Declared", "申报"), values: means { declaration.declaredMW[$0] },
                color: Palette.series(0)),
            ChartSeries(
                name: Text("Import", "受电"), values: means { power[$0] }, color: "var(--ink)"),
        ]
        let name = context.names.sites[declaration.site]
        var chart = LineChart(
            title: name, unit: "MW", lines: lines, steps: steps, timeline: context.timeline)
        let share = contract.bandShare
        if share > 0 {
            chart.band = LineChart.Band(
                low: means { (1 - share) * declaration.declaredMW[$0] },
                high: means { (1 + share) * declaration.declaredMW[$0] })
        }
        // Nothing is below zero, and a curve that is nearly level should look so.
        chart.range = 0...(lines.flatMap(\.values) + (chart.band?.high ?? [])).reduce(0.1, max)
        return Figure.markup(
            name, chart.markup(),
            keys: lines.map { Figure.Key(color: $0.color, name: $0.name, isLine: true) },
            note: share > 0
                ? Text(
                    "The band is what deviates without penalty.", "阴影带：免考核的偏差范围。") : nil)
    }

    private var table: Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Site", "站点"), isNumber: false),
                .init(heading: Text("Contract", "合约"), unit: "MWh"),
                .init(heading: Text("Declared", "申报"), unit: "MWh"),
                .init(heading: Text("Import", "受电"), unit: "MWh"),
                .init(heading: Text("Above declared", "高于申报"), unit: "MWh"),
                .init(heading: Text("Below declared", "低于申报"), unit: "MWh"),
                .init(heading: Text("Largest deviation", "最大偏差"), unit: "MW"),
            ])
        table.rows = context.plan.schedule.declarations.map { declaration in
            let power = context.plan.schedule.sites[declaration.site].importMW
            let deviation = zip(power, declaration.declaredMW).map { $0 - $1 }
            let steps = deviation.indices
            let contracted = contract(declaration.site).map { contract in
                steps.map { contract.contractMW[$0] }
            }
            return [Markup(context.names.sites[declaration.site])]
                + [
                    context.energyMWh(contracted ?? []),
                    context.energyMWh(declaration.declaredMW), context.energyMWh(power),
                    context.energyMWh(deviation.map { max(0, $0) }),
                    context.energyMWh(deviation.map { max(0, -$0) }),
                    deviation.reduce(0) { max($0, abs($1)) },
                ].map { Markup(NumberText.plain($0)) }
        }
        return table.markup()
    }
}
