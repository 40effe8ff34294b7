import Certificates
import Foundation
package import Solver

/// One solve of a stored scenario: from bytes and settings to the parts of the answer.
///
/// It reads no clock and no store: who runs it says how long it may take, when it has to end, and
/// gives plans of other jobs.
package struct SolveRun {
    /// The scenario document.
    package let document: [UInt8]
    package var spec: SolveSpec
    /// Seconds from now at which it has to end, beside its own limit; zero or less: now.
    package var secondsLeft = Double.infinity
    /// Told where the solve is; answers false to end it with the best so far.
    package var progress: @Sendable (RunProgress) -> Bool = { _ in true }
    /// The plan document of another job of the same tenant.
    package var planOfJob: (String) throws -> [UInt8]? = { _ in nil }

    /// Creates a run without a limit from outside.
    package init(document: [UInt8], spec: SolveSpec) {
        self.document = document
        self.spec = spec
    }

    static let summaryFormat = "wattoken-summary/1"

    /// What a run ends with.
    package struct Answer {
        /// Status of the solver.
        package var outcome: String
        /// Parts but the summary.
        package var parts: [(name: AnswerParts.Name, json: JSON)]
        /// The summary, without what the service adds.
        package var summary: [JSON.Member]
        /// Gap of a plan with whole numbers; nil without one.
        package var relativeGap: Double?

        /// Whether there is a plan.
        package var hasPlan: Bool { parts.contains { $0.name == .plan } }
    }

    /// Decodes, solves and writes the parts.
    ///
    /// - Throws: `JobProblem`, and what `planOfJob` throws.
    package func answer() throws -> Answer {
        let scenario = try scenario()
        let start = ContinuousClock.now
        let formulation = Formulation(scenario)
        let numerics = NumericsDocument(scenario, NumericsReport(formulation.program))
        let build = (ContinuousClock.now - start) / .seconds(1)
        var settings = spec.settings
        settings.timeLimitSeconds = max(0, min(settings.timeLimitSeconds, secondsLeft - build))
        let (tell, offset) = (progress, formulation.revenueOffset)
        settings.progress = { tell(RunProgress($0, offset: offset)) }
        let result: ScenarioSolver.Result
        do {
            result = try ScenarioSolver.solve(
                formulation, settings: settings, buildSeconds: build,
                asksRanges: spec.asksRanges)
        } catch {
            throw JobProblem(.refused, Wording(language: .english).text(of: error))
        }
        return Answer(
            outcome: result.outcome.status.rawValue,
            parts: AnswerParts.all(result, scenario, numerics),
            summary: summary(result, scenario),
            relativeGap: result.outcome.search == nil ? nil : result.outcome.proof.relativeGap)
    }

    private func scenario() throws -> Scenario {
        do {
            var json = try Scenario.parsed(document)
            for change in spec.changes { json = try change.applied(to: json) }
            if let job = spec.continueFrom { json = try continued(json, from: job) }
            return try Scenario(json)
        } catch let error as ScenarioError {
            throw JobProblem(error, in: "scenario")
        } catch let error as ScenarioChange.Problem {
            throw JobProblem(
                .invalidInput, "A change cannot be made.",
                faults: [
                    Fault(
                        pointer: "/set", kind: .unknownReference,
                        given: "\(error.part) in \(error.path)", allowed: error.allowed)
                ])
        }
    }

    private func continued(_ scenario: JSON, from job: String) throws -> JSON {
        guard let bytes = try planOfJob(job) else {
            throw JobProblem(.cannotContinue, "Job \(job) has no plan.")
        }
        do {
            let plan = try Scenario.parsed(bytes)
            return try Continuation.continued(scenario, from: plan["end_states"]).document
        } catch let problem as Continuation.Problem {
            switch problem {
            case .noEndStates:
                throw JobProblem(.cannotContinue, "The plan of job \(job) has no end states.")
            case .otherStart(let at, let start):
                throw JobProblem(
                    .cannotContinue,
                    "The plan of job \(job) ends at \(at), the scenario starts at \(start).")
            }
        }
    }

    private func summary(_ result: ScenarioSolver.Result, _ scenario: Scenario) -> [JSON.Member] {
        let body = JSON.fields([
            "proof": ProofDocument.json(
                result.outcome, size: result.size, buildSeconds: result.buildSeconds),
            "totals": result.plan.map(PlanDocument.totals),
            "notices": result.plan.map(PlanDocument.notices),
            "versions": .fields([
                "program": .string(Tool.version), "engine": .string(result.outcome.engine),
                "seed": .null, "threads": 1,
                "input_sha256": .string(Digest(of: document).hexadecimal),
            ]),
        ]).headed(Self.summaryFormat, scenario)
        guard case .object(let members) = body else { return [] }
        return members
    }
}

extension SolveRun.Answer {
    /// The parts with the summary, as they are stored.
    ///
    /// - Parameter additions: what the service says about the run, behind the format.
    package func stored(adding additions: [JSON.Member]) -> [JobPart] {
        let all = [(AnswerParts.Name.summary, JSON.object(additions.placed(in: summary)))] + parts
        return all.map { JobPart($0.0.rawValue, $0.1) }
    }
}

extension [JSON.Member] {
    /// These members behind the first of others, which is the format.
    func placed(in others: [JSON.Member]) -> [JSON.Member] {
        Array(others.prefix(1)) + self + others.dropFirst()
    }
}

extension JobPart {
    /// A part from its document.
    init(_ name: String, _ json: JSON) {
        let bytes = json.written(pretty: false)
        self.init(name: name, digest: Digest(of: bytes).hexadecimal, bytes: bytes)
    }
}
