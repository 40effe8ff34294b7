import Solver
import Testing

/// A change that breaks the fixture, and the one fault it must give.
struct BadInput: Sendable, CustomTestStringConvertible {
    let name: String
    let pointer: String
    let kind: Fault.Kind
    let given: String
    let allowed: String
    let change: @Sendable (ScenarioFixture) throws -> ScenarioFixture

    var testDescription: String { name }

    init(
        _ name: String, at pointer: String, _ kind: Fault.Kind, given: String = "",
        allowed: String = "",
        change: @escaping @Sendable (ScenarioFixture) throws -> ScenarioFixture
    ) {
        self.name = name
        self.pointer = pointer
        self.kind = kind
        self.given = given
        self.allowed = allowed
        self.change = change
    }

    /// A change of the form `path=value`.
    init(
        _ change: String, at pointer: String, _ kind: Fault.Kind, given: String = "",
        allowed: String = ""
    ) {
        self.init(change, at: pointer, kind, given: given, allowed: allowed) {
            try $0.setting(change)
        }
    }
}
