import Solver

/// The electricity bills of the sites, folded.
struct BillSection {
    private let context: ReportContext

    init(_ context: ReportContext) { self.context = context }

    /// The section.
    func markup() -> Markup {
        .section(
            "bills", Text("Bills by site", "各站点电费账单"),
            [
                .element(
                    "p", [:],
                    Text(
                        "Energy lines cover the horizon. Demand and capacity charges are those of "
                            + "the full month, so a bill is not the plan's electricity cost.",
                        "电量项按本时段计；需量电费与容量电费按整月计，因此账单金额不等于计划电费。"))
            ] + context.plan.bills.map(bill))
    }

    private func bill(_ bill: Bill) -> Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Line", "项目"), isNumber: false),
                .init(heading: Text("Period", "时段"), isNumber: false),
                .init(heading: Text("Month from", "账期起"), isNumber: false),
                .init(heading: Text("Quantity", "数量")),
                .init(heading: Text("Unit", "单位"), isNumber: false),
                .init(heading: Text("Amount", "金额"), unit: Text("CNY", "元")),
            ])
        table.rows = bill.lines.map { line in
            [
                Markup(Words.bill(line.kind)),
                line.period.map { Markup(Words.period($0)) } ?? .empty, Markup(line.month),
                Markup(NumberText.fixed(line.quantity, 3)), Markup(line.unit),
                Markup(NumberText.fixed(line.amountCNY, 2)),
            ]
        }
        let vat = NumberText.fixed(bill.vatCNY, 2)
        table.total = [
            Markup(Text("Total", "合计")), Markup(Text("VAT \(vat)", "含税额 \(vat)")), .empty, .empty,
            .empty, Markup(NumberText.fixed(bill.totalCNY, 2)),
        ]
        return .element(
            "details", [:],
            [
                .element(
                    "summary", [:],
                    [
                        Markup(context.names.sites[bill.site]),
                        .element(
                            "b", [:],
                            Text(both: NumberText.fixed(bill.totalCNY)) + Text(" CNY", " 元")),
                    ]),
                table.markup(),
            ])
    }
}
