import Solver

/// The chain WATT → FLOPS → TOKENS → VALUES: flows, ratios by product, and cost lines.
struct ChainSection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// The section.
    func markup() -> Markup {
        let difference = context.plan.chain.largestImportDifferenceMWh
        return .section(
            "chain",
            Text(
                "WATT → FLOPS → TOKENS → VALUES",
                "瓦特 → 算力 → 词元 → 价值（WATT → FLOPS → TOKENS → VALUES）"),
            [
                Figure.markup(
                    Text("The chain over the horizon", "全时段链条"),
                    ChainFlows(context).diagram.markup(),
                    note: Text(
                        "Each column is drawn to its own scale, its unit and total stand above it. "
                            + "Light bands change the unit: they join the same product, not equal "
                            + "amounts. Largest difference between energy computed upward and "
                            + "the solver's import: \(NumberText.scientific(difference)) MWh.",
                        "每列按各自比例绘制，单位与合计标于上方。浅色带表示单位转换：连接同一产品，并非等量。"
                            + "自下而上计算的电量与求解器受电量的最大差：\(NumberText.scientific(difference)) MWh。"
                    ), style: "full"),
                products, costs,
            ])
    }

    private var products: Markup {
        let per = Text("per million tokens", "每百万词元")
        var table = DataTable(
            columns: [
                .init(heading: Text("Product", "产品"), isNumber: false),
                .init(heading: Text("Tokens", "词元"), unit: Text("million", "百万")),
                .init(heading: Text("Energy", "电量"), unit: "MWh"),
                .init(heading: Text("Energy per token", "单词元能耗"), unit: Text("J/token", "J/词元")),
                .init(heading: Text("Compute", "算力"), unit: "EFLOP"),
                .init(heading: Text("Carbon, location", "碳（位置）"), unit: "kgCO₂ " + per),
                .init(heading: Text("Carbon, market", "碳（市场）"), unit: "kgCO₂ " + per),
                .init(heading: Text("Electricity", "电费"), unit: Text("CNY ", "元") + per),
                .init(heading: Text("Revenue", "收入"), unit: Text("CNY ", "元") + per),
                .init(heading: Text("Value added", "增加值"), unit: Text("CNY", "元")),
            ])
        table.rows = context.scenario.products.indices.map {
            row(context.names.products[$0], context.productLinks[$0])
        }
        let jobs = context.productLinks[context.plan.chain.jobs]
        if jobs.meterMWh > 1e-6 { table.rows.append(row(Text("Jobs", "作业"), jobs)) }
        let shared = context.productLinks[context.plan.chain.shared]
        if shared.meterMWh > 1e-6 {
            table.rows.append(row(Text("Shared, nothing running", "公共（无负载时）"), shared))
        }
        table.total = row(Text("Total", "合计"), context.total)
        return table.markup()
    }

    private func row(_ name: Text, _ link: Chain.Link) -> [Markup] {
        [Markup(name)]
            + [
                NumberText.plain(link.millionTokens), NumberText.plain(link.meterMWh),
                NumberText.optional(link.joulesPerToken), NumberText.plain(link.exaFLOP),
                NumberText.optional(link.locationKgCO2PerMillionTokens),
                NumberText.optional(link.marketKgCO2PerMillionTokens),
                NumberText.optional(link.electricityCNYPerMillionTokens),
                NumberText.optional(link.revenueCNYPerMillionTokens),
                NumberText.plain(link.valueAddedCNY),
            ].map { Markup($0) }
    }

    private var costs: Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Line of the objective", "目标函数各项"), isNumber: false),
                .init(heading: Text("Amount", "金额"), unit: Text("CNY", "元")),
            ])
        var sum = 0.0
        for kind in CostLine.Kind.allCases {
            let amount = context.plan.costs.sum(kind)
            guard amount != 0 else { continue }
            sum += amount
            table.rows.append([Markup(Words.cost(kind)), Markup(NumberText.fixed(amount, 2))])
        }
        table.total = [Markup(Text("Net cost", "净成本")), Markup(NumberText.fixed(sum, 2))]
        return .element(
            "details", [:],
            [
                .element(
                    "summary", [:],
                    Text(
                        "Net cost, line by line (revenue counts what is served, by arrival)",
                        "净成本明细（收入按到达的已服务需求计）")),
                table.markup(),
            ])
    }
}
