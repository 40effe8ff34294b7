import Solver
import Testing

@Suite("States carried from window to window") struct StateTests: RollingSuite {
    @Test(
        "Ramps hold across the edge",
        arguments: [
            "sites.a.connection.import_ramp_mw_per_hour=1", "sites.a.facility_ramp_mw_per_hour=1",
        ]) func ramps(_ ramp: String) throws
    {
        let rolled = try RolledModel(try Self.jump(ramp))
        // From 2 MW at 5:00 on by 1 MW an hour: 3, 4, 5, 6.
        #expect(zip(rolled.importMW()[5..<10], [2, 3, 4, 5, 6]).allSatisfy { isNear($0, $1) })
        #expect(rolled.agrees())
        #expect(isNear(rolled.cost, rolled.whole.cost))
        // 3 + 2 + 1 Mtok go unserved: a window that forgets would serve them.
        #expect(rolled.forgetfulCost < rolled.cost - 6 * 9000)
    }

    @Test("A generator goes on from its output") func generator() throws {
        // 400 against 500 CNY/MWh: 1 MW more each hour, up to 24 of the 30 MW used.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, Self.demand + "30",
                """
                sites.a.generators=[{"id": "gas", "capacity_mw": 50, "price_cny_per_mwh": 400,
                "ramp_mw_per_hour": 1, "initial_mw": 0}]
                """))
        #expect(isNear(rolled.cost, 24 * 30 * 500 - 100 * 300))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.agrees())
        #expect(rolled.forgetfulCost > rolled.cost + 0.4)
    }

    @Test("A generator stays on for its minimum time across the edge") func commitment() throws {
        // Worth its start at 4:00 and 5:00; then it must stay on until 9:00, at 300 against 100.
        let price = Self.list { $0 < 4 ? 50 : $0 < 6 ? 1000 : 100 }
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, Self.price + price,
                """
                sites.a.generators=[{"id": "gas", "capacity_mw": 2, "minimum_share": 1,
                "price_cny_per_mwh": 300, "commitment": {"start_up_cost_cny": 100,
                "minimum_up_hours": 5, "initially_on": false, "initial_hours": 24}}]
                """))
        // 4 · 2 · 50 + 100 + 5 · 2 · 300 + 15 · 2 · 100
        #expect(isNear(rolled.whole.cost, 6500))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.agrees())
        let saved = rolled.cost - rolled.forgetfulCost
        // Three hours of 2 MW at 100 in place of 300.
        #expect(isNear(saved, 1200))
    }

    @Test("A job that runs goes on where it is, and is not run twice") func job() throws {
        // Four hours from 4:00, across the edge at 6:00.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, sites: ["a", "b"],
                """
                jobs=[{"id": "train", "accelerator": "x", "accelerators": 10, "hours": 4,
                "busy_kw": 100, "release": "2026-03-02T04:00:00+08:00",
                "due": "2026-03-02T08:00:00+08:00", "lateness_price_cny_per_hour": 100000,
                "terminal_price_cny_per_hour": 1000}]
                """))
        let states = rolled.windows.map { $0.plan.endStates.jobs[0] }
        #expect(states.map(\.status) == [.running, .done, .done, .done])
        #expect(isNear(states[0].hoursDone, 2) && isNear(states[1].hoursDone, 4))
        let next = try #require(rolled.windows[1].plan.scenario.jobs[0].progress)
        #expect(next.site != nil && isNear(next.hoursDone, 2))
        // 2 MW for tokens and 1 MW for the job in four hours, at 500 CNY/MWh.
        let energy = rolled.windows.flatMap(\.plan.schedule.sites).flatMap(\.importMW)
        let used = energy.reduce(0, +)
        #expect(isNear(used, 52))
        let paid = rolled.whole.plan.costs.sum(.gridEnergy)
        #expect(isNear(paid, 52 * 500))
    }

    @Test("Work left is as old as it is", arguments: [1, 2, 4]) func backlog(_ delay: Int) throws {
        // 2 Mtok arrive at 5:00, in the last hour of a window. They must be made by 5:00 + delay;
        // that hour is cheap, the next one, too late, is cheaper still.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, products: ["job"],
                "products.job.demand.0.million_tokens_per_hour=" + Self.list { $0 == 5 ? 2 : 0 },
                "products.job.max_delay_hours=\(delay)",
                "products.job.late_price_cny_per_million_tokens_hour=2000",
                "products.job.terminal_price_cny_per_million_tokens=300",
                Self.price + Self.list { $0 == 5 + delay ? 100 : $0 > 5 + delay ? 50 : 500 }))
        #expect(isNear(rolled.whole.cost, 200))
        #expect(isNear(rolled.cost, 200))
        #expect(rolled.agrees())
        #expect(isNear(rolled.importMW()[5 + delay], 2))
    }

    @Test("Work that is late stays late, and the first in is the first out") func late() throws {
        // 1 Mtok an hour arrives, due after 1 h; the pool makes 0.5 an hour.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 8, products: ["job"],
                "products.job.demand.0.million_tokens_per_hour=[1,1,1,1,0,0,0,0]",
                "products.job.max_delay_hours=1", "sites.a.pools.p.accelerators=0.5",
                "products.job.terminal_price_cny_per_million_tokens=1000"))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.whole.plan.costs.sum(.lateness) > 1)
        let late = rolled.windows.map { $0.plan.costs.sum(.lateness) }.reduce(0, +)
        #expect(isNear(late, rolled.whole.plan.costs.sum(.lateness)))
    }

    @Test("Stored energy is worth the same before and after the edge") func storage() throws {
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, Self.price + Self.list { $0 == 4 ? 100 : $0 == 9 ? 900 : 500 },
                """
                sites.a.storages=[{"id": "b", "charge_mw": 1, "discharge_mw": 1, "energy_mwh": 2,
                "charge_efficiency": 1, "discharge_efficiency": 1, "initial_mwh": 0,
                "cycle_cost_cny_per_mwh": 1, "final": "free", "final_value_cny_per_mwh": 499.5}]
                """))
        // 1 MWh at 100 instead of 900: in at 4:00, out at 9:00.
        #expect(isNear(rolled.whole.cost, 500 * 2 * 22 + 300 + 900 + 1))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.agrees())
        #expect(rolled.forgetfulCost > rolled.cost + 0.4)
    }

    @Test("Replicas that are loading go on loading") func loading() throws {
        // The weights come at 5:00; loading takes 90 minutes: 4 replicas serve nothing at 5:00,
        // half the time at 6:00, all of it from 7:00.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, Self.demand + "4",
                "sites.a.pools.p.accelerators=4", "profiles.chat-x.loading={\"minutes\": 90}",
                """
                sites.a.pools.p.serves.0={"profile": "chat-x", "initial_replicas": 0,
                "minimum_replicas": 4, "available_from": "2026-03-02T05:00:00+08:00"}
                """))
        #expect(zip(rolled.importMW()[4..<8], [0, 0, 2, 4]).allSatisfy { isNear($0, $1) })
        #expect(rolled.agrees())
        #expect(isNear(rolled.cost, rolled.whole.cost))
        let left = rolled.windows[0].plan.endStates.replicas[0]
        #expect(isNear(left.replicas, 4))
        #expect(isNear(left.underWay.first?.remainingMinutes ?? 0, 30))
        #expect(isNear(left.underWay.first?.replicas ?? 0, 4))
    }

    @Test("Sessions stick across the edge") func routes() throws {
        // b becomes the cheaper one at 6:00; a quarter of the tokens may move in an hour.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, sites: ["a", "b"], "products.chat.max_share_moved_per_step=0.25",
                "tariffs.b.versions.0.components.energy.price_cny_per_mwh="
                    + Self.list { $0 < 6 ? 2500 : 400 }))
        #expect(zip(rolled.importMW(1)[5..<10], [0, 0.5, 1, 1.5, 2]).allSatisfy { isNear($0, $1) })
        #expect(rolled.agrees(1))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.forgetfulCost < rolled.cost - 1)
    }

    @Test("A window of a CSV column stands alone") func csv() throws {
        let fixture = try ScenarioFixture.twoSites()
        let rows = (0..<4).map { "2026-01-05T0\($0):00:00+08:00,1.\($0)" }
        let model = try fixture.setting("sites.west.pue={\"csv\":\"x.csv\",\"column\":\"p\"}")
        let text = (["time,p"] + rows).joined(separator: "\n")
        let window = try ScenarioWindow.document(
            of: model.document, steps: 1..<3, files: { _ in Array(text.utf8) })
        let scenario = try Scenario(window)
        #expect((0..<2).map { scenario.sites[0].facility.pue[$0] } == [1.1, 1.2])
        #expect(scenario.grid.text(0) == "2026-01-05T01:00:00+08:00")
    }

    @Test("What does not fit together is refused or told") func problems() throws {
        let model = try Self.jump()
        let states = try model.solved().plan.endStates.document
        #expect(
            throws: Continuation.Problem.otherStart(
                statesAt: "2026-03-03T00:00:00+08:00", start: "\"2026-03-02T00:00:00+08:00\"")
        ) { try Continuation.continued(model.document, from: states) }
        #expect(throws: Continuation.Problem.noEndStates) {
            try Continuation.continued(model.document, from: nil)
        }
        let other = try ModelFixture(
            steps: 24, start: "2026-03-03T00:00:00+08:00", sites: ["b"])
        let next = try Continuation.continued(other.document, from: states)
        #expect(next.leftOut.contains("sites.a.connection.initial_import_mw"))
        #expect(next.document == other.document)
    }
}
