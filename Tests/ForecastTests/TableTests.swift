import Forecast
import Testing

@Suite("Tables of series") struct TableTests {
    private func table(
        _ text: String, _ columns: [String] = ["y"], zone: CivilZone = .utc, step: Int? = nil
    ) throws -> SeriesTable {
        try SeriesTable(
            csv: Array(text.utf8), columns: columns, zone: zone, stepSeconds: step)
    }

    private func faults(
        _ text: String, _ columns: [String] = ["y"], zone: CivilZone = .utc, step: Int? = nil
    ) -> [TableFault] {
        do {
            _ = try table(text, columns, zone: zone, step: step)
            return []
        } catch let error as TableError {
            return error.faults
        } catch {
            return []
        }
    }

    /// The same three hours, written in ways that files come in.
    @Test(
        "Forms of the same table",
        arguments: [
            "time,y\n2021-01-01T00:00:00Z,1.5\n2021-01-01T01:00:00Z,-2\n2021-01-01T02:00:00Z,300\n",
            "\u{FEFF}time;y\r\n2021-01-01 00:00;1,5\r\n2021-01-01 01:00;-2,0\r\n2021-01-01 02:00;3e2",
            "time\ty\r2021-01-01T00:00\t+1.5\r2021-01-01T01:00\t-2.\r2021-01-01T02:00\t300.0\r",
            "\"time\",\"a, b\",\"y\"\n\n2021-01-01T01:00+01:00,x,\"1.5\"\n2021-01-01T00:00-01,x,-2\n"
                + "2021-01-01T02:00:00.000Z,\"q \"\" q\", 3.00E+02 \n",
            "y,timestamp\n1.5,2021/01/01 00:00\n-2,2021/01/01 01:00\n300,2021/01/01 02:00",
        ])
    func forms(_ text: String) throws {
        let series = try table(text).columns[0].latest
        #expect(series.values == [1.5, -2, 300])
        #expect(series.start == 1_609_459_200)
        #expect(series.stepSeconds == 3600)
    }

    /// Decimal text becomes the nearest double, whatever the way it is read.
    @Test(
        "Numbers are exact", arguments: ["0.1", "97.4689", "123456789.123456", "-0.000001", "1e-7"])
    func numbers(_ text: String) throws {
        let rows = "time,y\n2021-01-01,\(text)\n2021-01-02,0\n"
        #expect(try table(rows).columns[0].latest.values[0] == Double(text))
    }

    @Test("Words for no value, and rows that are not there, are gaps")
    func gaps() throws {
        let rows = ["", "NaN", "nan", "NA", "n/a", "null", "None", "-", "5"]
        let text = rows.enumerated().map { "2021-01-01T0\($0):00Z,\($1)" }
        let read = try table("time,y\n" + text.joined(separator: "\n") + "\n2021-01-01T11:00Z,7\n")
        let series = read.columns[0].latest
        #expect(series.values.prefix(8).count { $0.isNaN } == 8)
        #expect(series.values[8] == 5 && series.values[9].isNaN && series.values[11] == 7)
        #expect(read.notes.missingRows == 2)
        #expect(series.quality[0] == .missing && series.quality[8] == [])
    }

    @Test("Rows with ok = 0 count as missing; order does not matter")
    func order() throws {
        let read = try table(
            "time,y,ok\n2021-01-01T02:00Z,3,1\n2021-01-01T00:00Z,1,1\n2021-01-01T01:00Z,2,0\n")
        let series = read.columns[0].latest
        #expect(series.values[0] == 1 && series.values[1].isNaN && series.values[2] == 3)
        #expect(read.notes.wasUnordered && read.notes.distrustedRows == 1)
        #expect(series.quality[1] == .distrusted)
    }

    @Test("Every fault is named with line and column, all at once")
    func faults() {
        let found = faults(
            "time,y,z\n2021-01-01T00:00Z,1,2\n2021-13-01T00:00Z,1,2\n2021-01-01T01:00Z,a,2\n"
                + "2021-01-01T02:00Z,1\n2021-01-01T03:00Z,inf,-Infinity\n", ["y", "z"])
        #expect(found.map(\.line) == [3, 4, 5, 6, 6])
        #expect(found.map(\.code) == [.notATime, .notANumber, .cellCount, .notFinite, .notFinite])
        #expect(found.map(\.column) == ["time", "y", "", "y", "z"])
        #expect(found[1].given == "a")
    }

    /// Text, and the only fault that it has.
    @Test(
        "Tables that are no series",
        arguments: [
            ("", TableFault.Code.empty, 0), ("time,y\n", .empty, 0),
            ("time,x\n2021-01-01,1\n", .noSuchColumn, 1),
            ("time,y,y\n2021-01-01,1,1\n", .columnTwice, 1),
            ("time,y\n2021-01-01,\"1\n", .unclosedQuote, 2),
            (
                "time,y\n2021-01-01T00:00Z,1\n2021-01-01T01:00Z,1\n2021-01-01T01:00Z,2\n",
                .timeTwice, 4
            ),
            (
                "time,y\n2021-01-01T00:00Z,1\n2021-01-01T01:00Z,1\n2021-01-01T02:00Z,1\n"
                    + "2021-01-01T02:30Z,2\n", .offGrid, 5
            ), ("time,y\n2021-01-01T00:00Z,\"1,234\"\n", .notANumber, 2),
            ("time;y\n2021-01-01T00:00Z;1.234,5\n", .notANumber, 2),
            ("time,y\n2021-01-01T00:00Z,0x10\n", .notANumber, 2),
            ("time,y\n2021-02-29,1\n", .notATime, 2),
            ("time,y\n2021-01-01T25:00,1\n", .notATime, 2),
        ])
    func wrong(_ text: String, _ code: TableFault.Code, _ line: Int) throws {
        let found = faults(text)
        #expect(found.contains { $0.code == code && $0.line == line }, "\(found)")
    }

    @Test("A step that cannot be made of the file's is refused")
    func wrongStep() {
        let text = "time,y\n2021-01-01T00:00Z,1\n2021-01-01T01:00Z,1\n"
        #expect(faults(text, step: 5400).map(\.code) == [.wrongStep])
        #expect(faults(text, step: 7 * 3600).map(\.code) == [.wrongStep])
    }

    /// 2021-10-31 in Berlin: 02:00 to 03:00 occurs twice; the second row is an hour later.
    @Test("Local times across the end of summer time")
    func autumn() throws {
        let berlin = try #require(CivilZone(identifier: "Europe/Berlin"))
        let hours = ["01", "02", "02", "03"].map { "2021-10-31T\($0):00,1" }
        let series = try table("time,y\n" + hours.joined(separator: "\n"), zone: berlin)
            .columns[0].latest
        #expect(series.values == [1, 1, 1, 1])
        #expect(series.start == 1_635_634_800)  // 2021-10-30T23:00Z
    }

    @Test("A local time that the clocks skip is named")
    func spring() throws {
        let berlin = try #require(CivilZone(identifier: "Europe/Berlin"))
        let found = faults(
            "time,y\n2021-03-28T01:00,1\n2021-03-28T02:00,1\n2021-03-28T03:00,1\n", zone: berlin)
        #expect(found.map(\.code) == [.skippedTime] && found.map(\.line) == [3])
    }

    @Test("Revisions: a gate sees what was published until then")
    func revisions() throws {
        let read = try table(
            "time,known_at,y\n2021-01-02T00:00Z,2021-01-01T00:00Z,1\n"
                + "2021-01-02T00:00Z,2021-01-01T12:00Z,2\n2021-01-02T01:00Z,2021-01-01T12:00Z,5\n")
        let column = read.columns[0]
        let noon = 1_609_502_400
        #expect(column.hasTimes)
        #expect(column.latest.values == [2, 5])
        let before = column.asKnown(at: noon - 1).values
        #expect(before[0] == 1 && before[1].isNaN)
        #expect(column.asKnown(at: noon).values == [2, 5])
        #expect(column.asKnown(at: 0).values.count { $0.isNaN } == 2)
    }
}
