import Solver
import Testing

/// Jobs by hand: 10 accelerators of 100 kW, so a job draws 1 MW; no tokens are asked for.
@Suite("Training jobs") struct TrainingJobTests {
    /// A model of some hours with prices by hour at each site, and jobs.
    static func fixture(
        prices: [String] = ["[500, 500, 100, 100]"], accelerators: Int = 100, _ jobs: String...
    ) throws -> ModelFixture {
        let sites = Array(["a", "b"].prefix(prices.count))
        let steps = prices[0].split(separator: ",").count
        var fixture = try ModelFixture(
            steps: steps, sites: sites, "products.chat.demand.0.million_tokens_per_hour=0")
        for (site, price) in zip(sites, prices) {
            try fixture.change([
                "tariffs.\(site).versions.0.components.energy.price_cny_per_mwh=\(price)",
                "sites.\(site).pools.p.accelerators=\(accelerators)",
            ])
        }
        try fixture.change(["jobs=[\(jobs.joined(separator: ", "))]"])
        return fixture
    }

    /// A job of 1 MW; `at(4)` is the end of a horizon of four hours.
    static func job(id: String = "train", hours: Double = 2, _ more: String = "") -> String {
        """
        {"id": "\(id)", "accelerator": "x", "accelerators": 10, "hours": \(hours),
         "busy_kw": 100\(more.isEmpty ? "" : ", " + more)}
        """
    }

    static func at(_ hour: Int) -> String {
        "\"2026-03-02T\(hour < 10 ? "0" : "")\(hour):00:00+08:00\""
    }

    static var byFour: String { "\"deadline\": \(at(4))" }

    private func run(_ model: SolvedModel, _ job: Int = 0) -> Schedule.JobRun {
        model.plan.schedule.jobs[job]
    }

    private func checkCosts(_ model: SolvedModel) {
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

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

    @Test("A running job goes on where it is; one that is preemptible may stop")
    func running() throws {
        let progress =
            "\"progress\": {\"hours_done\": 1, \"site\": \"a\", \"pool\": \"p\"}, "
            + "\"value_cny\": 600"
        let prices = ["[500, 500, 100, 100]", "[10, 10, 10, 10]"]
        let held = try Self.fixture(
            prices: prices, Self.job(hours: 3, "\(Self.byFour), \(progress)")
        ).solved()
        // Two of three hours are left: 1000 of electricity, 400 of value.
        #expect(run(held).runs.map(\.steps) == [0..<2])
        #expect(run(held).runs.map(\.site) == [0])
        #expect(isNear(held.cost, 1000 - 400))
        #expect(held.plan.endStates.jobs[0].hoursDone == 3)
        let scaled = try Self.fixture(
            prices: prices,
            Self.job(hours: 3, "\(Self.byFour), \(progress), \"minimum_scale\": 0.5")
        ).solved()
        // At half scale it lasts until the hours 2 and 3: 0.5, 0.5, 0.5, 0.5 is 600.
        #expect(isNear(scaled.cost, 600 - 400))
        let free = try Self.fixture(
            prices: prices,
            Self.job(
                hours: 3,
                "\(Self.byFour), \(progress), \"preemptible\": true, "
                    + "\"checkpoint_cost_cny\": 100")
        ).solved()
        #expect(isNear(free.cost, 20 + 100 - 400))
        checkCosts(free)
    }

    @Test("What the horizon cannot finish is left at the terminal price, and nothing is lost")
    func beyondTheHorizon() throws {
        // The next hours are dear: it waits, at the mean price of 300.
        let waiting = try Self.fixture(Self.job(hours: 8)).solved()
        // Started in hour 2: two hours at 100 and six at 300. Waiting: eight at 300.
        #expect(isNear(waiting.cost, 200 + 6 * 300))
        #expect(waiting.plan.endStates.jobs[0].status == .running)
        #expect(waiting.plan.endStates.jobs[0].hoursDone == 2)
        #expect(waiting.plan.endStates.jobs[0].hoursLeft == 6)
        #expect(waiting.plan.endStates.jobs[0].site == 0)
        checkCosts(waiting)
        let patient = try Self.fixture(
            Self.job(hours: 8, "\"terminal_price_cny_per_hour\": 50")
        ).solved()
        #expect(isNear(patient.cost, 400))
        #expect(patient.plan.endStates.jobs[0].status == .waiting)
        // A deadline in hour 10 forces a start by hour 2.
        let pressed = try Self.fixture(
            Self.job(
                hours: 8,
                "\"terminal_price_cny_per_hour\": 50, \"deadline\": \(Self.at(10))")
        ).solved()
        #expect(isNear(pressed.cost, 200 + 300))
        // The same, interrupted at will: no more than six hours may be left.
        let split = try Self.fixture(
            Self.job(
                hours: 8,
                "\"terminal_price_cny_per_hour\": 50, \"deadline\": \(Self.at(10)), "
                    + "\"preemptible\": true")
        ).solved()
        #expect(isNear(split.cost, 200 + 300))
        checkCosts(split)
    }

    /// Prices 500, 500, 100 × 6: in one go a job of six hours starts in hour 2.
    @Test("Two windows of four hours with carried states do what one of eight does")
    func windows() throws {
        let whole = try Self.fixture(
            prices: ["[500, 500, 100, 100, 100, 100, 100, 100]"],
            Self.job(hours: 6, "\"value_cny\": 900")
        ).solved()
        let first = try Self.fixture(Self.job(hours: 6, "\"value_cny\": 900")).solved()
        let state = first.plan.endStates.jobs[0]
        #expect(state.status == .running && state.hoursDone == 2)
        let progress =
            "\"progress\": {\"hours_done\": \(state.hoursDone), \"site\": \"a\", \"pool\": \"p\"}"
        let second = try ModelFixture(
            steps: 4, start: "2026-03-02T04:00:00+08:00",
            "products.chat.demand.0.million_tokens_per_hour=0",
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=100",
            "jobs=[\(Self.job(hours: 6, "\"value_cny\": 900, " + progress))]"
        ).solved()
        #expect(second.plan.endStates.jobs[0].status == .done)
        #expect(second.plan.endStates.jobs[0].hoursDone == 6)
        let electricity = [whole, first, second].map { $0.plan.costs.sum(.gridEnergy) }
        #expect(isNear(electricity[0], 600))
        #expect(isNear(electricity[1] + electricity[2], 600))
        // A running job brings the value of what is left of it: 900 · 4/6.
        #expect(isNear(second.plan.costs.sum(.jobValue), -600))
    }

    @Test("A continuation carries jobs on: all keep their progress")
    func continuation() throws {
        // Dearer later than in the cheap hours: nothing is put off for nothing.
        let dear = "\"terminal_price_cny_per_hour\": 150"
        var fixture = try Self.fixture(
            prices: ["[500, 500, 100, 100, 100, 100, 100, 100]"],
            Self.job(id: "done", "\"deadline\": \(Self.at(4))"), Self.job(id: "long", hours: 6),
            Self.job(id: "split", hours: 4, "\"preemptible\": true, " + dear),
            Self.job(id: "later", "\"release\": \(Self.at(6)), " + dear))
        let whole = fixture.document
        fixture = ModelFixture(document: try ScenarioWindow.document(of: whole, steps: 0..<4))
        let states = try fixture.solved().plan.endStates
        let next = try ScenarioWindow.document(of: whole, steps: 4..<8)
        let result = try Continuation.continued(next, from: states.document)
        #expect(result.leftOut.isEmpty)
        let jobs = try #require(result.document["jobs"]?.elements)
        #expect(jobs.map { $0["id"] } == ["done", "long", "split", "later"])
        #expect(jobs[0]["progress"]?["hours_done"] == jobs[0]["hours"])
        #expect(jobs[1]["progress"]?["hours_done"] == .number(2))
        #expect(jobs[1]["progress"]?["site"] == "a")
        #expect(jobs[2]["progress"]?["hours_done"] == .number(2))
        #expect(jobs[3]["progress"] == nil)
        let last = try ModelFixture(document: result.document).solved().plan.endStates.jobs
        #expect(last.map(\.status) == [.done, .done, .done, .done])
    }

    @Test("A job done before the horizon takes nothing, though its deadline is past")
    func doneBefore() throws {
        let model = try Self.fixture(
            Self.job(
                "\"deadline\": \"2026-03-01T12:00:00+08:00\", \"value_cny\": 9, "
                    + "\"progress\": {\"hours_done\": 2}")
        ).solved()
        #expect(model.cost == 0)
        #expect(model.plan.endStates.jobs.map(\.status) == [.done])
    }

    @Test("A paused job goes on anywhere, with a restart")
    func paused() throws {
        let text = "\"preemptible\": true, \"checkpoint_cost_cny\": 30, "
        let first = try Self.fixture(
            prices: ["[100, 100, 900, 900]"],
            Self.job(hours: 3, text + "\"terminal_price_cny_per_hour\": 200")
        ).solved()
        #expect(first.plan.endStates.jobs[0].status == .paused)
        #expect(isNear(first.cost, 400))
        let second = try Self.fixture(
            prices: ["[300, 900, 900, 900]", "[200, 900, 900, 900]"],
            Self.job(hours: 3, "\(text)\"progress\": {\"hours_done\": 2}, \(Self.byFour)")
        ).solved()
        #expect(isNear(second.cost, 230))
        #expect(isNear(run(second).restarts, 1))
        #expect(run(second).places.map(\.site) == [1])
        checkCosts(second)
    }

    @Test("Late after the horizon is late, too")
    func lateAfterTheHorizon() throws {
        // Due at 5. Waiting it ends at 6, one hour late; in hours 3 and 4 it is in time.
        let text =
            "\"due\": \(Self.at(5)), \"lateness_price_cny_per_hour\": 70, "
            + "\"terminal_price_cny_per_hour\": 40"
        let gang = try Self.fixture(prices: ["[500, 500, 500, 90]"], Self.job(text)).solved()
        #expect(isNear(gang.cost, 90 + 40))
        let waits = try Self.fixture(prices: ["[500, 500, 500, 120]"], Self.job(text)).solved()
        #expect(isNear(waits.cost, 80 + 70))
        for (price, cost) in [(90, 130.0), (120, 150.0)] {
            let steps = try Self.fixture(
                prices: ["[500, 500, 500, \(price)]"], Self.job("\(text), \"preemptible\": true")
            ).solved()
            #expect(isNear(steps.cost, cost))
            checkCosts(steps)
        }
    }

    @Test("A job released after the horizon changes nothing and is not lost")
    func notReleased() throws {
        let model = try Self.fixture(Self.job("\"release\": \(Self.at(4)), \"value_cny\": 9"))
            .solved()
        #expect(model.cost == 0)
        #expect(model.plan.schedule.jobs.isEmpty)
        #expect(model.plan.endStates.jobs.map(\.status) == [.notReleased])
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
