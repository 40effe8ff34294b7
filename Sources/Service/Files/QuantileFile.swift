import Forecast

/// Forecasts as CSV: `time,yhat,q01…q99`, times in UTC.
///
/// Where forecasts overlap (a horizon beyond a day), a last column `made_for` has the first step of
/// the forecast that a row belongs to. Joint paths follow as `s1…sN`, and the probability of each as
/// `p1…pN`, the same in every row.
enum QuantileFile {
    /// One forecast with its joint paths, if any.
    static func bytes(_ forecast: Forecast, _ scenarios: Scenarios?) -> [UInt8] {
        guard let scenarios else { return bytes([forecast]) }
        let lines = String(decoding: bytes([forecast]), as: UTF8.self).split(separator: "\n")
        let places = 1...scenarios.paths.rows
        let head = places.map { ",s\($0)" } + places.map { ",p\($0)" }
        let probabilities = scenarios.probabilities.map { "," + number($0) }.joined()
        var text = lines[0] + head.joined() + "\n"
        for (step, line) in lines.dropFirst().enumerated() {
            text += line + scenarios.paths.column(step).map { "," + number($0) }.joined()
            text += probabilities + "\n"
        }
        return Array(text.utf8)
    }

    static func bytes(_ forecasts: [Forecast]) -> [UInt8] {
        let isOverlapping = zip(forecasts, forecasts.dropFirst()).contains { a, b in
            a.time(a.count) > b.start
        }
        var text = "time,yhat"
        for percent in Forecast.percents { text += percent < 10 ? ",q0\(percent)" : ",q\(percent)" }
        text += isOverlapping ? ",made_for\n" : "\n"
        var bytes = Array(text.utf8)
        bytes.reserveCapacity(forecasts.reduce(0) { $0 + $1.count } * 900)
        for forecast in forecasts {
            let origin = CivilDay.text(ofTime: forecast.start)
            for step in 0..<forecast.count {
                var line = CivilDay.text(ofTime: forecast.time(step))
                line += "," + number(forecast.point[step])
                for value in forecast.quantiles(of: step) { line += "," + number(value) }
                line += isOverlapping ? ",\(origin)\n" : "\n"
                bytes += Array(line.utf8)
            }
        }
        return bytes
    }

    /// A number to a millionth, or to seven digits where it is smaller.
    private static func number(_ value: Double) -> String {
        let scale = abs(value) < 0.1 ? 1e9 : 1e6
        return abs(value) < 1e9 ? "\((value * scale).rounded() / scale)" : "\(value)"
    }
}
