import Solver
import Testing

/// Two sites and two hours, written down a second time by hand and solved by enumeration.
@Suite("Enumeration of tiny scenarios") struct EnumerationTests {
    /// Variables: tokens a₀, a₁, b₀, b₁, the peak of a, and what a's storage takes in hour 0.
    @Test("The optimum is the best of all vertices", arguments: 0..<25 as Range<UInt64>)
    func enumerate(seed: UInt64) throws {
        var random = SeededNumbers(state: 77 + seed)
        func pick(_ range: ClosedRange<Double>) -> Double {
            (Double.random(in: range, using: &random) * 100).rounded() / 100
        }
        let priceA = [pick(100...900), pick(100...900)]
        let priceB = [pick(100...900), pick(100...900)]
        let demand = [pick(1...5), pick(1...5)]
        let pue = [pick(1...1.6), pick(1...1.6)]
        let rating = [pick(1...5), pick(1...5)]
        let pool = [pick(1...4), pick(1...4)]
        let peakPrice = pick(0...0.6)
        let penalty = pick(300...2000)
        let battery = pick(0...2)
        let efficiency = pick(0.6...1)
        let cap = pick(2...6)
        let wear = pick(0...50)

        let model = try ModelFixture(
            steps: 2, sites: ["a", "b"],
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=\(priceA)",
            "tariffs.b.versions.0.components.energy.price_cny_per_mwh=\(priceB)",
            """
            tariffs.a.versions.0.demand_charge={"kind": "maximum",
            "price_cny_per_kw_month": \(peakPrice)}
            """,
            "products.chat.demand.0.million_tokens_per_hour=\(demand)",
            "products.chat.unserved_penalty_cny_per_million_tokens=\(penalty)",
            "sites.a.pue=\(pue[0])", "sites.b.pue=\(pue[1])",
            "sites.a.connection.transformer_mva=\(rating[0])",
            "sites.b.connection.transformer_mva=\(rating[1])",
            "sites.a.pools.p.accelerators=\(pool[0])", "sites.b.pools.p.accelerators=\(pool[1])",
            """
            sites.a.storages=[{"id": "s", "charge_mw": \(battery), "discharge_mw": 9,
            "energy_mwh": 9, "initial_mwh": 0, "charge_efficiency": \(efficiency),
            "discharge_efficiency": 1, "cycle_cost_cny_per_mwh": \(wear)}]
            """,
            "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 1000}",
            "carbon={\"cap_tonnes\": \(cap)}"
        ).solved()

        // a's import: pue·a₀ + s, pue·a₁ − η·s
        let importA: [[Double]] = [[pue[0], 0, 0, 0, 0, 1], [0, pue[0], 0, 0, 0, -efficiency]]
        var cost: [Double] = [
            -penalty, -penalty, priceB[0] * pue[1] - penalty, priceB[1] * pue[1] - penalty,
            peakPrice * 1000, wear * efficiency,
        ]
        for step in 0..<2 {
            for column in 0..<6 { cost[column] += priceA[step] * importA[step][column] }
        }
        typealias Limit = VertexEnumeration.Constraint
        func unit(_ entries: [Int: Double]) -> [Double] { (0..<6).map { entries[$0] ?? 0 } }
        var limits = (0..<6).map { Limit(a: unit([$0: -1]), b: 0) }
        for step in 0..<2 {
            limits.append(Limit(a: unit([step: 1, step + 2: 1]), b: demand[step]))
            limits.append(Limit(a: unit([step: 1]), b: pool[0]))
            limits.append(Limit(a: unit([step + 2: 1]), b: min(pool[1], rating[1] / pue[1])))
            limits.append(Limit(a: importA[step], b: rating[0]))
            limits.append(Limit(a: importA[step].map { -$0 }, b: 0))
            var below = importA[step]
            below[4] = -1
            limits.append(Limit(a: below, b: 0))
        }
        limits.append(Limit(a: unit([5: 1]), b: battery))
        limits.append(Limit(a: zip(importA[0], importA[1]).map { $0.0 + $0.1 }, b: cap))

        let best = try #require(VertexEnumeration.minimum(cost, limits))
        let constant = penalty * (demand[0] + demand[1])
        #expect(isNear(model.cost, best + constant), "seed \(seed)")
    }
}
