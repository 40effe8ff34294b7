import Solver
import Testing

@Suite("Green energy carried from window to window") struct GreenStateTests: RollingSuite {
    /// Wind blows in hour 0 alone, at 650; green tokens are asked for in the hours 0 and 3.
    private static func greenStore(_ more: String = "") throws -> ModelFixture {
        try ModelFixture(
            steps: 4, "products.chat.green_share=1", demand + "[2, 0, 0, 2]", price + "900",
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 40,
            "output_share": [1, 0, 0, 0], "price_cny_per_mwh": 650}]
            """,
            """
            sites.a.storages=[{"id": "b", "charge_mw": 2, "discharge_mw": 2, "energy_mwh": 2,
            "initial_mwh": 0, "charge_efficiency": 1, "discharge_efficiency": 1, "final": "free",
            "final_value_cny_per_mwh": 700\(more)}]
            """)
    }

    /// Of every storage; nil where it has no such state.
    private func greenShares(_ model: SolvedModel) -> [Double?] {
        let storages = model.plan.endStates.document["storages"]?.elements ?? []
        return storages.map { entry in
            if case .number(let share)? = entry["green_share"] { share } else { nil }
        }
    }

    @Test("Green energy stored before the edge is green after it") func greenShare() throws {
        // 2 MWh at once and 2 through the storage, all wind; forgotten, hour 3 is not served.
        let rolled = try RolledModel(try Self.greenStore(", \"carries_green\": true"), windows: 2)
        #expect(isNear(rolled.whole.cost, 4 * 650))
        #expect(isNear(rolled.cost, 4 * 650) && rolled.agrees())
        #expect(rolled.forgetfulCost > rolled.cost + 10_000)
        #expect(isNear(greenShares(rolled.windows[0])[0] ?? .nan, 1))
        // Empty at the end: no share of nothing.
        #expect(greenShares(rolled.windows[1]) == [0])
    }

    @Test("A mixed storage hands over its mix, one that is not followed none") func mix() throws {
        // Half of the 2 MWh at the start is green, nothing moves, nothing green is asked for.
        let still = [
            "sites.a.storages.b.initial_mwh=2", "sites.a.storages.b.initial_green_share=0.5",
            "sites.a.storages.b.discharge_mw=0", Self.demand + "0",
        ]
        var mixed = try Self.greenStore(", \"carries_green\": true")
        try mixed.change(still)
        let shares = greenShares(try mixed.solved())
        #expect(shares.count == 1)
        #expect(shares.allSatisfy { (0...0.5).contains($0 ?? -1) })
        let unfollowed = try mixed.without("products.chat", "green_share").solved()
        #expect(greenShares(unfollowed) == [0])
        // A storage that carries nothing green has no such state.
        #expect(greenShares(try Self.greenStore().solved()) == [nil])
    }
}
