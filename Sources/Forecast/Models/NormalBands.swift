/// Quantiles of a normal error around each point, as models of time series state them.
enum NormalBands {
    /// 99 quantiles a step, from points and standard deviations.
    static func quantiles(_ points: [Double], _ deviations: [Double]) -> [Double] {
        let scores = Forecast.percents.map { StandardNormal.quantile(Double($0) / 100) }
        return zip(points, deviations).flatMap { point, deviation in
            scores.map { point + deviation * $0 }
        }
    }

    /// Standard deviations one, two… steps ahead, from the response to one shock of each step.
    static func deviations(_ responses: [Double], _ sigma: Double) -> [Double] {
        var sum = 0.0
        return responses.map { response in
            sum += response * response
            return sigma * sum.squareRoot()
        }
    }
}

/// The last steps of a target as models of time series read them: without gaps.
struct RecentHistory {
    /// Values without gaps, oldest first.
    let values: [Double]
    /// Whether some were filled.
    let isFilled: Bool

    /// The last `days` days of a target; gaps are filled as `GapFilling` says.
    init(_ target: Series, days: Int) throws(ForecastError) {
        let perDay = max(1, 86_400 / target.stepSeconds)
        let recent = Array(target.values.suffix(days * perDay))
        guard let first = recent.firstIndex(where: \.isFinite) else {
            throw .noValues(series: target.name)
        }
        let known = Array(recent[first...])
        isFilled = known.contains { !$0.isFinite }
        values = GapFilling.filled(known, slots: perDay)
    }
}
