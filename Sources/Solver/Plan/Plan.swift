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

/// Something a reader of the plan should know: a broken soft limit, or an oddity.
public struct Notice: Sendable, Equatable {
    /// What it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Tokens of a product or class that are not served; amount in million tokens.
        case unserved
        /// Batch tokens dropped; amount in million tokens.
        case dropped
        /// Batch tokens late; amount in million token-hours.
        case late
        /// A storage charges and discharges at once; amount in MWh.
        case simultaneousChargeAndDischarge = "simultaneous_charge_and_discharge"
        /// A DC line carries both ways at once; amount in MWh.
        case simultaneousTransfer = "simultaneous_transfer"
        /// A job that is left undone; amount in CNY of its value.
        case jobDeclined = "job_declined"
        /// A job done after it was due; amount in hours.
        case jobLate = "job_late"
        /// Use below 260 kWh per kVA and month where the ×0.9 is assumed or could be earned; amount
        /// in kWh/kVA.
        case lowUtilisation = "low_utilisation"
        /// A pin has expired and does not count; amount in hours since.
        case expiredPin = "expired_pin"
    }

    /// What it is.
    public let kind: Kind
    /// Of what: product or class and origin, job, storage, or site.
    public let subject: String
    /// How much.
    public let amount: Double

    private static let threshold = 1e-6

    static func all(_ scenario: Scenario, _ schedule: Schedule, _ bills: [Bill]) -> [Notice] {
        tokens(scenario, schedule) + jobs(scenario, schedule) + storages(scenario, schedule)
            + dcLines(scenario, schedule) + utilisation(scenario, bills)
    }

    private static func jobs(_ scenario: Scenario, _ schedule: Schedule) -> [Notice] {
        schedule.jobs.flatMap { run -> [Notice] in
            let id = scenario.jobs[run.job].id
            if run.declined > 0.5 {
                return [Notice(kind: .jobDeclined, subject: id, amount: run.valueCNY)]
            }
            guard run.lateHours > threshold else { return [] }
            return [Notice(kind: .jobLate, subject: id, amount: run.lateHours)]
        }
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
        notices += schedule.unservedClasses.map {
            let value = scenario.demandClasses[$0.demandClass]
            return Notice(
                kind: .unserved, subject: "\(value.id), \(value.origin)",
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

    static func expiredPins(_ scenario: Scenario) -> [Notice] {
        scenario.pins.compactMap { pin in
            guard pin.isExpired(scenario.grid), let expires = pin.expires else { return nil }
            return Notice(
                kind: .expiredPin, subject: "\(pin.id), \(pin.hold.owner): \(pin.hold.reason)",
                amount: Double(scenario.grid.start.seconds - expires.seconds) / 3600)
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

    /// The ×0.9 of the demand charge is not earned below 260 kWh per kVA.
    private static func utilisation(_ scenario: Scenario, _ bills: [Bill]) -> [Notice] {
        bills.compactMap { bill in
            guard let lowest = bill.kWhPerKVAMonth.min(), lowest < 260,
                bill.hasHighUtilisationRule
            else { return nil }
            return Notice(
                kind: .lowUtilisation, subject: scenario.sites[bill.site].id, amount: lowest)
        }
    }
}
