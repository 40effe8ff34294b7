/// Day-ahead prices: Gaussian processes, ridge and LASSO, weighted by how they did of late.
///
/// It needs no options: hourly or shorter slots, any number of known inputs, negative prices. At its
/// first call it forecasts past days too, as they would have been, for weights and bands.
struct PriceRecipe: Forecaster {
    let name = "price"
    private var ensemble = PriceEnsemble([PriceProcess.raw, PriceProcess.level])
    private var table: DayTable?
    private var nextDay = 0

    /// Past days that are forecast at the first call.
    private static let backcastDays = 240

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        BLASThreads.use(problem.threads)
        let most = PriceFrame.window + 35 + 28 + Self.backcastDays
        guard let table = DayTable(problem, most: most),
            table.endDay - table.firstDay > PriceFrame.leastHistory
        else {
            throw .tooLittleHistory(
                series: problem.target.name, values: problem.target.count,
                needed: (PriceFrame.leastHistory + 1) * 86_400 / problem.stepSeconds)
        }
        if !(self.table?.agrees(with: table) ?? false) || nextDay > table.endDay {
            ensemble.forget()
            nextDay = max(
                table.firstDay + PriceFrame.leastHistory, table.endDay - Self.backcastDays)
        }
        self.table = table
        let first = nextDay
        while nextDay < table.endDay {
            let record = ensemble.forecast(nextDay, days: 1, table)
            ensemble.settle(record, table, keeping: Self.backcastDays)
            nextDay += 1
            guard progress(Double(nextDay - first) / Double(table.endDay - first + 1)) else {
                throw .cancelled
            }
        }
        let record = ensemble.forecast(table.endDay, days: 1, table)
        let point = record.points[0]
        return Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds, point: point,
            quantiles: point.flatMap { Array(repeating: $0, count: 99) },
            provenance: Provenance(model: name, historySteps: table.endDay - table.firstDay))
    }
}
