import Solver

/// The proof of a solve as JSON, with the names of product.md.
enum ProofDocument {
    static func json(
        _ outcome: Outcome, size: ProgramSize, buildSeconds: Double, maximises: Bool = false
    ) -> JSON {
        let sign = maximises ? -1.0 : 1.0
        let proof = outcome.proof
        return .fields([
            "status": .string(outcome.status.rawValue),
            "certified": outcome.status == .infeasible ? .bool(!proof.restsOnSearch) : nil,
            "objective": .optional(proof.objective.map { sign * $0 }),
            "bound": .optional(proof.bound.map { sign * $0 }),
            "bound_range": proof.boundRange.map(JSON.number),
            "relative_gap": .optional(proof.relativeGap),
            "max_primal_residual": .optional(proof.maxPrimalResidual),
            "max_dual_residual": .optional(proof.maxDualResidual),
            "engine": .string(outcome.engine),
            "rows": .integer(size.rows), "columns": .integer(size.columns),
            "nonzeros": .integer(size.nonzeros),
            "iterations": .integer(outcome.iterations),
            "nodes": outcome.search.map { .integer($0.nodes) },
            "relaxation_bound": outcome.search?.relaxationBound.map { .number(sign * $0) },
            "commitment_cost": outcome.commitmentCost.map(JSON.number),
            "duals": outcome.search.map { .string($0.duals.rawValue) },
            "build_seconds": .number(buildSeconds), "solve_seconds": .number(outcome.seconds),
            "attempts": .array(
                outcome.attempts.map {
                    .fields(["method": .string($0.method), "ending": .string($0.ending)])
                }),
        ])
    }
}
