import Forecast
import Testing

@Suite("Resampling") struct ResamplingTests {
    private func series(
        _ values: [Double], _ measure: Series.Measure, start: Int = 0, step: Int = 900
    ) -> Series {
        Series(name: "y", measure: measure, start: start, stepSeconds: step, values: values)
    }

    /// Four quarters of 1, 2, 3, 6 MW are 3 MW over the hour; the same numbers in MWh are 12 MWh.
    @Test("Joining takes the mean of power and the sum of energy")
    func joining() {
        #expect(series([1, 2, 3, 6], .mean).resampled(to: 3600).values == [3])
        #expect(series([1, 2, 3, 6], .sum).resampled(to: 3600).values == [12])
    }

    @Test("Dividing repeats power and shares energy out; joining again gives it back")
    func dividing() {
        for measure in Series.Measure.allCases {
            let hours = series([8, 4], measure, step: 3600)
            let quarters = hours.resampled(to: 900)
            #expect(
                quarters.values
                    == (measure == .sum ? [2, 2, 2, 2, 1, 1, 1, 1] : [8, 8, 8, 8, 4, 4, 4, 4]))
            #expect(quarters.resampled(to: 3600).values == hours.values)
        }
    }

    /// Of the first hour half is measured, of the second a quarter.
    @Test("A partly measured step is scaled and flagged, a mostly missing one is a gap")
    func partial() {
        let nan = Double.nan
        let hours = series([1, 3, nan, nan, 5, nan, nan, nan], .sum).resampled(to: 3600)
        #expect(hours.values[0] == 8 && hours.values[1].isNaN)
        #expect(hours.quality == [.partial, .missing])
        let power = series([1, 3, nan, nan], .mean).resampled(to: 3600)
        #expect(power.values == [2])
    }

    @Test("Hours begin on the clock, also of a series that begins within one")
    func alignment() throws {
        let joined = series([1, 1, 5, 5, 5, 5], .mean, start: 1800).resampled(to: 3600)
        #expect(joined.start == 0 && joined.values == [1, 5])
        // Kolkata is 5:30 ahead: its hours begin at half past in UTC.
        let kolkata = try #require(CivilZone(identifier: "Asia/Kolkata"))
        let local = series([1, 1, 5, 5, 5, 5], .mean, start: 1800)
            .resampled(to: 3600, zone: kolkata)
        #expect(local.start == 1800 && local.values == [3, 5])
    }

    @Test(
        "Names tell amounts from rates",
        arguments: [
            ("energy_mwh", Series.Measure.sum), ("tokens", .sum), ("tokens_per_s", .mean),
            ("price", .mean), ("load_mw", .mean), ("Load [MWh]", .sum), ("EUR/MWh", .mean),
        ])
    func names(_ name: String, _ measure: Series.Measure) {
        #expect(Series.Measure.of(columnNamed: name) == measure)
    }
}
