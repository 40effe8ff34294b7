/// Rows of `gencost`: polynomials up to the square, and convex piecewise linear curves.
enum MatpowerCost {
    /// The cost fields of a supply.
    static func fields(_ table: MatpowerMatrix, _ row: Int) throws(MatpowerError) -> JSON {
        switch table.at(row, 0) {
        case 1: try curve(table, row)
        case 2: try polynomial(table, row)
        default:
            throw MatpowerError(
                line: table.line(row), given: "cost model \(table.at(row, 0) ?? 0)",
                allowed: "1 (piecewise linear) or 2 (polynomial)")
        }
    }

    /// The price of a DC line, whose cost must be a multiple of its flow.
    static func price(_ table: MatpowerMatrix, _ row: Int) throws(MatpowerError) -> JSON? {
        guard row < table.rows else { return nil }
        let fields = try fields(table, row)
        guard case .object(let members) = fields,
            members.allSatisfy({ $0.key == "price_cny_per_mwh" })
        else {
            throw MatpowerError(
                line: table.line(row), given: "a cost of a DC line that is not a price",
                allowed: "a polynomial c1 · P")
        }
        return members.first?.value
    }

    private static func count(_ table: MatpowerMatrix, _ row: Int, each: Int) throws(MatpowerError)
        -> Int
    {
        let number = table.at(row, 3) ?? 0
        guard number >= 0, number == number.rounded(),
            number * Double(each) + 4
                <= Double(table.columns)
        else {
            throw MatpowerError(
                line: table.line(row), given: "\(number) cost terms",
                allowed: "as many as there are columns for")
        }
        return Int(number)
    }

    private static func polynomial(
        _ table: MatpowerMatrix, _ row: Int
    ) throws(MatpowerError) -> JSON {
        let count = try count(table, row, each: 1)
        // c[k] is the factor of P^k.
        let c = (0..<count).map { table.at(row, 3 + count - $0) ?? 0 }
        guard c.allSatisfy(\.isFinite), c.dropFirst(3).allSatisfy({ $0 == 0 }) else {
            throw MatpowerError(
                line: table.line(row), given: "a cost of degree \(count - 1)",
                allowed: "at most the square")
        }
        func term(_ power: Int) -> JSON? {
            power < c.count && c[power] != 0 ? .number(c[power]) : nil
        }
        guard c.count < 3 || c[2] >= 0 else {
            throw MatpowerError(
                line: table.line(row), given: "a square with the factor \(c[2])",
                allowed: "a convex cost: from 0")
        }
        return .fields([
            "price_cny_per_mwh": term(1), "quadratic_cny_per_mw2h": term(2),
            "fixed_cny_per_hour": term(0),
        ])
    }

    private static func curve(_ table: MatpowerMatrix, _ row: Int) throws(MatpowerError) -> JSON {
        let count = try count(table, row, each: 2)
        let points = (0..<count).map {
            (x: table.at(row, 4 + 2 * $0) ?? 0, y: table.at(row, 5 + 2 * $0) ?? 0)
        }
        guard count >= 2, zip(points, points.dropFirst()).allSatisfy({ $0.x < $1.x }) else {
            throw MatpowerError(
                line: table.line(row), given: "a cost curve of \(count) points",
                allowed: "at least two points with rising output")
        }
        return .fields(["cost_points": .array(try convex(points, table, row).map(point))])
    }

    /// Largest fall of the price between two pieces that counts as rounding of the file.
    private static let rounding = 1e-3

    /// The corners of the largest of all pieces, as MATPOWER's own formulation has it.
    ///
    /// For a convex curve these are its points. Where rounding in the file makes a price fall a
    /// little, they lie a little above some of them; a price that falls more is refused.
    private static func convex(
        _ points: [(x: Double, y: Double)], _ table: MatpowerMatrix, _ row: Int
    ) throws(MatpowerError) -> [(x: Double, y: Double)] {
        let pieces = zip(points, points.dropFirst()).map { a, b in
            let slope = (b.y - a.y) / (b.x - a.x)
            return (slope: slope, intercept: a.y - slope * a.x)
        }
        for (before, next) in zip(pieces, pieces.dropFirst())
        where next.slope < before.slope - rounding * max(1, abs(before.slope)) {
            throw MatpowerError(
                line: table.line(row),
                given: "a cost curve whose price falls from \(before.slope) to \(next.slope)",
                allowed: "a convex curve: prices that do not fall")
        }
        let isConvex = zip(pieces, pieces.dropFirst()).allSatisfy { $0.slope < $1.slope }
        guard !isConvex else { return points }
        return envelope(pieces, from: points[0].x, to: points[points.count - 1].x)
    }

    /// Corners of the maximum of lines over an interval.
    private static func envelope(
        _ pieces: [(slope: Double, intercept: Double)], from start: Double, to end: Double
    ) -> [(x: Double, y: Double)] {
        func value(_ x: Double) -> Double { pieces.map { $0.slope * x + $0.intercept }.max() ?? 0 }
        var corners = [(x: start, y: value(start))]
        var x = start
        while let here = pieces.filter({
            abs($0.slope * x + $0.intercept - value(x))
                <= 1e-12 * max(1, abs(value(x)))
        }).max(by: { $0.slope < $1.slope }) {
            // The next line to overtake the one on top.
            let next = pieces.filter { $0.slope > here.slope }
                .map { (here.intercept - $0.intercept) / ($0.slope - here.slope) }.min()
            guard let next, next < end else { break }
            if next > x { corners.append((x: next, y: value(next))) }
            x = max(next, x.nextUp)
        }
        return corners + [(x: end, y: value(end))]
    }

    private static func point(_ point: (x: Double, y: Double)) -> JSON {
        .fields(["output_mw": .number(point.x), "cost_cny_per_hour": .number(point.y)])
    }
}
