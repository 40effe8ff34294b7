import Foundation
import Solver
import Testing

/// Steps, the calendar at each, and half-open intervals.
@Suite struct TimeGridTests {
    private func grid(
        _ start: String, _ minutes: Int, _ count: Int, zone: String = "Asia/Shanghai",
        holidays: [String] = [], makeUpDays: [String] = []
    ) throws -> TimeGrid {
        TimeGrid(
            start: try #require(Instant(start)), stepMinutes: minutes, stepCount: count,
            timeZone: try #require(TimeZone(identifier: zone)),
            holidays: Set(holidays.compactMap { CivilDate($0) }),
            makeUpDays: Set(makeUpDays.compactMap { CivilDate($0) }))
    }

    @Test func stepsAreHalfOpenAndTheEndIsTheLastStepsEnd() throws {
        let grid = try grid("2026-09-15T00:00:00+08:00", 15, 96)
        #expect(grid.stepHours == 0.25)
        #expect(grid.instant(0) == grid.start)
        #expect(grid.instant(96) == Instant("2026-09-16T00:00:00+08:00"))
        #expect(grid.text(95) == "2026-09-15T23:45:00+08:00")
        #expect(grid.text(96) == "2026-09-16T00:00:00+08:00")
        #expect(grid.local.map(\.hour) == (0..<96).map { $0 / 4 })
        #expect(Set(grid.local.map(\.date.text)) == ["2026-09-15"])
    }

    @Test(arguments: [5, 15, 30, 60])
    func springForwardInBerlinSkipsAnHour(minutes: Int) throws {
        let perHour = 60 / minutes
        let grid = try grid(
            "2026-03-29T00:00:00+01:00", minutes, 24 * perHour, zone: "Europe/Berlin")
        #expect(grid.local.first?.hour == 0)
        #expect((0..<4).map { grid.local[$0 * perHour].hour } == [0, 1, 3, 4])
        #expect((0..<4).map { grid.offsetSeconds[$0 * perHour] } == [3600, 3600, 7200, 7200])
        #expect(grid.local.filter { $0.date.text == "2026-03-29" }.count == 23 * perHour)
        #expect(grid.text(2 * perHour) == "2026-03-29T03:00:00+02:00")
        #expect(grid.instant(24 * perHour).seconds - grid.start.seconds == 86_400)
    }

    @Test func autumnInBerlinRepeatsAnHour() throws {
        let grid = try grid("2026-10-25T00:00:00+02:00", 60, 25, zone: "Europe/Berlin")
        #expect(grid.local.prefix(5).map(\.hour) == [0, 1, 2, 2, 3])
        #expect(Set(grid.local.map(\.date.text)) == ["2026-10-25"])
        #expect(grid.text(2) == "2026-10-25T02:00:00+02:00")
        #expect(grid.text(3) == "2026-10-25T02:00:00+01:00")
    }

    @Test(arguments: [5, 60])
    func offsetsChangeAlsoWhenStepsDoNotStartAtAQuarter(minutes: Int) throws {
        let count = 4 * 60 / minutes
        let grid = try grid(
            "2026-03-29T00:05:00+01:00", minutes, count, zone: "Europe/Berlin")
        for step in 0..<count {
            let isSummer = grid.instant(step).seconds >= 1_774_746_000
            #expect(grid.offsetSeconds[step] == (isSummer ? 7200 : 3600), "step \(step)")
        }
    }

    @Test func zonesWithHalfHoursHaveTheirOwnHours() throws {
        let grid = try grid("2026-09-15T00:00:00+05:30", 30, 4, zone: "Asia/Kolkata")
        #expect(grid.local.map(\.hour) == [0, 0, 1, 1])
        #expect(grid.text(1) == "2026-09-15T00:30:00+05:30")
    }

    @Test func monthsSplitTheHorizon() throws {
        let grid = try grid("2026-08-31T22:00:00+08:00", 60, 24 * 32)
        #expect(grid.monthStarts == [0, 2, 2 + 24 * 30])
        #expect(grid.steps(ofMonth: 0) == 0..<2)
        #expect(grid.steps(ofMonth: 1) == 2..<722)
        #expect(grid.steps(ofMonth: 2) == 722..<768)
        #expect([0, 1, 2, 721, 722].map { grid.monthOfStep[$0] } == [0, 0, 1, 1, 2])
    }

    @Test func monthsAreLocalNotUTC() throws {
        let grid = try grid("2026-08-31T22:00:00Z", 60, 4, zone: "Asia/Shanghai")
        #expect(grid.monthStarts == [0])
        #expect(grid.local.first?.date.text == "2026-09-01")
    }

    @Test func sameMonthOfTheNextYearIsAnotherMonth() throws {
        let grid = try grid("2027-12-31T23:00:00+08:00", 60, 24 * 367)
        #expect(grid.monthStarts.count == 14)
        #expect(grid.local.filter { $0.date.text == "2028-02-29" }.count == 24)
    }

    @Test func dayTypesFollowHolidaysThenMakeUpDaysThenTheWeek() throws {
        let grid = try grid(
            "2026-10-01T00:00:00+08:00", 60, 24 * 11, holidays: ["2026-10-01", "2026-10-03"],
            makeUpDays: ["2026-10-03", "2026-10-10"])
        let types = stride(from: 0, to: 264, by: 24).map { grid.local[$0].dayType }
        #expect(
            types == [
                .holiday, .working, .holiday, .weekend, .working, .working, .working, .working,
                .working, .working, .weekend,
            ])
    }
}

/// Limits of the utility hold from their first instant to just before their last.
@Suite struct DatedLimitTests {
    private func limits(_ from: String, _ to: String) throws -> [Double] {
        let scenario = try ScenarioFixture.twoSites().setting(
            "sites.west.connection.limits.0.from=2026-01-05T\(from):00+08:00",
            "sites.west.connection.limits.0.to=2026-01-05T\(to):00+08:00",
            "sites.west.connection.transformer_mva=10",
            "sites.west.connection.power_factor=1", "sites.west.connection.loss_share=0"
        ).scenario()
        return (0..<4).map { scenario.sites[0].connection.importLimit(scenario.grid, $0).limitMW }
    }

    @Test func aLimitDoesNotTouchTheStepThatStartsAtItsEnd() throws {
        #expect(try limits("01:00", "02:00") == [10, 1.5, 10, 10])
    }

    @Test func aLimitHoldsInEveryStepItOverlaps() throws {
        #expect(try limits("01:59", "02:01") == [10, 1.5, 1.5, 10])
        #expect(try limits("00:00", "23:00") == [1.5, 1.5, 1.5, 1.5])
    }

    @Test func theReasonComesWithTheLimit() throws {
        let scenario = try ScenarioFixture.twoSites().scenario()
        let connection = scenario.sites[0].connection
        #expect(connection.importLimit(scenario.grid, 1).reason == "notice")
        #expect(connection.importLimit(scenario.grid, 2).reason == nil)
        #expect(abs(connection.ratingMW - 2 * 0.95 * 0.99) < 1e-12)
    }
}
