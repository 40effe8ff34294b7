/// Everything a planner asks of a solved scenario.
public struct Plan: Sendable {
    /// The scenario that was solved.
    public let scenario: Scenario
    /// What every thing does in every step.
    public let schedule: Schedule
    /// The lines of the objective.
    public let costs: Costs
    /// Marginal prices.
    public let prices: Prices
    /// The grid in figures; nil without one.
    public let grid: GridSummary?
    /// WATT → FLOPS → TOKENS → VALUES.
    public let chain: Chain
    /// Emissions and the CFE score.
    public let carbon: CarbonReport
    /// Full-month bills by site, as the plan's import would make them.
    public let bills: [Bill]
    /// What the next horizon starts from.
    public let endStates: EndStates
    /// Soft limits that were broken, and what is odd about the plan.
    public let notices: [Notice]

    init(
        _ formulation: Formulation, _ point: Point, _ reduced: [Double],
        duals: DualSource = .program
    ) {
        scenario = formulation.scenario
        schedule = Schedule(formulation, point.columns)
        costs = Costs(formulation, schedule)
        prices = Prices(formulation, point, reduced, source: duals)
        grid = GridSummary(formulation, schedule, costs, prices.grid)
        chain = Chain(formulation, schedule, costs)
        carbon = CarbonReport(scenario, schedule, chain)
        let schedule = schedule
        bills = formulation.scenario.sites.indices.map {
            Bill(
                formulation.scenario, site: $0,
                importMW: schedule.sites[$0].importMW.map { max(0, $0) },
                declaredMW: schedule.declaredMW(site: $0), addedMVA: schedule.addedMVA(site: $0))
        }
        endStates = EndStates(formulation.scenario, schedule)
        notices =
            Notice.all(formulation.scenario, schedule, bills)
            + Notice.expiredPins(formulation.scenario)
    }

    /// Million output tokens asked for, by product.
    public func demandMillionTokens(product: Int) -> Double {
        let value = scenario.products[product]
        return value.demand.reduce(0) { sum, demand in
            sum
                + (0..<scenario.grid.stepCount).reduce(0) {
                    $0 + demand.millionTokensPerHour[$1] * scenario.grid.stepHours
                }
        } + value.initialBacklog.reduce(0) { $0 + $1.millionTokens }
    }

    /// Million output tokens not served or dropped, by product.
    public func unservedMillionTokens(product: Int) -> Double {
        schedule.unserved.reduce(0) {
            $0 + ($1.product == product ? $1.millionTokens.reduce(0, +) : 0)
        }
            + schedule.backlogs.reduce(0) {
                $0 + ($1.product == product ? $1.droppedMillionTokens.reduce(0, +) : 0)
            }
    }
}

extension Plan {
    /// Accelerators of a site that jobs keep at work in a step.
    public func jobAccelerators(site: Int, step: Int) -> Double {
        schedule.jobs.reduce(0) { sum, run in
            let each = Double(scenario.jobs[run.job].accelerators)
            return run.places.reduce(sum) {
                $1.site == site ? $0 + each * $1.scale[step] : $0
            }
        }
    }

    /// Million output tokens that a demand class asks for.
    public func demandMillionTokens(demandClass: Int) -> Double {
        let series = scenario.demandClasses[demandClass].millionTokensPerHour
        return (0..<scenario.grid.stepCount).reduce(0) {
            $0 + series[$1] * scenario.grid.stepHours
        }
    }

    /// Million output tokens of a demand class that are not served.
    public func unservedMillionTokens(demandClass: Int) -> Double {
        schedule.unservedClasses[demandClass].millionTokens.reduce(0, +)
    }

    /// Million output tokens of a demand class by product and step, for the products it admits.
    public func served(demandClass: Int) -> [(product: Int, millionTokens: [Double])] {
        scenario.products.enumerated().compactMap { index, product in
            guard let demand = product.demand.firstIndex(where: { $0.demandClass == demandClass })
            else { return nil }
            var sum = [Double](repeating: 0, count: scenario.grid.stepCount)
            for route in schedule.routes where route.product == index && route.demand == demand {
                for step in sum.indices { sum[step] += route.millionTokens[step] }
            }
            return (index, sum)
        }
    }
}
