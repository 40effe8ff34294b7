import Solver
import Testing

@Suite("Batch work") struct BatchBacklogTests {
    /// Batch work of 2 Mtok in the first hour only; energy costs 1000, 500, 100, 900 CNY/MWh.
    private static func model(_ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(
            steps: 4, products: ["job"],
            "products.job.demand.0.million_tokens_per_hour=[2, 0, 0, 0]",
            "products.job.terminal_price_cny_per_million_tokens=100000",
            "products.job.late_price_cny_per_million_tokens_hour=5000",
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=[1000, 500, 100, 900]")
        try model.change(changes)
        return model
    }

    @Test(
        "Work waits for the cheapest hour within its delay, in whole steps",
        arguments: [
            (hours: 0, price: 1000), (hours: 1, price: 500), (hours: 1.99, price: 500),
            (hours: 2, price: 100), (hours: 3, price: 100),
        ] as [(hours: Double, price: Double)])
    func delay(_ example: (hours: Double, price: Double)) throws {
        let model = try Self.model("products.job.max_delay_hours=\(example.hours)").solved()
        #expect(isNear(model.cost, 2 * example.price))
        // The price of one more token is that of the hour in which it will be made.
        #expect(isNear(model.tokenPrice(), example.price))
    }

    @Test("Lateness is taken where it costs less than waiting would save") func late() throws {
        // Due after one hour. In time: 2·500. An hour late: 2·100 + 2·300 = 800.
        let model = try Self.model(
            "products.job.max_delay_hours=1",
            "products.job.late_price_cny_per_million_tokens_hour=300"
        ).solved()
        #expect(isNear(model.cost, 800))
        #expect(isNear(model.value("late[o,job,1]"), 2))
        #expect(isNear(model.plan.costs.sum(.lateness), 600))
        #expect(isNear(model.tokenPrice(), 400))
        #expect(model.plan.notices.map(\.kind) == [.late])
    }

    @Test("Work is dropped where it costs more than it brings") func drop() throws {
        // 40 of revenue and 20 of penalty are less than any hour's energy.
        let model = try Self.model(
            "products.job.max_delay_hours=3",
            "products.job.output_price_cny_per_million_tokens=40",
            "products.job.unserved_penalty_cny_per_million_tokens=20"
        ).solved()
        #expect(isNear(model.cost, 40))
        #expect(isNear(model.plan.unservedMillionTokens(product: 0), 2))
        #expect(isNear(model.plan.costs.sum(.unservedPenalty), 40))
        #expect(isNear(model.tokenPrice(), 60))
    }

    @Test("What is not yet due may stay at the end, at the terminal price") func terminal() throws {
        // 2 Mtok arrive in the last hour (900 CNY) and may wait for 700 CNY beyond the horizon.
        let model = try Self.model(
            "products.job.demand.0.million_tokens_per_hour=[0, 0, 0, 2]",
            "products.job.max_delay_hours=2",
            "products.job.terminal_price_cny_per_million_tokens=700"
        ).solved()
        #expect(isNear(model.cost, 1400))
        #expect(isNear(model.value("backlog[o,job,3]"), 2))
        #expect(isNear(model.plan.costs.sum(.backlog), 1400))
        #expect(isNear(model.tokenPrice(0, 3), 700))
    }

    @Test("Without a terminal price the cheapest mode at the mean price is taken") func estimate()
        throws
    {
        // (1000 + 500 + 100 + 900)/4 = 625 CNY/MWh · 1 MWh/Mtok < 900: the work stays.
        let model = try ModelFixture(
            steps: 4, products: ["job"],
            "products.job.demand.0.million_tokens_per_hour=[0, 0, 0, 2]",
            "products.job.max_delay_hours=2",
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=[1000, 500, 100, 900]"
        ).solved()
        #expect(isNear(model.cost, 1250))
        let backlog = try #require(model.plan.schedule.backlogs.first)
        #expect(isNear(backlog.terminalPriceCNYPerMillionTokens, 625))
    }

    @Test(
        "Work left from before is due at its own time",
        arguments: [
            (due: 0, price: 1000), (due: 1, price: 1000), (due: 1.5, price: 500),
            (due: 2, price: 500), (due: 2.5, price: 100), (due: 4, price: 100),
        ] as [(due: Double, price: Double)])
    func before(_ example: (due: Double, price: Double)) throws {
        // It must be gone by the end of the last step that ends no later than the due time,
        // else by the next: work due at 1.5 h may still be made in the second hour.
        let model = try Self.model(
            "products.job.demand.0.million_tokens_per_hour=0",
            "products.job.initial_backlog=[{\"origin\": \"o\", \"million_tokens\": 3, "
                + "\"due_in_hours\": \(example.due)}]"
        ).solved()
        #expect(isNear(model.cost, 3 * example.price))
    }

    @Test("What one horizon leaves, the next takes over at the same cost") func handOver() throws {
        // Arrivals of hour 0 with a delay of 2 h seen from hour 1 are due in 1 + … whole hours:
        // one solve of four hours costs what hour 0 and then three hours cost.
        let whole = try Self.model("products.job.max_delay_hours=1").solved()
        let rest = try Self.model(
            "start=2026-03-02T01:00:00+08:00", "steps=3", "products.job.max_delay_hours=1",
            "products.job.demand.0.million_tokens_per_hour=0",
            "products.job.initial_backlog=[{\"origin\": \"o\", \"million_tokens\": 2, "
                + "\"due_in_hours\": 1}]",
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=[500, 100, 900]"
        ).solved()
        #expect(isNear(whole.cost, 1000))
        #expect(isNear(rest.cost, whole.cost))
    }

    @Test("A pool too small spreads the work and prices it at the dearest hour used") func spread()
        throws
    {
        // 2 Mtok, 1.5 replicas: 1.5·100 + 0.5·500 within two hours.
        let model = try Self.model(
            "products.job.max_delay_hours=3", "sites.a.pools.p.accelerators=1.5"
        ).solved()
        #expect(isNear(model.cost, 400))
        #expect(isNear(model.tokenPrice(), 500))
        #expect(isNear(model.plan.prices.pools.first?.acceleratorCNY ?? 0, 400))
    }
}
