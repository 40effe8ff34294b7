package import Solver

/// Why a job failed, as an RFC 9457 problem document with a code that stays.
package struct JobProblem: Error, Sendable, Equatable {
    /// Codes of failed jobs.
    package enum Code: String, Sendable, CaseIterable {
        /// The document or the settings have faults.
        case invalidInput = "invalid-input"
        /// The job to go on from has no plan that fits.
        case cannotContinue = "cannot-continue"
        /// Nothing can be said from these series.
        case cannotForecast = "cannot-forecast"
        /// No certificates can be drafted from what the registry holds.
        case cannotPropose = "cannot-propose"
        /// Numbers that no engine accepts, or too many of them.
        case refused = "program-refused"
        /// Every attempt ended with the death of its worker.
        case workerDied = "worker-died"
        /// Something that should not happen.
        case internalError = "internal-error"
    }

    package var code: Code
    /// What happened this time.
    package var detail: String
    /// The faults of an input, at most as many as an error lists.
    package var faults: [Fault] = []

    package init(_ code: Code, _ detail: String, faults: [Fault] = []) {
        self.code = code
        self.detail = detail
        self.faults = faults
    }

    init(_ error: ScenarioError, in place: String) {
        self.init(
            .invalidInput,
            "The \(place) has \(error.count) fault\(error.count == 1 ? "" : "s").",
            faults: error.faults)
    }

    /// What all problems of a code are called.
    private var title: String {
        switch code {
        case .invalidInput: "The input has faults"
        case .cannotContinue: "The plan to continue from cannot be used"
        case .cannotForecast: "The series do not allow a forecast"
        case .cannotPropose: "No certificates can be drafted"
        case .refused: "The program cannot be given to an engine"
        case .workerDied: "The worker died"
        case .internalError: "Internal error"
        }
    }

    /// The document.
    package var json: JSON {
        .fields([
            "type": .string("urn:wattoken:problem:" + code.rawValue),
            "title": .string(title), "code": .string(code.rawValue), "detail": .string(detail),
            "errors": faults.isEmpty
                ? nil
                : .array(faults.map(Problem.json)),
        ])
    }

    /// The document's bytes.
    package var bytes: [UInt8] { json.written(pretty: false) }
}
