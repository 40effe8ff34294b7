import Solver

/// A bill as JSON and as a table.
enum BillDocument {
    static func json(_ bill: Bill, _ scenario: Scenario) -> JSON {
        .fields([
            "site": .string(scenario.sites[bill.site].id),
            "lines": .array(
                bill.lines.map { line in
                    .fields([
                        "month": .string(line.month), "kind": .string(line.kind.rawValue),
                        "period": line.period.map { .string($0.rawValue) },
                        "quantity": .number(line.quantity), "unit": .string(line.unit),
                        "amount_cny": .number(line.amountCNY),
                    ])
                }),
            "total_cny": .number(bill.totalCNY), "vat_cny": .number(bill.vatCNY),
            "kwh_per_kva_month": .list(bill.kWhPerKVAMonth),
        ])
    }

    /// The lines of all bills as CSV.
    static func csv(_ bills: [Bill], _ scenario: Scenario) -> String {
        var lines = ["site,month,kind,period,quantity,unit,amount_cny"]
        for bill in bills {
            for line in bill.lines {
                lines.append(
                    [
                        scenario.sites[bill.site].id, line.month, line.kind.rawValue,
                        line.period?.rawValue ?? "", "\(line.quantity)", line.unit,
                        "\(line.amountCNY)",
                    ].map(Layout.csv).joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n")
    }

    static func table(_ bills: [Bill], _ scenario: Scenario, _ language: Language) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        return bills.map { bill in
            let site = scenario.sites[bill.site]
            let name = site.name.map { Text(en: $0.en, zh: $0.zh)[language] } ?? site.id
            let rows = bill.lines.map { line in
                [
                    Words.bill(line.kind)[language]
                        + (line.period.map { " · " + Words.period($0)[language] } ?? ""),
                    line.month, Layout.number(line.quantity) + " " + line.unit,
                    Layout.fixed(line.amountCNY, 2),
                ]
            }
            let sum = [say("total", "合计"), "", "", Layout.fixed(bill.totalCNY, 2)]
            let vat = [say("of which VAT", "其中增值税"), "", "", Layout.fixed(bill.vatCNY, 2)]
            return name + "\n"
                + Layout.table(
                    [say("line", "项目"), say("from", "起"), say("quantity", "数量"), "CNY"],
                    rows + [sum, vat])
        }.joined(separator: "\n\n")
    }
}
