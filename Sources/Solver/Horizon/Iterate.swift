import CHorizon

/// A primal–dual point of the standard form, strictly inside all bounds.
///
/// x > 0 with its dual z > 0; s > 0, the distance to a finite upper bound, with its dual w > 0.
/// Free columns have no z: it is zero there; fixed ones have x = 0. Only boxed columns have s and
/// w: these are as long as there are such columns, in their order.
struct Iterate: ~Copyable {
    let x: Vector
    let z: Vector
    let s: Vector
    let w: Vector
    let y: Vector

    /// An iterate of zeros.
    init(rowCount: Int, columnCount: Int, boxCount: Int) {
        x = Vector(count: columnCount)
        z = Vector(count: columnCount)
        s = Vector(count: boxCount)
        w = Vector(count: boxCount)
        y = Vector(count: rowCount)
    }

    /// Moves along a direction, primal and dual by their own step.
    func advance(_ direction: borrowing Direction, primal: Double, dual: Double) {
        Self.move(x, direction.x, primal)
        Self.move(z, direction.z, dual)
        Self.move(s, direction.s, primal)
        Self.move(w, direction.w, dual)
        Self.move(y, direction.y, dual)
    }

    /// Goes a share of the way to another iterate, primal and dual by their own share.
    func turn(to other: borrowing Iterate, primal: Double, dual: Double) {
        Self.blend(x, other.x, primal)
        Self.blend(z, other.z, dual)
        Self.blend(s, other.s, primal)
        Self.blend(w, other.w, dual)
        Self.blend(y, other.y, dual)
    }

    private static func blend(
        _ target: borrowing Vector, _ other: borrowing Vector, _ share: Double
    ) {
        guard share < 1 else { return target.copy(other) }
        let (target, other) = (target.entries, other.entries)
        for index in 0..<target.count { target[index] += share * (other[index] - target[index]) }
    }

    private static func move(
        _ target: borrowing Vector, _ change: borrowing Vector, _ step: Double
    ) {
        let (target, change) = (target.entries, change.entries)
        for index in 0..<target.count { target[index] += step * change[index] }
    }

    /// The parts as the kernels see them; valid as long as the iterate is.
    var kernel: pass_parts {
        unsafe pass_parts(
            x: x.entries.base, z: z.entries.base, s: s.entries.base, w: w.entries.base)
    }
}

/// A change of an iterate: the same parts.
///
/// Directions are as large as the program and are needed in each iteration: they are made once and
/// written over.
typealias Direction = Iterate

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
    @inline(__always)
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
