import Solver
import Testing

/// A horizon solved whole, and in windows each of which starts from what the one before left.
struct RolledModel: CustomTestStringConvertible {
    var testDescription: String { "rolled \(cost), whole \(whole.cost)" }

    let whole: SolvedModel
    let windows: [SolvedModel]
    /// Windows that each start like the whole, as if nothing had happened before.
    let forgetful: [SolvedModel]

    init(_ model: ModelFixture, windows count: Int = 4) throws {
        whole = try model.solved()
        let steps = whole.plan.scenario.grid.stepCount / count
        var windows: [SolvedModel] = []
        var forgetful: [SolvedModel] = []
        for index in 0..<count {
            let cut = try ScenarioWindow.document(
                of: model.document, steps: index * steps..<(index + 1) * steps)
            forgetful.append(try ModelFixture(document: cut).solved())
            guard let last = windows.last else {
                windows.append(forgetful[0])
                continue
            }
            let next = try Continuation.continued(cut, from: last.plan.endStates.document)
            #expect(next.leftOut.isEmpty)
            windows.append(try ModelFixture(document: next.document).solved())
        }
        self.windows = windows
        self.forgetful = forgetful
    }

    /// Costs of the windows; work handed over is valued at each edge and is not a cost of the whole.
    var cost: Double { Self.cost(windows) }
    var forgetfulCost: Double { Self.cost(forgetful) }

    private static func cost(_ windows: [SolvedModel]) -> Double {
        let handed = windows.dropLast().reduce(0) { $0 + $1.plan.costs.sum(.backlog) }
        return windows.reduce(-handed) { $0 + $1.cost }
    }

    func importMW(_ site: Int = 0) -> [Double] {
        windows.flatMap { $0.plan.schedule.sites[site].importMW }
    }

    /// Whether the windows do in every step what the whole does.
    func agrees(_ site: Int = 0) -> Bool {
        zip(importMW(site), whole.plan.schedule.sites[site].importMW).allSatisfy { isNear($0, $1) }
    }
}

@Suite("States carried from window to window") struct StateTests {
    private static func list(_ value: (Int) -> Double, _ steps: Int = 24) -> String {
        "[" + (0..<steps).map { "\(value($0))" }.joined(separator: ",") + "]"
    }

    private static let demand = "products.chat.demand.0.million_tokens_per_hour="
    private static let price = "tariffs.a.versions.0.components.energy.price_cny_per_mwh="

    private static let demandCharge =
        "tariffs.a.versions.0.demand_charge="
        + "{\"kind\": \"maximum\", \"price_cny_per_kw_month\": 30}"
    /// No peak is worth leaving tokens unserved.
    private static let dear = "products.chat.unserved_penalty_cny_per_million_tokens=1000000"

    /// 24 hours; 2 Mtok/h until 6:00, then 6: the jump is at an edge.
    private static func jump(_ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(steps: 24, demand + list { $0 < 6 ? 2 : 6 })
        try model.change(changes)
        return model
    }

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

    @Test("The month's peak goes on, from its planned floor") func peak() throws {
        // Largest import by window: 1, 3, 2, 4 MW; planned 1.5: 2.5 MW more at 30 CNY/kW.
        let most = [1.0, 3, 2, 4]
        let model = try ModelFixture(
            steps: 24, Self.demand + Self.list { $0 % 6 == 3 ? most[$0 / 6] : 0.5 },
            Self.demandCharge, Self.dear,
            "sites.a.account={\"planned_peak_mw\": 1.5}")
        let rolled = try RolledModel(model)
        #expect(isNear(rolled.whole.plan.costs.sum(.demandCharge), 2.5 * 30_000))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(
            rolled.windows.map { $0.plan.costs.sum(.demandCharge) / 30_000 }.elementsEqual(
                [0, 1.5, 0, 1], by: { isNear($0, $1) }))
        #expect(isNear(rolled.forgetfulCost - rolled.cost, (1.5 + 0.5 + 2.5 - 2.5) * 30_000))
        // The bill of the last window knows the real maximum, not the planned one.
        let first = rolled.windows[0].plan.endStates.accounts[0]
        #expect(isNear(first.monthToDatePeakMW, 1))
        #expect(isNear(first.peakMW ?? 0, 1.5))
    }

    @Test("A new month starts from nothing, also when it starts at the edge") func month() throws {
        let model = try ModelFixture(
            steps: 24, start: "2026-03-31T12:00:00+08:00",
            Self.demand + Self.list { $0 == 3 ? 5 : $0 == 14 ? 4 : $0 == 20 ? 3 : 1 },
            Self.demandCharge, Self.dear,
            """
            tariffs.a.versions.0.tiers=[{"from_mwh": 0, "adder_cny_per_mwh": 0},
            {"from_mwh": 10, "adder_cny_per_mwh": 100}]
            """)
        let rolled = try RolledModel(model)
        // March: 5 MW, 16 MWh; April: 4 MW, 17 MWh.
        #expect(isNear(rolled.whole.plan.costs.sum(.demandCharge), 9 * 30_000))
        #expect(isNear(rolled.whole.plan.costs.sum(.tiers), 600 + 700))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.windows[1].plan.endStates.accounts[0].monthToDateMWh == 0)
        #expect(isNear(rolled.windows[2].plan.endStates.accounts[0].monthToDateMWh, 9))
    }

    @Test("The energy of the month fills the tiers") func tiers() throws {
        // 48 MWh from 20 on: 12 beyond 30 at 100 and 20 beyond 48 at 300, that is 18·100 + 20·300.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24, "sites.a.account={\"month_to_date_mwh\": 20}",
                """
                tariffs.a.versions.0.tiers=[{"from_mwh": 0, "adder_cny_per_mwh": 0},
                {"from_mwh": 30, "adder_cny_per_mwh": 100},
                {"from_mwh": 48, "adder_cny_per_mwh": 300}]
                """))
        #expect(isNear(rolled.whole.plan.costs.sum(.tiers), 18 * 100 + 20 * 300))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.forgetfulCost < rolled.cost - 1)
    }

    @Test("A quarter of an hour that is under way counts whole") func quarter() throws {
        // 5-minute steps, edges at 10, 20 and 30 minutes. Quarters: (6+0+9)/3 = 5, (0+12+12)/3 = 8.
        let power = [6.0, 0, 9, 0, 12, 12, 30, 30]
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 8, minutes: 5, Self.demand + Self.list({ power[$0] }, 8),
                Self.demandCharge, Self.dear))
        #expect(isNear(rolled.whole.plan.costs.sum(.demandCharge), 8 * 30_000))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(isNear(rolled.windows[0].plan.endStates.accounts[0].quarterToDateMWh ?? 0, 0.5))
        #expect(rolled.windows[2].plan.endStates.accounts[0].quarterToDateMWh == nil)
        // A window of 10 minutes sees no whole quarter by itself.
        #expect(rolled.forgetful.allSatisfy { $0.plan.costs.sum(.demandCharge) == 0 })
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

    /// Wind blows in hour 0 alone, at 650; green tokens are asked for in the hours 0 and 3.
    private static func greenStore(_ more: String = "") throws -> ModelFixture {
        try ModelFixture(
            steps: 4, "products.chat.green_share=1", demand + "[2, 0, 0, 2]", price + "900",
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 40,
            "output_share": [1, 0, 0, 0], "price_cny_per_mwh": 650}]
            """,
            """
            sites.a.storages=[{"id": "b", "charge_mw": 2, "discharge_mw": 2, "energy_mwh": 2,
            "initial_mwh": 0, "charge_efficiency": 1, "discharge_efficiency": 1, "final": "free",
            "final_value_cny_per_mwh": 700\(more)}]
            """)
    }

    /// Of every storage; nil where it has no such state.
    private func greenShares(_ model: SolvedModel) -> [Double?] {
        let storages = model.plan.endStates.document["storages"]?.elements ?? []
        return storages.map { entry in
            if case .number(let share)? = entry["green_share"] { share } else { nil }
        }
    }

    @Test("Green energy stored before the edge is green after it") func greenShare() throws {
        // 2 MWh at once and 2 through the storage, all wind; forgotten, hour 3 is not served.
        let rolled = try RolledModel(try Self.greenStore(", \"carries_green\": true"), windows: 2)
        #expect(isNear(rolled.whole.cost, 4 * 650))
        #expect(isNear(rolled.cost, 4 * 650) && rolled.agrees())
        #expect(rolled.forgetfulCost > rolled.cost + 10_000)
        #expect(isNear(greenShares(rolled.windows[0])[0] ?? .nan, 1))
        // Empty at the end: no share of nothing.
        #expect(greenShares(rolled.windows[1]) == [0])
    }

    @Test("A mixed storage hands over its mix, one that is not followed none") func mix() throws {
        // Half of the 2 MWh at the start is green, nothing moves, nothing green is asked for.
        let still = [
            "sites.a.storages.b.initial_mwh=2", "sites.a.storages.b.initial_green_share=0.5",
            "sites.a.storages.b.discharge_mw=0", Self.demand + "0",
        ]
        var mixed = try Self.greenStore(", \"carries_green\": true")
        try mixed.change(still)
        let shares = greenShares(try mixed.solved())
        #expect(shares.count == 1)
        #expect(shares.allSatisfy { (0...0.5).contains($0 ?? -1) })
        let unfollowed = try mixed.without("products.chat", "green_share").solved()
        #expect(greenShares(unfollowed) == [0])
        // A storage that carries nothing green has no such state.
        #expect(greenShares(try Self.greenStore().solved()) == [nil])
    }

    @Test("Take-or-pay volume to date") func takeOrPay() throws {
        // 30 of 60 MWh are owed; more costs 600 against 500. 48 MWh are used: 18 from the grid.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24,
                """
                sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
                "capacity_mw": 10, "output_share": 1, "price_cny_per_mwh": 600,
                "take_or_pay": {"min_take_share": 0.5, "contract_mwh": 60}}]
                """))
        #expect(isNear(rolled.whole.cost, 18 * 500))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.forgetfulCost < rolled.cost - 1)
    }

    @Test("Caps count what there was to date") func caps() throws {
        // 1 t a MWh, 40 t in all: 8 of 48 Mtok are not served, whenever.
        let carbon = try RolledModel(
            try ModelFixture(
                steps: 24, "carbon={\"cap_tonnes\": 45, \"to_date_tonnes\": 5}",
                "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 1000}"))
        #expect(isNear(carbon.whole.cost, 40 * 500 + 8 * 10_000))
        #expect(isNear(carbon.cost, carbon.whole.cost))
        #expect(carbon.forgetfulCost < carbon.cost - 1)
        let water = try RolledModel(
            try ModelFixture(
                steps: 24,
                "sites.a.water={\"litres_per_kwh\": 2, \"cap_m3\": 90, \"to_date_m3\": 10}"))
        #expect(isNear(water.whole.cost, 40 * 500 + 8 * 10_000))
        #expect(isNear(water.cost, water.whole.cost))
        #expect(water.forgetfulCost < water.cost - 1)
    }

    @Test("The cap of the grid's supplies counts what there was to date") func gridCap() throws {
        // 3 MW in 8 hours; coal at 100 emits 1 t a MWh, 10 t in all, gas at 300 nothing.
        let text = """
            {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
             "step_minutes": 60, "steps": 8,
             "grid": {"nodes": [{"id": "n", "load_mw": 3}], "emission_cap_tonnes": 12,
              "emission_to_date_tonnes": 2, "supplies": [
               {"id": "coal", "node": "n", "capacity_mw": 9, "price_cny_per_mwh": 100,
                "emission_kg_co2_per_mwh": 1000},
               {"id": "gas", "node": "n", "capacity_mw": 9, "price_cny_per_mwh": 300}]}}
            """
        let rolled = try RolledModel(
            ModelFixture(document: try Scenario.parsed(Array(text.utf8))))
        #expect(isNear(rolled.whole.cost, 10 * 100 + 14 * 300))
        #expect(isNear(rolled.cost, rolled.whole.cost))
        #expect(rolled.forgetfulCost < rolled.cost - 1)
    }

    @Test("Quotas and shares count the year to date") func years() throws {
        // 2 MW: 48 MWh over the day, of which the quota leaves 30; a window adds its 12.
        let rolled = try RolledModel(
            try ModelFixture(
                steps: 24,
                """
                policy={"energy_quotas": [{"id": "q", "quota_mwh": 130,
                "year_to_date": {"energy_mwh": 100}, "remainder": {"energy_mwh": 0},
                "violation_price_cny_per_mwh": 50}],
                "peak_import_shares": [{"id": "p", "share": 1, "hours": [8],
                "year_to_date": {"peak_import_mwh": 5, "import_mwh": 100},
                "remainder": {"peak_import_mwh": 0, "import_mwh": 0}}]}
                """))
        let quotas = rolled.windows.map { $0.plan.schedule.yearUses[0] }
        #expect(zip(quotas, [100, 112, 124, 136]).allSatisfy { isNear($0.toDateMWh, $1) })
        #expect(zip(quotas, [0, 0, 6, 18]).allSatisfy { isNear($0.excessMWh, $1) })
        let last = rolled.windows[3].plan.schedule.yearUses[1]
        #expect(isNear(last.toDateMWh, 7))
        #expect(isNear(rolled.whole.plan.schedule.yearUses[0].excessMWh, 18))
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
