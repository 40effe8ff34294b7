import Foundation
import Service
import Solver
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// `compare` and what `explain` and `lp` say about conflicts, ranges and units.
@Suite struct CompareCommandTests {
    /// The two sites with changes, written to a file.
    private func changed(_ bench: Workbench, _ changes: String...) throws -> String {
        var document = try Scenario.parsed(
            [UInt8](Data(contentsOf: URL(fileURLWithPath: Workbench.twoSites))))
        for text in changes {
            document = try #require(ScenarioChange(text)).applied(to: document)
        }
        return try bench.file("b.json", document.written())
    }

    private static let price = "tariffs.level.versions.0.components.0.price_cny_per_mwh=900"

    @Test func theSameTwice() throws {
        let run = ToolRun("compare", Workbench.twoSites, Workbench.twoSites)
        #expect(run.code == .ok && run.text.contains("nothing changed"))
        let json = try ToolRun(
            "compare", Workbench.twoSites, Workbench.twoSites, "--format", "json"
        ).json()
        #expect(json["input_change_count"] == 0 && json["objective_change_cny"] == 0)
    }

    /// Without any time neither side has a plan; with some, the whole ends within it.
    @Test func theTimeLimitIsThatOfTheWhole() throws {
        let bench = try Workbench()
        let other = try changed(
            bench, Self.price, "products.chat.demand.0.million_tokens_per_hour=15")
        let none = ToolRun("compare", Workbench.twoSites, other, "--time-limit", "0")
        #expect(none.code == .limitWithoutSolution)
        let some = ToolRun("compare", Workbench.twoSites, other, "--time-limit", "60")
        #expect(some.code == .ok)
    }

    @Test func aPriceAndADemand() throws {
        let bench = try Workbench()
        let other = try changed(
            bench, Self.price, "products.chat.demand.0.million_tokens_per_hour=15")
        let run = ToolRun("compare", Workbench.twoSites, other, "--format", "json")
        #expect(run.code == .ok)
        let document = try run.json()
        #expect(document["format"] == "wattoken-comparison/1")
        let change = try #require(document["objective_change_cny"]?.double)
        let inputs = try #require(document["input_changes"]?.elements)
        #expect(
            inputs.compactMap { $0["place"]?.words } == [
                "/products/chat/demand/beijing/million_tokens_per_hour",
                "/tariffs/level/versions/2026-01-01/components/energy/price_cny_per_mwh",
            ])
        let lines = try #require(document["cost_lines"]?.elements)
        let sum = lines.reduce(0) { $0 + ($1["change_cny"]?.double ?? .nan) }
        #expect(abs(sum - change) < 1e-6 * max(1, abs(change)))
        let steps = try #require(document["attribution"]?["steps"]?.elements)
        let parts = steps.reduce(0) { $0 + ($1["change_cny"]?.double ?? .nan) }
        #expect(document["attribution"]?["method"] == "sequential")
        #expect(steps.count == 2 && abs(parts - change) < 1e-6 * max(1, abs(change)))
    }

    @Test(arguments: [Language.english, .chinese]) func theTables(_ language: Language) throws {
        let bench = try Workbench()
        let other = try changed(bench, Self.price)
        let run = ToolRun(["compare", Workbench.twoSites, other], language: language)
        #expect(run.code == .ok)
        #expect(run.text.contains(language == .english ? "because of" : "原因"))
        #expect(run.text.contains("tariffs/level"))
    }

    @Test func rowsOfOneLength() throws {
        let bench = try Workbench()
        let other = try changed(bench, Self.price)
        let rows = ToolRun("compare", Workbench.twoSites, other, "--format", "csv").rows
        #expect(rows[0] == ["section", "item", "subject", "a", "b", "change"])
        #expect(rows.allSatisfy { $0.count == 6 })
        #expect(Set(rows.dropFirst().map { $0[0] }) == ["input", "plan", "cost_cny", "why_cny"])
    }

    @Test func thePageIsWellFormedAndHasBothCharts() throws {
        let bench = try Workbench()
        let other = try changed(bench, Self.price)
        let run = ToolRun("compare", Workbench.twoSites, other, "--report", bench.path("out"))
        #expect(run.code == .ok)
        let page = try Data(contentsOf: URL(fileURLWithPath: bench.path("out/compare.html")))
        #expect(XMLParser(data: page).parse())
        #expect(String(decoding: page, as: UTF8.self).components(separatedBy: "<svg").count == 3)
    }

    @Test func anInfeasibleSecondIsExplained() throws {
        let bench = try Workbench()
        let other = try changed(bench, "sites.west.pools.main.serves.0.minimum_replicas=200")
        let run = ToolRun("compare", Workbench.twoSites, other)
        #expect(run.code == .infeasible)
        #expect(run.text.contains("without any one of them the others can be kept"))
        let json = try ToolRun("compare", Workbench.twoSites, other, "--format", "json").json()
        let conflict = try #require(json["scenarios"]?["b"]?["conflict"])
        #expect(conflict["irreducible"] == true && conflict["needs_integers"] == false)
        #expect(json["objective_change_cny"] == .null && json["attribution"] == nil)
    }

    @Test func aFaultNamesTheFile() throws {
        let bench = try Workbench()
        let other = try changed(bench, "carbon.colour=1")
        let run = ToolRun("compare", Workbench.twoSites, other)
        #expect(run.code == .invalidInput && run.messages.contains("b.json"))
    }

    @Test func explainHasRangesAndNumerics() throws {
        let document = try ToolRun("explain", Workbench.twoSites, "--format", "json").json()
        let limit = try #require(document["binding_limits"]?.elements?.first)
        let from = try #require(limit["worth_holds_from"]?.double)
        let to = try #require(limit["worth_holds_to"]?.double)
        #expect(from <= 0 && to >= 0 && from < to)
        #expect(document["energy_price_ranges"]?.elements?.count == 2)
        let numerics = try #require(document["numerics"])
        #expect(numerics["suspicious_units"]?.elements?.isEmpty == true)
        let count = try #require(numerics["magnitudes"]?["matrix"]?["count"]?.double)
        let decades = try #require(numerics["magnitudes"]?["matrix"]?["decades"]?.elements)
        #expect(decades.reduce(0) { $0 + ($1["count"]?.double ?? .nan) } == count)
    }

    @Test func kilovoltAmperesAreNoticed() throws {
        let run = ToolRun(
            "solve", Workbench.twoSites, "--format", "json", "--set",
            "sites.west.connection.transformer_mva=2000")
        #expect(run.code == .ok)
        #expect(run.messages.contains("/sites/0/connection/transformer_mva"))
        #expect(run.messages.contains("looks like kVA"))
        _ = try run.json()
    }

    @Test func rowsInConflictByName() throws {
        let bench = try Workbench()
        let text = """
            Minimize
             obj: x + y
            Subject To
             most: x + y <= 3
             least: x >= 2
             other: y >= 2
             idle: x + 3 y <= 100
            End

            """
        let path = try bench.file("t.lp", text)
        let run = ToolRun("lp", path, "--format", "json")
        #expect(run.code == .infeasible)
        let conflict = try #require(try run.json()["conflict"])
        let names = try #require(conflict["members"]?.elements).compactMap { $0["name"]?.words }
        #expect(names.sorted() == ["least", "most", "other"])
        #expect(conflict["irreducible"] == true)
        let table = ToolRun("lp", path)
        #expect(table.text.contains("most") && table.text.contains("≤ 3"))
    }
}
