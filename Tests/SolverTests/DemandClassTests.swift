import Solver
import Testing

/// Demand classes by hand: a large model of quality 9 and a small one of quality 5.
///
/// A million tokens of `large` takes 1 MWh, of `small` 0.25 MWh; energy costs 500 CNY/MWh.
@Suite("Demand classes") struct DemandClassTests {
    static func fixture(_ classes: String..., changes: [String] = []) throws -> ModelFixture {
        var fixture = try ModelFixture(
            products: ["large", "small"], "products.large.quality=9", "products.small.quality=5",
            "profiles.small-x.modes.full.busy_kw=250",
            "products.large.output_price_cny_per_million_tokens=900",
            "products.small.output_price_cny_per_million_tokens=200",
            "demand_classes=[\(classes.joined(separator: ", "))]")
        try fixture.change(changes)
        return try fixture.without("products.large", "demand").without("products.small", "demand")
    }

    static func asked(_ id: String, _ tokens: Double, _ more: String) -> String {
        """
        {"id": "\(id)", "origin": "o", "million_tokens_per_hour": \(tokens),
         "unserved_penalty_cny_per_million_tokens": 1000, \(more)}
        """
    }

    private func served(_ model: SolvedModel, _ number: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: model.plan.scenario.products.count)
        for entry in model.plan.served(demandClass: number) {
            sums[entry.product] = entry.millionTokens.reduce(0, +)
        }
        return sums
    }

    @Test("Above the floor the product with the better margin serves")
    func margin() throws {
        // large 900 − 500 = 400, small 200 − 125 = 75.
        let model = try Self.fixture(Self.asked("any", 3, "\"quality_floor\": 5")).solved()
        #expect(zip(served(model, 0), [3, 0]).allSatisfy { isNear($0, $1) })
        #expect(isNear(model.cost, -1200))
        // At the same price the small one is cheaper to make.
        let cheap = try Self.fixture(
            Self.asked("any", 3, "\"quality_floor\": 5"),
            changes: ["products.large.output_price_cny_per_million_tokens=500"]
        ).solved()
        #expect(zip(served(cheap, 0), [0, 3]).allSatisfy { isNear($0, $1) })
        #expect(isNear(cheap.cost, -225))
        #expect(isNear(cheap.plan.costs.sum(.revenue), -600))
        #expect(isNear(cheap.plan.costs.controllableCNY, 375))
        #expect(isNear(cheap.plan.costs.totalCNY, cheap.cost, 1e-9))
    }

    @Test("The floor keeps the small model from the class that asks for more")
    func floor() throws {
        let model = try Self.fixture(
            Self.asked("plain", 2, "\"quality_floor\": 4"),
            Self.asked("expert", 1, "\"quality_floor\": 8"),
            changes: ["products.large.output_price_cny_per_million_tokens=500"]
        ).solved()
        #expect(zip(served(model, 0), [0, 2]).allSatisfy { isNear($0, $1) })
        #expect(zip(served(model, 1), [1, 0]).allSatisfy { isNear($0, $1) })
        #expect(isNear(model.cost, -2 * 75 - 0))
        #expect(isNear(model.plan.chain.sum(product: 1).revenueCNY, 400))
        #expect(isNear(model.plan.chain.total.revenueCNY, 900))
    }

    @Test("Capacity for one model forces the other")
    func capacity() throws {
        // Both come from one pool of 4 replicas; the small one makes 4 million an hour each.
        let model = try Self.fixture(
            Self.asked("any", 10, "\"quality_floor\": 5"),
            changes: [
                "profiles.small-x.modes.full.million_tokens_per_hour=4",
                "profiles.small-x.modes.full.busy_kw=1000", "sites.a.pools.p.accelerators=4",
            ]
        ).solved()
        // l + s = 10, l + s/4 ≤ 4: l = 2, s = 8, all four replicas at 1 MW.
        #expect(zip(served(model, 0), [2, 8]).allSatisfy { isNear($0, $1) })
        #expect(isNear(model.cost, 4 * 500 - 2 * 900 - 8 * 200))
        // One more million tokens: 4/3 more of small, 1/3 less of large, no more energy; against
        // the dearest price it costs 900 − (4/3 · 200 − 1/3 · 900).
        let price = model.plan.prices.classes[0].marginalCNYPerMillionTokens[0]
        let expected = 900 - (800.0 - 900) / 3
        #expect(isNear(price, expected))
        let more = try Self.fixture(
            Self.asked("any", 10.3, "\"quality_floor\": 5"),
            changes: [
                "profiles.small-x.modes.full.million_tokens_per_hour=4",
                "profiles.small-x.modes.full.busy_kw=1000", "sites.a.pools.p.accelerators=4",
            ]
        ).solved()
        #expect(isNear(more.cost - model.cost, 0.3 * (price - 900)))
    }

    @Test("A class without room is unserved, with its own penalty")
    func unserved() throws {
        let model = try Self.fixture(
            Self.asked("any", 10, "\"products\": [\"large\"]"),
            Self.asked("none", 0, "\"quality_floor\": 5"),
            changes: ["sites.a.pools.p.accelerators=4"]
        ).solved()
        #expect(isNear(model.plan.unservedMillionTokens(demandClass: 0), 6))
        #expect(isNear(model.plan.costs.sum(.unservedPenalty), 6000))
        #expect(model.plan.notices.map(\.kind) == [.unserved])
        #expect(model.plan.notices.map(\.subject) == ["any, o"])
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
        // The gap is relative to the objective less all demand at the dearest price.
        let formulation = Formulation(model.plan.scenario)
        #expect(isNear(formulation.revenueOffset, -9000))
    }

    @Test("A class goes by the latency limits of each product and by its own residency")
    func limits() throws {
        // The small model is cheaper to make, but its first token comes too late.
        let late = try Self.fixture(
            Self.asked("any", 3, "\"quality_floor\": 5"),
            changes: [
                "products.large.output_price_cny_per_million_tokens=500",
                "products.small.first_token_limit_ms=9",
            ]
        ).solved()
        #expect(zip(served(late, 0), [3, 0]).allSatisfy { isNear($0, $1) })
        var two = try ModelFixture(
            sites: ["a", "b"], "products.chat.quality=1",
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=100")
        try two.change([
            "demand_classes=[\(Self.asked("home", 1, "\"quality_floor\": 1, \"allowed_sites\": [\"b\"]"))]"
        ])
        // The product's own 2 million tokens go to a at 100, the class's million stays at b.
        #expect(isNear(try two.solved().cost, 200 + 500))
    }

    @Test("A product's own demand and a class share its replicas")
    func shared() throws {
        var model = try ModelFixture("products.chat.quality=1")
        try model.change(["demand_classes=[\(Self.asked("more", 1, "\"quality_floor\": 1"))]"])
        let solved = try model.solved()
        #expect(isNear(solved.cost, 1500))
        #expect(isNear(solved.plan.demandMillionTokens(product: 0), 2))
        #expect(isNear(solved.plan.demandMillionTokens(demandClass: 0), 1))
        #expect(isNear(solved.plan.chain.total.millionTokens, 3))
    }

    @Test(
        "Nonsense is refused by name",
        arguments: [
            ("\"quality_floor\": 10", "/demand_classes/0/quality_floor", "9"),
            ("\"products\": [\"none\"]", "/demand_classes/0/products/0", "large, small"),
            (
                "\"products\": [\"small\"], \"quality_floor\": 8", "/demand_classes/0/products/0",
                "at least 8"
            ),
            ("\"allowed_sites\": [\"a\"]", "/demand_classes/0/quality_floor", "products"),
            (
                "\"quality_floor\": 1, \"allowed_sites\": [\"z\"]",
                "/demand_classes/0/allowed_sites/0", "a"
            ),
            (
                "\"quality_floor\": 1, \"allowed_sites\": []", "/demand_classes/0/allowed_sites",
                "all"
            ),
            ("\"quality_floor\": -1", "/demand_classes/0/quality_floor", "from 0"),
            ("\"quality_floor\": 1, \"colour\": 1", "/demand_classes/0/colour", "quality_floor"),
        ])
    func badInput(text: String, pointer: String, allowed: String) throws {
        let fixture = try Self.fixture(
            Self.asked("any", 1, text), Self.asked("other", 1, "\"quality_floor\": 1"))
        let error = try #require(#expect(throws: ScenarioError.self) { try fixture.scenario() })
        #expect(error.faults.map(\.pointer) == [pointer], "\(error.faults)")
        #expect(error.faults[0].allowed.contains(allowed), "\(error.faults[0].allowed)")
    }

    @Test("A class needs a known origin, a product that reaches it, and tokens that count")
    func unreachable() throws {
        func fault(_ text: String, _ changes: String...) throws -> Fault {
            let fixture = try Self.fixture(
                text, Self.asked("other", 1, "\"quality_floor\": 1"), changes: changes)
            let error = try #require(
                #expect(throws: ScenarioError.self) { try fixture.scenario() })
            #expect(error.faults.count == 1, "\(error.faults)")
            return error.faults[0]
        }
        let unknown = try fault(
            "{\"id\": \"any\", \"origin\": \"p\", \"million_tokens_per_hour\": 1, "
                + "\"quality_floor\": 1}")
        #expect(unknown.pointer == "/demand_classes/0/origin")
        let twice = try fault(Self.asked("other", 1, "\"quality_floor\": 1"))
        #expect(twice.pointer == "/demand_classes/1/id")
        let little = try fault(Self.asked("any", 1e-9, "\"quality_floor\": 1"))
        #expect(little.pointer == "/demand_classes/0/million_tokens_per_hour")
        let far = try fault(
            Self.asked("any", 1, "\"quality_floor\": 8"), "products.large.first_token_limit_ms=9")
        #expect(far.pointer == "/demand_classes/0")
        #expect(far.given.contains("large"))
    }

    @Test("Batch products serve no class, and a product that nobody asks for is refused")
    func kinds() throws {
        var batch = try ModelFixture(products: ["chat", "job"], "products.job.quality=9")
        try batch.change(["demand_classes=[\(Self.asked("any", 1, "\"products\": [\"job\"]"))]"])
        let error = try #require(#expect(throws: ScenarioError.self) { try batch.scenario() })
        #expect(error.faults.map(\.pointer) == ["/demand_classes/0/products/0"])
        #expect(error.faults[0].allowed == "interactive products")
        let idle = try Self.fixture(Self.asked("any", 1, "\"products\": [\"large\"]"))
        let missing = try #require(#expect(throws: ScenarioError.self) { try idle.scenario() })
        #expect(missing.faults.map(\.pointer) == ["/products/1/demand"])
    }
}
