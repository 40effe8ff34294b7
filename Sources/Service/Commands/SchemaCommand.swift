import Solver

extension Command {
    static let schema = Command(
        name: "schema", operands: "", operandCount: 0...0,
        summary: Text(
            en: "print the JSON Schema of a scenario", zh: "输出情景的 JSON Schema"),
        options: [],
        run: { _, session in
            session.console.data(Scenario.schema.written())
            return .ok
        })
}
