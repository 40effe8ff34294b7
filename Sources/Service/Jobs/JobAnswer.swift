import Certificates
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
            case .proposal: return try proposal()
            }
        } catch is Unreadable {
            return nil
        } catch is StoreError {
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
        try? fallback(nil)
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
            let fallback = try fallback(answer.summary)
        {
            return fallback
        }
        var ending = success(
            outcome: answer.outcome,
            parts: answer.stored(adding: additions(outcome: answer.outcome)))
        ending.relativeGap = answer.relativeGap
        return ending
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
            if let fallback = try fallback(nil) { return fallback }
            return success(outcome: SolveStatus.limit.rawValue, parts: [])
        }
        return success(outcome: nil, parts: [JobPart("forecast", answer)])
    }

    private func proposal() throws -> Ending {
        let spec: ProposalSpec
        do {
            spec = try ProposalSpec(json: job.spec)
        } catch {
            throw JobProblem(error, in: "proposal")
        }
        guard let input = ProposalInput(json: try document()),
            let time = UTCTime(seconds: clock().microseconds / 1_000_000)
        else { throw JobProblem(.invalidInput, "The input cannot be read.") }
        let run = ProposalRun(
            input: input, spec: spec, account: job.tenant, store: store, at: time)
        let parts = try run.answer()
        if let early = early() { return early }
        return success(outcome: nil, parts: parts)
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
    private func fallback(_ summary: [JSON.Member]?) throws -> Ending? {
        guard running.end != .stop else { return nil }
        return try stored { store throws(StoreError) in
            try Fallback(job: job, store: store).ending(
                .noPlan, summary: summary, early: running.end, at: clock())
        }
    }

    /// What the summary says about a run.
    static func additions(
        _ job: JobRecord, outcome: String, early: RunWatch.End?
    ) -> [JSON.Member] {
        [
            JSON.Member("job", .string(job.id)), JSON.Member("attempt", .integer(job.attempt)),
            JSON.Member("outcome", .string(outcome)),
            JSON.Member("ended_early_by", early.map { .string($0.rawValue) } ?? .null),
        ]
    }

    private func additions(outcome: String) -> [JSON.Member] {
        Self.additions(job, outcome: outcome, early: running.end)
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
        Self.ending(job, state, outcome: outcome, code: code, at: clock())
    }

    /// An ending with its event.
    static func ending(
        _ job: JobRecord, _ state: JobState, outcome: String? = nil, code: String? = nil,
        at moment: Moment
    ) -> Ending {
        let event = JSON.fields([
            "state": .string(state.rawValue), "attempt": .integer(job.attempt),
            "outcome": outcome.map { .string($0) }, "code": code.map { .string($0) },
        ])
        return Ending(
            state: state, outcome: outcome, event: event.written(pretty: false), at: moment)
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
