import Solver
import Testing

/// What was before the horizon and what comes after it.
@Suite("Jobs across the edges of the horizon") struct JobHorizonTests: JobSuite {
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
}
