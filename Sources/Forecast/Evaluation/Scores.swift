/// How good forecasts of one model were over a test; shares and percentages are in per cent.
public struct Scores: Sendable, Equatable {
    /// Forecast steps that could be compared with a true value.
    public var count = 0
    /// Mean absolute error, in the target's unit.
    public var mae = Double.nan
    /// Root of the mean squared error, in the target's unit.
    public var rmse = Double.nan
    /// Mean of |error| / |truth|, %, over the steps whose truth is not zero.
    public var mape = Double.nan
    /// Sum of |error| over the sum of |truth|, %.
    public var wape = Double.nan
    /// Mean of 2 |error| / (|forecast| + |truth|), %; for comparison with papers only.
    public var smape = Double.nan
    /// MAE relative to that of the weekly naive forecast on the same steps.
    public var rmae: Double?
    /// MAE relative to the mean change from day to day before the test.
    ///
    /// R. J. Hyndman, A. B. Koehler: Another look at measures of forecast accuracy, 2006.
    public var mase: Double?
    /// Mean pinball loss over the quantiles 1…99 %.
    public var pinball: Double?
    /// Continuous ranked probability score: twice the integral of the pinball loss over all levels.
    ///
    /// Between the quantiles 1…99 % the quantile function is taken as linear, beyond them as constant.
    /// Some papers call the mean pinball loss, half of it, by this name.
    public var crps: Double?
    /// Share of truths within the central intervals of 50, 80, 90 and 95 %, %.
    public var coverage50: Double?
    /// Share within the central 80 %, %.
    public var coverage80: Double?
    /// Share within the central 90 %, %.
    public var coverage90: Double?
    /// Share within the central 95 %, %; its ends lie between two quantiles of the grid.
    public var coverage95: Double?
    /// The smallest coverage of the 90 % interval in any 60 days running, %; nil below 60 days.
    public var worst60Coverage90: Double?
    /// Mean Winkler score of the 90 % interval: its width, and 20 times what the truth lies outside.
    public var winkler90: Double?
    /// Mean width of the 90 % interval.
    public var width90: Double?
    /// Mean absolute error of the first, second… day ahead, for horizons beyond a day.
    public var maeByDay: [Double] = []
    /// Mean absolute percentage error of the first, second… day ahead, %.
    public var mapeByDay: [Double] = []
}

/// Adds up the losses of one model, forecast by forecast.
public struct ScoreKeeper: Sendable {
    /// Loss of one local day.
    struct DayLoss: Sendable {
        var absolute = 0.0
        var count = 0
        var within90 = 0
    }

    private var sums = Sums()
    private var leads: [Sums] = []
    private var hasQuantiles = true
    /// Losses by local day, ascending.
    private(set) var days: [Int: DayLoss] = [:]

    private struct Sums: Sendable {
        var count = 0
        var absolute = 0.0
        var squared = 0.0
        var truth = 0.0
        var relative = 0.0
        var relativeCount = 0
        var symmetric = 0.0
        var pinball = 0.0
        var crps = 0.0
        var winkler = 0.0
        var width = 0.0
        var within = [Int](repeating: 0, count: 4)

        mutating func add(_ value: Double, _ truth: Double) {
            let error = abs(value - truth)
            count += 1
            absolute += error
            squared += error * error
            self.truth += abs(truth)
            if truth != 0 {
                relative += error / abs(truth)
                relativeCount += 1
            }
            if error > 0 { symmetric += 2 * error / (abs(value) + abs(truth)) }
        }
    }

    /// Creates an empty keeper.
    public init() {}

    /// Adds a forecast whose quantiles count too.
    ///
    /// - Parameters:
    ///   - truth: one value a step; NaN where there is none.
    ///   - day: local day that its losses count for.
    public mutating func add(_ forecast: Forecast, truth: [Double], day: Int) {
        addPoint(forecast.point, truth: truth, day: day, stepSeconds: forecast.stepSeconds)
        for (step, value) in truth.enumerated() where value.isFinite {
            addQuantiles(forecast.quantiles(of: step), value, day)
        }
    }

    /// Adds a forecast without quantiles; a NaN in it counts for nothing.
    public mutating func add(point: [Double], truth: [Double], day: Int, stepSeconds: Int) {
        hasQuantiles = false
        addPoint(point, truth: truth, day: day, stepSeconds: stepSeconds)
    }

    private mutating func addPoint(
        _ point: [Double], truth: [Double], day: Int, stepSeconds: Int
    ) {
        for (step, (value, truth)) in zip(point, truth).enumerated()
        where truth.isFinite && value.isFinite {
            sums.add(value, truth)
            days[day, default: DayLoss()].absolute += abs(value - truth)
            days[day, default: DayLoss()].count += 1
            let lead = step * stepSeconds / 86_400
            while leads.count <= lead { leads.append(Sums()) }
            leads[lead].add(value, truth)
        }
    }

    private mutating func addQuantiles(_ row: ArraySlice<Double>, _ truth: Double, _ day: Int) {
        let levels = QuantileRow(row)
        sums.pinball += levels.meanPinball(truth)
        sums.crps += levels.crps(truth)
        let intervals = [(0.25, 0.75), (0.1, 0.9), (0.05, 0.95), (0.025, 0.975)]
        for (index, (low, high)) in intervals.enumerated()
        where levels.value(low) <= truth && truth <= levels.value(high) {
            sums.within[index] += 1
            if index == 2 { days[day, default: DayLoss()].within90 += 1 }
        }
        let low = levels.value(0.05)
        let high = levels.value(0.95)
        sums.width += high - low
        sums.winkler += high - low + 20 * (max(0, low - truth) + max(0, truth - high))
    }

    /// The scores of all that was added.
    ///
    /// - Parameters:
    ///   - weeklyMAE: MAE of the weekly naive forecast on the same steps.
    ///   - dailyChange: mean absolute change from day to day before the test.
    public func scores(weeklyMAE: Double? = nil, dailyChange: Double? = nil) -> Scores {
        var scores = Scores()
        let count = Double(sums.count)
        guard count > 0 else { return scores }
        scores.count = sums.count
        scores.mae = sums.absolute / count
        scores.rmse = (sums.squared / count).squareRoot()
        scores.mape = 100 * sums.relative / Double(sums.relativeCount)
        scores.wape = 100 * sums.absolute / sums.truth
        scores.smape = 100 * sums.symmetric / count
        scores.rmae = weeklyMAE.map { scores.mae / $0 }
        scores.mase = dailyChange.map { scores.mae / $0 }
        if leads.count > 1 {
            scores.maeByDay = leads.map { $0.absolute / Double($0.count) }
            scores.mapeByDay = leads.map { 100 * $0.relative / Double($0.relativeCount) }
        }
        guard hasQuantiles else { return scores }
        scores.pinball = sums.pinball / count
        scores.crps = sums.crps / count
        let within = sums.within.map { 100 * Double($0) / count }
        scores.coverage50 = within[0]
        scores.coverage80 = within[1]
        scores.coverage90 = within[2]
        scores.coverage95 = within[3]
        scores.worst60Coverage90 = worst60
        scores.winkler90 = sums.winkler / count
        scores.width90 = sums.width / count
        return scores
    }

    /// The smallest share of truths within the 90 % interval in 60 neighbouring days, %.
    private var worst60: Double? {
        let ordered = days.sorted { $0.key < $1.key }.map(\.value)
        guard ordered.count >= 60 else { return nil }
        return (0...ordered.count - 60).map { first in
            let window = ordered[first..<first + 60]
            return 100 * Double(window.reduce(0) { $0 + $1.within90 })
                / Double(max(1, window.reduce(0) { $0 + $1.count }))
        }.min()
    }
}

/// The quantiles of one step, and what they say of a truth.
struct QuantileRow {
    private let row: ArraySlice<Double>
    /// Levels over which the score is integrated: the middles of 1000 equal parts.
    private static let parts = 1_000

    init(_ row: ArraySlice<Double>) { self.row = row }

    /// The quantile at a level, linear between the grid's, constant beyond them.
    func value(_ level: Double) -> Double {
        let place = min(98, max(0, level * 100 - 1))
        let below = min(97, Int(place))
        let low = row[row.startIndex + below]
        return low + (place - Double(below)) * (row[row.startIndex + below + 1] - low)
    }

    /// Mean pinball loss over 1…99 %.
    func meanPinball(_ truth: Double) -> Double {
        var sum = 0.0
        var level = 0.01
        for value in row {
            sum += truth >= value ? level * (truth - value) : (1 - level) * (value - truth)
            level += 0.01
        }
        return sum / 99
    }

    /// Twice the integral of the pinball loss over the levels from 0 to 1.
    func crps(_ truth: Double) -> Double {
        var sum = 0.0
        for part in 0..<Self.parts {
            let level = (Double(part) + 0.5) / Double(Self.parts)
            let value = value(level)
            sum += truth >= value ? level * (truth - value) : (1 - level) * (value - truth)
        }
        return 2 * sum / Double(Self.parts)
    }
}
