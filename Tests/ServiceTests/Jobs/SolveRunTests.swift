import Certificates
import Foundation
import Service
import Solver
import Testing

/// Parts of an answer, beside what the command line says of the same scenario.
@Suite struct SolveRunTests {
    private func run(_ set: String...) throws -> SolveRun {
        var spec = SolveSpec()
        spec.assignments = set
        return SolveRun(document: try TwoSites.bytes(), spec: spec)
    }

    @Test func numbersAreThoseOfTheCommandLine() throws {
        let answer = try run().answer()
        #expect(answer.outcome == "optimal" && answer.hasPlan)
        let parts = Dictionary(uniqueKeysWithValues: answer.parts.map { ($0.name, $0.json) })
        let plan = try #require(parts[.plan])
        let printed = try ToolRun("solve", Workbench.twoSites, "--format", "json").json()
        #expect(plan.difference(from: printed) == nil)
        for name in [AnswerParts.Name.routing, .prices, .chain, .carbon] {
            let part = try #require(parts[name])
            #expect(part["format"] == .string("wattoken-\(name.rawValue)/1"))
            #expect(part["start"] == plan["start"] && part["steps"] == plan["steps"])
            let member = try #require(plan[name.rawValue])
            #expect(part[name.rawValue]?.difference(from: member) == nil, "\(name)")
        }
    }

    @Test func theExplanationIsThatOfTheCommandLine() throws {
        var run = try run()
        let explained = try ToolRun("explain", Workbench.twoSites, "--format", "json").json()
        let plain = try #require(try run.answer().parts.last?.json)
        #expect(plain["energy_price_ranges"]?.elements?.isEmpty == true)
        #expect(plain.difference(from: explained) != nil)
        run.spec.asksRanges = true
        let part = try #require(try run.answer().parts.last?.json)
        #expect(part.difference(from: explained) == nil)
    }

    @Test func changesAreMadeAsOnTheCommandLine() throws {
        let change = "carbon.price_cny_per_tonne=500"
        let answer = try run(change).answer()
        let printed = try ToolRun("solve", Workbench.twoSites, "--format", "json", "--set", change)
            .json()
        let plan = try #require(answer.parts.first { $0.name == .plan }?.json)
        #expect(plan.difference(from: printed) == nil)
    }

    @Test func theSummaryNamesVersionsAndInput() throws {
        let document = try TwoSites.bytes()
        let stored = try run().answer().stored(adding: [JSON.Member("outcome", "optimal")])
        #expect(stored.map(\.name) == AnswerParts.Name.allCases.map(\.rawValue))
        let summary = try JSON(parsing: stored[0].bytes)
        #expect(summary["format"] == "wattoken-summary/1" && summary["outcome"] == "optimal")
        #expect(summary["proof"]?["status"] == "optimal")
        #expect(summary["totals"]?["cost_cny"]?.double != nil)
        let versions = summary["versions"]
        #expect(versions?["input_sha256"] == .string(Digest(of: document).hexadecimal))
        #expect(versions?["program"] == .string(Tool.version))
        #expect(versions?["threads"] == 1 && versions?["seed"] == .null)
        for part in stored { #expect(part.digest == Digest(of: part.bytes).hexadecimal) }
    }

    @Test func noPartSaysMinusZero() throws {
        for part in try run().answer().stored(adding: []) {
            let text = String(decoding: part.bytes, as: UTF8.self)
            #expect(text.firstRange(of: /[\[,:]-0(\.0+)?[\],}]/) == nil, "\(part.name)")
        }
    }

    @Test func whatIsInfeasibleIsAnsweredWithItsConflict() throws {
        let change = "sites.west.pools.main.serves.0.minimum_replicas=200"
        let answer = try run(change).answer()
        #expect(answer.outcome == "infeasible" && !answer.hasPlan)
        #expect(answer.parts.map(\.name) == [.explain])
        let explain = try #require(answer.parts.first?.json)
        let printed = try ToolRun(
            "explain", Workbench.twoSites, "--format", "json", "--set", change
        ).json()
        #expect(explain.difference(from: printed) == nil)
        #expect(explain["conflict"]?["limits_in_conflict"]?.elements?.isEmpty == false)
    }

    @Test func withoutTimeThereIsNoPlan() throws {
        var run = try run()
        run.secondsLeft = 0
        let answer = try run.answer()
        #expect(answer.outcome == "limit" && !answer.hasPlan)
        #expect(answer.parts.map(\.name) == [.explain])
    }

    @Test func aPlanIsContinued() throws {
        let before = try #require(
            try run().answer().parts.first { $0.name == .plan }?.json.written())
        var spec = SolveSpec()
        spec.assignments = ["start=2026-01-05T04:00:00+08:00"]
        spec.continueFrom = "first"
        var next = SolveRun(document: try TwoSites.bytes(), spec: spec)
        next.planOfJob = { $0 == "first" ? before : nil }
        let plan = try #require(next.answer().parts.first { $0.name == .plan }?.json)
        #expect(plan["start"] == "2026-01-05T04:00:00+08:00")
        let workbench = try Workbench()
        let path = try workbench.file("plan.json", before)
        let printed = try ToolRun(
            "solve", Workbench.twoSites, "--continue-from", path, "--format", "json", "--set",
            "start=2026-01-05T04:00:00+08:00"
        ).json()
        #expect(plan.difference(from: printed) == nil)
    }

    @Test func whatCannotBeContinuedIsAProblem() throws {
        var spec = SolveSpec()
        spec.continueFrom = "first"
        var next = SolveRun(document: try TwoSites.bytes(), spec: spec)
        #expect(throws: JobProblem(.cannotContinue, "Job first has no plan.")) {
            try next.answer()
        }
        let plan = try #require(try run().answer().parts.first { $0.name == .plan }?.json.written())
        next.planOfJob = { _ in plan }
        let problem = #expect(throws: JobProblem.self) { try next.answer() }
        #expect(problem?.code == .cannotContinue)
        #expect(problem?.detail.contains("2026-01-05T04:00:00+08:00") == true)
        next.planOfJob = { _ in Array("{}".utf8) }
        #expect(throws: JobProblem(.cannotContinue, "The plan of job first has no end states.")) {
            try next.answer()
        }
    }

    @Test func faultsOfTheScenarioAreAllInTheProblem() throws {
        let problem = #expect(throws: JobProblem.self) {
            try run("carbon.colour=1", "sites.west.pue=[1,2]").answer()
        }
        #expect(problem?.code == .invalidInput)
        #expect(problem?.faults.map(\.pointer).sorted() == ["/carbon/colour", "/sites/0/pue"])
        let document = try #require(problem?.json)
        #expect(document["code"] == "invalid-input")
        #expect(document["errors"]?.elements?.count == 2)
        let lost = #expect(throws: JobProblem.self) { try run("sites.north.pue=1").answer() }
        #expect(lost?.faults.first?.pointer == "/set")
    }

    @Test(arguments: ["", "{}", "[1]", "{\"format\": \"other\"}"])
    func anythingButAScenarioIsAProblem(_ text: String) {
        let run = SolveRun(document: Array(text.utf8), spec: SolveSpec())
        let problem = #expect(throws: JobProblem.self) { try run.answer() }
        #expect(problem?.code == .invalidInput)
    }
}

/// The scenario of two sites in the repository.
enum TwoSites {
    static func bytes() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: Workbench.twoSites)))
    }
}

extension JSON {
    /// The place where two documents differ first, other than in seconds, which no two runs share.
    func difference(from other: JSON, at place: String = "") -> String? {
        switch (self, other) {
        case (.object(let mine), .object(let theirs)):
            guard mine.map(\.key) == theirs.map(\.key) else {
                return "\(place): \(mine.map(\.key)) and \(theirs.map(\.key))"
            }
            return zip(mine, theirs).lazy.filter { !$0.0.key.hasSuffix("_seconds") }
                .compactMap { $0.value.difference(from: $1.value, at: place + "/" + $0.key) }.first
        case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
            return zip(mine, theirs).enumerated().lazy
                .compactMap { $1.0.difference(from: $1.1, at: "\(place)/\($0)") }.first
        default: return self == other ? nil : place.isEmpty ? "the whole" : place
        }
    }
}
