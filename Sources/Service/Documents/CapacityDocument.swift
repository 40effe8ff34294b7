import Solver

/// Capacity that a plan adds, as JSON, as a table and as CSV.
enum CapacityDocument {
    struct Row {
        let choice: Schedule.CapacityAdded
        let worth: Double
        let cost: Double

        var kind: Text { Words.expansion(choice.kind) }
    }

    static func rows(_ plan: Plan) -> [Row] {
        let grid = plan.scenario.grid
        let years = Double(grid.stepCount) * grid.stepHours / 8760
        return zip(plan.schedule.capacity, plan.prices.expansionCNYPerUnit).map { choice, worth in
            Row(
                choice: choice, worth: worth,
                cost: choice.added * choice.expansion.annualCostCNYPerUnit * years)
        }
    }

    static func json(_ plan: Plan) -> JSON {
        .array(
            rows(plan).map { row in
                .fields([
                    "kind": .string(row.choice.kind.rawValue),
                    "subject": .string(row.choice.subject),
                    "unit": .string(row.choice.expansion.unit),
                    "added": .number(row.choice.added),
                    "maximum": .number(row.choice.expansion.maximum),
                    "module": row.choice.expansion.module.map(JSON.number),
                    "cost_cny": .number(row.cost),
                    "one_more_is_worth_cny": .number(row.worth),
                ])
            })
    }

    static func csv(_ plan: Plan) -> String {
        let lines = rows(plan).map { row in
            [
                row.choice.kind.rawValue, row.choice.subject, row.choice.expansion.unit,
                "\(row.choice.added)", "\(row.choice.expansion.maximum)", "\(row.cost)",
                "\(row.worth)",
            ].map(Layout.csv).joined(separator: ",")
        }
        return (["kind,subject,unit,added,maximum,cost_cny,one_more_is_worth_cny"] + lines)
            .joined(separator: "\n")
    }

    static func table(_ plan: Plan, _ language: Language) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        return Layout.table(
            [
                say("added capacity", "新增容量"), say("added", "新增"), say("at most", "上限"),
                say("cost CNY", "成本（元）"), say("one more is worth CNY", "再增一单位的价值（元）"),
            ],
            rows(plan).map { row in
                [
                    row.kind[language] + " · " + row.choice.subject,
                    Layout.number(row.choice.added) + " " + row.choice.expansion.unit,
                    Layout.number(row.choice.expansion.maximum), Layout.fixed(row.cost, 2),
                    Layout.number(row.worth),
                ]
            })
    }
}
