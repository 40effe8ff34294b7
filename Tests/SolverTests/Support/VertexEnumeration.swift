/// The optimum of a tiny program by trying every vertex.
///
/// No duals and no bases: a second opinion. Complexity: O(binomial(constraints, variables) · variables³).
enum VertexEnumeration {
    /// The half-space a·x ≤ b.
    struct Constraint {
        let a: [Double]
        let b: Double
    }

    /// Smallest c·x over the vertices of a bounded region; nil when there is none.
    static func minimum(_ cost: [Double], _ constraints: [Constraint]) -> Double? {
        var best: Double?
        var chosen: [Int] = []
        func visit(_ next: Int) {
            if chosen.count == cost.count {
                guard let x = solve(chosen.map { constraints[$0] }),
                    constraints.allSatisfy({ dot($0.a, x) <= $0.b + 1e-7 })
                else { return }
                best = min(best ?? .infinity, dot(cost, x))
                return
            }
            guard constraints.count - next >= cost.count - chosen.count else { return }
            for index in next..<constraints.count {
                chosen.append(index)
                visit(index + 1)
                chosen.removeLast()
            }
        }
        visit(0)
        return best
    }

    private static func dot(_ a: [Double], _ x: [Double]) -> Double {
        zip(a, x).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Gaussian elimination with partial pivoting; nil for a singular system.
    private static func solve(_ rows: [Constraint]) -> [Double]? {
        let count = rows.count
        var table = rows.map { $0.a + [$0.b] }
        for column in 0..<count {
            let pivot = (column..<count).max { abs(table[$0][column]) < abs(table[$1][column]) }
            guard let pivot, abs(table[pivot][column]) > 1e-9 else { return nil }
            table.swapAt(column, pivot)
            for row in 0..<count where row != column && table[row][column] != 0 {
                let factor = table[row][column] / table[column][column]
                for entry in column...count { table[row][entry] -= factor * table[column][entry] }
            }
        }
        return (0..<count).map { table[$0][count] / table[$0][$0] }
    }
}
