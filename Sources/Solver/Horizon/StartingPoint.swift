/// Where the method starts: Mehrotra's point, well inside and not far from feasible.
///
/// x is the least-squares point of A x = b and x + s = u; y that of Aᵀy = c. Both are then
/// pushed inside by as much as their worst entry is outside, and so that no product x z is far
/// from the average. (S. Mehrotra, *On the implementation of a primal-dual interior point method*,
/// SIAM J. Optim. 2 (1992), §7, extended to upper bounds.)
struct StartingPoint {
    /// The point; nil when the least-squares systems cannot be solved.
    static func make(_ system: inout NewtonSystem) -> Iterate? {
        let form = system.form
        let kinds = system.kinds
        // min ½|x|² + ½|s|²: a boxed column is pulled to the middle of its box.
        let weights = kinds.map { kind in
            switch kind {
            case .lower, .free: 1.0
            case .boxed: 0.5
            case .fixed: 0.0
            }
        }
        guard system.factorise(weights: weights) else { return nil }
        let middle = kinds.indices.map { kinds[$0] == .boxed ? form.upper[$0] / 2 : 0 }
        var right = form.right
        form.matrix.addProduct(middle.map { -$0 }, to: &right)
        guard let correction = system.solveNormal(right, tolerance: 1e-6) else { return nil }
        var x = form.matrix.transposedProduct(correction)
        for column in x.indices { x[column] = middle[column] + weights[column] * x[column] }
        var image = [Double](repeating: 0, count: form.rowCount)
        form.matrix.addProduct(zip(weights, form.cost).map { $0 * $1 }, to: &image)
        guard let y = system.solveNormal(image, tolerance: 1e-6) else { return nil }
        let slope = form.matrix.transposedProduct(y)
        return inside(form, kinds, x, y, zip(form.cost, slope).map { $0 - $1 })
    }

    /// Pushes a point inside its bounds.
    private static func inside(
        _ form: StandardForm, _ kinds: [ColumnKind], _ x: [Double], _ y: [Double],
        _ reduced: [Double]
    ) -> Iterate {
        let count = kinds.count
        var at = Iterate(
            x: x, s: [Double](repeating: 0, count: count), y: y,
            z: [Double](repeating: 0, count: count), w: [Double](repeating: 0, count: count))
        var (outside, wrong) = (0.0, 0.0)
        for column in 0..<count {
            switch kinds[column] {
            case .free: continue
            case .fixed: at.x[column] = 0
            case .lower:
                at.z[column] = reduced[column]
                outside = max(outside, -1.5 * x[column])
                wrong = max(wrong, -1.5 * reduced[column])
            case .boxed:
                at.s[column] = form.upper[column] - x[column]
                // z − w is the reduced cost, with the smaller of the two as near zero as may be.
                at.z[column] = max(reduced[column], 0)
                at.w[column] = max(-reduced[column], 0)
                outside = max(outside, -1.5 * x[column], -1.5 * at.s[column])
            }
        }
        shift(&at, kinds, primal: outside, dual: wrong)
        let (products, primalSum, dualSum) = sums(at, kinds)
        shift(
            &at, kinds, primal: max(0.5 * products / max(dualSum, 1e-30), 1e-3),
            dual: max(0.5 * products / max(primalSum, 1e-30), 1e-3))
        return at
    }

    private static func shift(
        _ at: inout Iterate, _ kinds: [ColumnKind], primal: Double, dual: Double
    ) {
        for column in kinds.indices where kinds[column].isBounded {
            at.x[column] += primal
            at.z[column] += dual
            guard kinds[column] == .boxed else { continue }
            at.s[column] += primal
            at.w[column] += dual
        }
    }

    private static func sums(
        _ at: Iterate, _ kinds: [ColumnKind]
    ) -> (products: Double, primal: Double, dual: Double) {
        var (products, primal, dual) = (0.0, 0.0, 0.0)
        for column in kinds.indices where kinds[column].isBounded {
            products += at.x[column] * at.z[column] + at.s[column] * at.w[column]
            primal += at.x[column] + at.s[column]
            dual += at.z[column] + at.w[column]
        }
        return (products, primal, dual)
    }
}
