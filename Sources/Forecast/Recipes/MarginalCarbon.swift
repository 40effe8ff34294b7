/// Marginal carbon intensity: the target is what `ForecastData.marginal` makes of a mix.
///
/// Each value of it is a slope over the last 28 days at its time of day, and moves by a few per cent
/// from day to day: the last day is the forecast, and its errors of the past are the bands. The
/// processes of the average intensity, told weather and mix, were off by more than twice as much
/// (CISO, October and November 2021).
struct MarginalCarbon: Forecaster {
    let name = "marginal_carbon"
    private var persistence = LagNaive.daily

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        var answer = try persistence.forecast(problem, progress: progress)
        answer.provenance.model = name
        return answer
    }
}
