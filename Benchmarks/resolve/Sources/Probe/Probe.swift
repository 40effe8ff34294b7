import Foundation
import Solver

/// Solves a scenario, then others like it, each from nothing and from the basis of the first, and
/// prints processor seconds as JSON lines: from the scenario document to the plan.
///
///     Probe SCENARIO STEPS FOLDER|- [PATH=VALUE[;PATH=VALUE…]…]
///
/// The first is the window of the first STEPS steps; `tick` is the window one step later, whose
/// starting states are those that the first plan leaves. With a folder, programs are written to it.
@main
struct Probe {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 3, let steps = Int(arguments[2]) else {
            print("usage: Probe SCENARIO STEPS FOLDER|- [PATH=VALUE…]")
            exit(2)
        }
        let whole = try Scenario.parsed(
            [UInt8](Data(contentsOf: URL(fileURLWithPath: arguments[1]))))
        let probe = Probe(folder: arguments[3] == "-" ? nil : arguments[3])
        let window = try ScenarioWindow.document(of: whole, steps: 0..<steps)
        let before = seconds()
        let first = try probe.solve(window, near: nil, keepsBasis: true)
        let kept = seconds() - before
        _ = try probe.solve(window, near: nil, keepsBasis: false)
        guard let basis = first.basis, let plan = first.plan else {
            print("no basis")
            exit(1)
        }
        try probe.write(first, "base")
        print(
            "{\"case\": \"base\", \"with_basis\": \(kept), \"cold\": \(seconds() - before - kept)}")
        let next = try ScenarioWindow.document(of: whole, steps: 1..<steps + 1)
        try probe.compare(
            "tick", Continuation.continued(next, from: states(plan)).document, basis)
        for change in arguments.dropFirst(4) {
            var document = window
            for part in change.split(separator: ";") {
                guard let one = ScenarioChange(String(part)) else { continue }
                document = try one.applied(to: document)
            }
            try probe.compare(change, document, basis)
        }
    }

    let folder: String?

    /// One scenario from nothing and from a basis; twice where there are few, the better counts.
    func compare(_ name: String, _ document: JSON, _ basis: PlanBasis) throws {
        var times: [Double] = []
        var results: [ScenarioSolver.Result] = []
        for start in folder == nil ? [nil, basis] : [nil, basis, nil, basis] {
            let before = Self.seconds()
            results.append(try solve(document, near: start, keepsBasis: false))
            times.append(Self.seconds() - before)
        }
        times += times
        try write(results[0], name == "tick" ? "tick" : nil)
        let objectives = results.prefix(2).map { $0.outcome.proof.objective ?? .nan }
        let endings = results[1].outcome.attempts.map { "\($0.method): \($0.ending)" }
        print(
            "{\"case\": \"\(name)\", \"cold\": \(min(times[0], times[2])), "
                + "\"warm\": \(min(times[1], times[3])), \"cold_objective\": \(objectives[0]), "
                + "\"warm_objective\": \(objectives[1]), "
                + "\"steps\": \(results[1].outcome.iterations), "
                + "\"began_warm\": \(results[1].outcome.beganWarm), "
                + "\"status\": \"\(results[1].outcome.status)\", "
                + "\"attempts\": \"\(endings.joined(separator: "; "))\"}")
    }

    func solve(_ document: JSON, near: PlanBasis?, keepsBasis: Bool) throws -> ScenarioSolver.Result
    {
        try ScenarioSolver.solve(
            Formulation(Scenario(document)), near: near, keepsBasis: keepsBasis)
    }

    func write(_ result: ScenarioSolver.Result, _ name: String?) throws {
        guard let folder, let name else { return }
        try Data(result.program.mps()).write(to: URL(fileURLWithPath: "\(folder)/\(name).mps"))
    }

    /// What the first step of a plan leaves behind, as far as the example's scenarios have it.
    static func states(_ plan: Plan) -> JSON {
        let (scenario, schedule) = (plan.scenario, plan.schedule)
        let sites = scenario.sites.indices.map { site -> JSON in
            let peak = max(
                scenario.sites[site].account.monthToDatePeakMW, schedule.sites[site].importMW[0])
            return .object([
                JSON.Member("id", .string(scenario.sites[site].id)),
                JSON.Member("month_to_date_peak_mw", .number(peak)),
            ])
        }
        let storages = schedule.storages.map { use -> JSON in
            .object([
                JSON.Member("site", .string(use.place.name(scenario))),
                JSON.Member("id", .string(use.storage.id)),
                JSON.Member(
                    "state_of_charge_mwh",
                    .number(max(use.storage.minimumMWh, use.stateOfChargeMWh[0]))),
            ])
        }
        let backlog = schedule.backlogs.filter { $0.millionTokens[0] > 1e-9 }.map { use -> JSON in
            let product = scenario.products[use.product]
            return .object([
                JSON.Member("product", .string(product.id)),
                JSON.Member("origin", .string(product.demand[use.demand].origin)),
                JSON.Member("million_tokens", .number(use.millionTokens[0])),
                JSON.Member("due_in_hours", .number(product.maxDelayHours)),
            ])
        }
        return .object([
            JSON.Member("at", .string(scenario.grid.text(1))), JSON.Member("sites", .array(sites)),
            JSON.Member("storages", .array(storages)), JSON.Member("backlog", .array(backlog)),
        ])
    }

    /// Processor seconds of this process so far.
    static func seconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
