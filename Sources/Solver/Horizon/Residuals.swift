import CHorizon

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

    /// Takes over the sums of a pass over the columns that has filled in the rest.
    ///
    /// - Parameters:
    ///   - measure: the pass.
    ///   - squares: ½ x κ x.
    ///   - pairs: how many products there are.
    ///   - right: b.
    ///   - y: the dual of the rows.
    mutating func take(
        _ measure: pass_measure, squares: Double, pairs: Int, _ right: [Double], _ y: Entries
    ) {
        dualSize = unsafe squares == 0 ? measure.dual_size : dual.size
        upperSize = unsafe measure.upper_size
        complementarity = unsafe pairs > 0 ? measure.products / Double(pairs) : 0
        primalObjective = unsafe measure.objective + squares
        dualObjective = unsafe -measure.bounds - squares
        for row in right.indices { dualObjective += right[row] * y[row] }
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
