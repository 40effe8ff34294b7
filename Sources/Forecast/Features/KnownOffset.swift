/// The part of a target that inputs known ahead explain at the same step: linear, alike at all hours.
///
/// A weather service's own temperature forecast for a place nearby explains most of the temperature
/// at a site; what remains is left to a model of the days.
struct KnownOffset {
    /// One value a step of history and horizon; 0 where inputs are missing.
    let values: [Double]

    /// Days that it is estimated on.
    private static let days = 182

    /// Least squares with a trace of ridge over the last days; zeros when nothing is known ahead.
    init(_ problem: ForecastProblem, _ target: [Double]) throws(LinearAlgebraError) {
        let count = problem.target.step(at: problem.start) + problem.horizon
        let first = max(0, target.count - Self.days * max(1, 86_400 / problem.stepSeconds))
        let ahead = count - problem.horizon..<count
        let known = problem.known.filter { series in
            2 * ahead.count { series.value(at: problem.target.time($0)).isFinite } > ahead.count
        }
        let rows = (first..<count).map { step in
            known.map { $0.value(at: problem.target.time(step)) } + [1]
        }
        let complete = rows.map { $0.allSatisfy(\.isFinite) }
        let past = (0..<target.count - first).filter { complete[$0] }
        let width = known.count + 1
        guard width > 1, past.count >= 10 * width else {
            values = [Double](repeating: 0, count: count)
            return
        }
        let design = Matrix(past.map { rows[$0] })
        var normal = design.gram
        for index in 0..<width {
            normal[index, index] += 1e-6 * max(normal[index, index], .leastNormalMagnitude) + 1e-12
        }
        let right = Matrix(
            rows: past.count, columns: 1, elements: past.map { target[first + $0] })
        let coefficients = try Cholesky(normal).solve(design.transposedTimes(right)).elements
        // A step without inputs gets the mean, so that it does not jump.
        let mean = past.reduce(0) { $0 + target[first + $1] } / Double(past.count)
        values =
            [Double](repeating: mean, count: first)
            + rows.indices.map { index in
                complete[index]
                    ? zip(rows[index], coefficients).reduce(0) { $0 + $1.0 * $1.1 } : mean
            }
    }
}
