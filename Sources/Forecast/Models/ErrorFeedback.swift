/// What the last errors of a forecast say of its next ones: an autoregression of order eight, and how
/// far from it the truth has been.
///
/// For each lead apart (a direct forecast) the error is a median regression on the last eight and on
/// the change that is forecast from now to then; the last value itself is one of the things it can
/// say. The distribution is that of what remained when it said about as much: next to nothing near
/// the bounds, where power stays for hours, and much in between.
/// P. Pinson: Wind energy: forecasting challenges for its operational management, Statistical
/// Science 2013, on corrections of the first hours and why their errors depend on the level.
package struct ErrorFeedback: Sendable {
    /// Errors looked back at.
    static let order = 8
    /// Past forecasts of about the same level.
    private static let neighbours = 300
    /// Rounds of reweighted least squares towards the median regression.
    private static let rounds = 10

    /// What was learned of one lead.
    private struct Lead {
        let coefficients: [Double]
        /// Corrected forecasts, ascending, and truth less each.
        let points: [Double]
        let rests: [Double]
    }

    private let leads: [Lead?]
    private let firstLead: Int
    private let bounds: ClosedRange<Double>

    /// Learns from errors in the order of time, NaN where unknown.
    ///
    /// - Parameters:
    ///   - errors: truth less forecast.
    ///   - forecast: the forecast of the same steps.
    ///   - leads: steps after the last error that will be asked.
    ///   - bounds: no value lies beyond them.
    package init(
        _ errors: [Double], forecast: [Double], leads: ClosedRange<Int>,
        bounds: ClosedRange<Double>
    ) throws(LinearAlgebraError) {
        firstLead = leads.lowerBound
        self.bounds = bounds
        var learned: [Lead?] = []
        for lead in leads { learned.append(try Self.lead(lead, errors, forecast, bounds)) }
        self.leads = learned
    }

    /// The 99 quantiles of one step, ascending; nil when too little is known.
    ///
    /// - Parameters:
    ///   - errors: the last errors, at least `order` of them.
    ///   - forecast: of the same steps and, after them, of all that follow until the lead.
    ///   - lead: steps after the last error, one of those learned.
    package func quantiles(_ errors: [Double], forecast: [Double], lead: Int) -> [Double]? {
        guard let learned = leads[lead - firstLead],
            let now = Self.features(errors, forecast, errors.count, lead)
        else {
            return nil
        }
        let point = Self.point(
            learned.coefficients, now, forecast[errors.count + lead - 1], bounds)
        let count = learned.points.count
        let number = min(count, Self.neighbours)
        let above = learned.points.firstIndex { $0 >= point } ?? count
        let first = min(max(above - number / 2, 0), count - number)
        let near = Array(learned.rests[first..<first + number])
        let rests = ResidualQuantiles.weighted(
            near, [Double](repeating: 1, count: number), stretch: 1 + 1 / Double(number))
        return rests?.map { min(max(point + $0, bounds.lowerBound), bounds.upperBound) }
    }

    private static func point(
        _ coefficients: [Double], _ features: [Double], _ forecast: Double,
        _ bounds: ClosedRange<Double>
    ) -> Double {
        let value = zip(coefficients, features).reduce(forecast) { $0 + $1.0 * $1.1 }
        return min(max(value, bounds.lowerBound), bounds.upperBound)
    }

    /// The errors before a step and the change forecast from it; nil when most are unknown.
    private static func features(
        _ errors: [Double], _ forecast: [Double], _ end: Int, _ lead: Int
    ) -> [Double]? {
        guard end >= order, end + lead <= forecast.count else { return nil }
        let lags = errors[end - order..<end]
        guard 2 * lags.count(where: \.isFinite) > order else { return nil }
        return lags.map { $0.isFinite ? $0 : 0 } + [forecast[end + lead - 1] - forecast[end - 1]]
    }

    private static func lead(
        _ lead: Int, _ errors: [Double], _ forecast: [Double], _ bounds: ClosedRange<Double>
    ) throws(LinearAlgebraError) -> Lead? {
        var rows: [[Double]] = []
        var values: [Double] = []
        var forecasts: [Double] = []
        for end in order..<max(order, errors.count - lead + 1) {
            let value = errors[end + lead - 1]
            guard value.isFinite, let lags = features(errors, forecast, end, lead) else { continue }
            rows.append(lags)
            values.append(value)
            forecasts.append(forecast[end + lead - 1])
        }
        guard rows.count >= 5 * (order + 1), values.contains(where: { $0 != 0 }) else { return nil }
        guard let coefficients = try median(Matrix(rows), values) else { return nil }
        let past = zip(rows, zip(values, forecasts)).map { row, known in
            let point = point(coefficients, row, known.1, bounds)
            return (point: point, rest: known.0 + known.1 - point)
        }.sorted { $0.point < $1.point }
        return Lead(
            coefficients: coefficients, points: past.map(\.point), rests: past.map(\.rest))
    }

    /// Coefficients whose sum of absolute errors is the least, a little shrunk.
    private static func median(
        _ rows: Matrix, _ values: [Double]
    ) throws(LinearAlgebraError) -> [Double]? {
        let size = values.reduce(0) { $0 + abs($1) } / Double(values.count)
        let count = Double(values.count)
        var coefficients = [Double](repeating: 0, count: rows.columns)
        for round in 0..<rounds {
            let said = rows.times(coefficients)
            // The first round is least squares.
            let roots = zip(values, said).map { value, said in
                round == 0 ? 1 : (size / max(abs(value - said), 0.1 * size)).squareRoot()
            }
            var scaled = rows
            for row in 0..<rows.rows {
                for column in 0..<rows.columns { scaled[row, column] *= roots[row] }
            }
            var gram = scaled.gram
            let mean = (0..<gram.rows).reduce(0) { $0 + gram[$1, $1] } / Double(gram.rows)
            guard mean > 0 else { return nil }
            for index in 0..<gram.rows { gram[index, index] += 0.005 * mean + mean / count }
            let right = scaled.transposedTimes(Matrix(zip(values, roots).map { [$0 * $1] }))
            coefficients = try Cholesky(gram).solve(right).elements
        }
        return coefficients
    }
}
