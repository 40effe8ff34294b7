import Solver

/// The top of the report: status and proof in words, key figures, notices.
struct SummarySection {
    private let result: ScenarioSolver.Result
    private let scenario: Scenario

    init(_ result: ScenarioSolver.Result, _ scenario: Scenario) {
        self.result = result
        self.scenario = scenario
    }

    /// Status, what it proves, and the numbers of the proof.
    var status: Markup {
        let proof = result.outcome.proof
        return .section(
            "status", Text("Status and proof", "状态与证明"),
            [
                .element(
                    "p", ["class": "lead"],
                    [
                        .element(
                            "strong", ["class": "status \(proof.status.rawValue)"],
                            Words.status(proof)), " ", Markup(meaning(proof)),
                        " ", result.outcome.search == nil ? "" : Markup(searchMeaning),
                    ]),
                .element("dl", ["class": "facts"], facts(proof).filter { $0.1 != "–" }.map(fact)),
            ])
    }

    private func fact(_ name: Text, _ value: Text) -> Markup {
        .element(
            "div", [:], [.element("dt", [:], name), .element("dd", [:], value)])
    }

    private var searchMeaning: Text {
        Text(
            "With whole numbers the bound is that of the search tree, and never below the safe "
                + "bound of the relaxation.",
            "含整数变量时，下界取自搜索树，且不低于松弛问题的可靠下界。")
    }

    private func meaning(_ proof: Proof) -> Text {
        switch proof.status {
        case .infeasible where proof.restsOnSearch:
            Text(
                "Two complete searches found no plan with whole numbers; there is no certificate for "
                    + "that.", "两次完整搜索均未找到满足整数要求的计划，但未出具证明。")
        case .optimal:
            Text(
                "No plan that keeps all limits can cost less than the bound below. Bound and "
                    + "residuals were computed from the program and the answer alone, by code "
                    + "that does not know which engine ran.",
                "满足全部约束的任何计划，其成本都不会低于下列下界。下界与残差仅由模型与解算得，与所用求解引擎无关。")
        case .feasible:
            Text(
                "The plan keeps all limits; a better one may exist, by at most the gap below.",
                "该计划满足全部约束；可能存在更优计划，改进不超过下列间隙。")
        case .infeasible:
            Text(
                "It is proven that no plan can keep all limits at once.", "已证明不存在同时满足全部约束的计划。")
        case .unbounded:
            Text(
                "The cost can be driven down without end: a price or a limit is missing.",
                "成本可无限降低：缺少价格或限制。")
        case .limit:
            Text("There is no plan to show.", "没有可展示的计划。")
        }
    }

    private func facts(_ proof: Proof) -> [(Text, Text)] {
        let residual = { (value: Double?) in
            Text(both: NumberText.optional(value, NumberText.scientific))
        }
        let yuan = { (value: Double?) in
            value.map { Text(both: NumberText.fixed($0, 2)) + Text(" CNY", " 元") } ?? "–"
        }
        let size = result.size
        return [
            (Text("Net cost (negative: the plan earns)", "净成本（负值为净收益）"), yuan(proof.objective)),
            (Text("Bound", "下界"), yuan(proof.bound)),
            (Text("Gap, relative to controllable cost", "间隙（相对可控成本）"), residual(proof.relativeGap)),
            (
                Text("Commitment cost over the relaxation", "整数承诺成本（相对松弛解）"),
                yuan(result.outcome.commitmentCost)
            ),
            (Text("Largest primal residual", "最大原始残差"), residual(proof.maxPrimalResidual)),
            (Text("Largest dual residual", "最大对偶残差"), residual(proof.maxDualResidual)),
            (
                Text("Engine", "求解引擎"),
                Text(both: result.outcome.engine)
                    + Text(
                        ", \(count(result.outcome.iterations)) iterations",
                        "，\(count(result.outcome.iterations))次迭代")
            ),
            (
                Text("Program", "模型规模"),
                Text(
                    "\(count(size.rows)) rows × \(count(size.columns)) columns, "
                        + "\(count(size.nonzeros)) nonzeros",
                    "\(count(size.rows))行 × \(count(size.columns))列，\(count(size.nonzeros))个非零元")
            ),
        ]
    }

    private func count(_ value: Int) -> String { NumberText.fixed(Double(value)) }

    /// What is wrong or odd, or that nothing is.
    func notices(_ context: ReportContext) -> Markup {
        let notices = context.plan.notices
        let items = notices.map { notice in
            let words = Words.notice(notice.kind)
            return Markup.element(
                "li", [:],
                [
                    Markup(words.name + ": "), Markup(context.names.subject(notice)),
                    Markup(" – \(NumberText.plain(notice.amount)) "), Markup(words.unit),
                ])
        }
        let content: Markup =
            items.isEmpty
            ? .element(
                "p", [:],
                Text(
                    "Nothing to report: all demand is served or waits in time.",
                    "无异常：需求均已满足或在期限内等待。"))
            : .element("ul", ["class": "notices"], items)
        return .section("notices", Text("Notices", "提示"), [content])
    }

    /// The key figures as cards.
    func figures(_ context: ReportContext) -> Markup {
        .section(
            "figures", Text("Key figures", "关键指标"),
            [
                .element(
                    "div", ["class": "cards"],
                    KeyFigure.all(context).map { figure in
                        .element(
                            "div", ["class": "card"],
                            [
                                .element("p", ["class": "name"], figure.name),
                                .element(
                                    "p", ["class": "value"],
                                    [
                                        Markup(figure.value), " ",
                                        .element("small", [:], figure.unit),
                                    ]),
                                .element("p", ["class": "more"], figure.detail),
                            ])
                    })
            ])
    }
}
