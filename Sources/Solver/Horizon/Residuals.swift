/// How far an iterate is from feasible and from optimal.
struct Residuals {
    /// b − A x.
    private(set) var primal: [Double]
    /// u − x − s, for boxed columns.
    private(set) var upper: [Double]
    /// c − Aᵀy − z + w.
    private(set) var dual: [Double]
    /// Average of x z and s w.
    private(set) var complementarity: Double
    /// c·x.
    private(set) var primalObjective: Double
    /// b·y − u·w.
    private(set) var dualObjective: Double

    init(_ form: StandardForm, _ kinds: [ColumnKind], _ at: Iterate) {
        primal = [Double](repeating: 0, count: form.rowCount)
        form.matrix.addProduct(at.x, to: &primal)
        for row in primal.indices { primal[row] = form.right[row] - primal[row] }
        upper = [Double](repeating: 0, count: form.columnCount)
        dual = form.matrix.transposedProduct(at.y)
        var (products, pairs) = (0.0, 0)
        var (value, bound) = (0.0, 0.0)
        for column in kinds.indices {
            dual[column] = form.cost[column] - dual[column] - at.z[column] + at.w[column]
            value += form.cost[column] * at.x[column]
            switch kinds[column] {
            case .fixed: dual[column] = 0
            case .free: break
            case .lower:
                products += at.x[column] * at.z[column]
                pairs += 1
            case .boxed:
                upper[column] = form.upper[column] - at.x[column] - at.s[column]
                products += at.x[column] * at.z[column] + at.s[column] * at.w[column]
                bound += form.upper[column] * at.w[column]
                pairs += 2
            }
        }
        complementarity = pairs > 0 ? products / Double(pairs) : 0
        primalObjective = value
        dualObjective = zip(form.right, at.y).reduce(0) { $0 + $1.0 * $1.1 } - bound
    }

    /// Largest entry of b − A x and u − x − s.
    var primalSize: Double { max(Self.size(primal), Self.size(upper)) }
    /// Largest entry of b − A x as the judge measures it.
    func judgedSize(_ judged: [Double]) -> Double {
        zip(primal, judged).reduce(0) { max($0, abs($1.0) * $1.1) }
    }

    /// Largest entry of c − Aᵀy − z + w.
    var dualSize: Double { Self.size(dual) }

    private static func size(_ vector: [Double]) -> Double {
        vector.reduce(0) { max($0, abs($1)) }
    }
}
