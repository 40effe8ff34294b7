import Solver

/// What binds, or what conflicts, as JSON and as a table.
enum ExplainDocument {
    static func binding(_ result: ScenarioSolver.Result, _ scenario: Scenario) -> JSON {
        .array(
            result.bindingLimits.map { limit in
                .fields([
                    "limit": .string(limit.kind.rawValue), "subject": .string(limit.subject),
                    "unit": .string(limit.kind.unit), "steps": .integer(limit.count),
                    "worth_cny_per_unit": .number(limit.worthCNYPerUnit),
                    "largest_at": .string(time(limit.largestStep, limit.kind, scenario)),
                ])
            })
    }

    static func conflict(_ conflict: Conflict, _ scenario: Scenario) -> JSON {
        .fields([
            "cheapest_relaxation": .array(
                conflict.relaxations.map { part in
                    .fields([
                        "limit": .string(part.kind.rawValue), "subject": .string(part.subject),
                        "unit": .string(part.kind.unit), "value": .number(part.limit),
                        "by": .number(part.amount), "steps": .integer(part.count),
                        "from": .string(time(part.firstStep, part.kind, scenario)),
                    ])
                }),
            "limits_in_conflict": .array(
                conflict.parties.map { party in
                    .fields([
                        "limit": .string(party.kind.rawValue), "subject": .string(party.subject),
                    ])
                }),
        ])
    }

    /// Green matching counts clock hours, everything else steps.
    private static func time(_ step: Int, _ kind: LimitKind, _ scenario: Scenario) -> String {
        guard kind == .greenMatching || kind == .greenOverhead else {
            return scenario.grid.text(step)
        }
        let perHour = 60 / scenario.grid.stepMinutes
        return scenario.grid.text(min(step * perHour, scenario.grid.stepCount - 1))
    }

    static func bindingTable(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, _ language: Language, most: Int
    ) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        let rows = result.bindingLimits.prefix(most).map { limit in
            [
                Words.limit(limit.kind)[language] + " · " + limit.subject, "\(limit.count)",
                Layout.number(limit.worthCNYPerUnit) + " / " + limit.kind.unit,
                time(limit.largestStep, limit.kind, scenario),
            ]
        }
        return Layout.table(
            [
                say("limit that binds", "起约束作用的限值"), say("steps", "时段数"),
                say("one more is worth, CNY", "放宽一单位的价值（元）"), say("most at", "最紧时刻"),
            ], rows)
    }

    static func conflictTable(
        _ conflict: Conflict, _ scenario: Scenario, _ language: Language
    ) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        let rows = conflict.relaxations.map { part in
            [
                Words.limit(part.kind)[language] + " · " + part.subject,
                Layout.number(part.limit) + " " + part.kind.unit,
                Layout.number(part.amount) + " " + part.kind.unit, "\(part.count)",
                time(part.firstStep, part.kind, scenario),
            ]
        }
        let parties = conflict.parties.map {
            "  " + Words.limit($0.kind)[language] + " · " + $0.subject
        }
        return say("The cheapest relaxation:", "代价最小的放宽：") + "\n"
            + Layout.table(
                [
                    say("limit", "限值"), say("value", "现值"), say("short by", "差额"),
                    say("steps", "时段数"), say("from", "起"),
                ], rows) + "\n\n" + say("Limits in conflict:", "互相冲突的限值：") + "\n"
            + parties.joined(separator: "\n")
    }
}
