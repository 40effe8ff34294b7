import Solver
import Testing

/// Interruptions, restarts and scale.
@Suite("Jobs in pieces") struct JobPieceTests: JobSuite {
    @Test("An interruption pays when it costs less than the dear hour between")
    func preemption() throws {
        let prices = ["[100, 500, 100, 500]"]
        let text = "\(Self.byFour), \"preemptible\": true"
        // In one piece 600; in the hours 0 and 2 200 and a restart.
        let free = try Self.fixture(prices: prices, Self.job(text)).solved()
        #expect(isNear(free.cost, 200))
        let cheap = try Self.fixture(
            prices: prices, Self.job("\(text), \"checkpoint_cost_cny\": 399")
        ).solved()
        #expect(isNear(cheap.cost, 599))
        #expect(isNear(run(cheap).restarts, 1))
        #expect(isNear(cheap.plan.costs.sum(.checkpoints), 399))
        #expect(run(cheap).runs.map(\.steps) == [0..<1, 2..<3])
        checkCosts(cheap)
        let dear = try Self.fixture(
            prices: prices, Self.job("\(text), \"checkpoint_cost_cny\": 401")
        ).solved()
        #expect(isNear(dear.cost, 600))
        #expect(isNear(run(dear).restarts, 0))
    }

    @Test("A restart that loses an hour needs another one")
    func lostTime() throws {
        // With an hour lost the pieces 0 and 2 need the hour 3 too: 100 + 100 + 300 < 100 + 500.
        let model = try Self.fixture(
            prices: ["[100, 500, 100, 300]"],
            Self.job("\(Self.byFour), \"preemptible\": true, \"restart_hours\": 1")
        ).solved()
        // In one piece: 0–1 600, 1–2 600, 2–3 400.
        #expect(isNear(model.cost, 400))
        let split = try Self.fixture(
            prices: ["[100, 900, 100, 300]"],
            Self.job(
                hours: 3,
                "\"deadline\": \(Self.at(4)), \"preemptible\": true"
                    + ", \"restart_hours\": 0")
        ).solved()
        #expect(isNear(split.cost, 500))
        // Without room for the lost hour it runs through.
        let whole = try Self.fixture(
            prices: ["[100, 900, 100, 300]"],
            Self.job(
                hours: 3,
                "\"deadline\": \(Self.at(4)), \"preemptible\": true"
                    + ", \"restart_hours\": 1")
        ).solved()
        #expect(isNear(whole.cost, 1100))
    }

    @Test("A job moves to the cheaper site at the price of a restart")
    func migration() throws {
        let model = try Self.fixture(
            prices: ["[100, 900]", "[900, 100]"],
            Self.job(
                "\"deadline\": \(Self.at(2)), \"preemptible\": true, "
                    + "\"checkpoint_cost_cny\": 50")
        ).solved()
        #expect(isNear(model.cost, 250))
        #expect(run(model).runs.map(\.site) == [0, 1])
    }

    @Test("A job that scales works more in the cheap hours, never below its least share")
    func scale() throws {
        // 2 MWh in three hours at 100, 500, 200 with a share of at least 0.25: 1, 0.25, 0.75.
        let model = try Self.fixture(
            prices: ["[100, 500, 200]"],
            Self.job("\"deadline\": \(Self.at(3)), \"minimum_scale\": 0.25")
        ).solved()
        #expect(isNear(model.cost, 100 + 125 + 150))
        #expect(zip(run(model).places[0].scale, [1, 0.25, 0.75]).allSatisfy { isNear($0, $1) })
        checkCosts(model)
        // Interrupted at will it needs no dear hour.
        let free = try Self.fixture(
            prices: ["[100, 500, 200]"],
            Self.job(
                "\"deadline\": \(Self.at(3)), \"minimum_scale\": 0.25, \"preemptible\": true")
        ).solved()
        #expect(isNear(free.cost, 300))
    }

    @Test("Half the accelerators take twice the time")
    func scaledDown() throws {
        let model = try Self.fixture(
            prices: ["[100, 100, 100, 100]"], accelerators: 5,
            Self.job("\(Self.byFour), \"minimum_scale\": 0.5")
        ).solved()
        #expect(run(model).places[0].scale.allSatisfy { isNear($0, 0.5) })
        #expect(isNear(model.cost, 200))
    }
}
