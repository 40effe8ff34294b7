import Certificates
import Testing

@Suite struct `UTC time` {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600),
        ("1969-12-31T23:59:59Z", -1), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ("0000-01-01T00:00:00Z", -62_167_219_200), ("2026-11-21T20:45:00Z", 1_795_293_900),
    ])
    func `Known seconds`(text: String, seconds: Int64) {
        #expect(UTCTime(text)?.seconds == seconds)
        #expect(UTCTime(seconds: seconds)?.text == text)
    }

    @Test(arguments: [
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:60Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00.0Z", "2026-1-01T00:00:00Z", "", "１２３４-01-01T00:00:00Z",
    ])
    func `Any other text is none`(text: String) { #expect(UTCTime(text) == nil) }

    @Test func `Every day of 800 years is read back`() {
        for day in Int64(-146_097)...146_097 {
            let time = UTCTime(seconds: day * 86_400 + 3661)
            #expect(time.flatMap { UTCTime($0.text) } == time)
        }
    }

    @Test func `Intervals that touch do not overlap`() throws {
        func interval(_ start: Int64, _ end: Int64) throws -> UTCInterval {
            let first = try #require(UTCTime(seconds: start))
            let after = try #require(UTCTime(seconds: end))
            return try #require(UTCInterval(start: first, end: after))
        }
        #expect(try !interval(0, 900).overlaps(interval(900, 1800)))
        #expect(try interval(0, 3600).overlaps(interval(900, 1800)))
        #expect(try interval(0, 3600).contains(interval(900, 3600)))
        #expect(try !interval(0, 3600).contains(interval(900, 3601)))
    }
}
