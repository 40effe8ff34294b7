import Forecast
import Foundation
import Testing

/// Scores of every recipe on a week of real series: what a change of a model moves is seen here.
///
/// Each is estimated on the 120 days before. `WATTOKEN_UPDATE_GOLDEN=1` prints the new figures.
@Suite("Golden scores") struct GoldenScoreTests {
    /// A week of a series and the scores that its recipe had.
    struct Week: Sendable, CustomTestStringConvertible {
        let file: String
        let kind: ForecastKind
        let target: String
        let known: [String]
        let firstDay: String
        var stepMinutes: Int?
        let mae: Double
        let pinball: Double

        var testDescription: String { "\(file) from \(firstDay)" }
    }

    private static let shared = ProcessInfo.processInfo.environment["WATTOKEN_SHARED"] ?? ""
    private static let isThere =
        !shared.isEmpty && FileManager.default.fileExists(atPath: shared + "/data/price_NP.csv")
    private static let weather = [
        "wind_speed", "temperature", "dewpoint", "dswrf", "precipitation",
    ]

    private static let weeks = [
        Week(
            file: "price_NP", kind: .price, target: "price",
            known: ["exogenous_1", "exogenous_2"], firstDay: "2016-11-07", mae: 1.7364,
            pinball: 0.66897),
        Week(
            file: "wind_gefcom_zone1", kind: .wind, target: "wind",
            known: ["u10", "v10", "u100", "v100"], firstDay: "2012-11-05", mae: 0.14291,
            pinball: 0.051652),
        Week(
            file: "carbon_CISO", kind: .carbon, target: "carbon_intensity", known: weather,
            firstDay: "2020-11-09", mae: 27.197, pinball: 9.8322),
        Week(
            file: "carbon_CISO", kind: .solar, target: "solar", known: weather,
            firstDay: "2020-11-09", mae: 331.79, pinball: 137.47),
        Week(
            file: "carbon_CISO", kind: .temperature, target: "temperature", known: [],
            firstDay: "2020-11-09", mae: 0.64286, pinball: 0.23708),
        Week(
            file: "tokens_m-large", kind: .tokens, target: "tokens_per_s", known: [],
            firstDay: "2026-01-06", stepMinutes: 60, mae: 43_862, pinball: 16_374),
    ]

    @Test(
        "The scores of a week are those of before",
        .enabled(if: isThere, "WATTOKEN_SHARED names no folder with data"), arguments: weeks)
    func week(_ week: Week) throws {
        let path = Self.shared + "/data/\(week.file).csv"
        let first = try #require(CivilDay.number(week.firstDay))
        let table = try SeriesTable(
            csv: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))),
            columns: [week.target] + week.known, stepSeconds: week.stepMinutes.map { $0 * 60 })
        let columns = table.columns.map {
            RevisedSeries(
                latest: $0.latest.cut(from: (first - 120) * 86_400, to: (first + 7) * 86_400))
        }
        let data = ForecastData(target: columns[0], known: Array(columns.dropFirst()))
        let rules = GateRules(kind: week.kind, firstDay: first, lastDay: first + 6, horizon: 24)
        let backtest = try Backtest(data, Backtest.Settings(rules: rules), clock: { 0 })
        let scores = backtest.models[0].scores
        let pinball = try #require(scores.pinball)
        if ProcessInfo.processInfo.environment["WATTOKEN_UPDATE_GOLDEN"] != nil {
            print("\(week.testDescription) \(week.kind): mae: \(scores.mae), pinball: \(pinball)")
            return
        }
        // Processors differ in the last digits, and online weights carry those on.
        #expect(abs(scores.mae - week.mae) <= 0.01 * week.mae)
        #expect(abs(pinball - week.pinball) <= 0.01 * week.pinball)
        #expect(backtest.models.allSatisfy { $0.role != .baseline || $0.scores.count == 168 })
    }
}
