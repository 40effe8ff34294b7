import Foundation
import Solver

/// Works a job out: from its record to how it ends.
struct JobAnswer: Sendable {
    let job: JobRecord
    let store: any Store
    let running: RunningAttempt
    let clock: @Sendable () -> Moment

    /// The job cannot be worked on now; its attempt is given back.
    struct Unreadable: Error {}

    /// Works the job out; nil when its input cannot be read now.
    func ending() -> Ending? {
        do {
            switch job.kind {
            case .solve: return try solve()
            case .forecast: return try forecast()
            }
        } catch is Unreadable {
            return nil
        } catch let problem as JobProblem {
            return failure(problem)
        } catch {
            // The type is enough to find it; the value could hold what nobody else may read.
            return failure(
                JobProblem(.internalError, "An unexpected error: \(type(of: error))."))
        }
    }

    /// The answer of a job whose solve does not come back in time; nil when there is none.
    func endingWithoutSolve() -> Ending? {
        switch job.kind {
        case .solve:
            let head = [JSON.Member("format", .string(SolveRun.summaryFormat))]
            return try? fallback(head, main: "plan")
        case .forecast: return try? fallback([], main: "forecast")
        }
    }

    // MARK: Kinds

    private func solve() throws -> Ending {
        let spec: SolveSpec
        do { spec = try SolveSpec(json: job.spec) } catch { throw JobProblem(error, in: "config") }
        var run = SolveRun(document: try document(), spec: spec)
        run.secondsLeft = running.secondsLeft
        let running = running
        run.progress = { running.goesOn($0) }
        run.planOfJob = { id in try part("plan", of: id)?.bytes }
        let answer = try run.answer()
        if let early = early() { return early }
        if answer.outcome == SolveStatus.limit.rawValue,
            let fallback = try fallback(answer.summary, main: "plan")
        {
            return fallback
        }
        return success(
            outcome: answer.outcome,
            parts: answer.stored(adding: additions(outcome: answer.outcome)))
    }

    private func forecast() throws -> Ending {
        let spec: ForecastSpec
        do {
            spec = try ForecastSpec(json: job.spec)
        } catch {
            throw JobProblem(error, in: "config")
        }
        var run = ForecastRun(document: try document(), spec: spec)
        let start = clock()
        run.progress = { share in
            running.goesOn(RunProgress(share: share, seconds: clock().seconds(since: start)))
        }
        let answer = running.secondsLeft > 0 ? try run.answer() : nil
        if let early = early() { return early }
        guard let answer else {
            if let fallback = try fallback([], main: "forecast") { return fallback }
            return success(outcome: SolveStatus.limit.rawValue, parts: [])
        }
        return success(outcome: nil, parts: [JobPart("forecast", answer)])
    }

    // MARK: Endings

    /// The ending of a job whose answer nobody wants; nil when it is wanted.
    private func early() -> Ending? {
        switch running.end {
        case .cancel, .lost, .shutdown: ending(.cancelled)
        case .stop, .deadline, nil: nil
        }
    }

    /// The parts of the job before, when there was no plan in time; nil when there are none.
    private func fallback(_ summary: [JSON.Member], main: String) throws -> Ending? {
        guard let parent = job.parent, job.neededBy != nil, running.end != .stop,
            try part(main, of: parent) != nil
        else { return nil }
        let names = try stored { store throws(StoreError) in
            try store.parts(ofJob: parent, tenant: job.tenant).map(\.name)
        }
        var parts: [JobPart] = []
        var source = parent
        for name in names {
            guard let part = try part(name, of: parent) else { continue }
            if name == AnswerParts.Name.summary.rawValue {
                // A fallback of a fallback names the job that made the plan.
                let earlier = try? JSON(parsing: part.bytes)["fallback"]?["plan_of"]
                if case .string(let id)? = earlier { source = id }
            } else {
                parts.append(part)
            }
        }
        let reason = Self.noPlanInTime
        let outcome = "fallback"
        if !summary.isEmpty {
            let more =
                additions(outcome: outcome) + [
                    JSON.Member(
                        "fallback",
                        .fields([
                            "reason": .string(reason), "parts_of": .string(parent),
                            "plan_of": .string(source),
                        ]))
                ]
            parts.insert(
                JobPart(AnswerParts.Name.summary.rawValue, .object(more.placed(in: summary))),
                at: 0)
        }
        var ending = success(outcome: outcome, parts: parts)
        ending.fallbackReason = reason
        return ending
    }

    /// Why parts of the job before are given.
    static let noPlanInTime = "no_plan_before_needed_by"

    /// What the summary says about this run.
    private func additions(outcome: String) -> [JSON.Member] {
        let ended = running.end.map { JSON.string($0.rawValue) } ?? .null
        return [
            JSON.Member("job", .string(job.id)), JSON.Member("attempt", .integer(job.attempt)),
            JSON.Member("outcome", .string(outcome)), JSON.Member("ended_early_by", ended),
        ]
    }

    private func success(outcome: String?, parts: [JobPart]) -> Ending {
        var ending = ending(.succeeded, outcome: outcome)
        ending.parts = parts
        return ending
    }

    private func failure(_ problem: JobProblem) -> Ending {
        var ending = ending(.failed, code: problem.code.rawValue)
        ending.problem = problem.bytes
        return ending
    }

    private func ending(_ state: JobState, outcome: String? = nil, code: String? = nil) -> Ending {
        let event = JSON.fields([
            "state": .string(state.rawValue), "attempt": .integer(job.attempt),
            "outcome": outcome.map { .string($0) }, "code": code.map { .string($0) },
        ])
        return Ending(
            state: state, outcome: outcome, event: event.written(pretty: false), at: clock())
    }

    // MARK: The store

    private func document() throws -> [UInt8] {
        let found = try stored { store throws(StoreError) in
            try store.document(job.documentDigest, tenant: job.tenant)
        }
        guard let found else { throw JobProblem(.invalidInput, "The input is no longer there.") }
        return found
    }

    private func part(_ name: String, of id: String) throws -> JobPart? {
        try stored { store throws(StoreError) in
            try store.part(name, ofJob: id, tenant: job.tenant)
        }
    }

    private func stored<Value>(
        _ body: (any Store) throws(StoreError) -> Value
    ) throws -> Value {
        do { return try body(store) } catch { throw Unreadable() }
    }
}
