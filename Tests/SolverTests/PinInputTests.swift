import Solver
import Testing

@Suite("Bad pins and maintenance windows") struct PinInputTests {
    @Test(
        "Nonsense is refused by name",
        arguments: [
            ("\"decision\": \"imports\", \"site\": \"a\", \"equals\": 1", "/pins/0/decision"),
            ("\"decision\": \"import\", \"equals\": 1", "/pins/0/site"),
            (
                "\"decision\": \"busy\", \"site\": \"a\", \"pool\": \"p\", "
                    + "\"profile\": \"chat-x\", \"mode\": \"half\", \"equals\": 1",
                "/pins/0/mode"
            ),
            ("\"decision\": \"import\", \"site\": \"b\", \"equals\": 1", "/pins/0/site"),
            ("\"decision\": \"import\", \"site\": \"a\"", "/pins/0/equals"),
            (
                "\"decision\": \"import\", \"site\": \"a\", \"equals\": 1, \"at_most\": 2",
                "/pins/0/equals"
            ),
            (
                "\"decision\": \"import\", \"site\": \"a\", \"at_least\": 3, \"at_most\": 2",
                "/pins/0"
            ),
            (
                "\"decision\": \"charge\", \"site\": \"a\", \"storage\": \"b\", \"equals\": 1",
                "/pins/0/storage"
            ),
            (
                "\"decision\": \"import\", \"site\": \"a\", \"pool\": \"p\", \"equals\": 1",
                "/pins/0/pool"
            ),
            (
                "\"decision\": \"charge\", \"site\": \"a\", \"node\": \"n\", \"equals\": 1",
                "/pins/0/node"
            ),
            (
                "\"decision\": \"import\", \"site\": \"a\", \"equals\": 1, "
                    + "\"expires\": \"2020-01-01T00:00:00Z\"", "/pins/0/expires"
            ),
            (
                "\"decision\": \"output\", \"node\": \"n\", \"generator\": \"g\", \"equals\": 1",
                "/pins/0/node"
            ),
            (
                "\"decision\": \"import\", \"site\": \"a\", \"equals\": [1, 2]", "/pins/0/equals"
            ),
        ] as [(String, String)]) func badPin(_ example: (String, String)) throws
    {
        let model = try ModelFixture(PinTests.pins(PinTests.pin("p", example.0)))
        let error = #expect(throws: ScenarioError.self) { try model.scenario() }
        #expect(error?.faults.map(\.pointer) == [example.1])
    }

    @Test("Pins that contradict each other are named with their owners") func contradiction() throws
    {
        let first = PinTests.pin(
            "first", "\"decision\": \"import\", \"site\": \"a\", \"at_most\": 1")
        let other = """
            "from": "2026-03-02T00:30:00+08:00", "to": "2026-03-02T00:45:00+08:00",
            "owner": "day desk", "reason": "test"
            """
        let rest = "\"decision\": \"import\", \"site\": \"a\", \"at_least\": 1.5"
        let model = try ModelFixture(
            PinTests.pins(first, PinTests.pin("second", rest, hold: other)))
        let error = #expect(throws: ScenarioError.self) { try model.scenario() }
        let fault = try #require(error?.faults.first)
        #expect(fault.pointer == "/pins/1" && fault.kind == .conflict)
        #expect(
            fault.given.contains("day desk (test)") && fault.given.contains("night desk (storm)"))
        // Not at the same time, no contradiction.
        let later = other.replacing("2026-03-02T00", with: "2026-03-02T01")
        let apart = try ModelFixture(
            steps: 2,
            PinTests.pins(
                first.replacing("2026-03-03T00:00", with: "2026-03-02T01:00"),
                PinTests.pin("second", rest, hold: later)))
        #expect(throws: Never.self) { try apart.scenario() }
    }

    @Test(
        "Windows are checked likewise",
        arguments: [
            ("\"asset\": \"pool\", \"site\": \"a\"", "/maintenance/0/pool"),
            ("\"asset\": \"cable\", \"site\": \"a\"", "/maintenance/0/asset"),
            (
                "\"asset\": \"connection\", \"site\": \"a\", \"storage\": \"b\"",
                "/maintenance/0/storage"
            ),
            (
                "\"asset\": \"connection\", \"site\": \"a\", \"available_share\": 2",
                "/maintenance/0/available_share"
            ),
        ] as [(String, String)]) func badWindow(_ example: (String, String)) throws
    {
        let model = try ModelFixture(
            "maintenance=[{\"id\": \"m\", \(example.0), \(PinTests.hold)}]")
        let error = #expect(throws: ScenarioError.self) { try model.scenario() }
        #expect(error?.faults.map(\.pointer) == [example.1])
        let backwards = PinTests.hold.replacing("2026-03-03", with: "2026-03-01")
        let wrong = try ModelFixture(
            "maintenance=[{\"id\": \"m\", \"asset\": \"connection\", \"site\": \"a\", \(backwards)}]"
        )
        let fault = #expect(throws: ScenarioError.self) { try wrong.scenario() }
        #expect(fault?.faults.map(\.pointer) == ["/maintenance/0/to"])
    }
}
