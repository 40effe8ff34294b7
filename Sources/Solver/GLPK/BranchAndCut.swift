import CGLPK

/// How GLPK's branch and cut runs.
struct BranchAndCut {
    /// A run with everything that shortens the search, or a plain one that checks it.
    enum Style {
        case full, plain
    }

    let style: Style
    let milliseconds: Int32
    /// Nodes that could better the incumbent by no more than this share are dropped.
    ///
    /// GLPK's `tol_obj` t drops what is not below z − t · (1 + |z|).
    let pruning: Double
    /// Whether GLPK looks for a first incumbent by its feasibility pump.
    let pumps: Bool

    /// The share for a gap: a search that runs to its end must prove the gap.
    static func pruning(forGap gap: Double) -> Double { max(1e-7, gap * 0.45) }

    /// GLPK's parameters.
    var iocp: glp_iocp {
        var iocp = unsafe glp_iocp()
        unsafe glp_init_iocp(&iocp)
        unsafe iocp.msg_lev = GLP_MSG_OFF
        unsafe iocp.tm_lim = milliseconds
        unsafe iocp.tol_obj = min(pruning, 0.5)
        switch style {
        case .full:
            unsafe iocp.gmi_cuts = GLP_ON
            unsafe iocp.mir_cuts = GLP_ON
            unsafe iocp.cov_cuts = GLP_ON
            unsafe iocp.fp_heur = pumps ? GLP_ON : GLP_OFF
        case .plain:
            unsafe iocp.pp_tech = GLP_PP_NONE
            unsafe iocp.br_tech = GLP_BR_MFV
        }
        return unsafe iocp
    }
}

/// Watches a running branch and cut: takes its bound, gives it the incumbent, ends it in time.
final class BranchAndCutWatch {
    /// Least bound of the open nodes, in GLPK's objective; −∞ before the first node is solved.
    private(set) var bound = -Double.infinity
    /// Nodes made so far.
    private(set) var nodes = 0
    /// Why the watch ended the search; nil if it did not.
    private(set) var reason: String?

    /// The reason when whoever watches wants an end.
    static let interrupted = "interrupted"

    private let nodeLimit: Int
    private let isCloseEnough: (_ objective: Double, _ bound: Double) -> Bool
    private let goOn: (_ incumbent: Double?, _ bound: Double) -> Bool
    /// Columns of a point to inject, 1-based; empty for none.
    private var injection: [Double]

    init(
        nodeLimit: Int, injection: [Double]?,
        isCloseEnough: @escaping (_ objective: Double, _ bound: Double) -> Bool,
        goOn: @escaping (_ incumbent: Double?, _ bound: Double) -> Bool
    ) {
        self.nodeLimit = nodeLimit
        self.isCloseEnough = isCloseEnough
        self.goOn = goOn
        self.injection = injection.map { [0] + $0 } ?? []
    }

    /// One call of GLPK's callback.
    @unsafe func look(at tree: OpaquePointer) {
        if unsafe glp_ios_reason(tree) == GLP_IHEUR, !injection.isEmpty {
            _ = unsafe glp_ios_heur_sol(tree, injection)
            injection = []
        }
        let node = unsafe glp_ios_best_node(tree)
        if node != 0 {
            let value = unsafe glp_ios_node_bound(tree, node)
            bound = value > -Double.greatestFiniteMagnitude ? value : -.infinity
        }
        var total: Int32 = 0
        unsafe glp_ios_tree_size(tree, nil, nil, &total)
        nodes = Int(total)
        let problem = unsafe glp_ios_get_prob(tree)
        let hasIncumbent = unsafe glp_mip_status(problem) == GLP_FEAS
        let incumbent = hasIncumbent ? unsafe glp_mip_obj_val(problem) : nil
        if let incumbent, isCloseEnough(incumbent, bound) {
            reason = "the gap was reached"
        } else if nodes > nodeLimit {
            reason = "the node limit was reached"
        } else if !goOn(incumbent, bound) {
            reason = Self.interrupted
        }
        if reason != nil { unsafe glp_ios_terminate(tree) }
    }
}
