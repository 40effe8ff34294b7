package import Solver

/// Where a run is, as told to those who wait.
package struct RunProgress: Sendable, Equatable {
    /// Engine and method, or what is done.
    package var method: String
    package var iterations: Int?
    /// Of the best feasible point, or of the present one.
    package var objective: Double?
    /// Nothing is better than this.
    package var bound: Double?
    package var relativeGap: Double?
    /// Largest relative residuals of the present point, of methods that reach feasibility last.
    package var primalResidual: Double?
    package var dualResidual: Double?
    /// Share done, where it is known.
    package var share: Double?
    package var seconds: Double
    /// Whether this is a better feasible point than before.
    package var isIncumbent = false

    /// Progress of a forecast.
    package init(share: Double, seconds: Double) {
        method = "forecast"
        self.share = share
        self.seconds = seconds
    }

    /// Progress of a solve.
    ///
    /// - Parameter offset: what the gap is not relative to, CNY: the revenue in the objective.
    package init(_ progress: SolveProgress, offset: Double) {
        method = progress.method
        iterations = progress.iterations
        objective = progress.objective.isFinite ? progress.objective : nil
        bound = progress.bound
        seconds = progress.seconds
        if let dual = progress.dualInfeasibility {
            (primalResidual, dualResidual) = (progress.infeasibility, dual)
            relativeGap = progress.relativeGap
        } else if let objective, let bound, progress.infeasibility == 0 {
            relativeGap = max(0, objective - bound) / max(1, abs(objective - offset))
        }
    }

    /// Data of the event, JSON.
    package var bytes: [UInt8] {
        JSON.fields([
            "method": .string(method), "iterations": iterations.map { .integer($0) },
            "objective": objective.map { .number($0) }, "bound": bound.map { .number($0) },
            "relative_gap": relativeGap.map { .number($0) },
            "primal_residual": primalResidual.map { .number($0) },
            "dual_residual": dualResidual.map { .number($0) }, "share": share.map { .number($0) },
            "elapsed_seconds": .number(seconds),
        ]).written(pretty: false)
    }

    /// As a store takes it.
    package var event: Progress {
        Progress(kind: isIncumbent ? .incumbent : .progress, data: bytes)
    }
}
