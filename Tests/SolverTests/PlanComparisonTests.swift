import Solver
import Testing

/// How the plans of two related scenarios compare.
@Suite("Plans of related scenarios") struct PlanComparisonTests {
    private static let seeds = RandomModel.seeds(from: 100, 25)

    /// All money in the scenario multiplied; names of fields tell what is money.
    private static func scaled(_ value: JSON, by factor: Double, isMoney: Bool = false) -> JSON {
        switch value {
        case .number(let number): .number(isMoney ? number * factor : number)
        case .numbers(let numbers): .numbers(isMoney ? numbers.map { $0 * factor } : numbers)
        case .array(let items): .array(items.map { scaled($0, by: factor, isMoney: isMoney) })
        case .object(let members):
            .object(
                members.map {
                    JSON.Member(
                        $0.key, scaled($0.value, by: factor, isMoney: $0.key.contains("cny")))
                })
        default: value
        }
    }

    @Test("One time limit is shared by all solves") func timeLeft() {
        var settings = SolveSettings()
        settings.timeLimitSeconds = 100
        var time = TimeLeft(settings)
        #expect(time.settings(share: 0.4).timeLimitSeconds == 40)
        time.spend(25)
        #expect(time.settings(share: 0.4).timeLimitSeconds == 30)
        time.spend(90)
        #expect(time.seconds == 0)
        settings.timeLimitSeconds = 0
        #expect(TimeLeft(settings).settings(share: 1).timeLimitSeconds == 0)
        settings.timeLimitSeconds = .infinity
        #expect(TimeLeft(settings).settings(share: 0.4).timeLimitSeconds == .infinity)
    }

    @Test("Twice the prices, twice the cost", arguments: seeds) func scale(seed: UInt64) throws {
        let random = try RandomModel(seed: seed)
        var fixture = random.fixture
        // Late price by default is money too: write it down before scaling.
        if random.hasBatch {
            fixture = try fixture.changed("products.job.late_price_cny_per_million_tokens_hour=10")
        }
        let once = try fixture.solved()
        let twice = try ModelFixture(document: Self.scaled(fixture.document, by: 2)).solved()
        #expect(isNear(twice.cost, 2 * once.cost), "seed \(seed)")
    }

    @Test("A site that nobody may use changes nothing", arguments: seeds)
    func unused(seed: UInt64) throws {
        let fixture = try RandomModel(seed: seed).fixture
        let plain = try fixture.solved()
        let more = try ModelFixture(
            document: fixture.document.appending(
                "sites",
                """
                {"id": "far", "pue": 1.3, "tariff": "a", "connection": {"transformer_mva": 3},
                 "pools": [{"id": "p", "accelerator": "x", "accelerators": 9,
                 "serves": [{"profile": "chat-x"}]}]}
                """)
        ).solved()
        #expect(isNear(more.cost, plain.cost), "seed \(seed)")
        #expect(isNear(more.plan.chain.sum(site: more.plan.scenario.sites.count - 1).meterMWh, 0))
    }

    @Test("The order of sites and products does not matter", arguments: seeds)
    func order(seed: UInt64) throws {
        let fixture = try RandomModel(seed: seed).fixture
        let plain = try fixture.solved()
        let turned = try ModelFixture(
            document: fixture.document.reversing("sites").reversing("products")
                .reversing("network").reversing("tariffs")
        ).solved()
        #expect(isNear(turned.cost, plain.cost), "seed \(seed)")
    }

    @Test("Equal costs are broken by latency") func tie() throws {
        let model = try ModelFixture(
            sites: ["a", "b", "c"], "network.0.round_trip_ms=30", "network.1.round_trip_ms=20",
            "network.2.round_trip_ms=40", "sites.b.pools.p.accelerators=1.5"
        ).solved()
        #expect(isNear(model.cost, 1000))
        #expect(isNear(model.value("token_flow[o,chat,b,0]"), 1.5))
        #expect(isNear(model.value("token_flow[o,chat,a,0]"), 0.5))
        #expect(isNear(model.value("token_flow[o,chat,c,0]"), 0))
    }

    @Test("The second stage leaves the objective where it was", arguments: seeds)
    func secondStage(seed: UInt64) throws {
        let formulation = Formulation(try RandomModel(seed: seed).fixture.scenario())
        let first = try ProgramSolver.solve(formulation.program)
        let both = try ScenarioSolver.solve(formulation).outcome
        let objective = try #require(both.proof.objective)
        #expect(isNear(objective, first.proof.objective ?? .nan), "seed \(seed)")
    }
}

extension JSON {
    /// The document with an item more in one of its lists.
    func appending(_ key: String, _ item: String) throws -> JSON {
        let parsed = try Scenario.parsed(Array(item.utf8))
        return mapping(key) { $0 + [parsed] }
    }

    /// The document with one of its lists turned round.
    func reversing(_ key: String) -> JSON { mapping(key) { $0.reversed() } }

    private func mapping(_ key: String, _ change: ([JSON]) -> [JSON]) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map {
                $0.key == key ? JSON.Member(key, .array(change($0.value.elements ?? []))) : $0
            })
    }
}
