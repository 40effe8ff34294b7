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
            bothWays(
                .simultaneousChargeAndDischarge,
                subject: "\(use.place.name(scenario)), \(use.storage.id)",
                use.chargeMW, use.dischargeMW, hours: scenario.grid.stepHours)
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
            bothWays(
                .simultaneousTransfer, subject: use.line.id, use.flowMW.map { max(0, $0) },
                use.backMW.map { max(0, $0) }, hours: scenario.grid.stepHours)
        }
    }

    /// Power that goes both ways at once, as energy; nil where none does.
    private static func bothWays(
        _ kind: Kind, subject: String, _ there: [Double], _ back: [Double], hours: Double
    ) -> Notice? {
        let energy = zip(there, back).reduce(0) { $0 + min($1.0, $1.1) } * hours
        return energy > threshold ? Notice(kind: kind, subject: subject, amount: energy) : nil
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
