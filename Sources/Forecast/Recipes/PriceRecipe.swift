/// Day-ahead prices: Gaussian processes, ridge and LASSO, weighted by how they did of late.
///
/// It needs no options: hourly or shorter slots, any number of known inputs, negative prices. At its
/// first call it forecasts past days too, as they would have been, for weights and bands. Days after
/// the first of a horizon follow from the forecasts of the days before them.
struct PriceRecipe: Forecaster {
    let name = "price"
    private var progress = PriceProgress()
    /// The state before the last answer, in case the same day is asked for again.
    private var before: PriceProgress?
    private var table: DayTable?

    /// Days from the first that is not known to the end of the horizon; beyond, the recipe is silent.
    private static let mostDays = 9

    mutating func forecast(
        _ problem: ForecastProblem, progress report: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        BLASThreads.use(problem.threads)
        let table = try Self.table(problem)
        let lastStep = problem.start + (problem.horizon - 1) * problem.stepSeconds
        let days = problem.zone.day(of: lastStep) - table.endDay + 1
        guard days <= Self.mostDays else {
            throw .tooLittleHistory(
                series: problem.target.name, values: problem.target.count,
                needed: problem.target.count + (days - Self.mostDays) * table.slots)
        }
        if let before, before.nextDay == table.endDay { progress = before }
        before = nil
        let isSame = self.table?.agrees(with: table) ?? false
        if !isSame || progress.nextDay > table.endDay || progress.days < days {
            progress = PriceProgress(table, days: days)
        }
        self.table = table
        try progress.catchUp(table, report)
        before = progress
        let answer = progress.answer(table)
        return Self.forecast(problem, table, answer, names: progress.names)
    }

    private static func table(_ problem: ForecastProblem) throws(ForecastError) -> DayTable {
        let most = PriceFrame.window + 63 + PriceProgress.backcastDays
        guard let table = DayTable(problem, most: most),
            table.endDay - table.firstDay > PriceFrame.leastHistory
        else {
            throw .tooLittleHistory(
                series: problem.target.name, values: problem.target.count,
                needed: (PriceFrame.leastHistory + 1) * 86_400 / problem.stepSeconds)
        }
        return table
    }

    /// Puts days and slots on the steps of the horizon: an hour that clocks show twice has one price.
    private static func forecast(
        _ problem: ForecastProblem, _ table: DayTable, _ answer: PriceProgress.Answer,
        names: [String]
    ) -> Forecast {
        let places = (0..<problem.horizon).map { step in
            let time = problem.start + step * problem.stepSeconds
            let slot = problem.zone.secondOfDay(time) / problem.stepSeconds
            return (day: problem.zone.day(of: time) - table.endDay, slot: slot)
        }
        let record = answer.record
        let members = names.indices.compactMap { index -> Provenance.Member? in
            guard let said = record.members[index] else { return nil }
            return Provenance.Member(
                name: names[index], weight: record.weights[index],
                point: places.map { said[$0.day][$0.slot] })
        }
        var flags: Set<Provenance.Flag> = []
        if table.isFilled { flags.insert(.gapsFilled) }
        if !table.incomplete.isEmpty { flags.insert(.inputMissing) }
        if table.endDay - table.firstDay < 364 { flags.insert(.shortHistory) }
        if answer.errorDays < 28 { flags.insert(.fewErrors) }
        var forecast = Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds,
            point: places.map { record.points[$0.day][$0.slot] },
            quantiles: places.flatMap { place in
                answer.quantiles[place.day][place.slot * 99..<(place.slot + 1) * 99]
            },
            provenance: Provenance(
                model: "price",
                historySteps: min(PriceFrame.window, table.endDay - table.firstDay) * table.slots,
                inputsUsed: table.knownNames.filter { !table.incomplete.contains($0) },
                inputsMissing: table.incomplete, flags: flags, members: members))
        if !answer.errors.isEmpty {
            forecast.pastErrors = Matrix(
                answer.errors.map { errors in places.map { errors[$0.day][$0.slot] } })
        }
        return forecast
    }
}
