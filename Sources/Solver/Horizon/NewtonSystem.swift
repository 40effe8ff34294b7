/// The linear system behind every direction, reduced to the normal equations.
///
///     A dx = r_p      dx + ds = r_u      Aᵀdy + dz − dw − κ dx = r_d
///     z dx + x dz = r_xz                 w ds + s dw = r_sw
///
/// With Θ⁻¹ = z/x + w/s + ρ + κ and h = r_d − r_xz/x + (r_sw − w r_u)/s it becomes
/// A Θ Aᵀ dy = r_p + A Θ h and dx = Θ (Aᵀdy − h). The proximal term ρ stands in for the bound that
/// free columns do not have. (S. J. Wright, *Primal-Dual Interior-Point Methods*, SIAM 1997, ch. 11.)
///
/// A direction costs two passes over the columns, one on either side of the normal equations; what
/// its stage wants to know of it is found in the second.
struct NewtonSystem: ~Copyable {
    let form: StandardForm
    let kinds: [ColumnKind]
    /// u of the boxed columns.
    let boxUpper: Vector
    private var normal: NormalEquations
    private let theta: Vector
    /// The right side of the normal equations, and what a second thread adds to it.
    private let right: Vector
    private let secondRight: Vector
    /// Where the columns of a second thread begin; nil where there is none.
    private let middle: ColumnPlace?
    /// May stop what runs here.
    var watch: HorizonWatch

    /// ρ of free columns and of all others.
    private static let freeProximal = 1e-6
    private static let proximal = 1e-14

    var boxCount: Int { boxUpper.count }
    var entryCount: Double { normal.entryCount }
    var operationCount: Double { normal.operationCount }
    var refinements: Int { normal.refinements }

    init(_ form: StandardForm, _ watch: HorizonWatch) {
        self.watch = watch
        normal = NormalEquations(form.matrix, watch)
        self.form = form
        kinds = form.kinds
        boxUpper = Self.boxUpper(form, kinds)
        theta = Vector(count: form.columnCount)
        right = Vector(count: form.rowCount)
        middle = .middle(kinds, watch.sharing)
        secondRight = Vector(count: middle == nil ? 0 : form.rowCount)
    }

    /// Gives the memory of the factor's numbers back until the next factorisation.
    mutating func forgetFactor() { normal.forgetFactor() }

    /// An iterate, or direction, of zeros.
    func makeIterate() -> Iterate {
        Iterate(rowCount: form.rowCount, columnCount: form.columnCount, boxCount: boxCount)
    }

    private static func boxUpper(_ form: StandardForm, _ kinds: [ColumnKind]) -> Vector {
        Vector(kinds.indices.lazy.filter { kinds[$0] == .boxed }.map { form.upper[$0] })
    }

    /// Factorises at an iterate; false when that fails.
    mutating func factorise(_ at: borrowing Iterate) -> Bool {
        let (x, z, s, w) = (at.x.entries, at.z.entries, at.s.entries, at.w.entries)
        let theta = theta.entries
        var box = 0
        for column in kinds.indices {
            switch kinds[column] {
            case .fixed: theta[column] = 0
            case .free: theta[column] = 1 / Self.freeProximal
            case .lower: theta[column] = 1 / (z[column] / x[column] + Self.proximal)
            case .boxed:
                theta[column] = 1 / (z[column] / x[column] + w[box] / s[box] + Self.proximal)
                box += 1
            }
        }
        for bend in form.curvature where kinds[bend.column] != .fixed {
            theta[bend.column] = 1 / (1 / theta[bend.column] + bend.value)
        }
        return normal.factorise(self.theta, watch)
    }

    /// Factorises A Θ Aᵀ for given weights; false when that fails.
    mutating func factorise(weights: borrowing Vector) -> Bool {
        theta.copy(weights)
        return normal.factorise(theta, watch)
    }

    /// Solves (A Θ Aᵀ) y = r with the weights of the last factorisation; false when that fails.
    mutating func solveNormal(
        _ right: borrowing Vector, tolerance: Double, into solution: borrowing Vector
    ) -> Bool {
        normal.solve(right, theta, tolerance: tolerance, into: solution.entries, watch)
    }

    /// Solves for the direction of a stage; false when numbers run out of range.
    ///
    /// - Parameters:
    ///   - stage: sees the direction.
    ///   - residuals: r_p, r_u and r_d.
    ///   - at: where the system was factorised.
    ///   - so: the direction so far.
    ///   - tolerance: relative error of the normal equations.
    ///   - direction: is written over; may be the direction so far.
    mutating func solve<S: Stage>(
        _ stage: inout S, _ residuals: borrowing Residuals, _ at: borrowing Iterate,
        after so: Parts, tolerance: Double, into direction: Parts
    ) -> Bool {
        gather(stage, residuals, Parts(at), so)
        guard normal.solve(right, theta, tolerance: tolerance, into: direction.y, watch) else {
            return false
        }
        spread(&stage, residuals, Parts(at), so, direction)
        return true
    }

    /// The parts of an iterate or direction as a pass sees them.
    struct Parts {
        let x: Entries
        let z: Entries
        let s: Entries
        let w: Entries
        let y: Entries

        init(_ iterate: borrowing Iterate) {
            (x, z) = (iterate.x.entries, iterate.z.entries)
            (s, w, y) = (iterate.s.entries, iterate.w.entries, iterate.y.entries)
        }
    }

    /// right ← r_p + A Θ h.
    private func gather<S: Stage>(
        _ stage: S, _ residuals: borrowing Residuals, _ at: Parts, _ so: Parts
    ) {
        if S.takesResiduals { right.copy(residuals.primal) } else { right.clear() }
        let rest = Rest(residuals)
        guard let middle else { return gather(stage, rest, at, so, whole, into: right.entries) }
        let other = secondRight.entries
        SideBySide.run(
            { gather(stage, rest, at, so, (.zero, middle), into: right.entries) },
            {
                secondRight.clear()
                gather(stage, rest, at, so, (middle, whole.end), into: other)
            })
        for row in right.indices { right[row] += other[row] }
    }

    private func gather<S: Stage>(
        _ stage: S, _ rest: Rest, _ at: Parts, _ so: Parts, _ lane: Lane, into right: Entries
    ) {
        let theta = theta.entries
        kinds.withPass(form.matrix) { kind, columns in
            var box = lane.start.box
            for column in lane.start.column..<lane.end.column where kind[column] != .fixed {
                var h = S.takesResiduals ? rest.dual[column] : 0
                if kind[column].isBounded {
                    let x = at.x[column]
                    h -= stage.quotient(x, at.z[column], 1 / x, so.x[column], so.z[column])
                }
                if kind[column] == .boxed {
                    let (s, w) = (at.s[box], at.w[box])
                    h += stage.quotient(s, w, 1 / s, so.s[box], so.w[box])
                    if S.takesResiduals { h -= w / s * rest.upper[box] }
                    box += 1
                }
                columns.add(column, times: theta[column] * h, to: right)
            }
        }
    }

    /// From dy to all other parts of the direction.
    private func spread<S: Stage>(
        _ stage: inout S, _ residuals: borrowing Residuals, _ at: Parts, _ so: Parts,
        _ direction: Parts
    ) {
        let rest = Rest(residuals)
        var seen = stage
        guard let middle else {
            spread(stage, &seen, rest, at, so, direction, whole)
            stage = seen
            return
        }
        let given = stage
        var alsoSeen = stage
        SideBySide.run(
            { spread(given, &seen, rest, at, so, direction, (.zero, middle)) },
            { spread(given, &alsoSeen, rest, at, so, direction, (middle, whole.end)) })
        seen.add(alsoSeen)
        stage = seen
    }

    private func spread<S: Stage>(
        _ stage: S, _ result: inout S, _ rest: Rest, _ at: Parts, _ so: Parts,
        _ direction: Parts, _ lane: Lane
    ) {
        let theta = theta.entries
        var seen = result
        kinds.withPass(form.matrix) { kind, columns in
            var box = lane.start.box
            for column in lane.start.column..<lane.end.column {
                let slope = columns.product(column, direction.y)
                let h = S.takesResiduals ? rest.dual[column] : 0
                let weight = theta[column]
                switch kind[column] {
                case .fixed: direction.x[column] = 0
                case .free: direction.x[column] = weight * (slope - h)
                case .lower:
                    let (x, z) = (at.x[column], at.z[column])
                    let (sx, sz) = (so.x[column], so.z[column])
                    let inverse = 1 / x
                    let quotient = stage.quotient(x, z, inverse, sx, sz)
                    let dx = weight * (slope - h + quotient)
                    let dz = quotient - z * inverse * dx
                    seen.see(x, z, sx, sz, dx, dz)
                    (direction.x[column], direction.z[column]) = (dx, dz)
                case .boxed:
                    let (x, z, s, w) = (at.x[column], at.z[column], at.s[box], at.w[box])
                    let (sx, sz, ss, sw) = (so.x[column], so.z[column], so.s[box], so.w[box])
                    let (inverse, upperInverse) = (1 / x, 1 / s)
                    let quotient = stage.quotient(x, z, inverse, sx, sz)
                    let upperQuotient = stage.quotient(s, w, upperInverse, ss, sw)
                    let gap = S.takesResiduals ? rest.upper[box] : 0
                    let change = upperQuotient - w * upperInverse * gap
                    let dx = weight * (slope - h + quotient - change)
                    let dz = quotient - z * inverse * dx
                    let ds = gap - dx
                    let dw = upperQuotient - w * upperInverse * ds
                    seen.see(x, z, sx, sz, dx, dz)
                    seen.see(s, w, ss, sw, ds, dw)
                    (direction.x[column], direction.z[column]) = (dx, dz)
                    (direction.s[box], direction.w[box]) = (ds, dw)
                    box += 1
                }
            }
        }
        result = seen
    }

    /// The columns that a thread passes over.
    private typealias Lane = (start: ColumnPlace, end: ColumnPlace)

    private var whole: Lane { (.zero, ColumnPlace(column: form.columnCount, box: boxCount)) }

    /// The residuals of columns and bounds as a pass sees them.
    private struct Rest {
        let dual: Entries
        let upper: Entries

        init(_ residuals: borrowing Residuals) {
            (dual, upper) = (residuals.dual.entries, residuals.upper.entries)
        }
    }
}

/// A column, and the number of boxed ones before it.
struct ColumnPlace {
    var column = 0
    var box = 0

    static let zero = ColumnPlace()

    /// Numbers that a pass reads or writes in a column.
    private static let numbers = 10.0

    /// Where a second thread begins; nil where there is none.
    static func middle(_ kinds: [ColumnKind], _ sharing: WorkSharing) -> ColumnPlace? {
        guard sharing.isShared(numbers * Double(kinds.count)) else { return nil }
        let half = kinds.count / 2
        return ColumnPlace(column: half, box: kinds[..<half].count { $0 == .boxed })
    }
}

/// The kinds of the columns as a pass sees them.
@safe
struct ColumnKinds {
    private let kinds: UnsafeBufferPointer<ColumnKind>

    fileprivate init(_ kinds: UnsafeBufferPointer<ColumnKind>) { unsafe self.kinds = kinds }

    var count: Int { unsafe kinds.count }

    subscript(column: Int) -> ColumnKind {
        @inline(__always) get { unsafe kinds[column] }
    }
}

extension [ColumnKind] {
    /// Lets a pass read kinds and columns.
    @inline(__always)
    func withPass(
        _ matrix: SparseMatrix, _ pass: (ColumnKinds, SparseMatrix.Columns) -> Void
    ) {
        unsafe withUnsafeBufferPointer { kinds in
            let kinds = unsafe ColumnKinds(kinds)
            matrix.withColumns { columns in pass(kinds, columns) }
        }
    }
}
