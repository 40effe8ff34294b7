/// What the price recipe has learned up to a day.
struct PriceProgress: Sendable {
    /// What is said about the days of a horizon.
    struct Answer: Sendable {
        let record: PriceEnsemble.Record
        /// 99 quantiles a slot, day by day.
        let quantiles: [[Double]]
        /// Errors of past forecasts, one row a forecast, by day of the horizon and slot.
        let errors: [[[Double]]]
        let errorDays: Int
    }

    private var ensemble = PriceEnsemble([
        PriceProcess.raw, PriceProcess.level, PriceWindows.ridge, PriceWindows.lasso,
    ])
    /// Bands of the first, second… day ahead.
    private var bands: [DayBands] = []
    /// Forecasts whose first day has not been settled.
    private var open: [PriceEnsemble.Record] = []
    /// The first day that was not forecast.
    private(set) var nextDay = 0

    /// Past days that are forecast at the first call.
    static let backcastDays = 240
    /// The last of them, for which quantiles are made too, so that widths adapt.
    private static let adaptedDays = 60

    /// Knows nothing.
    init() {}

    /// Begins with the days before the end of a table.
    init(_ table: DayTable, days: Int) {
        bands = Array(repeating: DayBands(slots: table.slots), count: days)
        nextDay = max(
            table.firstDay + PriceFrame.leastHistory, table.endDay - Self.backcastDays)
    }

    /// Days of the horizon.
    var days: Int { bands.count }

    /// Names of the members.
    var names: [String] { ensemble.names }

    /// Forecasts the days that have passed, and learns what came.
    mutating func catchUp(
        _ table: DayTable, _ report: ForecastProgress
    ) throws(ForecastError) {
        let first = nextDay
        settle(table)
        while nextDay < table.endDay {
            _ = advance(table, isBanded: nextDay >= table.endDay - Self.adaptedDays)
            settle(table)
            guard report(Double(nextDay - first) / Double(table.endDay - first + 1)) else {
                throw .cancelled
            }
        }
    }

    /// Forecasts the first day that is not known, and those after it.
    mutating func answer(_ table: DayTable) -> Answer {
        let errorDays = bands.map(\.errorDays).min() ?? 0
        let errors = pastErrors
        let (record, quantiles) = advance(table, isBanded: true)
        return Answer(record: record, quantiles: quantiles, errors: errors, errorDays: errorDays)
    }

    /// Errors of forecasts all of whose days are known, oldest first.
    private var pastErrors: [[[Double]]] {
        (bands.first?.errorDaysKnown ?? []).compactMap { first in
            let days = bands.indices.compactMap { bands[$0].errors(of: first + $0) }
            return days.count == bands.count ? days : nil
        }
    }

    private mutating func advance(
        _ table: DayTable, isBanded: Bool
    ) -> (PriceEnsemble.Record, [[Double]]) {
        let record = ensemble.forecast(nextDay, days: days, table)
        open.append(record)
        nextDay += 1
        var quantiles: [[Double]] = []
        for (ahead, point) in record.points.enumerated() {
            let members = record.members.map { $0?[ahead] ?? point }
            if isBanded {
                quantiles.append(
                    bands[ahead].quantiles(
                        of: record.day + ahead, point: point, members: members,
                        spread: table.weeklyChanges))
            } else {
                bands[ahead].note(record.day + ahead, point: point, members: members)
            }
        }
        return (record, quantiles)
    }

    /// Takes the truths of the days that are known now.
    private mutating func settle(_ table: DayTable) {
        while let record = open.first, record.day < table.endDay {
            open.removeFirst()
            let truth = Array(table.target[row: record.day - table.firstDay])
            ensemble.settle(record, truth)
            // What was said about this day the day before, two days before…
            for ahead in bands.indices {
                bands[ahead].settle(record.day, truth)
            }
        }
    }
}

extension DayTable {
    /// Differences of the last four weeks to the weeks before them: errors of knowing nothing else.
    fileprivate var weeklyChanges: [Double] {
        let rows = max(7, target.rows - 28)..<max(7, target.rows)
        return rows.flatMap { row in
            zip(target[row: row], target[row: row - 7]).map { $0 - $1 }
        }
    }
}
