import Solver
import Testing

/// Pins of jobs: 1 MW each, hours 0 and 1 at 500 CNY/MWh, 2 and 3 at 100.
@Suite("Pins of jobs") struct PinnedJobTests {
    private static func pin(
        _ decision: String, _ value: String, _ hours: Range<Int>, _ more: String = ""
    ) -> String {
        """
        {"id": "p", "decision": "\(decision)", "job": "train", \(value)\(more),
         "from": \(TrainingJobTests.at(hours.lowerBound)),
         "to": \(TrainingJobTests.at(hours.upperBound)),
         "owner": "lab", "reason": "promised"}
        """
    }

    private static func model(
        _ pin: String, sites: Int = 1, _ more: String = ""
    ) throws -> ModelFixture {
        let prices = ["[500, 500, 100, 100]", "[300, 300, 300, 300]"].prefix(sites)
        let job = TrainingJobTests.job(
            TrainingJobTests.byFour + (more.isEmpty ? "" : ", " + more))
        var fixture = try TrainingJobTests.fixture(prices: Array(prices), job)
        try fixture.change(["pins=[\(pin)]"])
        return fixture
    }

    /// One dear and one cheap hour: 600 instead of 200.
    @Test("A start is frozen") func start() throws {
        let model = try Self.model(Self.pin("job_start", "\"equals\": 1", 1..<2)).solved()
        #expect(isNear(model.cost, 600))
        #expect(model.plan.schedule.jobs[0].runs.map(\.steps) == [1..<3])
        // Prices take whole numbers as given.
        #expect(model.plan.prices.held[0].isWhole)
    }

    /// Not in the hours 2 and 3: it starts at 1 at the latest.
    @Test("Starts are kept out of an interval") func noStart() throws {
        let model = try Self.model(Self.pin("job_start", "\"at_most\": 0", 2..<4)).solved()
        #expect(isNear(model.cost, 600))
    }

    /// At b every hour costs 300, at a the last two 100.
    @Test("A site is chosen by hand") func site() throws {
        let free = try Self.model(
            Self.pin("job_accelerators", "\"at_least\": 0", 0..<4), sites: 2
        ).solved()
        #expect(isNear(free.cost, 200))
        let model = try Self.model(
            Self.pin("job_accelerators", "\"at_most\": 0", 0..<4, ", \"site\": \"a\""), sites: 2
        ).solved()
        #expect(isNear(model.cost, 600))
        #expect(model.plan.schedule.jobs[0].runs.map(\.site) == [1])
        let begun = try Self.model(
            Self.pin("job_start", "\"equals\": 1", 0..<1, ", \"site\": \"b\""), sites: 2
        ).solved()
        #expect(begun.plan.schedule.jobs[0].runs.map(\.steps) == [0..<2])
    }

    /// 4 of 10 accelerators in hour 0 are 0.4 MWh at 500 instead of 100 CNY.
    @Test("A scaled job keeps an amount, at a price") func amount() throws {
        let model = try Self.model(
            Self.pin("job_accelerators", "\"at_least\": 4", 0..<1),
            "\"preemptible\": true, \"minimum_scale\": 0.1"
        ).solved()
        #expect(isNear(model.cost, 0.4 * 500 + 1.6 * 100))
        let held = try #require(model.plan.prices.held.first)
        #expect(!held.isWhole)
        // An accelerator more: 0.1 MWh at 400 more.
        #expect(isNear(held.marginalCNYPerUnit[0], 40))
    }

    @Test("A start that cannot be is named, in its unit") func conflict() throws {
        let model = try Self.model(Self.pin("job_start", "\"equals\": 1", 3..<4))
        let conflict = try model.conflict()
        #expect(conflict.parties.contains { $0.kind == .pin && $0.subject == "p" })
        #expect(try model.scenario().unit(of: .pin, "p") == "starts")
    }

    @Test(
        "Nonsense is refused by name",
        arguments: [
            (pin("job_start", "\"equals\": 2, \"at_least\": 1", 0..<1), "", "/pins/0/equals"),
            (pin("job_start", "\"equals\": 1", 0..<1), "\"preemptible\": true", "/pins/0/job"),
            (
                pin("job_accelerators", "\"equals\": 1", 0..<1, ", \"site\": \"b\""),
                "\"allowed_sites\": [\"a\"]", "/pins/0/site"
            ),
            (
                pin("job_accelerators", "\"equals\": 1", 0..<1, ", \"pool\": \"p\""), "",
                "/pins/0/pool"
            ),
            (
                pin("job_accelerators", "\"equals\": 1", 0..<1)
                    .replacing("\"train\"", with: "\"nap\""), "", "/pins/0/job"
            ),
        ] as [(String, String, String)])
    func bad(_ example: (String, String, String)) throws {
        let model = try Self.model(example.0, sites: 2, example.1)
        let error = #expect(throws: ScenarioError.self) { try model.scenario() }
        #expect(error?.faults.map(\.pointer) == [example.2])
    }
}
