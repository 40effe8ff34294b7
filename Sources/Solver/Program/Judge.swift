/// Decides what an answer proves, from the program and the answer alone.
///
/// The judge does not know which engine ran. All numbers are unscaled. Sources: weak duality; the
/// safe bound follows A. Neumaier and O. Shcherbina, *Safe bounds in linear and mixed-integer
/// linear programming*, Math. Program. 99 (2004), with implied bounds where columns have none.
public struct Judge: Sendable {
    /// Largest relative primal residual of a feasible point.
    public static let primalTolerance = 1e-6
    /// Largest relative gap of an optimal point.
    public static let gapTolerance = 1e-6

    /// How many times farther than the answer a bound must hold that does not hold everywhere.
    public static let rangeFactor = 1e3

    private let program: LinearProgram
    private let rows: SparseMatrix

    /// Prepares to judge answers to one program.
    public init(_ program: LinearProgram) {
        self.program = program
        rows = program.matrix.transposed()
    }

    /// Judges a point.
    ///
    /// - Parameters:
    ///   - point: columns and row duals.
    ///   - treeBound: bound of a branch-and-bound tree, for a MIP.
    ///   - gapTolerance: largest relative gap that counts as optimal.
    ///   - reference: amount that the gap is relative to; nil for the objective itself.
    ///   - acceptsRange: where no bound holds everywhere, take one that holds in the proof's
    ///     `boundRange`.
    public func judge(
        _ point: Point, treeBound: Double? = nil, gapTolerance: Double = Judge.gapTolerance,
        reference: Double? = nil, acceptsRange: Bool = false
    ) -> Proof {
        var proof = Proof(status: .limit)
        guard point.columns.allSatisfy(\.isFinite) else { return proof }
        let objective = self.objective(point.columns)
        let primal = primalResidual(point.columns)
        proof.objective = objective
        proof.maxPrimalResidual = primal
        if program.isMixedInteger {
            proof.bound = treeBound
        } else if point.rowDuals.allSatisfy(\.isFinite) {
            let reduced = reducedCosts(point.rowDuals)
            proof.maxDualResidual = dualResidual(point, reduced)
            proof.bound = acceptsRange ? nil : safeBound(point.rowDuals)
            if acceptsRange {
                let size = point.columns.reduce(1) { max($0, abs($1)) }
                proof.boundRange = Self.rangeFactor * size
                proof.bound = bound(point.rowDuals, within: Self.rangeFactor * size)
            }
        }
        guard primal <= Self.primalTolerance else { return proof }
        proof.status = .feasible
        if let bound = proof.bound {
            let gap = (objective - bound) / max(1, abs(reference ?? objective))
            // A bound above the objective by rounding is a gap of zero; by more, it is a fault.
            proof.relativeGap = gap < 0 && gap > -Self.gapTolerance ? 0 : gap
            // The last digit of a gap that is met exactly is rounding.
            if abs(gap) <= max(gapTolerance, Self.gapTolerance) * (1 + 1e-9) {
                proof.status = .optimal
            }
        }
        return proof
    }

    /// c·x + offset, with compensated summation.
    public func objective(_ columns: [Double]) -> Double {
        var sum = CompensatedSum(program.offset)
        for (column, cost) in program.cost.enumerated() where cost != 0 {
            sum.add(cost, times: columns[column])
        }
        return sum.value
    }

    /// Largest violation of a row, a column bound or integrality, relative to max(1, |bound|).
    public func primalResidual(_ columns: [Double]) -> Double {
        var worst = 0.0
        for (column, value) in columns.enumerated() {
            worst = max(
                worst,
                Self.violation(value, program.columnLower[column], program.columnUpper[column])
            )
        }
        for column in program.integerColumns {
            worst = max(worst, abs(columns[column] - columns[column].rounded()))
        }
        for row in 0..<program.rowCount {
            var sum = CompensatedSum(0)
            for entry in rows.entries(ofColumn: row) {
                sum.add(rows.value[entry], times: columns[Int(rows.rowIndex[entry])])
            }
            worst = max(
                worst, Self.violation(sum.value, program.rowLower[row], program.rowUpper[row]))
        }
        return worst
    }

    private static func violation(_ value: Double, _ lower: Double, _ upper: Double) -> Double {
        if value < lower { return (lower - value) / max(1, abs(lower)) }
        if value > upper { return (value - upper) / max(1, abs(upper)) }
        return 0
    }

    /// d = c − Aᵀy.
    public func reducedCosts(_ duals: [Double]) -> [Double] { program.reducedCosts(duals) }

    /// Largest multiplier with the wrong sign: y and d may only pull towards a finite bound.
    private func dualResidual(_ point: Point, _ reduced: [Double]) -> Double {
        var worst = 0.0
        for (column, value) in reduced.enumerated() {
            let scale = max(1, abs(program.cost[column]))
            if value > 0, program.columnLower[column] == -.infinity {
                worst = max(worst, value / scale)
            }
            if value < 0, program.columnUpper[column] == .infinity {
                worst = max(worst, -value / scale)
            }
        }
        for (row, dual) in point.rowDuals.enumerated() {
            if dual > 0, program.rowLower[row] == -.infinity { worst = max(worst, dual) }
            if dual < 0, program.rowUpper[row] == .infinity { worst = max(worst, -dual) }
        }
        return worst
    }

    /// A number that no feasible point can beat, from any duals; nil when none follows.
    ///
    ///     c·x = y·(A x) + d·x ≥ Σ_i min over [L_i, U_i] of y_i r + Σ_j min over [l_j, u_j] of d_j x
    ///
    /// Duals that pull towards an infinite row bound are set to zero first. The rounding error of
    /// the sum is subtracted. A reduced cost of the wrong sign, however small, on a column without
    /// any bound gives no number; if moving duals a little does not mend it (`DualCorrection`), an
    /// engine has to bring better ones (`CostShift`).
    public func safeBound(_ duals: [Double]) -> Double? {
        let y = withRightSigns(duals)
        if let bound = bound(y, program.columnLower, program.columnUpper) { return bound }
        let implied = impliedBounds
        if let bound = bound(y, implied.lower, implied.upper) { return bound }
        return DualCorrection(program, rows: rows, implied: implied).corrected(y).flatMap {
            bound($0, implied.lower, implied.upper)
        }
    }

    /// A number that no feasible point can beat whose columns without a bound stay in a range.
    ///
    /// On a ray of zero cost, a free column among them, a reduced cost must be zero exactly, which
    /// no rounded dual brings about. Its rounding error times the range is taken off.
    private func bound(_ duals: [Double], within range: Double) -> Double? {
        let implied = impliedBounds
        return bound(
            withRightSigns(duals),
            zip(program.columnLower, implied.lower).map { $0.isFinite ? $0 : max($1, -range) },
            zip(program.columnUpper, implied.upper).map { $0.isFinite ? $0 : min($1, range) })
    }

    /// Duals that pull towards an infinite row bound set to zero.
    private func withRightSigns(_ duals: [Double]) -> [Double] {
        var y = duals
        for row in y.indices {
            if y[row] > 0, program.rowLower[row] == -.infinity { y[row] = 0 }
            if y[row] < 0, program.rowUpper[row] == .infinity { y[row] = 0 }
        }
        return y
    }

    /// Bounds of the columns that follow from the rows.
    var impliedBounds: ImpliedBounds { ImpliedBounds(program, rows: rows) }

    private func bound(_ y: [Double], _ lower: [Double], _ upper: [Double]) -> Double? {
        var sum = CompensatedSum(program.offset)
        var magnitude = abs(program.offset)
        func add(_ term: Double) {
            sum.add(term)
            magnitude += abs(term)
        }
        for (row, dual) in y.enumerated() where dual != 0 {
            add(dual * (dual > 0 ? program.rowLower[row] : program.rowUpper[row]))
        }
        for (column, value) in reducedCosts(y).enumerated() where value != 0 {
            let end = value > 0 ? lower[column] : upper[column]
            guard end.isFinite else { return nil }
            add(value * end)
        }
        guard sum.value.isFinite else { return nil }
        return sum.value - 8 * magnitude * Double.ulpOfOne
    }
}

extension LinearProgram {
    /// d = c − Aᵀy, each as if computed with twice the digits and rounded once.
    func reducedCosts(_ duals: [Double]) -> [Double] {
        (0..<columnCount).map { column in
            var sum = CompensatedSum(cost[column])
            for entry in matrix.entries(ofColumn: column) {
                sum.add(-matrix.value[entry], times: duals[Int(matrix.rowIndex[entry])])
            }
            return sum.value
        }
    }
}

/// A sum with its rounding error carried along (Neumaier's variant of Kahan summation).
struct CompensatedSum {
    private var sum: Double
    private var error = 0.0

    init(_ start: Double) { sum = start }

    mutating func add(_ term: Double) {
        let total = sum + term
        error += abs(sum) >= abs(term) ? (sum - total) + term : (term - total) + sum
        sum = total
    }

    /// Adds a product, with what rounding takes from it.
    mutating func add(_ a: Double, times b: Double) {
        let product = a * b
        add(product)
        error += (-product).addingProduct(a, b)
    }

    var value: Double { sum + error }
}
