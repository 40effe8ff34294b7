import Testing

import Solver

@Suite("Grid: bad input")
struct GridInputTests {
    private static let base = """
        {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
         "step_minutes": 60, "steps": 2, "grid": {
          "nodes": [{"id": "a", "load_mw": 1}, {"id": "b"}],
          "supplies": [{"id": "s", "node": "a", "capacity_mw": 9}],
          "storages": [{"id": "st", "node": "b", "charge_mw": 1, "discharge_mw": 1,
                        "energy_mwh": 2, "initial_mwh": 1}],
          "lines": [{"id": "ab", "from": "a", "to": "b", "reactance_pu": 0.1, "limit_mw": 5}],
          "dc_lines": [{"id": "dc", "from": "a", "to": "b", "capacity_mw": 5}],
          "interfaces": [{"id": "i", "maximum_mw": 5, "members": [{"line": "ab"}]}]}}
        """

    struct Case: Sendable, CustomTestStringConvertible {
        let change: String
        let pointer: String
        let kind: Fault.Kind
        let allowed: String

        init(_ change: String, _ pointer: String, _ kind: Fault.Kind, _ allowed: String = "") {
            self.change = change
            self.pointer = "/grid" + pointer
            self.kind = kind
            self.allowed = allowed
        }

        var testDescription: String { change }
    }

    static let cases: [Case] = [
        Case("grid.dc_model=ac", "/dc_model", .notAllowed, "matpower"),
        Case("grid.base_mva=0", "/base_mva", .notAllowed),
        Case("grid.emission_cap_tonnes=-1", "/emission_cap_tonnes", .notAllowed),
        Case("grid.emission_price_cny_per_tonne=-1", "/emission_price_cny_per_tonne", .notAllowed),
        Case("grid.nodes=[]", "/nodes", .missing),
        Case("grid.nodes.b.id=a", "/nodes/1/id", .duplicateID),
        Case("grid.nodes.a.load_mw=[1]", "/nodes/0/load_mw", .wrongLength, "2 numbers"),
        Case(
            "grid.nodes.a.shunt_conductance_mw=\"1\"", "/nodes/0/shunt_conductance_mw", .wrongType),
        Case("grid.supplies.s.node=x", "/supplies/0/node", .unknownReference, "a, b"),
        Case("grid.storages.st.node=x", "/storages/0/node", .unknownReference, "a, b"),
        Case("grid.lines.ab.from=x", "/lines/0/from", .unknownReference, "a, b"),
        Case("grid.lines.ab.to=x", "/lines/0/to", .unknownReference, "a, b"),
        Case("grid.lines.ab.to=a", "/lines/0/to", .conflict, "another node"),
        Case("grid.lines.ab.reactance_pu=0", "/lines/0/reactance_pu", .conflict, "powermodels"),
        Case("grid.lines.ab.reactance_pu=null", "/lines/0/reactance_pu", .missing, "reactance_ohm"),
        Case("grid.lines.ab.reactance_ohm=1", "/lines/0/reactance_ohm", .conflict),
        Case("grid.lines.ab.voltage_kv=1", "/lines/0/reactance_ohm", .conflict),
        Case(
            "grid.lines=[{\"id\": \"ab\", \"from\": \"a\", \"to\": \"b\", \"reactance_ohm\": 1}]",
            "/lines/0/voltage_kv", .missing),
        Case("grid.lines.ab.limit_mw=-1", "/lines/0/limit_mw", .notAllowed),
        Case("grid.lines.ab.limit_share=-1", "/lines/0/limit_share", .notAllowed),
        Case("grid.lines.ab.tap_ratio=0", "/lines/0/tap_ratio", .notAllowed),
        Case("grid.lines.ab.phase_shift_degrees=400", "/lines/0/phase_shift_degrees", .notAllowed),
        Case(
            "grid.lines.ab.angle_minimum_degrees=-400", "/lines/0/angle_minimum_degrees",
            .notAllowed),
        Case(
            "grid.lines=[{\"id\": \"ab\", \"from\": \"a\", \"to\": \"b\", \"reactance_pu\": 1, "
                + "\"angle_minimum_degrees\": 3, \"angle_maximum_degrees\": 2}]",
            "/lines/0/angle_minimum_degrees", .conflict, "at most"),
        Case(
            "grid.lines=[{\"id\": \"ab\", \"from\": \"a\", \"to\": \"b\", \"reactance_pu\": 1, "
                + "\"expansion\": {\"maximum_mw\": 1, \"annual_cost_cny_per_mw\": 1}}]",
            "/lines/0/expansion", .conflict, "limit_mw"),
        Case("grid.lines.ab.rate_mw=1", "/lines/0/rate_mw", .unknownField),
        Case("grid.dc_lines.dc.id=ab", "/dc_lines/0/id", .duplicateID),
        Case("grid.dc_lines.dc.from=x", "/dc_lines/0/from", .unknownReference, "a, b"),
        Case("grid.dc_lines.dc.to=a", "/dc_lines/0/to", .conflict),
        Case("grid.dc_lines.dc.capacity_mw=null", "/dc_lines/0/capacity_mw", .missing),
        Case("grid.dc_lines.dc.efficiency=1000", "/dc_lines/0/efficiency", .notAllowed),
        Case(
            "grid.dc_lines.dc.reverse_loss=none", "/dc_lines/0/reverse_loss", .notAllowed, "linear"),
        Case(
            "grid.dc_lines=[{\"id\": \"dc\", \"from\": \"a\", \"to\": \"b\", \"capacity_mw\": 1, "
                + "\"minimum_share\": -1, \"efficiency\": 1.5}]",
            "/dc_lines/0/reverse_loss", .conflict, "linear"),
        Case(
            "grid.dc_lines=[{\"id\": \"dc\", \"from\": \"a\", \"to\": \"b\", \"capacity_mw\": 1, "
                + "\"minimum_mw\": -1, \"outputs\": [{\"node\": \"b\", \"efficiency\": 1}]}]",
            "/dc_lines/0/outputs", .conflict, "linear"),
        Case(
            "grid.dc_lines.dc.outputs=[{\"node\": \"x\", \"efficiency\": 1}]",
            "/dc_lines/0/outputs/0/node", .unknownReference, "a, b"),
        Case("grid.interfaces.i.maximum_mw=null", "/interfaces/0/maximum_mw", .missing),
        Case("grid.interfaces.i.minimum_mw=6", "/interfaces/0/minimum_mw", .conflict, "5"),
        Case("grid.interfaces.i.members=[]", "/interfaces/0/members", .missing),
        Case(
            "grid.interfaces.i.members=[{}]", "/interfaces/0/members/0/line", .conflict, "dc_line"),
        Case(
            "grid.interfaces.i.members=[{\"line\": \"x\"}]", "/interfaces/0/members/0/line",
            .unknownReference, "ab"),
        Case(
            "grid.interfaces.i.members=[{\"dc_line\": \"ab\"}]",
            "/interfaces/0/members/0/dc_line", .unknownReference, "dc"),
    ]

    @Test("The base is right")
    func base() throws { _ = try Scenario(json: Array(Self.base.utf8)) }

    @Test("Every fault is named with its place and what is allowed", arguments: cases)
    func fault(_ item: Case) throws {
        let change = try #require(ScenarioChange(item.change))
        let document = try change.applied(to: Scenario.parsed(Array(Self.base.utf8)))
        let error = #expect(throws: ScenarioError.self) { try Scenario(document) }
        let fault = error?.faults.first { $0.pointer == item.pointer }
        #expect(fault?.kind == item.kind, "\(error?.faults ?? [])")
        #expect(item.allowed.isEmpty || fault?.allowed.contains(item.allowed) == true)
    }
}
