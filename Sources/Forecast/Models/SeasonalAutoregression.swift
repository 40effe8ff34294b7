import Glibc

/// Autoregression on the last steps, the last day and the last week, around Fourier terms.
///
/// Day and week enter as sines and cosines (dynamic harmonic regression), what is left as a sparse
/// autoregression; both by least squares. Intervals are normal.
/// P. C. Young, D. J. Pedregal, W. Tych: Dynamic harmonic regression, Journal of Forecasting 18
/// (1999); R. J. Hyndman, G. Athanasopoulos: Forecasting: Principles and Practice, 3rd ed., 10.5.
package struct SeasonalAutoregression: Forecaster {
    package let name = "seasonal_ar"

    /// Days of history that it is estimated on.
    private static let days = 112
    /// Pairs of sine and cosine for the day and for the week.
    private static let pairs = (day: 6, week: 4)

    /// Creates it; it keeps nothing between gates.
    package init() {}

    package mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        let history = try RecentHistory(problem.target, days: Self.days)
        let values = history.values
        let perDay = max(1, 86_400 / problem.stepSeconds)
        let lags = [1, 2, 3, perDay, perDay + 1, 7 * perDay].filter { 4 * $0 < values.count }
        guard values.count >= 8, let longest = lags.max() else {
            throw .tooLittleHistory(series: problem.target.name, values: values.count, needed: 8)
        }
        let first = problem.target.end / problem.stepSeconds - values.count
        let count = problem.lead + problem.horizon
        do {
            let terms = Matrix((0..<values.count + count).map { Self.terms(first + $0, perDay) })
            let shape = try PivotedQR(terms.rows(0..<values.count))
                .leastSquares(Matrix(rows: values.count, columns: 1, elements: values))
            let shapes = terms.times(shape).elements
            var rests = zip(values, shapes).map { $0 - $1 }
            let past = Matrix((longest..<rests.count).map { step in lags.map { rests[step - $0] } })
            let now = Array(rests[longest...])
            let factors = try PivotedQR(past)
                .leastSquares(Matrix(rows: now.count, columns: 1, elements: now)).elements
            let errors = zip(now, past.times(factors)).map { $0 - $1 }
            let squares = errors.reduce(0) { $0 + $1 * $1 }
            for _ in 0..<count { rests.append(Self.next(rests, lags, factors)) }
            let asked = (values.count + problem.lead..<values.count + count)
                .map { shapes[$0] + rests[$0] }
            let deviations = NormalBands.deviations(
                Self.responses(lags, factors, count),
                (squares / Double(max(errors.count - lags.count, 1))).squareRoot())
            return Forecast(
                start: problem.start, stepSeconds: problem.stepSeconds, point: asked,
                quantiles: NormalBands.quantiles(asked, Array(deviations[problem.lead...])),
                provenance: Provenance(
                    model: name, historySteps: values.count,
                    flags: history.isFilled ? [.gapsFilled] : []))
        } catch {
            throw .numerical(place: name, routine: "dgeqp3")
        }
    }

    /// A constant and the sines and cosines of a step; pairs faster than two steps are left out.
    private static func terms(_ step: Int, _ perDay: Int) -> [Double] {
        let periods =
            (1...pairs.day).map { Double(perDay) / Double($0) }
            + (1...pairs.week).map { Double(7 * perDay) / Double($0) }
        return [1]
            + periods.filter { $0 > 2 }.flatMap { period in
                let angle = 2 * Double.pi * (Double(step) / period)
                return [sin(angle), cos(angle)]
            }
    }

    private static func next(_ rests: [Double], _ lags: [Int], _ factors: [Double]) -> Double {
        zip(lags, factors).reduce(0) { $0 + $1.1 * rests[rests.count - $1.0] }
    }

    /// What a shock of one leaves each step later.
    static func responses(_ lags: [Int], _ factors: [Double], _ count: Int) -> [Double] {
        var responses = [1.0]
        while responses.count < count {
            responses.append(
                zip(lags, factors).reduce(0) { sum, pair in
                    pair.0 <= responses.count
                        ? sum + pair.1 * responses[responses.count - pair.0] : sum
                })
        }
        return responses
    }
}
