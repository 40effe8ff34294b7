import CHorizon

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
    /// The form, whose costs and bounds are here.
    let form: StandardForm
    let kinds: [ColumnKind]
    /// u of the boxed columns.
    let boxUpper: Vector
    /// c.
    let cost: Vector
    private let passes: ColumnPasses
    /// κ of the columns that have it, and how many boxed columns come before each.
    private let bends: [(column: Int, box: Int, value: Double)]
    /// Pairs of a value and its dual.
    let pairCount: Int
    private var normal: NormalEquations
    private let theta: Vector
    /// The right side of the normal equations, and what a second thread adds to it.
    private let right: Vector
    private let secondRight: Vector
    /// May stop what runs here.
    var watch: HorizonWatch

    /// ρ of free columns and of all others.
    private static let freeProximal = 1e-6
    private static let proximal = 1e-14

    var boxCount: Int { boxUpper.count }
    var entryCount: Double { normal.entryCount }
    var operationCount: Double { normal.operationCount }

    init(_ given: consuming StandardForm, _ watch: HorizonWatch) {
        self.watch = watch
        var form = given
        let kinds = form.kinds
        passes = ColumnPasses(
            form.matrix, kinds: kinds, isDense: DenseColumns.marks(form.matrix),
            sharing: watch.sharing)
        normal = NormalEquations(passes, watch)
        boxUpper = Vector(zip(kinds, form.upper).filter { $0.0 == .boxed }.map(\.1))
        cost = Vector(form.cost)
        form.forgetColumns()
        var (bends, next, boxes) = ([(column: Int, box: Int, value: Double)](), 0, 0)
        for bend in form.curvature.sorted(by: { $0.column < $1.column })
        where kinds[bend.column] != .fixed {
            boxes += kinds[next..<bend.column].count { $0 == .boxed }
            next = bend.column
            bends.append((bend.column, boxes, bend.value))
        }
        self.bends = bends
        pairCount = kinds.count { $0 == .lower || $0 == .boxed } + boxUpper.count
        (self.form, self.kinds) = (form, kinds)
        theta = Vector(count: form.columnCount)
        right = Vector(count: form.rowCount)
        secondRight = Vector(count: passes.middle == nil ? 0 : form.rowCount)
    }

    /// Gives the memory of the factor's numbers back until the next factorisation.
    mutating func forgetFactor() { normal.forgetFactor() }

    /// An iterate, or direction, of zeros.
    func makeIterate() -> Iterate {
        Iterate(rowCount: form.rowCount, columnCount: form.columnCount, boxCount: boxCount)
    }

    /// Measures an iterate.
    ///
    /// - Parameters:
    ///   - at: the iterate.
    ///   - residuals: take what it misses.
    ///   - isNext: whether the next direction begins there; its weights and the right side of its
    ///     predictor are found in the same pass then.
    func measure(
        _ at: borrowing Iterate, into residuals: inout Residuals, isNext: Bool = false
    ) {
        residuals.primal.copy(form.right)
        var measure = unsafe pass_measure()
        unsafe (measure.at, measure.y) = (at.kernel, at.y.entries.base)
        unsafe (measure.cost, measure.bound) = (cost.entries.base, boxUpper.entries.base)
        unsafe measure.primal = residuals.primal.entries.base
        unsafe measure.upper = residuals.upper.entries.base
        unsafe measure.dual = residuals.dual.entries.base
        if isNext {
            right.clear()
            unsafe (measure.theta, measure.right) = (theta.entries.base, right.entries.base)
            unsafe (measure.proximal, measure.free_proximal) = (Self.proximal, Self.freeProximal)
        }
        unsafe passes.measure(&measure)
        let squares = bend(at, residuals, isNext)
        unsafe residuals.take(
            measure, squares: squares, pairs: pairCount, form.right, at.y.entries)
        if isNext { for row in right.indices { right[row] += residuals.primal[row] } }
    }

    /// Adds κ to weights and residuals of the columns that have it; returns ½ x κ x.
    private func bend(
        _ at: borrowing Iterate, _ residuals: borrowing Residuals, _ isNext: Bool
    ) -> Double {
        var squares = 0.0
        for (column, box, value) in bends {
            let slope = value * at.x[column]
            squares += slope * at.x[column] / 2
            if isNext { addToRight(column, by: -theta[column] * h(column, box, at, residuals)) }
            residuals.dual[column] += slope
            guard isNext else { continue }
            theta[column] = 1 / (1 / theta[column] + value)
            addToRight(column, by: theta[column] * h(column, box, at, residuals))
        }
        return squares
    }

    /// h of the predictor.
    private func h(
        _ column: Int, _ box: Int, _ at: borrowing Iterate, _ residuals: borrowing Residuals
    ) -> Double {
        let h = residuals.dual[column] + at.z[column]
        guard kinds[column] == .boxed else { return h }
        return h - at.w[box] - at.w[box] / at.s[box] * residuals.upper[box]
    }

    private func addToRight(_ column: Int, by amount: Double) {
        for entry in form.matrix.entries(ofColumn: column) {
            right[Int(form.matrix.rowIndex[entry])] += form.matrix.value[entry] * amount
        }
    }

    /// Factorises for the iterate that was measured last; false when that fails.
    ///
    /// - Parameter direction: of the predictor, which comes next: half of its solve is done here.
    mutating func factorise(for direction: borrowing Direction) -> Bool {
        normal.factorise(theta, along: right, into: direction.y.entries, watch)
    }

    /// Factorises A Θ Aᵀ for given weights; false when that fails.
    mutating func factorise(weights: borrowing Vector) -> Bool {
        theta.copy(weights)
        return normal.factorise(theta, along: right, into: nil, watch)
    }

    /// Solves (A Θ Aᵀ) y = r with the weights of the last factorisation; false when that fails.
    mutating func solveNormal(
        _ right: borrowing Vector, tolerance: Double, into solution: borrowing Vector
    ) -> Bool {
        normal.solve(right, theta, tolerance: tolerance, into: solution.entries, watch)
    }

    /// Solves for a direction; nil when numbers run out of range.
    ///
    /// - Parameters:
    ///   - aim: what the direction aims at.
    ///   - residuals: r_p, r_u and r_d.
    ///   - at: where the system was factorised.
    ///   - so: the direction so far.
    ///   - tolerance: relative error of the normal equations.
    ///   - direction: is written over.
    mutating func solve(
        _ aim: Aim, _ residuals: borrowing Residuals, _ at: borrowing Iterate,
        after so: borrowing Direction, tolerance: Double, into direction: borrowing Direction
    ) -> DirectionReach? {
        var pass = unsafe pass_direction()
        unsafe (pass.at, pass.so, pass.to) = (at.kernel, so.kernel, direction.kernel)
        unsafe (pass.theta, pass.y) = (theta.entries.base, direction.y.entries.base)
        unsafe pass.dual = residuals.dual.entries.base
        unsafe pass.upper = residuals.upper.entries.base
        unsafe pass.right = right.entries.base
        unsafe aim.describe(&pass)
        // The right side of the predictor was found when the iterate was measured.
        let isHalfDone = aim.stage == pass_predictor
        if !isHalfDone {
            if aim.takesResiduals { right.copy(residuals.primal) } else { right.clear() }
            secondRight.clear()
            unsafe passes.gather(aim.stage, pass, second: secondRight.entries)
        }
        guard
            normal.solve(
                right, theta, tolerance: tolerance, into: direction.y.entries,
                isHalfDone: isHalfDone, watch)
        else { return nil }
        let reach = unsafe passes.spread(aim.stage, pass)
        return reach.isFinite ? reach : nil
    }
}
