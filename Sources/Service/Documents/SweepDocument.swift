import Solver

/// What a sweep keeps of a plan: its key figures.
struct SweepAnswer: Sendable {
    let number: Int
    let values: [String]
    let outcome: Outcome
    let size: ProgramSize
    let buildSeconds: Double
    /// The totals of a plan document; nil without a plan.
    let totals: JSON?
    /// Sum of each kind of cost line, CNY.
    let costs: [(kind: CostLine.Kind, cny: Double)]

    init(_ answer: SweepRun.Answer) {
        (number, values) = (answer.variation.number, answer.variation.values)
        let result = answer.result
        var outcome = result.outcome
        // The point is as large as the program, and nobody asks for it any more.
        (outcome.point, outcome.program, outcome.basis) = (nil, nil, nil)
        self.outcome = outcome
        (size, buildSeconds) = (result.size, result.buildSeconds)
        totals = result.plan.map(PlanDocument.totals)
        let plan = result.plan
        costs = CostLine.Kind.allCases.compactMap { kind in
            guard let sum = plan?.costs.sum(kind), sum != 0 else { return nil }
            return (kind, sum)
        }
    }

    /// A figure of the totals.
    func total(_ name: String) -> Double? {
        if case .number(let value)? = totals?[name] { value } else { nil }
    }
}

/// The variations of a sweep and what came out, as JSON, as CSV and as a table.
struct SweepDocument {
    let sweep: Sweep
    let answers: [SweepAnswer]

    init(_ sweep: Sweep, _ answers: [SweepAnswer]) { (self.sweep, self.answers) = (sweep, answers) }

    private static let figures = [
        "cost_cny", "controllable_cost_cny", "revenue_cny", "electricity_cny", "million_tokens",
        "meter_mwh", "location_based_tonnes", "market_based_tonnes", "cfe_score",
    ]

    var json: JSON {
        .fields([
            "format": "wattoken-sweep/1",
            "axes": .array(
                sweep.axes.map { axis in
                    .fields([
                        "path": .string(axis.path), "values": .array(axis.values.map(Self.value)),
                    ])
                }),
            "variation_count": .integer(sweep.variations.count),
            "variations": .array(answers.map(json)),
        ])
    }

    private func json(_ answer: SweepAnswer) -> JSON {
        .fields([
            "number": .integer(answer.number + 1),
            "values": .array(answer.values.map(Self.value)),
            "proof": ProofDocument.json(
                answer.outcome, size: answer.size, buildSeconds: answer.buildSeconds),
            "totals": answer.totals,
            "cost_lines": .array(
                answer.costs.map {
                    .fields(["line": .string($0.kind.rawValue), "cny": .number($0.cny)])
                }),
        ])
    }

    /// A value as the document has it: JSON, or a word.
    private static func value(_ text: String) -> JSON {
        (try? JSON(parsing: Array(text.utf8))) ?? .string(text)
    }

    /// One line for each variation; times are not in it, so that the same sweep gives the same bytes.
    var csv: String {
        let kinds = CostLine.Kind.allCases.filter { kind in
            answers.contains { $0.costs.contains { $0.kind == kind } }
        }
        let header =
            ["variation"] + sweep.axes.map(\.path) + ["status", "objective", "engine"]
            + Self.figures + kinds.map { "line_" + $0.rawValue + "_cny" }
        let rows = answers.map { answer in
            [String(answer.number + 1)] + answer.values
                + [
                    answer.outcome.status.rawValue, Self.text(answer.outcome.proof.objective),
                    answer.outcome.engine,
                ] + Self.figures.map { Self.text(answer.total($0)) }
                + kinds.map { kind in
                    Self.text(answer.costs.first { $0.kind == kind }?.cny ?? 0)
                }
        }
        return ([header] + rows).map { $0.map(Layout.csv).joined(separator: ",") }
            .joined(separator: "\n")
    }

    private static func text(_ number: Double?) -> String {
        number.map { JSON.number($0).summary } ?? ""
    }

    func table(_ language: Language) -> String {
        let header =
            ["#"] + sweep.axes.map(\.path)
            + [
                Text("status", "状态"), Text("net cost, CNY", "净费用（元）"),
                Text("without revenue and penalties", "不计收入与罚金"),
                Text("electricity, CNY", "电费（元）"), Text("million tokens", "词元（百万）"),
                Text("MWh at the meter", "计量电量（MWh）"), Text("t CO2, location", "碳排放（吨，按位置）"),
                Text("seconds", "秒"), Text("how", "求解方式"),
            ].map { $0[language] }
        let rows = answers.map { answer in
            [String(answer.number + 1)] + answer.values
                + [Words.status(answer.outcome.proof)[language]]
                + [
                    "cost_cny", "controllable_cost_cny", "electricity_cny", "million_tokens",
                    "meter_mwh", "location_based_tonnes",
                ].map { Layout.number(answer.total($0)) }
                + [Layout.fixed(answer.outcome.seconds, 2), Self.how(answer.outcome)[language]]
        }
        return Layout.table(header, rows)
    }

    /// Which engine ran, and from where.
    private static func how(_ outcome: Outcome) -> Text {
        outcome.beganWarm
            ? Text("\(outcome.engine), from the basis of 1", "\(outcome.engine)，自第 1 个的基出发")
            : Text(outcome.engine, outcome.engine)
    }
}
