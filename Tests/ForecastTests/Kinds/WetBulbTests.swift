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

    @Test("A table of few rows is points, of many measurements")
    func table() throws {
        let points = try WetBulbCurve(csv: Array("pue;wet_bulb\n1,1;10\n1,3;20\n".utf8))
        #expect(points.wetBulbs == [10, 20] && points.values == [1.1, 1.3])
        let rows = (0..<48).map { "\(Double($0) / 2),\(1.1 + 0.01 * Double($0) / 2)" }
        let text = "wet_bulb,pue\n" + rows.joined(separator: "\n")
        let learned = try WetBulbCurve(csv: Array(text.utf8))
        #expect(abs(learned.value(wetBulb: 12) - 1.22) < 2e-3)
    }

    @Test(
        "Damaged tables are refused with the place",
        arguments: [
            ("", TableFault.Code.empty, 0), ("wet_bulb,pue\n", .empty, 0),
            ("wet_bulb,PUE\n1,1.2\n", .noSuchColumn, 1),
            ("wet_bulb,pue\n1,1.2\n2\n", .cellCount, 3),
            ("wet_bulb,pue\n1,\n", .notANumber, 2), ("wet_bulb,pue\ninf,1.2\n", .notFinite, 2),
            ("wet_bulb,pue\n2,1.2\n1,1.3\n", .notACurve, 0),
        ] as [(String, TableFault.Code, Int)])
    func damaged(_ text: String, _ code: TableFault.Code, _ line: Int) {
        let error = #expect(throws: TableError.self) { try WetBulbCurve(csv: Array(text.utf8)) }
        #expect(error?.faults.first?.code == code && error?.faults.first?.line == line)
    }

    /// Saturated air of 18 °C is its own wet bulb within a third of a K: 1.15 on the curve there.
    @Test("A history of temperature becomes one of effectiveness")
    func history() {
        let air = Series(
            name: "t", unit: "°C", start: 0, stepSeconds: 3600, values: [18, .nan, -9])
        var dew = air
        dew.values = [18, 4, .nan]
        let series = WetBulbCurve.evaporative.series(air, dewPoint: dew)
        #expect(series.name == "pue" && abs(series.values[0] - 1.15) < 6e-3)
        #expect(series.values[1].isNaN && series.values[2] == 1.1)
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
