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

    /// The points at which the price rises; one that falls by more than rounding is refused.
    private static func convex(
        _ points: [(x: Double, y: Double)], _ table: MatpowerMatrix, _ row: Int
    ) throws(MatpowerError) -> [(x: Double, y: Double)] {
        func slope(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> Double {
            (b.y - a.y) / (b.x - a.x)
        }
        var kept = [points[0], points[1]]
        for point in points.dropFirst(2) {
            let (before, next) = (
                slope(kept[kept.count - 2], kept[kept.count - 1]),
                slope(kept[kept.count - 1], point)
            )
            guard next >= before - 1e-9 * max(1, abs(before)) else {
                throw MatpowerError(
                    line: table.line(row),
                    given: "a cost curve whose price falls from \(before) to \(next)",
                    allowed: "a convex curve: prices that do not fall")
            }
            if next <= before { kept.removeLast() }
            kept.append(point)
        }
        return kept
    }

    private static func point(_ point: (x: Double, y: Double)) -> JSON {
        .fields(["output_mw": .number(point.x), "cost_cny_per_hour": .number(point.y)])
    }
}
