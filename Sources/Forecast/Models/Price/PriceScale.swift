import Glibc

/// How prices become numbers of one size, and back.
///
/// Both scales follow a market whose prices are multiplied or shifted, and end in the inverse
/// hyperbolic sine: spikes and negative prices count, but no more than they should.
/// B. Uniejewski, R. Weron, F. Ziel: Variance stabilizing transformations for electricity spot price
/// forecasting, IEEE Transactions on Power Systems 33 (2018).
enum PriceScale: Sendable {
    /// One median and one median deviation for all days.
    case fixed(median: Double, deviation: Double)
    /// Each day by the mean of the seven days and the deviation of the 28 days before it.
    case level(leastDeviation: Double)

    /// The two ways of scaling.
    enum Style: Sendable {
        case fixed
        case level
    }

    /// Where the inverse hyperbolic sine begins to bend, in deviations.
    private static let bend = 2.0

    init(_ style: Style, _ table: DayTable, days: Range<Int>) {
        let rows = days.lowerBound - table.firstDay..<days.upperBound - table.firstDay
        let prices = table.target.rows(rows).elements.sorted()
        let median = prices[prices.count / 2]
        var deviation = prices.map { abs($0 - median) }.sorted()[prices.count / 2]
        if deviation == 0 {
            deviation = prices.reduce(0) { $0 + abs($1 - median) } / Double(prices.count)
        }
        // Prices that never moved: any size will do.
        if deviation == 0 { deviation = max(abs(median), 1) }
        switch style {
        case .fixed: self = .fixed(median: median, deviation: Self.bend * deviation)
        case .level: self = .level(leastDeviation: 0.05 * deviation)
        }
    }

    /// The centre and the size of one day's prices.
    func size(of day: Int, _ table: DayTable) -> (centre: Double, deviation: Double) {
        switch self {
        case .fixed(let median, let deviation): return (median, deviation)
        case .level(let least):
            let row = day - table.firstDay
            let week = table.moments(of: max(0, row - 7)..<row)
            let month = table.moments(of: max(0, row - 28)..<row)
            return (week.mean, max(month.deviation, least))
        }
    }

    /// The number of a price.
    static func forward(_ price: Double, _ size: (centre: Double, deviation: Double)) -> Double {
        asinh((price - size.centre) / size.deviation)
    }

    /// The price of a number.
    static func back(_ number: Double, _ size: (centre: Double, deviation: Double)) -> Double {
        size.centre + size.deviation * sinh(number)
    }
}

extension DayTable {
    /// Mean and standard deviation of all values of some rows.
    fileprivate func moments(of rows: Range<Int>) -> (mean: Double, deviation: Double) {
        var sum = 0.0
        let places = rows.lowerBound * slots..<rows.upperBound * slots
        for place in places { sum += target.elements[place] }
        let mean = sum / Double(max(places.count, 1))
        var squares = 0.0
        for place in places {
            let distance = target.elements[place] - mean
            squares += distance * distance
        }
        return (mean, (squares / Double(max(places.count, 1))).squareRoot())
    }
}
