import Solver

/// One number that sums up a plan.
struct KeyFigure {
    /// What it is.
    let name: Text
    /// The number.
    let value: String
    /// Its unit.
    let unit: Text
    /// What it is relative to, or made of.
    var detail: Text = ""

    /// The key figures of a plan, along the chain from WATT to VALUES.
    static func all(_ context: ReportContext) -> [KeyFigure] {
        production(context) + efficiency(context) + carbon(context) + values(context)
    }

    private static func production(_ context: ReportContext) -> [KeyFigure] {
        let products = context.scenario.products.indices
        let classes = context.scenario.demandClasses.indices
        let asked =
            products.reduce(0) { $0 + context.plan.demandMillionTokens(product: $1) }
            + classes.reduce(0) { $0 + context.plan.demandMillionTokens(demandClass: $1) }
        let unserved =
            products.reduce(0) { $0 + context.plan.unservedMillionTokens(product: $1) }
            + classes.reduce(0) { $0 + context.plan.unservedMillionTokens(demandClass: $1) }
        let left = context.plan.schedule.backlogs.reduce(0) {
            $0 + ($1.millionTokens.last ?? 0)
        }
        return [
            KeyFigure(
                name: Text("Tokens made", "生产词元"),
                value: NumberText.plain(context.total.millionTokens),
                unit: Text("million", "百万"),
                detail: Text(
                    "asked \(NumberText.plain(asked)), not served \(NumberText.plain(unserved)), "
                        + "left for later \(NumberText.plain(left))",
                    "需求 \(NumberText.plain(asked))，未服务 \(NumberText.plain(unserved))，"
                        + "留待以后 \(NumberText.plain(left))")),
            KeyFigure(
                name: Text("Energy at the meter", "电表侧电量"),
                value: NumberText.plain(context.total.meterMWh), unit: "MWh",
                detail: Text(
                    "\(NumberText.plain(context.total.itMWh)) MWh at the IT boundary",
                    "IT侧 \(NumberText.plain(context.total.itMWh)) MWh")),
            KeyFigure(
                name: Text("Electricity", "电费"),
                value: NumberText.plain(context.total.electricityCNY), unit: Text("CNY", "元"),
                detail: rate(context.total.electricityCNY, context.total.meterMWh)),
            KeyFigure(
                name: Text("Electricity per million tokens", "每百万词元电费"),
                value: NumberText.optional(context.total.electricityCNYPerMillionTokens),
                unit: Text("CNY per million", "元/百万词元")),
        ]
    }

    private static func rate(_ cost: Double, _ energy: Double) -> Text {
        guard energy > 0 else { return "" }
        let price = NumberText.plain(cost / energy)
        return Text("\(price) CNY/MWh on average", "平均 \(price) 元/MWh")
    }

    private static func efficiency(_ context: ReportContext) -> [KeyFigure] {
        let link = context.total
        let use = NumberText.optional(link.modelFLOPUtilisation) { NumberText.percent($0) }
        return [
            KeyFigure(
                name: Text("Energy per token", "单词元能耗"),
                value: NumberText.optional(link.joulesPerToken), unit: Text("J/token", "J/词元"),
                detail: Text("at the meter, per output token", "电表侧，按输出词元")),
            KeyFigure(
                name: Text("Tokens per energy", "能效"),
                value: NumberText.optional(link.tokensPerJoule), unit: Text("tokens/J", "词元/J"),
                detail: Text("model FLOP utilisation \(use)", "模型算力利用率 \(use)")),
            KeyFigure(
                name: "PUE",
                value: NumberText.optional(link.pue) { NumberText.fixed($0, 3) }, unit: "",
                detail: Text("meter over IT, storage losses included", "电表侧/IT侧，含储能损耗")),
        ]
    }

    private static func carbon(_ context: ReportContext) -> [KeyFigure] {
        let link = context.total
        let report = context.plan.carbon.total
        let matched = NumberText.optional(report.matchedHourShare) { NumberText.percent($0) }
        let location = NumberText.plain(report.locationTonnes)
        let market = NumberText.plain(report.marketTonnes)
        return [
            KeyFigure(
                name: Text("Carbon, location-based", "碳排放（基于位置）"),
                value: NumberText.optional(link.locationKgCO2PerMillionTokens),
                unit: Text("kgCO₂ per million", "kgCO₂/百万词元"),
                detail: Text("\(location) t in all", "合计 \(location) 吨")),
            KeyFigure(
                name: Text("Carbon, market-based", "碳排放（基于市场）"),
                value: NumberText.optional(link.marketKgCO2PerMillionTokens),
                unit: Text("kgCO₂ per million", "kgCO₂/百万词元"),
                detail: Text("\(market) t in all", "合计 \(market) 吨")),
            KeyFigure(
                name: Text("CFE score", "零碳电力得分（CFE）"),
                value: NumberText.optional(report.cfeScore) { NumberText.percent($0) }, unit: "",
                detail: Text(
                    "matched by hour and site; \(matched) of hours fully",
                    "按站点逐小时匹配；完全匹配小时占 \(matched)")),
        ]
    }

    private static func values(_ context: ReportContext) -> [KeyFigure] {
        let link = context.total
        let share = link.revenueCNY > 0 ? link.electricityCNY / link.revenueCNY : 0
        var figures = [
            KeyFigure(
                name: Text("Revenue of tokens made", "所产词元收入"),
                value: NumberText.plain(link.revenueCNY), unit: Text("CNY", "元"),
                detail: Text(
                    "electricity is \(NumberText.percent(share)) of it",
                    "电费占 \(NumberText.percent(share))")),
            KeyFigure(
                name: Text("Value added", "增加值"),
                value: NumberText.plain(link.valueAddedCNY), unit: Text("CNY", "元"),
                detail: Text(
                    "after electricity and network (\(NumberText.plain(link.networkCNY)) CNY)",
                    "扣除电费与网络费（\(NumberText.plain(link.networkCNY)) 元）")),
        ]
        if link.businessValueCNY > 0 {
            figures.append(
                KeyFigure(
                    name: Text("Business value", "业务价值"),
                    value: NumberText.plain(link.businessValueCNY), unit: Text("CNY", "元"),
                    detail: Text("as the scenario states it", "按场景给定")))
        }
        return figures
    }
}
