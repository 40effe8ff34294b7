/// What the last errors of a forecast say of its next ones: an autoregression of order eight.
///
/// For each lead apart (a direct forecast) the error is a ridge regression on the last eight; the
/// same errors tell by which factor the spread around the corrected value is smaller.
/// P. Pinson: Wind energy: forecasting challenges for its operational management, Statistical
/// Science 2013, on corrections of the first hours.
struct ErrorFeedback {
    /// Errors looked back at.
    static let order = 8

    /// Correction of each lead, and the factor on the spread.
    let shifts: [Double]
    let factors: [Double]

    /// Learns from errors in the order of time, NaN where unknown; the forecast's leads follow the
    /// last one by 1, 2, ….
    init(_ errors: [Double], leads: ClosedRange<Int>) throws(LinearAlgebraError) {
        var shifts: [Double] = []
        var factors: [Double] = []
        let now = errors.count >= Self.order ? Self.lags(errors, errors.count) : nil
        for lead in leads {
            guard let now, let fit = try Self.fit(errors, lead) else {
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

    /// The errors before a step; nil when most are unknown.
    private static func lags(_ errors: [Double], _ end: Int) -> [Double]? {
        let lags = errors[end - order..<end]
        guard 2 * lags.count(where: \.isFinite) > order else { return nil }
        return lags.map { $0.isFinite ? $0 : 0 }
    }

    private static func fit(
        _ errors: [Double], _ lead: Int
    ) throws(LinearAlgebraError) -> (coefficients: [Double], factor: Double)? {
        var gram = Matrix(rows: order, columns: order)
        var right = Matrix(rows: order, columns: 1)
        var squares = 0.0
        var number = 0
        var rows: [(lags: [Double], value: Double)] = []
        for end in order..<max(order, errors.count - lead + 1) {
            let value = errors[end + lead - 1]
            guard value.isFinite, let lags = lags(errors, end) else { continue }
            rows.append((lags, value))
            squares += value * value
            number += 1
            for i in 0..<order {
                right[i, 0] += lags[i] * value
                for j in 0..<order { gram[i, j] += lags[i] * lags[j] }
            }
        }
        guard number >= 5 * order, squares > 0 else { return nil }
        let mean = (0..<order).reduce(0) { $0 + gram[$1, $1] } / Double(order)
        guard mean > 0 else { return nil }
        for i in 0..<order { gram[i, i] += 0.005 * mean + mean / Double(number) }
        let coefficients = try Cholesky(gram).solve(right).elements
        let rest = rows.reduce(0) { sum, row in
            let error = row.value - zip(coefficients, row.lags).reduce(0) { $0 + $1.0 * $1.1 }
            return sum + error * error
        }
        return (coefficients, max(0.05, (rest / squares).squareRoot()))
    }
}
