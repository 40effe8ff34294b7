/// Marginal carbon intensity, forecast from the average one and the mix.
///
/// The target of the problem is the average intensity and its inputs are the generation by source;
/// the answer is the marginal intensity of the horizon (`MixIntensity`), forecast as the average one
/// is. A backtest against the average would compare two different things: score it against
/// `MixIntensity.marginal`.
struct MarginalCarbon: Forecaster {
    let name = "marginal_carbon"
    private var process = DayProfileProcess.carbon

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        let mix = problem.inputs.filter(\.hasValues)
        let mixture = try MixIntensity(mix: mix, average: problem.target)
        guard let marginal = mixture.marginal(mix), marginal.hasValues,
            marginal.end <= problem.start
        else {
            throw .noValues(series: mix.first?.name ?? problem.target.name)
        }
        var question = problem
        question.target = marginal
        var answer = try process.forecast(question, progress: progress)
        answer.provenance.model = name
        return answer
    }
}
