import Solver
import Testing

/// A price is what a little more costs: where both one-sided differences agree, it is that.
@Suite("Marginal prices") struct MarginalPriceTests {
    private static let seeds = RandomModel.seeds(from: 200, 30)
    private static let step = 1e-4

    /// The derivative of the cost by a change of ±h, or nil where the two sides differ.
    private static func slope(
        _ base: SolvedModel, _ changed: (Double) throws -> ModelFixture
    ) throws -> Double? {
        let up = (try changed(step).solved().cost - base.cost) / step
        let down = (base.cost - (try changed(-step).solved().cost)) / step
        return isNear(up, down, 1e-4) ? (up + down) / 2 : nil
    }

    @Test("One more MWh at a site costs its price", arguments: seeds)
    func site(seed: UInt64) throws {
        let random = try RandomModel(seed: seed)
        // The overhead stands for any use at the bus; a ramp would see it as facility power.
        let fixture = try random.fixture.changed(
            "sites.a.fixed_overhead_mw=0.2", "sites.a.facility_ramp_mw_per_hour=null")
        let base = try fixture.solved()
        let last = random.steps - 1
        let hours = base.plan.scenario.grid.stepHours
        let slope = try Self.slope(base) { change in
            var overhead = [Double](repeating: 0.2, count: random.steps)
            overhead[last] += change / hours
            return try fixture.changed("sites.a.fixed_overhead_mw=\(overhead)")
        }
        guard let slope else { return }
        #expect(isNear(base.sitePrice(0, last), slope, 1e-3), "seed \(seed)")
    }

    @Test("One more million tokens cost their price", arguments: seeds, [0, 1])
    func token(seed: UInt64, product: Int) throws {
        let random = try RandomModel(seed: seed)
        guard product == 0 || random.hasBatch else { return }
        // Shares that may move are shares of demand: more demand would also loosen them.
        let fixture = try random.fixture.changed("products.chat.max_share_moved_per_step=null")
        let base = try fixture.solved()
        let demand = base.plan.scenario.products[product].demand[0].millionTokensPerHour
        let hours = base.plan.scenario.grid.stepHours
        let id = base.plan.scenario.products[product].id
        let revenue = base.plan.scenario.products[product].revenueCNYPerMillionTokens(0)
        let slope = try Self.slope(base) { change in
            var series = (0..<random.steps).map { demand[$0] }
            series[0] += change / hours
            return try fixture.changed("products.\(id).demand.0.million_tokens_per_hour=\(series)")
        }
        guard let slope else { return }
        #expect(isNear(base.tokenPrice(product, 0), slope + revenue, 1e-3), "seed \(seed)")
    }

    @Test("One more MW of connection is worth what it saves", arguments: seeds)
    func connection(seed: UInt64) throws {
        let fixture = try RandomModel(seed: seed).fixture.changed(
            "sites.a.connection.transformer_mva=1.5")
        let base = try fixture.solved()
        let slope = try Self.slope(base) {
            try fixture.changed("sites.a.connection.transformer_mva=\(1.5 + $0)")
        }
        guard let slope else { return }
        let worth = base.plan.prices.sites[0].connectionCNYPerMW
        #expect(isNear(worth, -slope, 1e-3), "seed \(seed)")
    }

    @Test("One more tonne under the cap is worth the price of carbon", arguments: seeds)
    func carbonCap(seed: UInt64) throws {
        let fixture = try RandomModel(seed: seed).fixture
        let free = try fixture.solved().plan.carbon.total.locationTonnes
        let cap = (free * 0.9 * 1000).rounded(.down) / 1000
        func capped(_ cap: Double) throws -> ModelFixture {
            try fixture.changed(
                "carbon={\"cap_tonnes\": \(cap), \"method\": \"location_based\"}")
        }
        let result = try ScenarioSolver.solve(capped(cap - Self.step).scenario())
        guard result.outcome.status == .optimal else { return }
        let base = try capped(cap).solved()
        let slope = try Self.slope(base) { try capped(cap + $0) }
        guard let slope else { return }
        let price = try #require(base.plan.prices.carbonCapCNYPerTonne)
        #expect(isNear(price, -slope, 1e-3), "seed \(seed)")
    }
}
