import Solver
import Testing

/// Suites of jobs by hand: 10 accelerators of 100 kW, so a job draws 1 MW; no tokens are asked for.
protocol JobSuite {}

extension JobSuite {
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

    func run(_ model: SolvedModel, _ job: Int = 0) -> Schedule.JobRun {
        model.plan.schedule.jobs[job]
    }

    func checkCosts(_ model: SolvedModel) {
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }
}
