import CGLPK

/// How a GLPK call ended: every return code and status of GLPK 5.0, in one table.
package enum GLPKEnding: Sendable, Equatable {
    /// GLPK says optimal (or integer optimal).
    case optimal
    /// GLPK says there is a feasible point, and that it stopped early.
    case feasible(reason: String)
    /// GLPK says no feasible point exists.
    case infeasible
    /// GLPK says the objective is unbounded.
    case unbounded
    /// Stopped by a limit or an interrupt before a feasible point.
    case stopped(reason: String)
    /// GLPK gave up.
    case failed(reason: String)

    /// In one sentence.
    package var sentence: String {
        switch self {
        case .optimal: "says optimal"
        case .feasible(let reason): "stopped with a feasible point: \(reason)"
        case .infeasible: "says infeasible"
        case .unbounded: "says unbounded"
        case .stopped(let reason): "stopped: \(reason)"
        case .failed(let reason): "failed: \(reason)"
        }
    }

    /// Meaning of the return code of `glp_simplex`, `glp_interior` and `glp_intopt`.
    package static func reason(_ code: Int32) -> String? {
        switch code {
        case 0: nil
        case GLP_EBADB: "the basis is invalid"
        case GLP_ESING: "the basis matrix is singular"
        case GLP_ECOND: "the basis matrix is ill-conditioned"
        case GLP_EBOUND: "a lower bound is above its upper bound, or an integer bound is fractional"
        case GLP_EFAIL: "the solver failed"
        case GLP_EOBJLL: "the lower objective limit was reached"
        case GLP_EOBJUL: "the upper objective limit was reached"
        case GLP_EITLIM: "the iteration limit was reached"
        case GLP_ETMLIM: "the time limit was reached"
        case GLP_ENOPFS: "presolve found no feasible point"
        case GLP_ENODFS: "presolve found no dual feasible point"
        case GLP_EROOT: "branch and cut had no optimal basis to start from"
        case GLP_ESTOP: "interrupted"
        case GLP_EMIPGAP: "the gap tolerance was reached"
        case GLP_ENOFEAS: "the interior-point problem has no feasible point"
        case GLP_ENOCVG: "the interior-point method did not converge"
        case GLP_EINSTAB: "the interior-point method became unstable"
        case GLP_EDATA: "the data are invalid"
        case GLP_ERANGE: "a result is out of range"
        default: "GLPK returned the unknown code \(code)"
        }
    }

    /// Ending of `glp_simplex` from its return code and `glp_get_status`.
    package static func simplex(code: Int32, status: Int32) -> GLPKEnding {
        let reason = reason(code)
        switch code {
        case GLP_ENOPFS: return .infeasible
        case GLP_ENODFS: return .unbounded
        case GLP_EITLIM, GLP_ETMLIM, GLP_ESTOP, GLP_EOBJLL, GLP_EOBJUL:
            let why = reason ?? ""
            return status == GLP_FEAS || status == GLP_OPT
                ? .feasible(reason: why) : .stopped(reason: why)
        case 0: break
        default: return .failed(reason: reason ?? "")
        }
        switch status {
        case GLP_OPT: return .optimal
        case GLP_NOFEAS: return .infeasible
        case GLP_UNBND: return .unbounded
        case GLP_FEAS: return .feasible(reason: "no reason given")
        case GLP_INFEAS: return .failed(reason: "the point is infeasible and nothing is proven")
        default: return .failed(reason: "the solution is undefined")
        }
    }

    /// Ending of `glp_intopt` from its return code and `glp_mip_status`.
    package static func mixedInteger(code: Int32, status: Int32) -> GLPKEnding {
        let reason = reason(code)
        switch code {
        case 0, GLP_EMIPGAP, GLP_EITLIM, GLP_ETMLIM, GLP_ESTOP: break
        case GLP_ENOPFS: return .infeasible
        case GLP_ENODFS: return .unbounded
        default: return .failed(reason: reason ?? "")
        }
        switch status {
        case GLP_OPT: return .optimal
        case GLP_FEAS: return .feasible(reason: reason ?? "the search was not finished")
        case GLP_NOFEAS: return .infeasible
        default: return .stopped(reason: reason ?? "no integer feasible point was found")
        }
    }
}
