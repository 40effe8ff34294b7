/// Which variables of an interior point are on their way to a bound, and which are not.
///
/// Of a column and its reduced cost, or a row and its dual, one goes to zero and the other does
/// not: their ratio goes to zero or to infinity, and tells long before the end which it is (A. S.
/// El-Bakry, R. A. Tapia, Y. Zhang, *A study of indicators for identifying zero variables in
/// interior-point methods*, SIAM Review 36 (1994)). It is compared with that of an average value
/// and an average price.
struct Interiority {
    /// Distance of each column, then of each row, to its nearest bound; ∞ for those without.
    let distance: [Double]
    /// Reduced cost of each column, then dual of each row.
    let price: [Double]
    private let ratio: Double

    /// Share of an average cost that prices are reckoned to be at least, where all are rounding.
    private static let leastPrice = 1e-6

    /// Looks at an optimal point of a program.
    init(_ program: LinearProgram, _ point: Point) {
        var activity = [Double](repeating: 0, count: program.rowCount)
        program.matrix.addProduct(point.columns, to: &activity)
        func distances(_ value: [Double], _ lower: [Double], _ upper: [Double]) -> [Double] {
            value.indices.map {
                lower[$0] < upper[$0] ? min(value[$0] - lower[$0], upper[$0] - value[$0]) : 0
            }
        }
        distance =
            distances(point.columns, program.columnLower, program.columnUpper)
            + distances(activity, program.rowLower, program.rowUpper)
        let reduced = program.reducedCosts(point.rowDuals)
        price = reduced + point.rowDuals
        let least = Self.leastPrice * Self.average(program.cost)
        ratio = Self.average(point.columns) / max(Self.average(price), least)
    }

    /// Whether a variable stays away from its bounds.
    func isInside(_ variable: Int) -> Bool {
        distance[variable] > 0 && distance[variable] > ratio * abs(price[variable])
    }

    /// Root mean square of what is not zero; one where all is.
    private static func average(_ values: [Double]) -> Double {
        var (sum, count) = (0.0, 0)
        for value in values where value != 0 {
            sum += value * value
            count += 1
        }
        return count > 0 ? (sum / Double(count)).squareRoot() : 1
    }
}
