/// A primal–dual point of the standard form, strictly inside all bounds.
///
/// x > 0 with its dual z > 0; s > 0, the distance to a finite upper bound, with its dual w > 0.
/// Free columns have neither z nor s and w, which are zero there; fixed ones have x = 0.
struct Iterate {
    var x: [Double]
    var s: [Double]
    var y: [Double]
    var z: [Double]
    var w: [Double]

    /// Moves along a direction, primal and dual by their own step.
    mutating func advance(_ direction: Direction, primal: Double, dual: Double) {
        for column in x.indices {
            x[column] += primal * direction.x[column]
            s[column] += primal * direction.s[column]
            z[column] += dual * direction.z[column]
            w[column] += dual * direction.w[column]
        }
        for row in y.indices { y[row] += dual * direction.y[row] }
    }
}

/// A change of an iterate.
struct Direction {
    var x: [Double]
    var s: [Double]
    var y: [Double]
    var z: [Double]
    var w: [Double]

    /// The sum of two directions.
    static func + (a: Direction, b: Direction) -> Direction {
        func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }
        return Direction(
            x: sum(a.x, b.x), s: sum(a.s, b.s), y: sum(a.y, b.y), z: sum(a.z, b.z),
            w: sum(a.w, b.w))
    }

    /// The longest steps, at most one, that keep an iterate positive.
    func longestSteps(_ at: Iterate, _ kinds: [ColumnKind]) -> (primal: Double, dual: Double) {
        var (primal, dual) = (1.0, 1.0)
        for column in kinds.indices {
            let kind = kinds[column]
            guard kind.isBounded else { continue }
            if at.x[column] + primal * x[column] < 0 { primal = -at.x[column] / x[column] }
            if at.z[column] + dual * z[column] < 0 { dual = -at.z[column] / z[column] }
            guard kind == .boxed else { continue }
            if at.s[column] + primal * s[column] < 0 { primal = -at.s[column] / s[column] }
            if at.w[column] + dual * w[column] < 0 { dual = -at.w[column] / w[column] }
        }
        return (primal, dual)
    }
}

/// What bounds a column of the standard form has.
enum ColumnKind: UInt8 {
    /// x ≥ 0.
    case lower
    /// 0 ≤ x ≤ u.
    case boxed
    /// No bound.
    case free
    /// x = 0.
    case fixed

    /// True when x has a dual z.
    var isBounded: Bool { self == .lower || self == .boxed }
}

extension StandardForm {
    /// The kind of each column.
    var kinds: [ColumnKind] {
        (0..<columnCount).map { column in
            if isFree[column] { return .free }
            if upper[column] <= 0 { return .fixed }
            return upper[column].isFinite ? .boxed : .lower
        }
    }
}
