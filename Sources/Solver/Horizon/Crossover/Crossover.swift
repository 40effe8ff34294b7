/// From a point inside the optimal face to one of its corners, and to a basis.
///
/// The variables that are inside become basic as far as they are independent (`BasisSelection`);
/// the others of them are pushed to a bound or into the basis (`PrimalPush`). What is only near a
/// bound goes onto it (`BoundMove`). That is a vertex, and as good as the point. Its basis is made
/// optimal by pushing duals too (`DualPush`), where that is wanted. (R. E. Bixby, M. J. Saltzman,
/// *Recovering an optimal LP basis from an interior point solution*, Operations Research Letters 15
/// (1994); N. Megiddo, *On finding primal- and dual-optimal bases*, ORSA Journal on Computing 3
/// (1991).)
struct Crossover {
    private let program: LinearProgram
    private let watch: HorizonWatch
    private(set) var basis: CrossoverBasis
    /// What was done, in one sentence.
    private(set) var sentence = ""

    /// What must be left of a column for it to count as independent.
    private static let leastPivot = 1e-5
    /// Pushes between two looks at the clock.
    private static let slice = 256

    /// Looks for a vertex; nil when the way there is blocked, or when it takes too long.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - columns: a point of its optimal face.
    ///   - stages: who is inside, by the prices of each cost that the point is optimal for.
    ///   - worth: the cost above which a trace is worth steps of its own.
    ///   - watch: may end the search.
    init?(
        _ program: LinearProgram, _ columns: [Double], stages: [Interiority], worth: Double,
        watch: HorizonWatch
    ) {
        self.program = program
        self.watch = watch
        let form = SimplexForm(program, watch)
        let (value, inside) = Self.start(form, program, columns, stages)
        var selection = BasisSelection(form, leastPivot: Self.leastPivot)
        selection.offer(inside)
        // The nearest first: what has the shortest way meets the fewest others.
        let left = selection.rejected
            .map { (distance: Self.distance(value, form, Int($0)), variable: $0) }
            .sorted { $0 < $1 }
        basis = CrossoverBasis(selection, form, value: value)
        var push = PrimalPush(form)
        for (count, item) in left.enumerated() {
            push.push(Int(item.variable), &basis)
            if basis.isTooLong || count % Self.slice == 0 && watch.hasToStop() { return nil }
        }
        let price = zip(stages[0].price, form.factor).map { $0 * $1 }
        var move = BoundMove(basis, price: price, worth: worth)
        guard move.move(&basis, watch) else { return nil }
        var back = PriceReturn(basis, price: price)
        back.run(&basis, worth: worth)
        basis.refactorise()
        basis.computeBasics()
        sentence =
            "\(push.moved) columns moved to a bound, \(push.exchanged + move.exchanged + back.steps) exchanged"
    }

    /// Columns of the vertex.
    var columns: [Double] {
        program.snapped(
            (0..<program.columnCount).map { basis.value[$0] * basis.form.factor[$0] })
    }

    /// Makes the basis optimal for the first cost and tells how it stands.
    ///
    /// - Parameter stage: the prices of the first cost.
    mutating func optimalBasis(_ stage: Interiority) -> GLPKBasis? {
        var push = DualPush(basis, reduced: zip(stage.price, basis.form.factor).map { $0 * $1 })
        // The smallest first: most of them are rounding.
        let order = basis.heading
            .map { (size: abs(push.reduced[Int($0)]), variable: $0) }
            .sorted { $0 < $1 }
        for (count, item) in order.enumerated() {
            push.push(Int(item.variable), &basis)
            if basis.isTooLong || count % Self.slice == 0 && watch.hasToStop() { return nil }
        }
        basis.refactorise()
        basis.computeBasics()
        return GLPKBasis(basis)
    }

    /// Duals of the basis.
    var rowDuals: [Double] {
        mutating get {
            let y = basis.duals()
            let factor = basis.form.factor[program.columnCount...]
            return zip(y, factor).map { $0 / $1 }
        }
    }

    /// Values inside the bounds, and the variables that are truly inside.
    private static func start(
        _ form: SimplexForm, _ program: LinearProgram, _ columns: [Double],
        _ stages: [Interiority]
    ) -> (value: [Double], inside: [Int32]) {
        var activity = [Double](repeating: 0, count: program.rowCount)
        program.matrix.addProduct(columns, to: &activity)
        var value = columns + activity
        var inside: [Int32] = []
        for variable in value.indices {
            value[variable] = min(
                max(value[variable] / form.factor[variable], form.lower[variable]),
                form.upper[variable])
            if distance(value, form, variable) > 0, stages.allSatisfy({ $0.isInside(variable) }) {
                inside.append(Int32(variable))
            }
        }
        return (value, inside)
    }

    private static func distance(_ value: [Double], _ form: SimplexForm, _ variable: Int) -> Double
    {
        min(value[variable] - form.lower[variable], form.upper[variable] - value[variable])
    }
}
