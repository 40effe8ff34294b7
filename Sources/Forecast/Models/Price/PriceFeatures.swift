/// What a day-ahead price is explained with, day by day: LEAR's features, in groups.
///
/// The prices of one, two, three and seven days before, the known inputs of the day, the day and
/// the week before, the day of the week; and the last six hours known, and time itself. Days of
/// more than 24 slots are read by the hour.
/// J. Lago, G. Marcjasz, B. De Schutter, R. Weron: Forecasting day-ahead electricity prices,
/// Applied Energy 293 (2021).
struct PriceFeatures: Sendable {
    /// A kind of feature, which a model weighs as a whole.
    enum Group: Sendable, Hashable {
        case price(daysBefore: Int)
        case lateHours
        case input(daysBefore: Int)
        case weekday
        case time
    }

    /// Days before the one to forecast whose prices are read.
    static let lags = [1, 2, 3, 7]
    /// Days before it whose known inputs are read.
    static let inputLags = [0, 1, 7]

    /// The scale of the prices.
    let scale: PriceScale
    /// The group of each column.
    let groups: [Group]
    private let slotsOfBin: Int
    private let firstDay: Int

    init(_ scale: PriceScale, _ table: DayTable, from firstDay: Int) {
        self.scale = scale
        self.firstDay = firstDay
        slotsOfBin = table.slots > 24 && table.slots % 24 == 0 ? table.slots / 24 : 1
        let bins = table.slots / slotsOfBin
        var groups: [Group] = []
        for lag in Self.lags {
            groups += Array(repeating: .price(daysBefore: lag), count: bins)
        }
        groups += Array(repeating: .lateHours, count: max(1, bins / 4))
        for _ in table.known {
            for lag in Self.inputLags {
                groups += Array(repeating: .input(daysBefore: lag), count: bins)
            }
        }
        self.groups = groups + Array(repeating: .weekday, count: 7) + [.time]
    }

    /// The features of a day; the days before it are in the table.
    func row(_ day: Int, _ table: DayTable) -> [Double] {
        let size = scale.size(of: day, table)
        let row = day - table.firstDay
        var features: [Double] = []
        features.reserveCapacity(groups.count)
        for lag in Self.lags {
            appendBins(table.target, row - lag, &features) { PriceScale.forward($0, size) }
        }
        let bins = table.slots / slotsOfBin
        features += features[bins - max(1, bins / 4)..<bins]
        for known in table.known {
            for lag in Self.inputLags { appendBins(known, row - lag, &features) { $0 } }
        }
        let weekday = CivilZone.weekday(ofDay: day)
        features += (0..<7).map { $0 == weekday ? 1 : 0 }
        features.append(Double(day - firstDay) / 365.25)
        return features
    }

    /// The numbers of a day's prices.
    func target(_ day: Int, _ table: DayTable) -> [Double] {
        let size = scale.size(of: day, table)
        return table.target[row: day - table.firstDay].map { PriceScale.forward($0, size) }
    }

    /// The prices of a day's numbers.
    func prices(_ numbers: [Double], _ day: Int, _ table: DayTable) -> [Double] {
        let size = scale.size(of: day, table)
        return numbers.map { PriceScale.back($0, size) }
    }

    private func appendBins(
        _ matrix: Matrix, _ row: Int, _ features: inout [Double], _ number: (Double) -> Double
    ) {
        let start = row * matrix.columns
        for bin in stride(from: start, to: start + matrix.columns, by: slotsOfBin) {
            var sum = 0.0
            for place in bin..<bin + slotsOfBin { sum += matrix.elements[place] }
            features.append(number(sum / Double(slotsOfBin)))
        }
    }
}

/// The days that a model of the price is estimated on, and what they have in common.
///
/// Scales and centres are kept for four weeks from an anchor in the calendar, so that yesterday's
/// work need not be done again, and a single forecast is the same as the one of a long backtest.
struct PriceFrame: Sendable {
    /// The first day that is forecast with this frame; the days before it set the scales.
    let anchor: Int
    /// The days of the window before the anchor.
    let training: Range<Int>
    /// The features and the scale of the prices.
    let features: PriceFeatures
    /// Mean of each column over the training days.
    let centres: [Double]
    /// One over the mean deviation of the column's group, times one over the root of its size.
    let factors: [Double]

    /// Days of the window before an anchor.
    static let window = 1092
    /// Days of history without which nothing is estimated: lags of a week, and a week of rows.
    static let leastHistory = 14

    /// The anchor that serves a day, and how long it will: rarer the longer the history is.
    static func anchor(of day: Int, _ table: DayTable) -> Int {
        let history = day - table.firstDay
        let step = history >= 400 ? 28 : history >= 56 ? 7 : 1
        return max(day / step * step, table.firstDay + leastHistory)
    }

    /// The days that a frame is estimated on.
    static func training(_ anchor: Int, _ table: DayTable) -> Range<Int> {
        max(anchor - window, table.firstDay + 7)..<anchor
    }

    init(_ style: PriceScale.Style, anchor: Int, _ table: DayTable) {
        self.anchor = anchor
        training = Self.training(anchor, table)
        let scale = PriceScale(style, table, days: training)
        features = PriceFeatures(scale, table, from: training.lowerBound)
        (centres, factors) = Self.moments(features, training, table)
    }

    /// A day's features, each centred, and each group of one size.
    func row(_ day: Int, _ table: DayTable) -> [Double] {
        var row = features.row(day, table)
        for column in row.indices {
            row[column] = (row[column] - centres[column]) * factors[column]
        }
        return row
    }

    private static func moments(
        _ features: PriceFeatures, _ days: Range<Int>, _ table: DayTable
    ) -> ([Double], [Double]) {
        let count = features.groups.count
        var sums = Array(repeating: 0.0, count: count)
        let rows = days.map { features.row($0, table) }
        for row in rows { for column in 0..<count { sums[column] += row[column] } }
        let centres = sums.map { $0 / Double(days.count) }
        var squares = Array(repeating: 0.0, count: count)
        for row in rows {
            for column in 0..<count {
                squares[column] += (row[column] - centres[column]) * (row[column] - centres[column])
            }
        }
        let deviations = squares.map { ($0 / Double(days.count)).squareRoot() }
        return (centres, factors(features.groups, deviations))
    }

    /// Columns of a group share one factor; each known input is a group of its own.
    private static func factors(
        _ groups: [PriceFeatures.Group], _ deviations: [Double]
    ) -> [Double] {
        var factors = Array(repeating: 0.0, count: groups.count)
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != groups[start] } ?? groups.count
            let mean = deviations[start..<end].reduce(0, +) / Double(end - start)
            // Time is counted in years already; a group that never changes says nothing.
            let factor = groups[start] == .time ? 1 : mean > 1e-9 ? 1 / mean : 0
            for column in start..<end {
                factors[column] = factor / Double(end - start).squareRoot()
            }
            start = end
        }
        return factors
    }
}
