import Service
import Testing

/// Durations as ISO 8601 writes them.
@Suite struct ISODurationTests {
    @Test(arguments: [
        ("PT5M", 300.0), ("P0DT12H0M0S", 43_200), ("P1W", 604_800), ("PT0S", 0), ("P1D", 86_400),
        ("PT36H", 129_600), ("PT0.25S", 0.25), ("PT0,5H", 1_800), ("P1.5D", 129_600),
        ("P0.5W", 302_400), ("P1W2DT3H4M5.000006S", 788_645.000006), ("P0Y0M0DT1S", 1),
        ("PT90S", 90), ("PT007M", 420),
    ])
    func aLengthIsInSeconds(_ text: String, _ seconds: Double) throws {
        let duration = try #require(ISODuration(text))
        #expect(duration.months == 0)
        #expect(abs(try #require(duration.seconds) - seconds) < 1e-9)
    }

    @Test func yearsAndMonthsHaveNoLengthInSeconds() throws {
        let duration = try #require(ISODuration("P1Y2M3DT4H"))
        #expect(duration.months == 14)
        #expect(duration.microseconds == (3 * 24 + 4) * 3_600_000_000)
        #expect(duration.seconds == nil)
        #expect(duration.text == "P1Y2M3DT4H")
    }

    @Test(arguments: [
        "", "P", "PT", "P1", "1D", "p1d", "P1DT", "PT1D", "P1H", "-P1D", "+P1D", "P-1D", "PT1.S",
        "PT.5S", "PT1.5H3M", "P0.5Y", "P0.5M", "PT1M2H", "P1D1D", "PT1M ", " PT1M", "PT1S1",
        "PT1.0000000001S", "P1DT1HT1M", "P٣D", "P10000000000000000000D", "P999999999999999999D",
        "P9999999Y", "P1D\u{0}", "PT5Min",
    ])
    func anythingElseIsRefused(_ text: String) { #expect(ISODuration(text) == nil) }

    /// Seeded texts of all units in every combination, against the sum of their lengths.
    @Test func everyCombinationOfUnitsIsTheSumOfItsParts() throws {
        var random = Lehmer(state: 7)
        let units: [(letter: String, months: Int, seconds: Int64, isTime: Bool)] = [
            ("Y", 12, 0, false), ("M", 1, 0, false), ("W", 0, 604_800, false),
            ("D", 0, 86_400, false), ("H", 0, 3_600, true), ("M", 0, 60, true), ("S", 0, 1, true),
        ]
        for mask in 1..<128 {
            var (date, time) = ("P", "")
            var months = 0
            var micros: Int64 = 0
            let chosen = units.indices.filter { mask >> $0 & 1 == 1 }
            for index in chosen {
                let unit = units[index]
                let value = Int64(random.next(1000))
                months += Int(value) * unit.months
                micros += value * unit.seconds * 1_000_000
                var text = "\(value)"
                if index == chosen.last, unit.months == 0 {
                    let millionths = Int64(random.next(1_000_000))
                    let digits = "\(millionths)"
                    text += "." + String(repeating: "0", count: 6 - digits.count) + digits
                    micros += millionths * unit.seconds
                }
                if unit.isTime { time += text + unit.letter } else { date += text + unit.letter }
            }
            let text = date + (time.isEmpty ? "" : "T" + time)
            let duration = try #require(ISODuration(text), "\(text)")
            #expect(duration.months == months, "\(text)")
            #expect(duration.microseconds == micros, "\(text)")
        }
    }

    /// What is written reads back as the same.
    @Test func textReadsBack() throws {
        var random = Lehmer(state: 11)
        for size in [1, 1000, 1_000_000, 3_600_000_000, 86_400_000_000, 1 << 52] as [Int64] {
            for _ in 0..<50 {
                let value = ISODuration(
                    months: random.next(40), microseconds: Int64(random.next(Int(size))))
                #expect(ISODuration(value.text) == value, "\(value.text)")
            }
        }
    }

    /// No text of these letters stops the process, and none is read as less than nothing.
    @Test func anyTextIsReadOrRefused() {
        var random = Lehmer(state: 13)
        let letters = Array("PT0123456789.,YMWDHS-+ ")
        for _ in 0..<20_000 {
            let text =
                "P" + String((0..<random.next(14)).map { _ in letters[random.next(letters.count)] })
            guard let duration = ISODuration(text) else { continue }
            #expect(duration.microseconds >= 0 && duration.months >= 0)
            #expect(ISODuration(duration.text) == duration, "\(text)")
        }
    }
}

/// A generator whose numbers are the same everywhere (Lehmer 1951).
struct Lehmer {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 11) % UInt64(max(1, bound)))
    }
}
