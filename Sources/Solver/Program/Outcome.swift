/// What a solve ended with, and what that proves.
public enum SolveStatus: String, Sendable, CaseIterable {
    /// A feasible answer whose distance to the best possible is proven to be within tolerance.
    case optimal
    /// A feasible answer without that proof, or with a larger gap.
    case feasible
    /// No answer satisfies all limits: proven, unless the proof says that it rests on searches.
    case infeasible
    /// Proven: the cost can be driven down without end.
    case unbounded
    /// A limit was hit, or every engine failed, before there was an answer.
    case limit
}

/// Values of the columns and duals of the rows, in the units of the program.
public struct Point: Sendable, Equatable {
    /// Value of each column.
    public var columns: [Double]
    /// Dual of each row: change of the objective per unit of its active bound.
    public var rowDuals: [Double]

    /// Creates a point.
    public init(columns: [Double], rowDuals: [Double]) {
        self.columns = columns
        self.rowDuals = rowDuals
    }
}

/// What the judge found: computed from the program and the point alone.
public struct Proof: Sendable, Equatable {
    /// What is proven.
    public var status: SolveStatus
    /// Objective at the point; nil without one.
    public var objective: Double?
    /// No feasible point can be better than this; nil when none could be derived.
    public var bound: Double?
    /// Where the bound holds; nil when it holds everywhere, as it does for every scenario.
    ///
    /// It holds for points whose columns without any bound stay within ± this: a thousand times
    /// the largest value of the answer.
    public var boundRange: Double?
    /// (objective − bound) / max(1, |reference|); nil without both.
    public var relativeGap: Double?
    /// Largest violation of a row, column bound or integrality, relative to max(1, |bound|).
    public var maxPrimalResidual: Double?
    /// Largest wrong sign of a reduced cost, relative to max(1, |cost|); nil for a MIP.
    public var maxDualResidual: Double?
    /// Whether `infeasible` is the word of two complete searches for whole numbers, without a
    /// certificate; false in all other cases.
    public var restsOnSearch = false
}

/// Everything one solve of a program returns.
public struct Outcome: Sendable {
    /// The judge's finding.
    public var proof: Proof
    /// The point, when there is one worth having.
    public var point: Point?
    /// Name of the engine that gave the answer.
    public var engine: String
    /// Iterations of all attempts.
    public var iterations: Int
    /// Wall-clock seconds of all attempts.
    public var seconds: Double
    /// What was tried, in order, and how each attempt ended.
    public var attempts: [Attempt]
    /// What the search for whole numbers adds; nil for an LP.
    public var search: IntegerSearch?
    /// The program that was solved in the end, where rows were added to the one given; else nil.
    public var program: LinearProgram?
    /// How far bounds and costs may move, where that was asked and the engine has a basis.
    public var sensitivity: Sensitivity?

    /// The basis of the point, where that was asked and the engine has one.
    package var basis: ProgramBasis?

    /// One rung of the ladder.
    public struct Attempt: Sendable, Equatable {
        /// Engine and method.
        public let method: String
        /// How it ended, in one sentence.
        public let ending: String
    }

    /// Whether the answer was found from the basis of another program.
    public var beganWarm: Bool { attempts.last?.method == WarmSimplex.method }

    /// What whole numbers cost: the objective less the relaxation's bound; nil for an LP.
    public var commitmentCost: Double? {
        guard let objective = proof.objective, let bound = search?.relaxationBound else {
            return nil
        }
        return objective - bound
    }

    /// The judge's status.
    public var status: SolveStatus { proof.status }
}

/// Which linear program the duals of an answer belong to.
public enum DualSource: String, Sendable, CaseIterable {
    /// The program itself, which has no integers.
    case program
    /// The program with its integers fixed at the answer.
    case fixedIntegers = "fixed_integers"
    /// The relaxation without integers: there was no time to solve the fixed program.
    case relaxation
}

/// What a mixed-integer solve tells beyond its proof.
public struct IntegerSearch: Sendable, Equatable {
    /// Bound of the relaxation without integers; nil when none could be derived.
    public var relaxationBound: Double?
    /// Which program the duals of the point belong to.
    public var duals: DualSource
    /// Nodes of the search tree.
    public var nodes: Int
}

/// Limits and settings of a solve.
public struct SolveSettings: Sendable {
    /// Which engine runs.
    public enum Engine: String, Sendable, CaseIterable {
        /// The one that suits the program.
        case auto
        /// GLPK.
        case glpk
        /// The interior-point engine for long horizons; integers are left to GLPK.
        case horizon
    }

    /// Which engine runs; `auto` unless told.
    public var engine = Engine.auto
    /// Wall-clock limit, seconds; none unless told.
    public var timeLimitSeconds = Double.infinity
    /// Limit on iterations of the method; none unless told.
    public var iterationLimit = Int.max
    /// Limit on the nodes of a mixed-integer search; none unless told.
    public var nodeLimit = Int.max
    /// Column values to start a mixed-integer search from; nil for none.
    ///
    /// As long as the program has columns; what is not an integer column may be NaN. Values that
    /// do not lead to a feasible point are ignored, and the attempts say so.
    public var start: [Double]?
    /// Relative gap at which a mixed-integer solve may stop; 1e-6 unless told.
    public var relativeGap = 1e-6
    /// Threads of the interior-point engine, of which it uses two at most; one unless told.
    ///
    /// Equal counts give equal answers to the last bit.
    public var threads: Int {
        get { sharing.threads }
        set { sharing.threads = newValue }
    }
    /// The same, and from which size of work on.
    package var sharing = WorkSharing()
    /// Called a few times a second; returning false interrupts the solve.
    public var progress: @Sendable (SolveProgress) -> Bool = { _ in true }

    /// Creates settings with the defaults.
    public init() {}
}

/// Where a running solve is.
public struct SolveProgress: Sendable {
    /// Engine and method.
    public let method: String
    /// Iterations so far.
    public let iterations: Int
    /// Objective of the current point, which may be infeasible.
    public let objective: Double
    /// Sum of infeasibilities the method reports; zero when feasible.
    public let infeasibility: Double
    /// Largest relative residual of the dual; nil where the method has none.
    public var dualInfeasibility: Double?
    /// Relative gap between the primal and the dual objective of the current point; nil where the
    /// method has no such pair.
    public var relativeGap: Double?
    /// No feasible point is better than this, as far as the method knows; nil when it does not.
    public var bound: Double?
    /// Seconds so far.
    public var seconds: Double
}

/// Why a program could not be given to an engine.
public enum SolverError: Error, Sendable, Equatable {
    /// A coefficient that is not a finite number, by name of row or column.
    case notFinite(place: String)
    /// More columns, rows or nonzeros than the engine can number.
    case tooLarge(columns: Int, rows: Int, nonzeros: Int)
}
