import Forecast
import Testing

@Suite("Temperature to power usage effectiveness") struct WetBulbTests {
    /// Stull 2011: 13.7 °C at 20 °C and 50 %; saturated air is its own wet bulb within a third of a K.
    @Test("Wet-bulb temperatures are those of the paper")
    func wetBulb() {
        let value = WetBulbCurve.wetBulb(temperature: 20, relativeHumidity: 50)
        #expect(abs(value - 13.7) < 0.05)
        let humid = WetBulbCurve.wetBulb(temperature: 25, relativeHumidity: 99)
        #expect(abs(humid - 25) < 0.4)
    }

    /// At its dew point air is saturated; at 20 °C with a dew point of 9.3 °C it has 50 %.
    @Test("Humidity from the dew point")
    func humidity() {
        #expect(WetBulbCurve.relativeHumidity(temperature: 12, dewPoint: 12) == 100)
        let half = WetBulbCurve.relativeHumidity(temperature: 20, dewPoint: 9.27)
        #expect(abs(half - 50) < 0.3)
    }

    /// Between 18 °C (1.15) and 24 °C (1.25), at 21 °C: 1.20.
    @Test("Straight lines between the points")
    func lines() {
        let curve = WetBulbCurve.evaporative
        #expect(abs(curve.value(wetBulb: 21) - 1.2) < 1e-12)
        #expect(curve.value(wetBulb: -40) == 1.1 && curve.value(wetBulb: 60) == 1.35)
    }

    @Test("Curves that fall or lie below one are refused")
    func refused() {
        #expect(WetBulbCurve(wetBulbs: [0, 10], values: [1.2, 1.1]) == nil)
        #expect(WetBulbCurve(wetBulbs: [10, 10], values: [1.1, 1.2]) == nil)
        #expect(WetBulbCurve(wetBulbs: [0, 10], values: [0.9, 1.2]) == nil)
        #expect(WetBulbCurve(wetBulbs: [0], values: [1.1, 1.2]) == nil)
        #expect(WetBulbCurve(wetBulbs: [], values: []) == nil)
    }

    /// Measured on the line 1.1 + 0.01·(T − 5): learned to a thousandth between 5 and 25 °C.
    @Test("A curve is learned from measurements")
    func learned() throws {
        let wetBulbs = (0..<400).map { Double($0 % 40) * 0.6 + 3 }
        let curve = try WetBulbCurve(
            measured: wetBulbs, wetBulbs.map { 1.1 + 0.01 * ($0 - 5) })
        for value in [6.0, 12, 20, 24] {
            #expect(abs(curve.value(wetBulb: value) - (1.1 + 0.01 * (value - 5))) < 1e-3)
        }
        #expect(throws: ForecastError.tooLittleHistory(series: "pue", values: 2, needed: 24)) {
            try WetBulbCurve(measured: [1, 2], [1.1, 1.2])
        }
    }

    @Test("A forecast of temperature becomes one of effectiveness")
    func forecast() throws {
        let temperature = try KindFixture(.temperature).forecast()
        let dew = Series(
            name: "dew_point", start: temperature.start, stepSeconds: 3600,
            values: [Double](repeating: 8, count: 23))
        let result = WetBulbCurve.evaporative.forecast(temperature, dewPoint: dew)
        #expect(result.quantiles.allSatisfy { (1.1...1.35).contains($0) })
        for step in 0..<24 {
            let row = Array(result.quantiles(of: step))
            #expect(row == row.sorted())
        }
        #expect(result.provenance.inputsUsed.last == "dew_point")
        #expect(result.provenance.flags.contains(.inputMissing))
    }
}
