import Solver

/// What binds, or what conflicts, as JSON and as a table.
enum ExplainDocument {
    static let format = "wattoken-explanation/1"

    static func json(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, _ numerics: NumericsDocument
    ) -> JSON {
        .fields([
            "format": .string(format),
            "status": .string(result.outcome.status.rawValue),
            "binding_limits": binding(result, scenario),
            "energy_price_ranges": priceRanges(result, scenario),
            "conflict": result.conflict.map { conflict($0, scenario) },
            "numerics": numerics.json,
        ])
    }

    /// What binds; `withRanges` says over which changes the worth of each holds, where known.
    static func binding(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, withRanges: Bool = true
    ) -> JSON {
        .array(
            result.bindingLimits.map { limit in
                let holds = withRanges ? limit.holds : nil
                return .fields([
                    "limit": .string(limit.kind.rawValue), "subject": .string(limit.subject),
                    "owner": owner(limit.kind, limit.subject, scenario)?.owner,
                    "reason": owner(limit.kind, limit.subject, scenario)?.reason,
                    "unit": .string(scenario.unit(of: limit.kind, limit.subject)),
                    "steps": .integer(limit.count),
                    "worth_cny_per_unit": .number(limit.worthCNYPerUnit),
                    "largest_at": .string(time(limit.largestStep, limit.kind, scenario)),
                    "worth_holds_from": holds.map { .optional($0.lowerBound) },
                    "worth_holds_to": holds.map { .optional($0.upperBound) },
                ])
            })
    }

    /// Ranges over which the plan stays while the energy price of a site moves in all steps; null
    /// for no end.
    static func priceRanges(_ result: ScenarioSolver.Result, _ scenario: Scenario) -> JSON {
        .array(
            result.priceRanges.map { range in
                .fields([
                    "site": .string(scenario.sites[range.site].id),
                    "plan_stays_from_cny_per_mwh": .optional(range.change.lowerBound),
                    "plan_stays_to_cny_per_mwh": .optional(range.change.upperBound),
                ])
            })
    }

    /// A range of changes, such as −0.5 … +2.
    private static func text(_ range: ClosedRange<Double>?) -> String {
        guard let range else { return "–" }
        func signed(_ value: Double) -> String {
            guard value.isFinite else { return value < 0 ? "-∞" : "+∞" }
            return (value > 0 ? "+" : "") + Layout.number(value)
        }
        return signed(range.lowerBound) + " … " + signed(range.upperBound)
    }

    static func priceRangeTable(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, _ language: Language
    ) -> String {
        let head = [
            Text("energy price of", "电能价格所属站点"),
            Text("plan stays within, CNY/MWh", "计划不变的价格变动范围（元/MWh）"),
        ]
        let note = Text(
            "Ranges are those of one optimal basis; where several are optimal, the true range can "
                + "be wider.",
            "以上范围属于一个最优基；存在多个最优基时，实际范围可能更宽。")
        return Layout.table(
            head.map { $0[language] },
            result.priceRanges.map { [scenario.sites[$0.site].id, text($0.change)] })
            + "\n" + note[language]
    }

    static func conflict(_ conflict: Conflict, _ scenario: Scenario) -> JSON {
        .fields([
            "cheapest_relaxation": .array(
                conflict.relaxations.map { part in
                    .fields([
                        "limit": .string(part.kind.rawValue), "subject": .string(part.subject),
                        "owner": owner(part.kind, part.subject, scenario)?.owner,
                        "reason": owner(part.kind, part.subject, scenario)?.reason,
                        "side": .string(side(part.isUpper)),
                        "unit": .string(scenario.unit(of: part.kind, part.subject)),
                        "value": .number(part.limit),
                        "by": .number(part.amount), "steps": .integer(part.count),
                        "from": .string(time(part.firstStep, part.kind, scenario)),
                    ])
                }),
            "cheapest_relaxation_proven": .bool(conflict.isCheapestProven),
            "limits_in_conflict": .array(
                conflict.parties.map { party in
                    let isValue = party.kind.hasOwnValue
                    return .fields([
                        "limit": .string(party.kind.rawValue), "subject": .string(party.subject),
                        "owner": owner(party.kind, party.subject, scenario)?.owner,
                        "reason": owner(party.kind, party.subject, scenario)?.reason,
                        "side": .string(side(party.isUpper)),
                        "unit": .string(scenario.unit(of: party.kind, party.subject)),
                        "smallest_value": isValue ? .number(party.smallest) : nil,
                        "largest_value": isValue ? .number(party.largest) : nil,
                        "from": .string(time(party.firstStep, party.kind, scenario)),
                        "to": .string(time(party.lastStep + 1, party.kind, scenario)),
                    ])
                }),
            "irreducible": .bool(conflict.isIrreducible),
            "needs_integers": .bool(conflict.needsIntegers),
        ])
    }

    /// Who holds a pin or a maintenance window, and why.
    private static func owner(
        _ kind: LimitKind, _ subject: String, _ scenario: Scenario
    ) -> (owner: JSON, reason: JSON)? {
        HeldDocument.hold(kind, subject, scenario).map { (.string($0.owner), .string($0.reason)) }
    }

    /// The name of a limit for people; a pin or maintenance window with its owner and reason.
    private static func name(
        _ kind: LimitKind, _ subject: String, _ scenario: Scenario, _ language: Language
    ) -> String {
        let hold = HeldDocument.hold(kind, subject, scenario)
        return Words.limit(kind)[language] + " · " + subject
            + (hold.map { " (\($0.owner): \($0.reason))" } ?? "")
    }

    private static func side(_ isUpper: Bool) -> String { isUpper ? "at_most" : "at_least" }

    /// Green matching counts clock hours, a declaration quarters, everything else steps.
    private static func time(_ step: Int, _ kind: LimitKind, _ scenario: Scenario) -> String {
        let points = scenario.grid.stepMinutes < 15 && kind == .deviation
        guard kind == .greenMatching || kind == .greenOverhead || points else {
            return scenario.grid.text(min(step, scenario.grid.stepCount))
        }
        let perIndex = (points ? 15 : 60) / scenario.grid.stepMinutes
        return scenario.grid.text(min(step * perIndex, scenario.grid.stepCount))
    }

    /// What binds or what conflicts, as tables.
    static func text(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, _ language: Language
    ) -> String {
        if let conflict = result.conflict { return conflictTable(conflict, scenario, language) }
        let limits = bindingTable(result, scenario, language, most: 40)
        guard !result.priceRanges.isEmpty else { return limits }
        return limits + "\n\n" + priceRangeTable(result, scenario, language)
    }

    static func bindingTable(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, _ language: Language, most: Int
    ) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        func unit(_ kind: LimitKind, _ subject: String) -> String {
            Words.unit(kind, subject, scenario)[language]
        }
        let rows = result.bindingLimits.prefix(most).map { limit in
            [
                name(limit.kind, limit.subject, scenario, language), "\(limit.count)",
                Layout.number(limit.worthCNYPerUnit) + " / "
                    + unit(limit.kind, limit.subject),
                text(limit.holds),
                time(limit.largestStep, limit.kind, scenario),
            ]
        }
        return Layout.table(
            [
                say("limit that binds", "起约束作用的限值"), say("steps", "时段数"),
                say("one more is worth, CNY", "放宽一单位的价值（元）"),
                say("holds for a change of", "适用的变动范围"),
                say("most at", "最紧时刻"),
            ], rows)
    }

    static func conflictTable(
        _ conflict: Conflict, _ scenario: Scenario, _ language: Language
    ) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        let rows = conflict.relaxations.map { part in
            let unit = Words.unit(part.kind, part.subject, scenario)[language]
            return [
                name(part.kind, part.subject, scenario, language),
                Layout.number(part.limit) + " " + unit, Layout.number(part.amount) + " " + unit,
                "\(part.count)",
                time(part.firstStep, part.kind, scenario),
            ]
        }
        return Words.relaxation(isProven: conflict.isCheapestProven)[language] + "\n"
            + Layout.table(
                [
                    say("limit", "限值"), say("value", "现值"), say("short by", "差额"),
                    say("steps", "时段数"), say("from", "起"),
                ], rows) + "\n\n" + parties(conflict, scenario, language)
    }

    /// The limits in conflict with what is known about them.
    private static func parties(
        _ conflict: Conflict, _ scenario: Scenario, _ language: Language
    ) -> String {
        guard !conflict.parties.isEmpty else {
            return Words.conflictNotFound[language]
        }
        let rows = conflict.parties.map { party in
            [
                name(party.kind, party.subject, scenario, language),
                party.kind.hasOwnValue ? value(party, scenario, language) : "–",
                time(party.firstStep, party.kind, scenario),
                time(party.lastStep + 1, party.kind, scenario),
            ]
        }
        let head = [
            Text("limit", "限值"), Text("value", "数值"), Text("from", "起"), Text("to", "止"),
        ]
        return Words.conflict(
            isIrreducible: conflict.isIrreducible, needsIntegers: conflict.needsIntegers)[language]
            + "\n"
            + Layout.table(head.map { $0[language] }, rows)
    }

    private static func value(
        _ party: Conflict.Party, _ scenario: Scenario, _ language: Language
    ) -> String {
        let low = Layout.number(party.smallest)
        let high = Layout.number(party.largest)
        let size = low == high ? low : low + " – " + high
        return Words.side(isUpper: party.isUpper)[language] + " " + size + " "
            + Words.unit(party.kind, party.subject, scenario)[language]
    }
}
