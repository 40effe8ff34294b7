/// Where the method starts: Mehrotra's point, well inside and not far from feasible.
///
/// x is the least-squares point of A x = b and x + s = u; y that of Aᵀy = c. Both are then
/// pushed inside by as much as their worst entry is outside, and so that no product x z is far
/// from the average. (S. Mehrotra, *On the implementation of a primal-dual interior point method*,
/// SIAM J. Optim. 2 (1992), §7, extended to upper bounds.)
enum StartingPoint {
    /// Writes the point into an iterate; false when the least-squares systems cannot be solved.
    static func make(_ system: inout NewtonSystem, into at: borrowing Iterate) -> Bool {
        let (form, kinds) = (system.form, system.kinds)
        let weights = Vector(count: form.columnCount)
        // min ½|x|² + ½|s|²: a boxed column is pulled to the middle of its box.
        var box = 0
        for column in kinds.indices {
            at.x[column] = 0
            switch kinds[column] {
            case .lower, .free: weights[column] = 1
            case .boxed:
                weights[column] = 0.5
                at.x[column] = system.boxUpper[box] / 2
                box += 1
            case .fixed: weights[column] = 0
            }
        }
        guard system.factorise(weights: weights) else { return false }
        let right = Vector(count: form.rowCount)
        form.matrix.addProduct(at.x, to: right)
        for row in right.indices { right[row] = form.right[row] - right[row] }
        guard system.solveNormal(right, tolerance: 1e-6, into: at.y) else { return false }
        form.matrix.withColumns { columns in
            for column in weights.indices {
                at.x[column] += weights[column] * columns.product(column, at.y.entries)
            }
        }
        for column in kinds.indices { at.z[column] = weights[column] * system.cost[column] }
        right.clear()
        form.matrix.addProduct(at.z, to: right)
        guard system.solveNormal(right, tolerance: 1e-6, into: at.y) else { return false }
        form.matrix.withColumns { columns in
            for column in weights.indices {
                at.z[column] = system.cost[column] - columns.product(column, at.y.entries)
            }
        }
        moveInside(system, at)
        return true
    }

    /// Pushes a point inside its bounds, with the reduced costs where its duals will be.
    private static func moveInside(_ system: borrowing NewtonSystem, _ at: borrowing Iterate) {
        let kinds = system.kinds
        var (outside, wrong, box) = (0.0, 0.0, 0)
        for column in kinds.indices {
            let reduced = at.z[column]
            switch kinds[column] {
            case .free: at.z[column] = 0
            case .fixed: (at.x[column], at.z[column]) = (0, 0)
            case .lower:
                outside = max(outside, -1.5 * at.x[column])
                wrong = max(wrong, -1.5 * reduced)
            case .boxed:
                at.s[box] = system.boxUpper[box] - at.x[column]
                // z − w is the reduced cost, with the smaller of the two as near zero as may be.
                (at.z[column], at.w[box]) = (max(reduced, 0), max(-reduced, 0))
                outside = max(outside, -1.5 * at.x[column], -1.5 * at.s[box])
                box += 1
            }
        }
        shift(kinds, at, primal: outside, dual: wrong)
        let sums = sums(kinds, at)
        shift(
            kinds, at, primal: max(0.5 * sums.products / max(sums.dual, 1e-30), 1e-3),
            dual: max(0.5 * sums.products / max(sums.primal, 1e-30), 1e-3))
    }

    private static func shift(
        _ kinds: [ColumnKind], _ at: borrowing Iterate, primal: Double, dual: Double
    ) {
        for column in kinds.indices where kinds[column].isBounded {
            at.x[column] += primal
            at.z[column] += dual
        }
        for box in at.s.indices {
            at.s[box] += primal
            at.w[box] += dual
        }
    }

    private static func sums(
        _ kinds: [ColumnKind], _ at: borrowing Iterate
    ) -> (products: Double, primal: Double, dual: Double) {
        var (products, primal, dual) = (0.0, 0.0, 0.0)
        for column in kinds.indices where kinds[column].isBounded {
            products += at.x[column] * at.z[column]
            primal += at.x[column]
            dual += at.z[column]
        }
        for box in at.s.indices {
            products += at.s[box] * at.w[box]
            primal += at.s[box]
            dual += at.w[box]
        }
        return (products, primal, dual)
    }
}
