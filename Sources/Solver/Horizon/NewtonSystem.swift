/// The linear system behind every direction, reduced to the normal equations.
///
///     A dx = r_p      dx + ds = r_u      Aᵀdy + dz − dw = r_d
///     z dx + x dz = r_xz                 w ds + s dw = r_sw
///
/// With Θ⁻¹ = z/x + w/s + ρ and h = r_d − r_xz/x + (r_sw − w r_u)/s it becomes
/// A Θ Aᵀ dy = r_p + A Θ h and dx = Θ (Aᵀdy − h). The proximal term ρ stands in for the bound that
/// free columns do not have. (S. J. Wright, *Primal-Dual Interior-Point Methods*, SIAM 1997, ch. 11.)
struct NewtonSystem: ~Copyable {
    private(set) var form: StandardForm
    private(set) var kinds: [ColumnKind]
    private var normal: NormalEquations
    private var theta: [Double]
    /// Θ h, and the right side of the normal equations.
    private var weighted: [Double]
    private var right: [Double]

    /// ρ of free columns and of all others.
    private static let freeProximal = 1e-6
    private static let proximal = 1e-14

    var entryCount: Double { normal.entryCount }
    var operationCount: Double { normal.operationCount }
    var refinements: Int { normal.refinements }

    init(_ form: StandardForm) {
        normal = NormalEquations(form.matrix)
        self.form = form
        kinds = form.kinds
        theta = [Double](repeating: 0, count: form.columnCount)
        weighted = theta
        right = [Double](repeating: 0, count: form.rowCount)
    }

    /// Takes over other bounds, right sides and costs; the matrix stays what it was.
    mutating func change(_ form: StandardForm) {
        self.form = form
        kinds = form.kinds
    }

    /// The right sides of the two lines of complementarity, r_xz and r_sw.
    struct Pairs {
        var lower: [Double]
        var upper: [Double]
    }

    /// Factorises at an iterate; false when that fails.
    mutating func factorise(_ at: Iterate) -> Bool {
        for column in kinds.indices {
            switch kinds[column] {
            case .fixed: theta[column] = 0
            case .free: theta[column] = 1 / Self.freeProximal
            case .lower:
                theta[column] = 1 / (at.z[column] / at.x[column] + Self.proximal)
            case .boxed:
                theta[column] =
                    1
                    / (at.z[column] / at.x[column] + at.w[column] / at.s[column] + Self.proximal)
            }
        }
        return normal.factorise(theta)
    }

    /// Factorises A Θ Aᵀ for given weights; false when that fails.
    mutating func factorise(weights: [Double]) -> Bool {
        theta = weights
        return normal.factorise(weights)
    }

    /// Solves (A Θ Aᵀ) y = r with the weights of the last factorisation.
    mutating func solveNormal(_ right: [Double], tolerance: Double) -> [Double]? {
        var solution = [Double](repeating: 0, count: right.count)
        return normal.solve(right, tolerance: tolerance, into: &solution) ? solution : nil
    }

    /// Solves for a direction; false when numbers run out of range.
    ///
    /// - Parameters:
    ///   - residuals: r_p, r_u and r_d; nil for zero.
    ///   - pairs: r_xz and r_sw.
    ///   - at: where the system was factorised.
    ///   - tolerance: relative error of the normal equations.
    ///   - direction: is written over.
    mutating func solve(
        _ residuals: Residuals?, _ pairs: Pairs, _ at: Iterate, tolerance: Double,
        into direction: inout Direction
    ) -> Bool {
        if let residuals {
            for row in right.indices { right[row] = residuals.primal[row] }
        } else {
            for row in right.indices { right[row] = 0 }
        }
        for column in kinds.indices {
            var h = residuals?.dual[column] ?? 0
            if kinds[column].isBounded { h -= pairs.lower[column] / at.x[column] }
            if kinds[column] == .boxed {
                let rest = residuals?.upper[column] ?? 0
                h += (pairs.upper[column] - at.w[column] * rest) / at.s[column]
            }
            weighted[column] = theta[column] * h
        }
        form.matrix.addProduct(weighted, to: &right)
        guard normal.solve(right, tolerance: tolerance, into: &direction.y) else { return false }
        let matrix = form.matrix
        for column in kinds.indices {
            var slope = 0.0
            for entry in matrix.columnStart[column]..<matrix.columnStart[column + 1] {
                slope += matrix.value[entry] * direction.y[Int(matrix.rowIndex[entry])]
            }
            let x = theta[column] * slope - weighted[column]
            direction.x[column] = x
            guard kinds[column].isBounded else { continue }
            direction.z[column] = (pairs.lower[column] - at.z[column] * x) / at.x[column]
            guard kinds[column] == .boxed else { continue }
            let s = (residuals?.upper[column] ?? 0) - x
            direction.s[column] = s
            direction.w[column] = (pairs.upper[column] - at.w[column] * s) / at.s[column]
        }
        return true
    }
}
