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

    init(_ formulation: Formulation, _ point: Point, _ reduced: [Double]) {
        scenario = formulation.scenario
        schedule = Schedule(formulation, point.columns)
        costs = Costs(formulation, schedule)
        prices = Prices(formulation, point, reduced)
        grid = GridSummary(formulation, schedule, costs, prices.grid)
        chain = Chain(formulation, schedule, costs)
        carbon = CarbonReport(scenario, schedule, chain)
        let schedule = schedule
        bills = formulation.scenario.sites.indices.map {
            Bill(
                formulation.scenario, site: $0,
                importMW: schedule.sites[$0].importMW.map { max(0, $0) })
        }
        endStates = EndStates(formulation.scenario, schedule)
        notices = Notice.all(formulation.scenario, schedule, bills)
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

/// Something a reader of the plan should know: a broken soft limit, or an oddity.
public struct Notice: Sendable, Equatable {
    /// What it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Tokens that are not served; amount in million tokens.
        case unserved
        /// Batch tokens dropped; amount in million tokens.
        case dropped
        /// Batch tokens late; amount in million token-hours.
        case late
        /// A storage charges and discharges at once; amount in MWh.
        case simultaneousChargeAndDischarge = "simultaneous_charge_and_discharge"
        /// A DC line carries both ways at once; amount in MWh.
        case simultaneousTransfer = "simultaneous_transfer"
        /// Use below 260 kWh per kVA and month although the ×0.9 is assumed; amount in kWh/kVA.
        case lowUtilisation = "low_utilisation"
    }

    /// What it is.
    public let kind: Kind
    /// Of what: product and origin, storage, or site.
    public let subject: String
    /// How much.
    public let amount: Double

    private static let threshold = 1e-6

    static func all(_ scenario: Scenario, _ schedule: Schedule, _ bills: [Bill]) -> [Notice] {
        tokens(scenario, schedule) + storages(scenario, schedule) + dcLines(scenario, schedule)
            + utilisation(scenario, bills)
    }

    private static func tokens(_ scenario: Scenario, _ schedule: Schedule) -> [Notice] {
        func subject(_ product: Int, _ demand: Int) -> String {
            let value = scenario.products[product]
            return "\(value.id), \(value.demand[demand].origin)"
        }
        var notices = schedule.unserved.map {
            Notice(
                kind: .unserved, subject: subject($0.product, $0.demand),
                amount: $0.millionTokens.reduce(0, +))
        }
        for entry in schedule.backlogs {
            let name = subject(entry.product, entry.demand)
            notices.append(
                Notice(
                    kind: .dropped, subject: name,
                    amount: entry.droppedMillionTokens.reduce(0, +)))
            notices.append(
                Notice(
                    kind: .late, subject: name,
                    amount: entry.lateMillionTokens.reduce(0, +) * scenario.grid.stepHours))
        }
        return notices.filter { $0.amount > threshold }
    }

    private static func storages(_ scenario: Scenario, _ schedule: Schedule) -> [Notice] {
        schedule.storages.compactMap { use in
            let both = zip(use.chargeMW, use.dischargeMW).reduce(0) { $0 + min($1.0, $1.1) }
            guard both * scenario.grid.stepHours > threshold else { return nil }
            return Notice(
                kind: .simultaneousChargeAndDischarge,
                subject: "\(use.place.name(scenario)), \(use.storage.id)",
                amount: both * scenario.grid.stepHours)
        }
    }

    private static func dcLines(_ scenario: Scenario, _ schedule: Schedule) -> [Notice] {
        schedule.dcLines.compactMap { use in
            let both = zip(use.flowMW, use.backMW).reduce(0) { $0 + max(0, min($1.0, $1.1)) }
            guard both * scenario.grid.stepHours > threshold else { return nil }
            return Notice(
                kind: .simultaneousTransfer, subject: use.line.id,
                amount: both * scenario.grid.stepHours)
        }
    }

    /// The ×0.9 of the demand charge is taken as earned; below 260 kWh per kVA it is not.
    private static func utilisation(_ scenario: Scenario, _ bills: [Bill]) -> [Notice] {
        bills.compactMap { bill in
            guard let lowest = bill.kWhPerKVAMonth.min(), lowest < 260,
                bill.assumesHighUtilisation
            else { return nil }
            return Notice(
                kind: .lowUtilisation, subject: scenario.sites[bill.site].id, amount: lowest)
        }
    }
}
