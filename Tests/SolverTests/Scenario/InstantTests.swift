import Solver
import Testing

/// Points in time: always with an offset, exact to the second.
@Suite struct InstantTests {
    @Test(
        arguments: zip(
            [
                "1970-01-01T00:00:00Z", "2026-09-15T00:00:00+08:00", "2026-09-15T00:00+08:00",
                "2026-09-15 00:00:00+08:00", "2024-02-29T23:59:59-03:30",
                "1969-12-31T23:59:59+00:00", "2000-02-29T12:00:00+05:30", "2026-09-14T16:00Z",
            ],
            [
                0, 1_789_401_600, 1_789_401_600, 1_789_401_600, 1_709_263_799, -1, 951_805_800,
                1_789_401_600,
            ]))
    func textWithOffsetIsRead(_ text: String, _ seconds: Int) {
        #expect(Instant(text)?.seconds == seconds)
    }

    @Test(arguments: [
        "2026-09-15T00:00:00", "2026-09-15T00:00", "2026-09-15", "", "Z",
        "2026-09-15T00:00:00+0800",
        "2026-09-15T00:00:00+08", "2026-09-15T00:00:00+15:00", "2026-09-15T00:00:00+08:60",
        "2026-09-15T00:00:00z", "2026-09-15T24:00:00Z", "2026-09-15T00:60:00Z",
        "2026-09-15T00:00:60Z", "2026-09-15T00:00:00ZZ", "2026-09-15T00:00:00.5Z",
        "2026-09-15T0:00:00Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "+026-09-15T00:00:00Z", "2026-+9-15T00:00:00Z", "2026-09--1T00:00:00Z",
        "-026-09-15T00:00:00Z", "２０２６-09-15T00:00:00Z", "2026-09-15T00:00:00 +08:00",
        "2026/09/15T00:00:00Z", "1789401600", "2026-09-15T00:00:00é",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func textHasTheOffsetAskedFor() {
        let instant = Instant(seconds: 1_789_401_600)
        #expect(instant.utcText == "2026-09-14T16:00:00Z")
        #expect(instant.text(offsetSeconds: 28_800) == "2026-09-15T00:00:00+08:00")
        #expect(instant.text(offsetSeconds: 19_800) == "2026-09-14T21:30:00+05:30")
        #expect(instant.text(offsetSeconds: -12_600) == "2026-09-14T12:30:00-03:30")
        #expect(Instant(seconds: -1).utcText == "1969-12-31T23:59:59Z")
    }

    @Test(arguments: [0, 28_800, 19_800, -12_600, 20_700])
    func textReadsBack(offset: Int) {
        var random = SeededNumbers(state: UInt64(offset + 100_000))
        for _ in 0..<500 {
            let instant = Instant(
                seconds: Int.random(in: -3_000_000_000...9_000_000_000, using: &random))
            #expect(Instant(instant.text(offsetSeconds: offset)) == instant)
        }
    }

    @Test func instantsAreOrdered() {
        #expect(Instant(seconds: 1) < Instant(seconds: 2))
        #expect(!(Instant(seconds: 2) < Instant(seconds: 2)))
    }
}

/// Days of the Gregorian calendar.
@Suite struct CivilDateTests {
    @Test(arguments: ["2024-02-29", "2000-02-29", "1600-02-29", "2026-12-31", "0001-01-01"])
    func daysOfTheCalendarAreRead(_ text: String) {
        #expect(CivilDate(text)?.text == text)
    }

    @Test(arguments: [
        "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "2026-00-01", "2026-01-00",
        "2026-1-01", "20260101", "2026-01-1", "+202-01-01", "2026-01-+1", "2026-01-01T",
    ])
    func otherDaysAreRefused(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func everyDayOfEightCenturiesFollowsTheOneBefore() throws {
        let first = try #require(CivilDate("1600-01-01")).dayNumber
        let last = try #require(CivilDate("2400-12-31")).dayNumber
        #expect(last - first + 1 == 2 * 146_097 + 366)
        var before = CivilDate(dayNumber: first)
        for number in first + 1...last {
            let date = CivilDate(dayNumber: number)
            let isNext =
                date.dayNumber == number && before < date
                && date.weekday == (before.weekday + 1) % 7
                && (date.day == before.day + 1 || (date.day == 1 && date.month != before.month))
            if !isNext { Issue.record("\(date.text) after \(before.text)") }
            before = date
        }
    }

    @Test func knownWeekdays() throws {
        #expect(try #require(CivilDate("1970-01-01")).weekday == 3)
        #expect(try #require(CivilDate("2026-10-01")).weekday == 3)
        #expect(try #require(CivilDate("2000-02-29")).weekday == 1)
        #expect(try #require(CivilDate("1900-01-01")).weekday == 0)
    }
}
