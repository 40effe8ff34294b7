import Solver
import Testing

/// A value for every step, given as a number, a list or a column of a CSV file.
@Suite struct SeriesTests {
    private static let header = "time,beijing,\"shanghai, night\"\n"
    private static let rows = [
        "2026-01-05T00:00:00+08:00,10,1", "2026-01-05T01:00:00+08:00,20,2",
        "2026-01-05T02:00:00+08:00,30,3", "2026-01-05T03:00:00+08:00,40,4",
    ]

    private func fixture(_ csv: String?, column: String = "beijing") throws -> ScenarioFixture {
        let value = JSON.fields(["csv": "demand.csv", "column": .string(column)])
        let fixture = try ScenarioFixture.twoSites()
            .editing("products.chat.demand.0.million_tokens_per_hour") { _ in value }
        return csv.map { fixture.adding(file: "demand.csv", $0) } ?? fixture
    }

    private func demand(_ fixture: ScenarioFixture) throws -> [Double] {
        let series = try fixture.scenario().products[0].demand[0].millionTokensPerHour
        return (0..<4).map { series[$0] }
    }

    private func fault(_ fixture: ScenarioFixture) throws -> Fault {
        let faults = fixture.faults()
        #expect(faults.count == 1)
        let fault = try #require(faults.first)
        #expect(fault.pointer == "/products/0/demand/0/million_tokens_per_hour")
        return fault
    }

    @Test func oneNumberHoldsForAllSteps() throws {
        let fixture = try ScenarioFixture.twoSites()
            .setting("products.chat.demand.0.million_tokens_per_hour=7")
        #expect(try demand(fixture) == [7, 7, 7, 7])
        #expect(try fixture.scenario().products[0].demand[0].millionTokensPerHour.isConstant)
    }

    @Test func aListHasOneNumberAStep() throws {
        let fixture = try ScenarioFixture.twoSites()
        #expect(try demand(fixture) == [10, 20, 30, 20])
        #expect(Series([3, 1, 2]).largest == 3)
        #expect(Series([3, 1, 2]).smallest == 1)
        #expect(Series(5).largest == 5)
    }

    @Test(arguments: ["[1,2,3]", "[1,2,3,4,5]", "[]"])
    func aListOfAnotherLengthIsRefused(_ list: String) throws {
        let fault = try fault(
            ScenarioFixture.twoSites()
                .setting("products.chat.demand.0.million_tokens_per_hour=\(list)"))
        #expect(fault.allowed.contains("4 numbers"))
        #expect(fault.kind == (list == "[]" ? .wrongType : .wrongLength))
    }

    @Test func aColumnOfACSVFile() throws {
        let csv = Self.header + Self.rows.joined(separator: "\n")
        #expect(try demand(fixture(csv)) == [10, 20, 30, 40])
        #expect(try demand(fixture(csv, column: "shanghai, night")) == [1, 2, 3, 4])
    }

    @Test func spreadsheetsWriteMarksReturnsQuotesAndBlankLines() throws {
        let rows = Self.rows.map { $0.replacing(",", with: "\",\"") }.map { "\"\($0)\"" }
        let csv =
            "\u{FEFF}" + Self.header.replacing("\n", with: "\r\n")
            + rows.joined(separator: "\r\n") + "\r\n\r\n"
        #expect(try demand(fixture(csv)) == [10, 20, 30, 40])
    }

    @Test func timesMayHaveAnotherOffset() throws {
        let rows = Self.rows.enumerated().map { step, row in
            "2026-01-04T\(16 + step):00Z,"
                + row.split(separator: ",").dropFirst().joined(separator: ",")
        }
        #expect(
            try demand(fixture(Self.header + rows.joined(separator: "\n"))) == [10, 20, 30, 40])
    }

    @Test func aMissingFileIsNamed() throws {
        let fault = try fault(fixture(nil))
        #expect(fault.kind == .unknownReference)
        #expect(fault.given.contains("demand.csv"))
    }

    @Test(arguments: ["../demand.csv", "/etc/passwd", ".hidden.csv", "a/b.csv", ""])
    func filesElsewhereAreRefused(_ name: String) throws {
        let fixture = try fixture(Self.header + Self.rows.joined(separator: "\n"))
            .editing("products.chat.demand.0.million_tokens_per_hour.csv") { _ in .string(name) }
            .adding(file: name, Self.header + Self.rows.joined(separator: "\n"))
        if name.isEmpty { return }
        #expect(try fault(fixture).kind == .unknownReference)
    }

    @Test func aMissingColumnIsNamedWithTheOthers() throws {
        let fault = try fault(
            fixture(Self.header + Self.rows.joined(separator: "\n"), column: "tokyo"))
        #expect(fault.kind == .unknownReference)
        #expect(fault.given == "column \"tokyo\" of demand.csv")
        #expect(fault.allowed == "one of beijing, shanghai, night")
    }

    /// A text, and what the fault must say of it.
    struct Damage: Sendable, CustomTestStringConvertible {
        let name: String
        let csv: String
        let given: String

        var testDescription: String { name }
    }

    static let damages = [
        Damage(name: "empty", csv: "", given: "line 1"),
        Damage(name: "no time first", csv: "beijing,time\n", given: "line 1"),
        Damage(name: "a name twice", csv: "time,beijing,beijing\n", given: "twice"),
        Damage(
            name: "rows missing", csv: header + rows.dropLast().joined(separator: "\n"),
            given: "3 rows"),
        Damage(
            name: "rows too many",
            csv: header + (rows + ["2026-01-05T04:00:00+08:00,1,1"]).joined(separator: "\n"),
            given: "line 6"),
        Damage(
            name: "wrong start", csv: header + rows.dropFirst().joined(separator: "\n"),
            given: "line 2: time \"2026-01-05T01:00:00+08:00\""),
        Damage(
            name: "order",
            csv: header + [rows[0], rows[2], rows[1], rows[3]].joined(separator: "\n"),
            given: "line 3"),
        Damage(
            name: "no offset",
            csv: header + rows.map { $0.replacing("+08:00", with: "") }.joined(separator: "\n"),
            given: "line 2"),
        Damage(
            name: "a word",
            csv: header + rows.joined(separator: "\n").replacing(",30,", with: ",n/a,"),
            given: "line 4: \"n/a\" in column beijing"),
        Damage(
            name: "NaN",
            csv: header + rows.joined(separator: "\n").replacing(",40,", with: ",nan,"),
            given: "line 5: \"nan\" in column beijing"),
        Damage(
            name: "infinite",
            csv: header + rows.joined(separator: "\n").replacing(",40,", with: ",1e999,"),
            given: "line 5"),
        Damage(
            name: "an empty cell",
            csv: header + rows.joined(separator: "\n").replacing(",40,", with: ",,"),
            given: "line 5: \"\" in column beijing"),
        Damage(
            name: "cells missing",
            csv: header + rows.joined(separator: "\n").replacing(",20,2", with: ",20"),
            given: "line 3: 2 cells"),
        Damage(
            name: "after blank lines",
            csv: header + "\n\n" + rows.joined(separator: "\n").replacing(",20,2", with: ",20"),
            given: "line 5: 2 cells"),
    ]

    @Test(arguments: damages)
    func aFileThatIsNotATableIsRefusedWithItsLine(_ damage: Damage) throws {
        let fault = try fault(fixture(damage.csv))
        #expect(fault.kind == .malformed)
        #expect(fault.given.contains(damage.given), "\(fault.given)")
    }

    @Test func aCellOutOfRangeIsNamedWithLineAndColumn() throws {
        let csv = Self.header + Self.rows.joined(separator: "\n").replacing(",30,", with: ",-30,")
        let fault = try fault(fixture(csv))
        #expect(fault.kind == .notAllowed)
        #expect(fault.given == "-30 in demand.csv, line 4, column beijing")
    }

    @Test func aDamagedFileIsReportedOnceForAllItsColumns() throws {
        let value = JSON.fields(["csv": "demand.csv", "column": "beijing"])
        let fixture = try fixture("x")
            .editing("products.chat.demand.1.million_tokens_per_hour") { _ in value }
        #expect(fixture.faults().count == 1)
    }
}
