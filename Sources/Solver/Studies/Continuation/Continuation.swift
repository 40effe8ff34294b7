/// Rolls a horizon on: writes what one plan leaves behind into the scenario of the next.
///
/// Everything that the past leaves is set: ramps, replicas loaded and under way, state of charge
/// and its green share, generators' output and hours on or off, jobs, month, quarter, contract and year to date, backlog
/// by age, last routes.
/// What the next scenario states itself about its start is replaced.
public enum Continuation {
    /// Why a document cannot be continued.
    public enum Problem: Error, Sendable, Equatable {
        /// The plan document has no end states.
        case noEndStates
        /// The states are those of another instant than the start of the scenario.
        case otherStart(statesAt: String, start: String)
    }

    /// The next scenario with its starting states.
    public struct Result: Sendable {
        /// The scenario document.
        public let document: JSON
        /// States of things that the next scenario does not have, such as a storage taken away.
        public let leftOut: [String]
    }

    /// Writes end states into a scenario document.
    ///
    /// - Parameters:
    ///   - scenario: the next scenario, whose start is the end of the horizon before.
    ///   - endStates: the member `end_states` of a plan document (`EndStates.document`).
    public static func continued(
        _ scenario: JSON, from endStates: JSON?
    ) throws(Problem) -> Result {
        guard let endStates, case .string(let at)? = endStates["at"] else {
            throw .noEndStates
        }
        guard case .string(let start)? = scenario["start"], let instant = Instant(at),
            Instant(start) == instant
        else {
            throw .otherStart(statesAt: at, start: scenario["start"]?.summary ?? "nothing")
        }
        var writer = StateWriter(document: scenario)
        writer.write(endStates)
        return Result(document: writer.document, leftOut: writer.leftOut)
    }
}
