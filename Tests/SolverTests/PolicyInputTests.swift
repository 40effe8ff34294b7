import Solver
import Testing

@Suite("Bad input of green, policy and direct supply") struct PolicyInputTests {
    private static func rule(_ list: String, _ text: String) -> String {
        "policy={\"\(list)\": [{\"id\": \"r\", \(text)}]}"
    }

    private static func calls(_ texts: [String]) -> String {
        let list = texts.enumerated().map { index, text in
            """
            {"id": "c\(index)", "from": "2026-01-05T00:00:00+08:00",
            "to": "2026-01-05T01:00:00+08:00", "baseline_mw": 2, "pay_cny_per_mwh": 3, \(text)}
            """
        }
        return "policy={\"demand_response\": [\(list.joined(separator: ", "))]}"
    }

    private static let horizon = "\"horizon_only\": true"

    static let inputs: [BadInput] = [
        BadInput("policy=3", at: "/policy", .wrongType),
        BadInput(
            "policy={\"quotas\": []}", at: "/policy/quotas", .unknownField,
            allowed: "energy_quotas"),
        BadInput(
            rule("energy_quotas", horizon), at: "/policy/energy_quotas/0/quota_mwh", .missing),
        BadInput(
            rule("energy_quotas", "\"quota_mwh\": -1, \(horizon)"),
            at: "/policy/energy_quotas/0/quota_mwh", .notAllowed, given: "-1"),
        BadInput(
            rule("energy_quotas", "\"quota_mwh\": 1, \"counts\": \"heat\", \(horizon)"),
            at: "/policy/energy_quotas/0/counts", .notAllowed, allowed: "consumption"),
        BadInput(
            rule("energy_quotas", "\"quota_mwh\": 1, \"sites\": [\"north\"], \(horizon)"),
            at: "/policy/energy_quotas/0/sites/0", .unknownReference, given: "north",
            allowed: "east, west"),
        BadInput(
            rule("energy_quotas", "\"quota_mwh\": 1, \"sites\": [], \(horizon)"),
            at: "/policy/energy_quotas/0/sites", .notAllowed, given: "empty"),
        BadInput(
            rule("energy_quotas", "\"quota_mwh\": 1, \"sites\": [\"east\", \"east\"], \(horizon)"),
            at: "/policy/energy_quotas/0/sites/1", .duplicateID),
        BadInput(
            rule("energy_quotas", "\"quota_mwh\": 1, \"remainder\": {\"energy_mwh\": 1}"),
            at: "/policy/energy_quotas/0/year_to_date", .missing, allowed: "horizon_only"),
        BadInput(
            rule(
                "energy_quotas",
                "\"quota_mwh\": 1, \"remainder\": {\"energy_mwh\": 1}, \(horizon)"),
            at: "/policy/energy_quotas/0/remainder", .conflict, given: "horizon_only"),
        BadInput(
            rule(
                "energy_quotas",
                """
                "quota_mwh": 1, "from": "2026-01-05T01:00:00+08:00",
                "to": "2026-01-05T01:00:00+08:00", \(horizon)
                """), at: "/policy/energy_quotas/0/to", .conflict, allowed: "after from"),
        BadInput(
            """
            policy={"energy_quotas": [{"id": "q", "quota_mwh": 1, \(horizon)},
            {"id": "q", "quota_mwh": 1, \(horizon)}]}
            """, at: "/policy/energy_quotas/1/id", .duplicateID),
        BadInput(
            rule("green_shares", "\"share\": 1.2, \(horizon)"),
            at: "/policy/green_shares/0/share", .notAllowed, given: "1.2"),
        BadInput(
            rule(
                "green_shares",
                """
                "share": 0.5, "year_to_date": {"green_mwh": 1},
                "remainder": {"green_mwh": 1, "load_mwh": 1}
                """), at: "/policy/green_shares/0/year_to_date/load_mwh", .missing),
        BadInput(
            rule("peak_import_shares", "\"share\": 0.5, \(horizon)"),
            at: "/policy/peak_import_shares/0/hours", .missing, allowed: "periods"),
        BadInput(
            rule(
                "peak_import_shares",
                "\"share\": 0.5, \"hours\": [1], \"periods\": [\"peak\"], \(horizon)"),
            at: "/policy/peak_import_shares/0/hours", .conflict),
        BadInput(
            rule("peak_import_shares", "\"share\": 0.5, \"hours\": [24], \(horizon)"),
            at: "/policy/peak_import_shares/0/hours/0", .notAllowed, given: "24"),
        BadInput(
            calls(["\"reduction_mw\": 1, \"sites\": [\"north\"]"]),
            at: "/policy/demand_response/0/sites/0", .unknownReference),
        BadInput(
            calls(["\"reduction_mw\": 1, \"sites\": []"]), at: "/policy/demand_response/0/sites",
            .notAllowed),
        BadInput(
            calls(["\"reduction_mw\": 3, \"sites\": [\"east\"]"]),
            at: "/policy/demand_response/0/reduction_mw", .conflict, allowed: "baseline_mw"),
        BadInput(
            calls([
                "\"reduction_mw\": 1, \"sites\": [\"east\"]",
                "\"reduction_mw\": 1, \"sites\": [\"east\", \"west\"]",
            ]), at: "/policy/demand_response/1/sites", .conflict, allowed: "none in common"),
        BadInput(
            "sites.west.direct_supply={\(horizon)}", at: "/sites/0/direct_supply/self_use_share",
            .missing, allowed: "rule_set"),
        BadInput(
            "sites.west.direct_supply={\"rule_set\": \"cn_650\", \"load_share\": 1, \(horizon)}",
            at: "/sites/0/direct_supply/rule_set", .notAllowed, allowed: "cn_650_2025"),
        BadInput(
            "sites.east.direct_supply={\"load_share\": 0.3, \(horizon)}",
            at: "/sites/1/direct_supply", .conflict, allowed: "on_site"),
        BadInput(
            "sites.west.storages.battery.initial_green_share=0.5",
            at: "/sites/0/storages/0/initial_green_share", .conflict, allowed: "carries_green"),
        BadInput(
            "sites.west.pools.main.serves.*.green_overhead_share=0.6", at: "/sites/0/pools",
            .conflict, given: "1.2"),
        BadInput(
            "carbon={\"remainder_tonnes\": 3}", at: "/carbon/remainder_tonnes", .conflict,
            allowed: "cap_tonnes"),
    ]

    @Test("Each is refused at its place", arguments: inputs) func refused(_ input: BadInput) throws
    {
        let faults = try input.change(.twoSites()).faults()
        #expect(faults.count == 1, "\(faults)")
        let fault = try #require(faults.first)
        #expect(fault.pointer == input.pointer)
        #expect(fault.kind == input.kind)
        #expect(fault.given.contains(input.given), "\(fault.given)")
        #expect(fault.allowed.contains(input.allowed), "\(fault.allowed)")
    }

    @Test("A storage at a node of the grid carries no green energy") func nodeStorage() throws {
        let grid = """
            grid={"nodes": [{"id": "n"}], "storages": [{"node": "n", "id": "s", "charge_mw": 1,
            "discharge_mw": 1, "energy_mwh": 1, "initial_mwh": 0, "carries_green": true}]}
            """
        let error = try #require(
            #expect(throws: ScenarioError.self) { try ModelFixture(grid).scenario() })
        #expect(error.faults.map(\.pointer) == ["/grid/storages/0/carries_green"])
    }
}
