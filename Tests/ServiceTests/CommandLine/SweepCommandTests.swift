import Foundation
import Service
import Solver
import Testing

/// `sweep`: combinations of values, solved side by side.
@Suite struct SweepCommandTests {
    private static let price = "tariffs.level.versions.0.components.0.price_cny_per_mwh"
    private static let demand = "products.chat.demand.0.million_tokens_per_hour"

    @Test func everyCombinationHasThePlanOfItsOwnSolve() throws {
        let run = ToolRun(
            "sweep", Workbench.twoSites, "--vary", "\(Self.price)=400,900", "--vary",
            "\(Self.demand)=5,10,15", "--format", "json")
        #expect(run.code == .ok)
        let document = try run.json()
        #expect(document["format"] == "wattoken-sweep/1" && document["variation_count"] == 6)
        let variations = try #require(document["variations"]?.elements)
        #expect(variations.compactMap { $0["number"]?.double } == [1, 2, 3, 4, 5, 6])
        for variation in variations {
            let values = try #require(variation["values"]?.elements).compactMap(\.double)
            let alone = try ToolRun(
                "solve", Workbench.twoSites, "--set", "\(Self.price)=\(values[0])", "--set",
                "\(Self.demand)=\(values[1])", "--format", "json"
            ).json()
            let wanted = try #require(alone["proof"]?["objective"]?.double)
            let found = try #require(variation["proof"]?["objective"]?.double)
            #expect(abs(found - wanted) <= 1e-8 * max(1, abs(wanted)))
            let lines = try #require(variation["cost_lines"]?.elements)
            let sum = lines.reduce(0) { $0 + ($1["cny"]?.double ?? .nan) }
            #expect(abs(sum - found) <= 1e-8 * max(1, abs(found)))
        }
    }

    /// Larger than what the simplex method of GLPK takes: others begin from the first one's basis.
    @Test func oneThreadAndTwoGiveTheSameBytes() throws {
        let bench = try Workbench()
        let path = bench.path("hubs.json")
        let example = ToolRun(
            "example", "--hubs", "2", "--days", "1", "--step-minutes", "60", "--output", path)
        #expect(example.code == .ok)
        func sweep(_ threads: String, _ format: String) -> ToolRun {
            ToolRun(
                "sweep", path, "--vary", "carbon.price_cny_per_tonne=60,90,120,150,180",
                "--threads", threads, "--format", format)
        }
        let (one, two) = (sweep("1", "csv"), sweep("2", "csv"))
        #expect(one.code == .ok && one.data == two.data)
        #expect(one.rows.count == 6 && one.rows[3][1] == "120" && one.rows[3][2] == "optimal")
        let variations = try #require(try sweep("2", "json").json()["variations"]?.elements)
        let warm = variations.filter { variation in
            variation["proof"]?["attempts"]?.elements?.last?["method"] == "horizon warm simplex"
        }
        #expect(warm.count == 4)
    }

    @Test func plansAreWrittenAndTheTableSpeaksBothLanguages() throws {
        let bench = try Workbench()
        let folder = bench.path("plans")
        let run = ToolRun(
            ["sweep", Workbench.twoSites, "--vary", "\(Self.price)=400,900", "--output", folder])
        #expect(run.code == .ok && run.text.contains("net cost, CNY"))
        for number in 1...2 {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(number).json"))
            #expect(try JSON(parsing: [UInt8](bytes))["proof"]?["status"] == "optimal")
        }
        let chinese = ToolRun(
            ["sweep", Workbench.twoSites, "--vary", "\(Self.price)=400"], language: .chinese)
        #expect(chinese.code == .ok && chinese.text.contains("净费用"))
    }

    @Test func anInfeasibleVariationIsToldAndTheOthersAreSolved() throws {
        let run = ToolRun(
            "sweep", Workbench.twoSites, "--vary", "sites.*.connection.transformer_mva=40,0.001",
            "--format", "csv")
        #expect(run.code == .infeasible)
        #expect(run.rows.count == 3 && run.rows[1][2] == "optimal")
        #expect(Set(run.rows[0]).count == run.rows[0].count, "each column has a name of its own")
        #expect(run.rows[2][2] == "infeasible" && run.rows[2][3].isEmpty)
    }

    @Test(arguments: [
        (["--vary", "nothing"], ExitCode.usage, "PATH=VALUE"),
        (["--vary", "=3"], .usage, "PATH=VALUE"),
        (["--vary", "\(price)="], .usage, "PATH=VALUE"),
        (["--vary", "\(price)=1,,2"], .usage, "PATH=VALUE"),
        ([], .usage, "--vary"),
        (["--vary", "sites.nowhere.tariff=level"], .invalidInput, "nowhere"),
        (["--vary", "step_minutes=60,7"], .invalidInput, "step_minutes"),
        (["--vary", "\(price)=1", "--engine-at", "slurm"], .usage, "local"),
        (["--vary", "\(price)=1", "--threads", "0"], .usage, "--threads"),
    ])
    func badInput(options: [String], code: ExitCode, words: String) {
        let run = ToolRun(["sweep", Workbench.twoSites] + options)
        #expect(run.code == code && run.messages.contains(words), "\(run.messages)")
        #expect(run.data.isEmpty)
    }

    @Test func tooManyCombinationsAreRefused() {
        let list = (1...200).map(String.init).joined(separator: ",")
        let run = ToolRun(
            "sweep", Workbench.twoSites, "--vary", "\(Self.price)=\(list)", "--vary",
            "\(Self.demand)=\(list)")
        #expect(run.code == .invalidInput && run.messages.contains("40000"))
    }

    @Test func aUserWhoInterruptsGetsWhatIsThere() {
        let run = ToolRun(
            ["sweep", Workbench.twoSites, "--vary", "\(Self.price)=400,900", "--format", "csv"],
            isInterrupted: true)
        #expect(run.code == .interrupted && run.rows.count == 1)
    }
}
