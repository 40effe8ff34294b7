import Solver
import Testing

/// Jobs by hand.
@Suite("Training jobs") struct TrainingJobTests: JobSuite {
    @Test("A job runs in the cheap hours of the night")
    func cheapNight() throws {
        let model = try Self.fixture(Self.job(Self.byFour)).solved()
        // 1 MW in the hours 2 and 3 at 100 CNY.
        #expect(isNear(model.cost, 200))
        #expect(run(model).runs.map(\.steps) == [2..<4])
        #expect(run(model).hoursDone == 2)
        #expect(model.plan.endStates.jobs[0].status == .done)
        checkCosts(model)
    }

    @Test("A deadline forces dear hours, a release forbids cheap ones")
    func window() throws {
        let early = try Self.fixture(Self.job("\"deadline\": \(Self.at(3))")).solved()
        #expect(isNear(early.cost, 600))
        #expect(run(early).runs.map(\.steps) == [1..<3])
        let late = try Self.fixture(
            prices: ["[100, 100, 500, 500]"],
            Self.job("\"release\": \(Self.at(1)), \(Self.byFour)")
        ).solved()
        #expect(run(late).runs.map(\.steps) == [1..<3])
        #expect(isNear(late.cost, 600))
    }

    @Test("Two jobs compete for accelerators: one of them runs in the dear hours")
    func competition() throws {
        let jobs = [Self.job(id: "one", Self.byFour), Self.job(id: "two", Self.byFour)]
        let both = try Self.fixture(accelerators: 20, jobs[0], jobs[1]).solved()
        #expect(isNear(both.cost, 400))
        let one = try Self.fixture(accelerators: 19, jobs[0], jobs[1]).solved()
        #expect(isNear(one.cost, 200 + 1000))
        checkCosts(one)
    }

    @Test("The cheaper site runs it, unless it may not")
    func sites() throws {
        let prices = ["[500, 500]", "[300, 300]"]
        let deadline = "\"deadline\": \(Self.at(2))"
        let free = try Self.fixture(prices: prices, Self.job(deadline)).solved()
        #expect(isNear(free.cost, 600))
        #expect(run(free).places.map(\.site) == [1])
        let bound = try Self.fixture(
            prices: prices, Self.job("\(deadline), \"allowed_sites\": [\"a\"]")
        ).solved()
        #expect(isNear(bound.cost, 1000))
    }

    @Test("A job is declined when it is worth less than its electricity")
    func declined() throws {
        let text = "\(Self.byFour), \"may_be_declined\": true, \"value_cny\": "
        let poor = try Self.fixture(Self.job(text + "199")).solved()
        #expect(isNear(poor.cost, 0))
        #expect(run(poor).declined == 1)
        #expect(poor.plan.notices.map(\.kind) == [.jobDeclined])
        #expect(poor.plan.endStates.jobs[0].status == .declined)
        let rich = try Self.fixture(Self.job(text + "201")).solved()
        #expect(isNear(rich.cost, -1))
        #expect(isNear(rich.plan.costs.sum(.jobValue), -201))
        #expect(isNear(rich.plan.costs.controllableCNY, 200))
        checkCosts(rich)
    }

    @Test("Lateness is paid where it is cheaper than the dear hours")
    func lateness() throws {
        // Due at 2: in the hours 0 and 1 it costs 1000; in 2 and 3 it costs 200 and 2 hours late.
        func text(_ price: Int) -> String {
            "\"due\": \(Self.at(2)), \(Self.byFour), \"lateness_price_cny_per_hour\": \(price)"
        }
        let late = try Self.fixture(Self.job(text(399))).solved()
        #expect(isNear(late.cost, 200 + 2 * 399))
        #expect(isNear(run(late).lateHours, 2))
        #expect(late.plan.notices.map(\.kind) == [.jobLate])
        let punctual = try Self.fixture(Self.job(text(401))).solved()
        #expect(isNear(punctual.cost, 1000))
        // The same jobs, told step by step.
        for (price, cost) in [(399, 998.0), (401, 1000.0)] {
            let steps = try Self.fixture(Self.job("\(text(price)), \"preemptible\": true"))
                .solved()
            #expect(isNear(steps.cost, cost))
            checkCosts(steps)
        }
    }

    @Test("A job may run on accelerators that the plan adds")
    func addedAccelerators() throws {
        // 8760 CNY a year is 4 CNY for four hours: five more cost 20, the job is worth 500.
        let model = try Self.fixture(
            accelerators: 5,
            Self.job("\(Self.byFour), \"may_be_declined\": true, \"value_cny\": 500")
        ).changed(
            "sites.a.pools.p.expansion={\"maximum_accelerators\": 5, "
                + "\"annual_cost_cny_per_accelerator\": 8760}"
        ).solved()
        #expect(isNear(model.cost, 200 + 20 - 500))
        #expect(isNear(model.plan.schedule.capacity[0].added, 5))
        checkCosts(model)
    }

    @Test("A pool may be there for jobs only")
    func poolOfJobs() throws {
        var fixture = try Self.fixture(
            prices: ["[500, 500, 500, 500]", "[100, 100, 100, 100]"], Self.job(Self.byFour))
        fixture = try fixture.without("sites.b.pools.p", "serves")
        #expect(isNear(try fixture.solved().cost, 200))
    }

    @Test("Jobs and replicas share a pool, its off power and its site")
    func sharedPool() throws {
        // 2 of 12 accelerators serve 2 million tokens an hour; off accelerators draw 10 kW.
        let model = try Self.fixture(
            accelerators: 12, Self.job("\(Self.byFour), \"model_flop_utilisation\": 0.4")
        ).changed(
            "products.chat.demand.0.million_tokens_per_hour=2", "accelerators.x.off_kw=10",
            "accelerators.x.peak_tflops=1000", "profiles.chat-x.loaded_idle_kw=10",
            "sites.a.pue=1.5"
        ).solved()
        #expect(run(model).runs.map(\.steps) == [2..<4])
        // Hours 0, 1: 2 + 10·0.01 = 2.1 MW; hours 2, 3: 2 + 1 = 3 MW; PUE 1.5.
        #expect(isNear(model.cost, 1.5 * (2.1 * 1000 + 3 * 200)))
        let chain = model.plan.chain
        #expect(chain.largestImportDifferenceMWh < 1e-9)
        // A third of the energy of the hours 2 and 3.
        #expect(isNear(chain.sum(product: chain.jobs).meterMWh, 1.5 * 2))
        // 10 accelerators · 1000 TFLOP/s · 2 h · 3600 s · 0.4
        #expect(isNear(chain.sum(product: chain.jobs).exaFLOP, 28.8))
        // One accelerator less, and a token or the job has no room.
        let tight = try Self.fixture(accelerators: 11, Self.job(Self.byFour))
            .changed("products.chat.demand.0.million_tokens_per_hour=2").solved()
        #expect(isNear(tight.plan.unservedMillionTokens(product: 0), 2))
    }

    @Test("Jobs that cannot all be done are named with their limit")
    func conflict() throws {
        let jobs = [
            Self.job(id: "one", hours: 3, Self.byFour), Self.job(id: "two", hours: 2, Self.byFour),
        ]
        let feasible = try Self.fixture(accelerators: 20, jobs[0], jobs[1]).scenario()
        #expect(try ScenarioSolver.solve(feasible).outcome.status == .optimal)
        let conflict = try Self.fixture(accelerators: 10, jobs[0], jobs[1]).conflict()
        let kinds = Set(conflict.parties.map(\.kind))
        #expect(kinds.contains(.jobDeadline))
        #expect(kinds.contains(.accelerators))
        #expect(conflict.parties.contains { $0.subject == "one" || $0.subject == "two" })
        let pieces = try Self.fixture(
            accelerators: 10,
            Self.job(id: "one", hours: 3, "\(Self.byFour), \"preemptible\": true"),
            jobs[1]
        ).conflict()
        #expect(pieces.parties.contains { $0.kind == .jobDeadline })
    }

    /// A job alone has an integral relaxation: its value is that of the best start.
    @Test("The relaxation of one job is the job itself")
    func relaxation() throws {
        let scenario = try Self.fixture(
            prices: ["[500, 300, 100, 400, 250, 100]"],
            Self.job(hours: 3, "\"deadline\": \(Self.at(6))")
        ).scenario()
        let program = Formulation(scenario).program
        var relaxed = program
        relaxed.integerColumns = []
        let whole = try ProgramSolver.solve(program).proof.objective
        let loose = try ProgramSolver.solve(relaxed).proof.objective
        // Hours 3 to 5 cost 750.
        #expect(isNear(whole ?? .nan, 750))
        #expect(isNear(loose ?? .nan, 750))
    }

    @Test("The program of thirty jobs at ten hubs over 96 steps stays small")
    func size() throws {
        var sites: [String] = []
        for number in 0..<10 { sites.append("s\(number)") }
        var fixture = try ModelFixture(steps: 96, minutes: 15, sites: sites)
        let jobs = (0..<30).map { Self.job(id: "j\($0)", hours: 6, "\"deadline\": \(Self.at(23))") }
        let without = Formulation(try fixture.scenario()).program
        try fixture.change(["jobs=[\(jobs.joined(separator: ", "))]"])
        let scenario = try fixture.scenario()
        let clock = ContinuousClock()
        var program = without
        let seconds = clock.measure { program = Formulation(scenario).program }
        // 69 starts and 92 steps in each of 300 pools: 161 columns, at most 6 nonzeros each.
        #expect(program.columnCount - without.columnCount == 300 * (69 + 92))
        let more = program.matrix.nonzeroCount - without.matrix.nonzeroCount
        #expect(more <= 6 * 300 * (69 + 92))
        #expect(seconds < .seconds(20))
    }
}
