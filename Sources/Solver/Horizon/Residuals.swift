/// How far an iterate is from feasible and from optimal.
struct Residuals: ~Copyable {
    /// b − A x.
    let primal: Vector
    /// u − x − s of the boxed columns.
    let upper: Vector
    /// c + κ x − Aᵀy − z + w; zero for fixed columns.
    let dual: Vector
    /// Average of x z and s w.
    private(set) var complementarity = 0.0
    /// c·x + ½ x κ x.
    private(set) var primalObjective = 0.0
    /// b·y − u·w − ½ x κ x.
    private(set) var dualObjective = 0.0
    /// Largest entry of c − Aᵀy − z + w.
    private(set) var dualSize = 0.0
    private var upperSize = 0.0

    /// Makes room for those of a standard form.
    init(rowCount: Int, columnCount: Int, boxCount: Int) {
        primal = Vector(count: rowCount)
        upper = Vector(count: boxCount)
        dual = Vector(count: columnCount)
    }

    /// Measures an iterate, in one pass over the matrix.
    mutating func measure(_ system: borrowing NewtonSystem, _ at: borrowing Iterate) {
        let form = system.form
        var sums = Sums()
        let (x, z, s, w) = (at.x.entries, at.z.entries, at.s.entries, at.w.entries)
        let (y, bound) = (at.y.entries, system.boxUpper.entries)
        let (primal, upper, dual) = (primal.entries, upper.entries, dual.entries)
        for row in 0..<primal.count { primal[row] = form.right[row] }
        let cost = form.cost
        system.kinds.withPass(form.matrix) { kind, columns in
            var box = 0
            for column in 0..<kind.count {
                let value = x[column]
                columns.add(column, times: -value, to: primal)
                var slope = cost[column] - columns.product(column, y)
                sums.objective += cost[column] * value
                switch kind[column] {
                case .fixed: slope = 0
                case .free: break
                case .lower:
                    slope -= z[column]
                    sums.add(value * z[column])
                case .boxed:
                    slope += w[box] - z[column]
                    upper[box] = bound[box] - value - s[box]
                    sums.add(value * z[column])
                    sums.add(s[box] * w[box])
                    sums.bound += bound[box] * w[box]
                    box += 1
                }
                dual[column] = slope
            }
        }
        var squares = 0.0
        for bend in form.curvature where system.kinds[bend.column] != .fixed {
            dual[bend.column] += bend.value * x[bend.column]
            squares += bend.value * x[bend.column] * x[bend.column] / 2
        }
        (dualSize, upperSize) = (self.dual.size, self.upper.size)
        complementarity = sums.pairs > 0 ? sums.products / Double(sums.pairs) : 0
        primalObjective = sums.objective + squares
        dualObjective = -sums.bound - squares
        for row in 0..<primal.count { dualObjective += form.right[row] * y[row] }
    }

    private struct Sums {
        var (products, pairs) = (0.0, 0)
        var (objective, bound) = (0.0, 0.0)

        @inline(__always)
        mutating func add(_ product: Double) {
            products += product
            pairs += 1
        }
    }

    /// Largest entry of b − A x and u − x − s.
    var primalSize: Double { max(upperSize, primal.size) }

    /// Largest entry of b − A x as the judge measures it.
    func judgedSize(_ judged: [Double]) -> Double {
        var size = 0.0
        for row in primal.indices { size = max(size, abs(primal[row]) * judged[row]) }
        return size
    }
}
