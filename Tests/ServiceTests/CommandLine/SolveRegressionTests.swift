import Service
import Solver
import Testing

/// Scenarios on which the engine once went astray.
@Suite struct SolveRegressionTests {
    /// The primal simplex of the second stage cycles here; without a limit it would never end.
    @Test func aTieBreakThatCyclesEnds() throws {
        let run = ToolRun(
            "solve", Workbench.twoSites, "--format", "json", "--time-limit", "60",
            "--set", "sites.west.renewables.0.capacity_mw=0",
            "--set", "products.1.demand.0.million_tokens_per_hour=0.5",
            "--set", "profiles.0.modes.0.million_tokens_per_hour=1000000",
            "--set", "sites.west.emissions.location_based_kg_co2_per_mwh=1e-6")
        #expect(run.code == .ok)
        let proof = try #require(try run.json()["proof"])
        #expect(proof["status"] == "optimal")
        #expect(try #require(proof["iterations"]?.double) < 10_000)
    }
}
