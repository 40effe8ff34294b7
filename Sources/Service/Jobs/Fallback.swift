import Foundation
import Solver

/// Why a job is answered with the parts of its parent.
package enum FallbackReason: String, Sendable, CaseIterable {
    /// The solve had no plan in time.
    case noPlan = "no_plan_before_needed_by"
    /// No worker was free in time.
    case notBegun = "not_begun_before_needed_by"
    /// Every attempt ended with the death of its worker.
    case workerDied = "worker_died"
}

/// The answer of a job that has none of its own: the parts of the job before.
struct Fallback: Sendable {
    let job: JobRecord
    let store: any Store

    /// The part without which there is nothing to give.
    private var main: String {
        switch job.kind {
        case .solve: AnswerParts.Name.plan.rawValue
        case .forecast: "forecast"
        // Drafts go on from none, so nothing stands in for one.
        case .proposal: "certificates"
        }
    }

    /// The ending of the job; nil when there is no parent with an answer, or no moment at which one
    /// was needed.
    ///
    /// - Parameters:
    ///   - summary: what the job's own solve found; nil when there was none.
    ///   - early: why that had to end.
    func ending(
        _ reason: FallbackReason, summary: [JSON.Member]? = nil, early: RunWatch.End? = nil,
        at moment: Moment
    ) throws(StoreError) -> Ending? {
        guard let parent = job.parent, job.neededBy != nil,
            try store.part(main, ofJob: parent, tenant: job.tenant) != nil
        else { return nil }
        var parts: [JobPart] = []
        var source = parent
        for name in try store.parts(ofJob: parent, tenant: job.tenant).map(\.name) {
            guard let part = try store.part(name, ofJob: parent, tenant: job.tenant) else {
                continue
            }
            if name == AnswerParts.Name.summary.rawValue {
                // A fallback of a fallback names the job that made the plan.
                let earlier = try? JSON(parsing: part.bytes)["fallback"]?["plan_of"]
                if case .string(let id)? = earlier { source = id }
            } else {
                parts.append(part)
            }
        }
        if job.kind == .solve {
            let own = summary ?? [JSON.Member("format", .string(SolveRun.summaryFormat))]
            let more =
                JobAnswer.additions(job, outcome: Self.outcome, early: early) + [
                    JSON.Member(
                        "fallback",
                        .fields([
                            "reason": .string(reason.rawValue), "parts_of": .string(parent),
                            "plan_of": .string(source),
                        ]))
                ]
            parts.insert(
                JobPart(AnswerParts.Name.summary.rawValue, .object(more.placed(in: own))), at: 0)
        }
        var ending = JobAnswer.ending(job, .succeeded, outcome: Self.outcome, at: moment)
        ending.fallbackReason = reason.rawValue
        ending.parts = parts
        return ending
    }

    private static let outcome = "fallback"
}
