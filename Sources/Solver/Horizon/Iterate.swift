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

    /// An iterate of zeros.
    init(rowCount: Int, columnCount: Int) {
        x = [Double](repeating: 0, count: columnCount)
        (s, z, w) = (x, x, x)
        y = [Double](repeating: 0, count: rowCount)
    }

    init(x: [Double], s: [Double], y: [Double], z: [Double], w: [Double]) {
        (self.x, self.s, self.y, self.z, self.w) = (x, s, y, z, w)
    }

    /// Moves along a direction, primal and dual by their own step.
    mutating func advance(
        _ direction: Direction, primal: Double, dual: Double, _ kinds: [ColumnKind]
    ) {
        for column in kinds.indices {
            x[column] += primal * direction.x[column]
            z[column] += dual * direction.z[column]
            guard kinds[column] == .boxed else { continue }
            s[column] += primal * direction.s[column]
            w[column] += dual * direction.w[column]
        }
        for row in y.indices { y[row] += dual * direction.y[row] }
    }

    /// Takes over the values of another iterate, without new memory.
    mutating func copy(_ other: Iterate) {
        for column in x.indices {
            x[column] = other.x[column]
            s[column] = other.s[column]
            z[column] = other.z[column]
            w[column] = other.w[column]
        }
        for row in y.indices { y[row] = other.y[row] }
    }
}

/// A change of an iterate.
///
/// Directions are as large as the program and are needed many times in each iteration: they are
/// made once and written over.
struct Direction {
    var x: [Double]
    var s: [Double]
    var y: [Double]
    var z: [Double]
    var w: [Double]

    /// A direction of zeros.
    init(rowCount: Int, columnCount: Int) {
        x = [Double](repeating: 0, count: columnCount)
        (s, z, w) = (x, x, x)
        y = [Double](repeating: 0, count: rowCount)
    }

    /// The share of a correction that lets the step be longest, primal and dual each by their own,
    /// and the steps with it.
    func bestShare(
        of correction: Direction, _ at: Iterate, _ kinds: [ColumnKind]
    ) -> (primal: Double, dual: Double, steps: (primal: Double, dual: Double)) {
        var best = (primal: -1.0, dual: -1.0)
        var weight = (primal: 1.0, dual: 1.0)
        for trial in [1, 0.75, 0.5, 0.25] {
            let steps = longestSteps(at, kinds, adding: trial, of: correction)
            if steps.primal > best.primal + 1e-3 {
                (best.primal, weight.primal) = (steps.primal, trial)
            }
            if steps.dual > best.dual + 1e-3 { (best.dual, weight.dual) = (steps.dual, trial) }
            if min(best.primal, best.dual) >= 1 { break }
        }
        return (weight.primal, weight.dual, best)
    }

    /// Adds so much of another direction.
    mutating func add(
        primal: Double, dual: Double, of other: Direction, _ kinds: [ColumnKind]
    ) {
        for column in kinds.indices {
            x[column] += primal * other.x[column]
            z[column] += dual * other.z[column]
            guard kinds[column] == .boxed else { continue }
            s[column] += primal * other.s[column]
            w[column] += dual * other.w[column]
        }
        for row in y.indices { y[row] += dual * other.y[row] }
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

    /// The longest steps with so much of another direction added.
    private func longestSteps(
        _ at: Iterate, _ kinds: [ColumnKind], adding weight: Double, of other: Direction
    ) -> (primal: Double, dual: Double) {
        var (primal, dual) = (1.0, 1.0)
        for column in kinds.indices {
            let kind = kinds[column]
            guard kind.isBounded else { continue }
            let dx = x[column] + weight * other.x[column]
            if at.x[column] + primal * dx < 0 { primal = -at.x[column] / dx }
            let dz = z[column] + weight * other.z[column]
            if at.z[column] + dual * dz < 0 { dual = -at.z[column] / dz }
            guard kind == .boxed else { continue }
            let ds = s[column] + weight * other.s[column]
            if at.s[column] + primal * ds < 0 { primal = -at.s[column] / ds }
            let dw = w[column] + weight * other.w[column]
            if at.w[column] + dual * dw < 0 { dual = -at.w[column] / dw }
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
