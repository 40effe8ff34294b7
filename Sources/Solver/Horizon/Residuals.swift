/// How far an iterate is from feasible and from optimal.
struct Residuals {
    /// b − A x.
    private(set) var primal: [Double]
    /// u − x − s, for boxed columns; zero for all others.
    private(set) var upper: [Double]
    /// c − Aᵀy − z + w.
    private(set) var dual: [Double]
    /// Average of x z and s w.
    private(set) var complementarity = 0.0
    /// c·x.
    private(set) var primalObjective = 0.0
    /// b·y − u·w.
    private(set) var dualObjective = 0.0
    /// Largest entry of c − Aᵀy − z + w.
    private(set) var dualSize = 0.0
    private var upperSize = 0.0

    /// Makes room for those of a standard form.
    init(rowCount: Int, columnCount: Int) {
        primal = [Double](repeating: 0, count: rowCount)
        upper = [Double](repeating: 0, count: columnCount)
        dual = upper
    }

    init(_ form: StandardForm, _ kinds: [ColumnKind], _ at: Iterate) {
        self.init(rowCount: form.rowCount, columnCount: form.columnCount)
        measure(form, kinds, at)
    }

    /// Measures an iterate, in one pass over the matrix.
    mutating func measure(_ form: StandardForm, _ kinds: [ColumnKind], _ at: Iterate) {
        (dualSize, upperSize, primalObjective) = (0, 0, 0)
        var (products, pairs, bound) = (0.0, 0, 0.0)
        for row in primal.indices { primal[row] = form.right[row] }
        let matrix = form.matrix
        for column in kinds.indices {
            let x = at.x[column]
            var slope = form.cost[column]
            for entry in matrix.columnStart[column]..<matrix.columnStart[column + 1] {
                let row = Int(matrix.rowIndex[entry])
                let value = matrix.value[entry]
                slope -= value * at.y[row]
                primal[row] -= value * x
            }
            primalObjective += form.cost[column] * x
            switch kinds[column] {
            case .fixed: slope = 0
            case .free: break
            case .lower:
                slope -= at.z[column]
                products += x * at.z[column]
                pairs += 1
            case .boxed:
                let (s, w) = (at.s[column], at.w[column])
                slope += w - at.z[column]
                let rest = form.upper[column] - x - s
                upper[column] = rest
                upperSize = max(upperSize, abs(rest))
                products += x * at.z[column] + s * w
                bound += form.upper[column] * w
                pairs += 2
            }
            dual[column] = slope
            dualSize = max(dualSize, abs(slope))
        }
        complementarity = pairs > 0 ? products / Double(pairs) : 0
        dualObjective = zip(form.right, at.y).reduce(0) { $0 + $1.0 * $1.1 } - bound
    }

    /// Largest entry of b − A x and u − x − s.
    var primalSize: Double { primal.reduce(upperSize) { max($0, abs($1)) } }

    /// Largest entry of b − A x as the judge measures it.
    func judgedSize(_ judged: [Double]) -> Double {
        zip(primal, judged).reduce(0) { max($0, abs($1.0) * $1.1) }
    }
}
