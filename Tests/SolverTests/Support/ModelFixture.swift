import Solver
import Testing

/// Small scenarios with round numbers for solving the model by hand.
///
/// A replica makes 1 million tokens an hour with 1 MW, so a million tokens takes 1 MWh; PUE is 1,
/// energy costs 500 CNY/MWh everywhere, the connection carries 100 MW, a pool has 100 replicas,
/// tokens sell for nothing, and each product is asked for with 2 million tokens an hour.
/// Changes are written as on the command line: `sites.a.pue=1.5`.
struct ModelFixture {
    private(set) var document: JSON

    /// Products whose name starts with `job` are batch work, all others interactive.
    init(
        steps: Int = 1, minutes: Int = 60, start: String = "2026-03-02T00:00:00+08:00",
        sites: [String] = ["a"], products: [String] = ["chat"], _ changes: String...
    ) throws {
        let text = """
            {"format": "wattoken-scenario/1", "start": "\(start)", "step_minutes": \(minutes),
             "steps": \(steps),
             "accelerators": [{"id": "x"}],
             "profiles": [\(Self.list(products, Self.profile))],
             "origins": [{"id": "o"}],
             "products": [\(Self.list(products, Self.product))],
             "tariffs": [\(Self.list(sites, Self.tariff))],
             "sites": [\(Self.list(sites) { Self.site($0, products) })],
             "network": [\(Self.list(sites, Self.link))]}
            """
        document = try Scenario.parsed(Array(text.utf8))
        try change(changes)
    }

    /// A document as it is.
    init(document: JSON) { self.document = document }

    /// The same model with a member of an object left out.
    func without(_ path: String, _ key: String) throws -> ModelFixture {
        let marker = "\"removed\""
        let marked = try changed("\(path).\(key)=\(marker)")
        return ModelFixture(document: marked.document.removing(.string("removed")))
    }

    /// Makes more changes.
    mutating func change(_ changes: [String]) throws {
        for text in changes {
            let change = try #require(ScenarioChange(text), "no change: \(text)")
            document = try change.applied(to: document)
        }
    }

    /// The same model with more changes.
    func changed(_ changes: String...) throws -> ModelFixture {
        var copy = self
        try copy.change(changes)
        return copy
    }

    func scenario() throws -> Scenario { try Scenario(document) }

    /// The solved model, which must have an optimal plan.
    func solved() throws -> SolvedModel { try SolvedModel(scenario()) }

    /// The limits in conflict, which there must be.
    func conflict() throws -> Conflict {
        let result = try ScenarioSolver.solve(scenario())
        #expect(result.outcome.status == .infeasible)
        return try #require(result.conflict)
    }

    private static func list(_ names: [String], _ text: (String) -> String) -> String {
        names.map(text).joined(separator: ", ")
    }

    private static func profile(_ product: String) -> String {
        """
        {"id": "\(product)-x", "product": "\(product)", "accelerator": "x",
         "accelerators_per_replica": 1, "loaded_idle_kw": 0,
         "modes": [{"id": "full", "million_tokens_per_hour": 1, "busy_kw": 1000}]}
        """
    }

    private static func product(_ name: String) -> String {
        """
        {"id": "\(name)", "kind": "\(name.hasPrefix("job") ? "batch" : "interactive")",
         "demand": [{"origin": "o", "million_tokens_per_hour": 2}],
         "output_price_cny_per_million_tokens": 0,
         "unserved_penalty_cny_per_million_tokens": 10000}
        """
    }

    private static func tariff(_ site: String) -> String {
        """
        {"id": "\(site)", "versions": [{"effective_from": "2020-01-01",
         "components": [{"id": "energy", "price_cny_per_mwh": 500}]}]}
        """
    }

    private static func site(_ name: String, _ products: [String]) -> String {
        """
        {"id": "\(name)", "pue": 1, "connection": {"transformer_mva": 100, "power_factor": 1},
         "tariff": "\(name)",
         "pools": [{"id": "p", "accelerator": "x", "accelerators": 100,
                    "serves": [\(list(products) { "{\"profile\": \"\($0)-x\"}" })]}]}
        """
    }

    private static func link(_ site: String) -> String {
        "{\"origin\": \"o\", \"site\": \"\(site)\", \"round_trip_ms\": 10}"
    }
}

extension JSON {
    /// The document without the members that hold a value.
    fileprivate func removing(_ value: JSON) -> JSON {
        switch self {
        case .object(let members):
            .object(
                members.filter { $0.value != value }.map {
                    JSON.Member($0.key, $0.value.removing(value))
                })
        case .array(let items): .array(items.map { $0.removing(value) })
        default: self
        }
    }
}

/// An optimal plan with its decisions by name.
struct SolvedModel {
    let outcome: Outcome
    let plan: Plan
    let limits: [BindingLimit]
    let program: LinearProgram
    private let values: [String: Double]

    init(_ scenario: Scenario) throws {
        let result = try ScenarioSolver.solve(scenario)
        let formulation = result.formulation
        outcome = result.outcome
        limits = result.bindingLimits
        program = formulation.program
        #expect(outcome.status == .optimal)
        plan = try #require(result.plan)
        var values: [String: Double] = [:]
        for (index, value) in (outcome.point?.columns ?? []).enumerated() {
            values[formulation.program.names.columnName(index)] = value
        }
        self.values = values
    }

    /// Net cost, CNY.
    var cost: Double { outcome.proof.objective ?? .nan }

    /// A decision by its name in the program; NaN when there is none.
    ///
    /// What has one step carries no number there; the tests write `,0` all the same.
    func value(_ name: String) -> Double {
        let short = name.hasSuffix(",0]") ? name.dropLast(3) + "]" : name[...]
        return values[name] ?? values[String(short)] ?? .nan
    }

    /// CNY/MWh at a site in a step.
    func sitePrice(_ site: Int = 0, _ step: Int = 0) -> Double {
        plan.prices.sites[site].priceCNYPerMWh[step]
    }

    /// Marginal cost of a product's first demand in a step.
    func tokenPrice(_ product: Int = 0, _ step: Int = 0) -> Double {
        let token = plan.prices.tokens.first { $0.product == product && $0.demand == 0 }
        return token?.marginalCNYPerMillionTokens[step] ?? .nan
    }
}

/// Equal to 1e-6 of the larger number, or of one.
func isNear(_ a: Double, _ b: Double, _ tolerance: Double = 1e-6) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}
