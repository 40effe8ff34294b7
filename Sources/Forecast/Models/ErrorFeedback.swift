/// What the last errors of a forecast say of its next ones: an autoregression of order eight.
///
/// For each lead apart (a direct forecast) the error is a ridge regression on the last eight and on
/// the change that is forecast from now to then; the same errors tell by which factor the spread
/// around the corrected value is smaller.
/// P. Pinson: Wind energy: forecasting challenges for its operational management, Statistical
/// Science 2013, on corrections of the first hours.
package struct ErrorFeedback {
    /// Errors looked back at.
    static let order = 8

    /// Correction of each lead, and the factor on the spread.
    package let shifts: [Double]
    package let factors: [Double]

    /// Learns from errors in the order of time, NaN where unknown.
    ///
    /// - Parameters:
    ///   - errors: truth less forecast.
    ///   - forecast: the forecast of the same steps and, after them, of all leads.
    ///   - leads: steps after the last error that are asked.
    package init(
        _ errors: [Double], forecast: [Double], leads: ClosedRange<Int>
    ) throws(LinearAlgebraError) {
        var shifts: [Double] = []
        var factors: [Double] = []
        for lead in leads {
            guard let now = Self.features(errors, forecast, errors.count, lead),
                let fit = try Self.fit(errors, forecast, lead)
            else {
                shifts.append(0)
                factors.append(1)
                continue
            }
            shifts.append(zip(fit.coefficients, now).reduce(0) { $0 + $1.0 * $1.1 })
            factors.append(fit.factor)
        }
        self.shifts = shifts
        self.factors = factors
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

    private static func fit(
        _ errors: [Double], _ forecast: [Double], _ lead: Int
    ) throws(LinearAlgebraError) -> (coefficients: [Double], factor: Double)? {
        let width = order + 1
        var gram = Matrix(rows: width, columns: width)
        var right = Matrix(rows: width, columns: 1)
        var squares = 0.0
        var number = 0
        var rows: [(lags: [Double], value: Double)] = []
        for end in order..<max(order, errors.count - lead + 1) {
            let value = errors[end + lead - 1]
            guard value.isFinite, let lags = features(errors, forecast, end, lead) else { continue }
            rows.append((lags, value))
            squares += value * value
            number += 1
            for i in 0..<width {
                right[i, 0] += lags[i] * value
                for j in 0..<width { gram[i, j] += lags[i] * lags[j] }
            }
        }
        guard number >= 5 * width, squares > 0 else { return nil }
        let mean = (0..<width).reduce(0) { $0 + gram[$1, $1] } / Double(width)
        guard mean > 0 else { return nil }
        for i in 0..<width { gram[i, i] += 0.005 * mean + mean / Double(number) }
        let coefficients = try Cholesky(gram).solve(right).elements
        let rest = rows.reduce(0) { sum, row in
            let error = row.value - zip(coefficients, row.lags).reduce(0) { $0 + $1.0 * $1.1 }
            return sum + error * error
        }
        return (coefficients, max(0.05, (rest / squares).squareRoot()))
    }
}
