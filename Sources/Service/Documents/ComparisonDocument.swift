import Solver

/// Two scenarios compared, as JSON, as CSV and as tables.
struct ComparisonDocument {
    let comparison: Comparison
    /// The first and the second scenario.
    let scenarios: [Scenario]

    init(_ comparison: Comparison, _ before: Scenario, _ after: Scenario) {
        self.comparison = comparison
        scenarios = [before, after]
    }

    /// So many differences of the input are listed; all are counted.
    static let mostChanges = 100

    var results: [ScenarioSolver.Result] { [comparison.before, comparison.after] }
    private static let letters = ["a", "b"]

    var json: JSON {
        let sides = results.indices.map { index in
            JSON.Member(Self.letters[index], side(index))
        }
        return .fields([
            "format": "wattoken-comparison/1",
            "scenarios": .object(sides),
            "objective_change_cny": .optional(comparison.objectiveChange),
            "input_change_count": .integer(comparison.changes.count),
            "input_changes": .array(
                comparison.changes.prefix(Self.mostChanges).map { change in
                    .fields([
                        "place": .string(change.pointer), "a": change.before, "b": change.after,
                    ])
                }),
            "plan_changes": .array(
                comparison.figures.map { figure in
                    .fields([
                        "quantity": .string(figure.quantity.rawValue),
                        "subject": .string(figure.subject), "a": .number(figure.before),
                        "b": .number(figure.after), "change": .number(figure.change),
                    ])
                }),
            "cost_lines": .array(
                comparison.costs.map { line in
                    .fields([
                        "line": .string(line.kind.rawValue), "site": line.site.map(JSON.string),
                        "a_cny": .number(line.beforeCNY), "b_cny": .number(line.afterCNY),
                        "change_cny": .number(line.changeCNY),
                    ])
                }),
            "attribution": comparison.attribution.map(Self.json),
        ])
    }

    private func side(_ index: Int) -> JSON {
        let result = results[index]
        return .fields([
            "name": scenarios[index].name.map { .string($0.en) },
            "proof": ProofDocument.json(
                result.outcome, size: result.size, buildSeconds: result.buildSeconds),
            "cost_cny": .optional(result.plan?.costs.totalCNY),
            "controllable_cost_cny": .optional(result.plan?.costs.controllableCNY),
            "conflict": result.conflict.map {
                ExplainDocument.conflict($0, scenarios[index])
            },
        ])
    }

    private static func json(_ attribution: CostAttribution) -> JSON {
        .fields([
            "method": .string(attribution.method.rawValue),
            "steps": .array(
                attribution.steps.map { step in
                    .fields([
                        "inputs": .array(step.nouns.map(JSON.string)),
                        "change_cny": .optional(step.changeCNY),
                    ])
                }),
            "remainder_cny": .number(attribution.remainderCNY),
        ])
    }

    /// One row for every difference: section, item, subject, a, b, change.
    var csv: String {
        func row(_ cells: [String]) -> String {
            cells.map(Layout.csv).joined(separator: ",")
        }
        let inputs = comparison.changes.map {
            ["input", $0.pointer, "", Self.text($0.before), Self.text($0.after), ""]
        }
        let figures = comparison.figures.map {
            [
                "plan", $0.quantity.rawValue, $0.subject, "\($0.before)", "\($0.after)",
                "\($0.change)",
            ]
        }
        let costs = comparison.costs.map {
            [
                "cost_cny", $0.kind.rawValue, $0.site ?? "", "\($0.beforeCNY)",
                "\($0.afterCNY)", "\($0.changeCNY)",
            ]
        }
        let why = (comparison.attribution?.steps ?? []).map { step in
            [
                "why_cny", step.nouns.joined(separator: " "),
                comparison.attribution?.method.rawValue ?? "", "", "",
                step.changeCNY.map { "\($0)" } ?? "",
            ]
        }
        let rows = [["section", "item", "subject", "a", "b", "change"]]
        return (rows + inputs + figures + costs + why).map(row).joined(separator: "\n")
    }

    /// A value of a document in a few words.
    static func text(_ value: JSON?) -> String {
        switch value {
        case nil: return "–"
        case .number(let number): return Layout.plain(number)
        case .string(let text): return text
        case .bool(let flag): return "\(flag)"
        case .null: return "null"
        case .numbers(let numbers):
            let low = Layout.plain(numbers.min() ?? 0)
            let high = Layout.plain(numbers.max() ?? 0)
            return "[\(numbers.count): \(low) … \(high)]"
        case .array(let items): return "[\(items.count)]"
        case .object(let members):
            return "{" + members.prefix(3).map(\.key).joined(separator: ", ")
                + (members.count > 3 ? ", …}" : "}")
        }
    }
}
