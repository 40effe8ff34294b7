/// Proves by branching that no whole point keeps all limits of a program.
///
/// A node is the elastic form of the relaxation with bounds of some integers moved inwards: the
/// smallest sum of relative violations. It is closed by nothing but a positive safe bound of the
/// judge, and branches on the integer farthest from a whole number. When all nodes are closed, no
/// whole point is left, and no engine's word was taken for it.
package struct IntegerCertificate: ~Copyable {
    /// What the branching found.
    package enum Finding: Equatable {
        /// All nodes are closed: there is no whole point.
        case proven(nodes: Int)
        /// A whole point that keeps all limits, in the columns of the program.
        case refuted([Double])
        /// Too many nodes, no time left, or a node that could not be decided.
        case open(nodes: Int)
    }

    /// A bound that a node moves.
    private struct Change {
        let column: Int
        let lower: Double
        let upper: Double
    }

    /// What a node's program says.
    private enum Node {
        case closed
        case branch(column: Int, value: Double)
        case whole([Double])
        case undecided
    }

    private let whole: LinearProgram
    private var elastic: LinearProgram
    private let problem: GLPKProblem
    private var applied: [Change] = []

    /// - Parameter whole: the program, with whole bounds on its integer columns.
    @available(*, noasync, message: "a GLPK problem must live and die on one thread")
    package init(_ whole: LinearProgram) {
        self.whole = whole
        elastic =
            ElasticProgram(whole.relaxed, relaxing: (0..<whole.rowCount).map { .row($0) }).program
        problem = GLPKProblem(elastic)
        problem.scale()
        problem.standardBasis()
    }

    /// Branches until all nodes are closed or a limit is reached.
    package mutating func run(seconds: Double, mostNodes: Int) -> Finding {
        let start = ContinuousClock.now
        var stack: [[Change]] = [[]]
        var nodes = 0
        while let path = stack.popLast() {
            let left = seconds - (ContinuousClock.now - start) / .seconds(1)
            guard nodes < mostNodes, left > 0 else { return .open(nodes: nodes) }
            nodes += 1
            move(to: path)
            switch decide(seconds: left) {
            case .closed: continue
            case .branch(let column, let value):
                let (lower, upper) = (elastic.columnLower[column], elastic.columnUpper[column])
                let below = value.rounded(.down)
                stack.append(path + [Change(column: column, lower: below + 1, upper: upper)])
                stack.append(path + [Change(column: column, lower: lower, upper: below)])
            case .whole(let columns): return .refuted(columns)
            case .undecided: return .open(nodes: nodes)
            }
        }
        return .proven(nodes: nodes)
    }

    private mutating func move(to path: [Change]) {
        for change in applied {
            set(
                Change(
                    column: change.column, lower: whole.columnLower[change.column],
                    upper: whole.columnUpper[change.column]))
        }
        for change in path { set(change) }
        applied = path
    }

    private mutating func set(_ change: Change) {
        elastic.columnLower[change.column] = change.lower
        elastic.columnUpper[change.column] = change.upper
        problem.setBounds(column: change.column, lower: change.lower, upper: change.upper)
    }

    private func decide(seconds: Double) -> Node {
        let methods: [GLPKProblem.Method] = [.dual, .primal]
        let isSolved = methods.contains { method in
            problem.simplex(
                method, milliseconds: Int32(min(seconds * 1000, 1e9).rounded(.up)),
                iterations: Int32.max) == .optimal
        }
        guard isSolved else { return .undecided }
        let point = problem.point
        let judge = Judge(elastic)
        if let bound = judge.safeBound(point.rowDuals), bound > Judge.primalTolerance {
            return .closed
        }
        guard judge.objective(point.columns) <= Judge.primalTolerance else { return .undecided }
        func distance(_ column: Int) -> Double {
            abs(point.columns[column] - point.columns[column].rounded())
        }
        let farthest = whole.integerColumns.max { distance($0) < distance($1) }
        if let farthest, distance(farthest) > Judge.primalTolerance {
            return .branch(column: farthest, value: point.columns[farthest])
        }
        let columns = Array(point.columns[..<whole.columnCount])
        let isKept = Judge(whole).primalResidual(columns) <= Judge.primalTolerance
        return isKept ? .whole(columns) : .undecided
    }
}
