/// Demand classes: tokens that any of several products may serve.
///
/// For a class c at its origin and every step, in million output tokens, over the products k that
/// it admits and the groups g that can serve it within k's limits:
///
///     Σ_k Σ_{g ∋ (c,k)} f[g,(c,k),t] + class_unserved[c,t] = demand[c,t]
///
/// Revenue is that of the product that serves. The constant of the objective counts all demand at
/// the price of the dearest product admitted; a flow of another product costs the difference, and
/// an unserved token that price and the penalty. Gaps are relative to the objective less that
/// constant, so giving the cheap model away counts there, while the revenue line of the plan is
/// what is really earned and controllable cost has none of it. The dual of a row is therefore the
/// cost of one more million tokens with what is lost against the dearest product.
struct DemandClasses {
    let unserved: Family
    let demand: Family
    private let scenario: Scenario
    /// Dearest price by class and step, CNY per million tokens.
    private let dearest: [[Double]]

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario, _ tokens: TokenFlows) {
        self.scenario = scenario
        let steps = scenario.grid.stepCount
        let classes = scenario.demandClasses
        let names = classes.map { "\($0.origin),\($0.id)" }
        unserved = builder.addColumns(.classUnserved, names, steps: steps)
        demand = builder.addRows(.classDemand, names, steps: steps, lower: 0, upper: 0)
        dearest = classes.map { value in
            let admitted = scenario.products.filter(value.admits)
            return (0..<steps).map { step in
                admitted.map { $0.revenueCNYPerMillionTokens(step) }.max() ?? 0
            }
        }
        let hours = scenario.grid.stepHours
        for (member, value) in classes.enumerated() {
            for step in 0..<steps {
                let asked = value.millionTokensPerHour[step] * hours
                let price = dearest[member][step]
                let column = unserved(member, step)
                builder.setBounds(row: demand(member, step), lower: asked, upper: asked)
                builder.addTerm(row: demand(member, step), column: column, 1)
                builder.addCost(
                    column: column, price + value.unservedPenaltyCNYPerMillionTokens)
                builder.addOffset(-price * asked)
            }
        }
        for (index, flow) in tokens.flows.enumerated() {
            let product = scenario.products[flow.product]
            guard let member = product.demand[flow.demand].demandClass else { continue }
            for step in 0..<steps {
                let column = tokens.flow(index, step)
                builder.addTerm(row: demand(member, step), column: column, 1)
                builder.addCost(
                    column: column,
                    dearest[member][step] - product.revenueCNYPerMillionTokens(step))
            }
        }
    }

    /// Revenue of all classes as the objective's constant has it, CNY, negative.
    var revenueOffset: Double {
        var revenue = 0.0
        for (member, value) in scenario.demandClasses.enumerated() {
            for (step, price) in dearest[member].enumerated() {
                revenue += price * value.millionTokensPerHour[step] * scenario.grid.stepHours
            }
        }
        return -revenue
    }
}

extension DemandClasses {
    /// Reads the unserved tokens back.
    func read(_ columns: [Double]) -> [Schedule.UnservedClass] {
        scenario.demandClasses.indices.map {
            Schedule.UnservedClass(
                demandClass: $0,
                millionTokens: unserved.values(columns, $0).map { max(0, $0) })
        }
    }

    /// Revenue of the products that serve, and penalties.
    func costLines(_ schedule: Schedule) -> [CostLine] {
        var revenue = [Double](repeating: 0, count: scenario.demandClasses.count)
        for route in schedule.routes {
            let product = scenario.products[route.product]
            guard let number = product.demand[route.demand].demandClass else { continue }
            for (step, tokens) in route.millionTokens.enumerated() {
                revenue[number] += tokens * product.revenueCNYPerMillionTokens(step)
            }
        }
        return schedule.unservedClasses.flatMap { entry in
            let penalty =
                scenario.demandClasses[entry.demandClass].unservedPenaltyCNYPerMillionTokens
            return [
                CostLine(
                    kind: .unservedPenalty, site: nil,
                    amountCNY: penalty * entry.millionTokens.reduce(0, +)),
                CostLine(kind: .revenue, site: nil, amountCNY: -revenue[entry.demandClass]),
            ]
        }
    }

    /// Marginal cost of the tokens of each class: the dual of its row.
    func prices(_ duals: [Double]) -> [Prices.TokenClass] {
        scenario.demandClasses.indices.map {
            Prices.TokenClass(
                demandClass: $0, marginalCNYPerMillionTokens: demand.values(duals, $0))
        }
    }
}
