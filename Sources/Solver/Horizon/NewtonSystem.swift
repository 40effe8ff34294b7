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
    }

    /// Takes over other bounds, right sides and costs; the matrix stays what it was.
    mutating func change(_ form: StandardForm) {
        self.form = form
        kinds = form.kinds
    }

    /// The right sides of the system.
    struct RightSide {
        var primal: [Double]
        var upper: [Double]
        var dual: [Double]
        var lowerPairs: [Double]
        var upperPairs: [Double]
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
        normal.solve(right, tolerance: tolerance)
    }

    /// Solves for a direction; nil when numbers run out of range.
    mutating func solve(_ r: RightSide, _ at: Iterate, tolerance: Double) -> Direction? {
        let count = kinds.count
        var weighted = [Double](repeating: 0, count: count)
        for column in 0..<count {
            var h = r.dual[column]
            if kinds[column].isBounded { h -= r.lowerPairs[column] / at.x[column] }
            if kinds[column] == .boxed {
                h += (r.upperPairs[column] - at.w[column] * r.upper[column]) / at.s[column]
            }
            weighted[column] = theta[column] * h
        }
        var right = r.primal
        form.matrix.addProduct(weighted, to: &right)
        guard let y = normal.solve(right, tolerance: tolerance) else { return nil }
        var x = form.matrix.transposedProduct(y)
        var s = [Double](repeating: 0, count: count)
        var z = s
        var w = s
        for column in 0..<count {
            x[column] = theta[column] * x[column] - weighted[column]
            guard kinds[column].isBounded else { continue }
            z[column] = (r.lowerPairs[column] - at.z[column] * x[column]) / at.x[column]
            guard kinds[column] == .boxed else { continue }
            s[column] = r.upper[column] - x[column]
            w[column] = (r.upperPairs[column] - at.w[column] * s[column]) / at.s[column]
        }
        return Direction(x: x, s: s, y: y, z: z, w: w)
    }
}
