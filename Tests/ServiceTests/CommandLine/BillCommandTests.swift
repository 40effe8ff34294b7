import Service
import Solver
import Testing

/// `bill`: meter data in, every line of the bill out; damaged meter data is refused.
@Suite struct BillCommandTests {
    private static let header = "time,site,import_kwh\n"

    private static func readings(_ site: String, _ energy: [String]) -> [String] {
        energy.enumerated().map { "2026-01-05T0\($0):00:00+08:00,\(site),\($1)" }
    }

    private static let good =
        readings("west", ["1000", "2000", "500", "1500"])
        + readings("east", ["100", "0", "50.5", "1e2"])

    private func run(_ csv: String, _ options: String...) throws -> ToolRun {
        let bench = try Workbench()
        return ToolRun(
            ["bill", Workbench.twoSites, "--meters", try bench.file("meters.csv", csv)] + options)
    }

    private func run(_ lines: [String], _ options: String...) throws -> ToolRun {
        let bench = try Workbench()
        let path = try bench.file("meters.csv", Self.header + lines.joined(separator: "\n") + "\n")
        return ToolRun(["bill", Workbench.twoSites, "--meters", path] + options)
    }

    @Test func amountsByHand() throws {
        let document = try run(Self.good, "--format", "json").json()
        #expect(document["format"] == "wattoken-bill/1")
        let bills = try #require(document["bills"]?.elements)
        #expect(bills.map { $0["site"]?.words } == ["west", "east"])
        // West: 1700 energy, 500 grid, 100 funds, 125 PUE, 200 tiers, 2000 kW at 30.
        #expect(abs(try #require(bills[0]["total_cny"]?.double) - 62_625) < 1e-6)
        #expect(abs(try #require(bills[0]["vat_cny"]?.double) - 62_625 * 0.13 / 1.13) < 1e-6)
        // East: 250.5 kWh at 600 CNY/MWh.
        #expect(abs(try #require(bills[1]["total_cny"]?.double) - 150.3) < 1e-9)
        #expect(bills[1]["vat_cny"] == 0)
    }

    @Test func linesAsCSVAddUpToTheTotal() throws {
        let run = try run(Self.good, "--format", "csv")
        #expect(run.code == .ok)
        let rows = run.rows
        #expect(
            rows.first == ["site", "month", "kind", "period", "quantity", "unit", "amount_cny"])
        let west = rows.filter { $0[0] == "west" }
        #expect(abs(west.compactMap { Double($0[6]) }.reduce(0, +) - 62_625) < 1e-6)
        let peak = west.first { $0[2] == "energy" && $0[3] == "peak" }
        #expect(peak?[4...] == ["1.5", "MWh", "900.0"])
        let demand = west.first { $0[2] == "demand_charge" }
        #expect(demand?[4...] == ["2000.0", "kW", "60000.0"])
    }

    @Test func theTableSpeaksBothLanguages() throws {
        let english = try run(Self.good)
        #expect(english.text.contains("62,625.00"))
        #expect(english.text.contains("Demand or capacity charge"))
        let chinese = try run(Self.good, "--language", "zh-CN")
        #expect(chinese.text.contains("西部"))
        #expect(chinese.text.contains("合计") && chinese.text.contains("其中增值税"))
    }

    @Test func reactiveEnergyMovesTheBill() throws {
        let csv =
            "site,time,reactive_kvarh,import_kwh\n"
            + ["1000", "2000", "500", "1500"].enumerated().map {
                "west,2026-01-05T0\($0):00:00+08:00,1500,\($1)"
            }.joined(separator: "\r\n")
        let bills = try run(csv, "--format", "json").json()["bills"]?.elements
        let total = try #require(bills?.first?["total_cny"]?.double)
        #expect(abs(total - 62_625 * 1.1) < 1e-6)
    }

    @Test func readingsMayComeInAnyOrderAndOffset() throws {
        let shuffled = Self.good.reversed().map {
            $0.replacing("2026-01-05T03:00:00+08:00", with: "2026-01-04T19:00:00Z")
        }
        let first = try run(Self.good, "--format", "json")
        #expect(try run(Array(shuffled), "--format", "json").data == first.data)
    }

    @Test func aSiteWithoutReadingsHasNoBill() throws {
        let bills = try run(Self.readings("east", ["1", "1", "1", "1"]), "--format", "json")
            .json()["bills"]?.elements
        #expect(bills?.count == 1)
    }

    /// Meter data and what the message must say of it.
    struct Damage: Sendable, CustomTestStringConvertible {
        let name: String
        let csv: String
        let words: [String]

        var testDescription: String { name }

        init(_ name: String, _ lines: [String], _ words: String...) {
            self.name = name
            csv = BillCommandTests.header + lines.joined(separator: "\n")
            self.words = words
        }
    }

    static let damages = [
        Damage("a missing step", Array(good.dropLast()), "no reading of east", "T03:00:00+08:00"),
        Damage("a double reading", good + good.prefix(1), "line 10", "second reading of west"),
        Damage(
            "an unknown site", good + readings("north", ["1"]), "line 10", "north", "west, east"),
        Damage("a time between steps", ["2026-01-05T00:30:00+08:00,west,1"], "line 2", "00:30"),
        Damage("a time after the end", ["2026-01-05T04:00:00+08:00,west,1"], "line 2"),
        Damage("a time before the start", ["2026-01-04T23:00:00+08:00,west,1"], "line 2"),
        Damage("a time without offset", ["2026-01-05T00:00:00,west,1"], "line 2", "time"),
        Damage("a negative reading", readings("west", ["-1"]), "line 2", "import_kwh \"-1\""),
        Damage("a word", readings("west", ["1", "n/a"]), "line 3", "n/a"),
        Damage("no number", readings("west", ["nan"]), "line 2", "nan"),
        Damage("a huge number", readings("west", ["1e12"]), "line 2", "0 to 1e9"),
        Damage("cells missing", ["2026-01-05T00:00:00+08:00,west"], "line 2", "2 cells"),
        Damage("no readings", [], "no readings"),
    ]

    @Test(arguments: damages)
    func damagedMeterDataIsRefused(_ damage: Damage) throws {
        let run = try run(damage.csv, "--format", "json")
        #expect(run.code == .invalidInput)
        #expect(run.data.isEmpty)
        for word in damage.words { #expect(run.messages.contains(word), "\(run.messages)") }
    }

    @Test(arguments: ["", "time,site\n", "a,b,c\n1,2,3\n"])
    func aFileWithoutTheColumnsIsRefused(_ csv: String) throws {
        let run = try run(csv)
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("line 1"))
        #expect(run.messages.contains("time, site, import_kwh"))
    }
}
