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

    /// This direction and a share of a correction: the share that lets the step be longest, primal
    /// and dual each by their own.
    func combined(
        with correction: Direction, _ at: Iterate, _ kinds: [ColumnKind]
    ) -> (direction: Direction, steps: (primal: Double, dual: Double)) {
        var best = (primal: -1.0, dual: -1.0)
        var weight = (primal: 1.0, dual: 1.0)
        for trial in [1, 0.75, 0.5, 0.25] {
            let steps = plus(trial, correction, trial).longestSteps(at, kinds)
            if steps.primal > best.primal + 1e-3 {
                (best.primal, weight.primal) = (steps.primal, trial)
            }
            if steps.dual > best.dual + 1e-3 { (best.dual, weight.dual) = (steps.dual, trial) }
            if min(best.primal, best.dual) >= 1 { break }
        }
        return (plus(weight.primal, correction, weight.dual), best)
    }

    /// This direction and so much of another one.
    func plus(_ primal: Double, _ other: Direction, _ dual: Double) -> Direction {
        func sum(_ a: [Double], _ weight: Double, _ b: [Double]) -> [Double] {
            var sum = a
            for index in sum.indices { sum[index] += weight * b[index] }
            return sum
        }
        return Direction(
            x: sum(x, primal, other.x), s: sum(s, primal, other.s), y: sum(y, dual, other.y),
            z: sum(z, dual, other.z), w: sum(w, dual, other.w))
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
