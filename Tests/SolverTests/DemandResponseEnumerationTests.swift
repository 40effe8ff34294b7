import Solver
import Testing

/// Demand response by trying every import on a grid, knowing nothing of the program.
///
/// Every number is a multiple of 0.5 MW and the storage loses nothing, so an optimum lies on it.
@Suite("Demand response by enumeration") struct DemandResponseEnumerationTests {
    private struct Call {
        let steps: Range<Int>
        let baseline: Double
        let asked: Double
        let pay: Double
        let penalty: Double?
        let isMandatory: Bool
    }

    private struct Case {
        let prices: [Double]
        let wear: Double
        let calls: [Call]

        init(seed: UInt64) {
            var random = SeededNumbers(state: seed &* 77 + 5)
            func half(_ range: ClosedRange<Int>) -> Double {
                Double(Int.random(in: range, using: &random)) / 2
            }
            func tens(_ range: ClosedRange<Int>) -> Double {
                Double(Int.random(in: range, using: &random)) * 10
            }
            prices = (0..<3).map { _ in tens(20...60) }
            wear = tens(0...10)
            calls = (0..<2).map { _ in
                let first = Int.random(in: 0...1, using: &random)
                let baseline = half(2...6)
                let kind = Int.random(in: 0...2, using: &random)
                return Call(
                    steps: first..<Int.random(in: first + 1...3, using: &random),
                    baseline: baseline, asked: min(baseline, half(1...4)), pay: tens(0...50),
                    penalty: kind == 0 ? nil : tens(0...40), isMandatory: kind == 2)
            }
        }

        /// Load 2 MW, storage of 3 MWh empty at both ends, 2 MW in and out.
        func bestCost() -> Double {
            let levels = (0...8).map { Double($0) / 2 }
            var best = Double.infinity
            for a in levels {
                for b in levels {
                    let imports = [a, b, 6 - a - b]
                    guard levels.contains(imports[2]), 0...3 ~= a - 2, 0...3 ~= a + b - 4 else {
                        continue
                    }
                    var cost = 0.0
                    for (price, value) in zip(prices, imports) {
                        cost += price * value + wear * max(0, 2 - value)
                    }
                    best = min(best, cost + bestAnswer(imports))
                }
            }
            return best
        }

        /// Over all choices of which calls to answer.
        private func bestAnswer(_ imports: [Double]) -> Double {
            var best = Double.infinity
            for choice in 0..<4 {
                let accepted = calls.indices.filter {
                    choice >> $0 & 1 == 1 || calls[$0].isMandatory
                }
                best = min(
                    best, (0..<3).reduce(0) { $0 + answer(accepted, imports[$1], $1) })
            }
            return best
        }

        /// The best-paid call first: each up to its own baseline, all up to the largest.
        private func answer(_ accepted: [Int], _ imported: Double, _ step: Int) -> Double {
            let here = accepted.map { calls[$0] }.filter { $0.steps.contains(step) }
                .sorted { $0.pay + ($0.penalty ?? 0) > $1.pay + ($1.penalty ?? 0) }
            var left = max(0, (here.map(\.baseline).max() ?? 0) - imported)
            var cost = 0.0
            for call in here {
                let reduced = min(left, call.asked, max(0, call.baseline - imported))
                left -= reduced
                cost += (call.penalty ?? 0) * (call.asked - reduced) - call.pay * reduced
            }
            return cost
        }
    }

    @Test("The program finds what enumeration finds", arguments: RandomModel.seeds(from: 0, 30))
    func agrees(seed: UInt64) throws {
        let example = Case(seed: seed)
        let calls = example.calls.enumerated().map { index, call in
            """
            {"id": "c\(index)", "sites": ["a"],
            "from": "2026-03-02T0\(call.steps.lowerBound):00:00+08:00",
            "to": "2026-03-02T0\(call.steps.upperBound):00:00+08:00",
            "baseline_mw": \(call.baseline), "reduction_mw": \(call.asked),
            "pay_cny_per_mwh": \(call.pay), "mandatory": \(call.isMandatory)
            \(call.penalty.map { ", \"penalty_cny_per_mwh\": \($0)" } ?? "")}
            """
        }
        let model = try ModelFixture(
            steps: 3, "tariffs.a.versions.0.components.energy.price_cny_per_mwh=\(example.prices)",
            """
            sites.a.storages=[{"id": "b", "charge_mw": 2, "discharge_mw": 2, "energy_mwh": 3,
            "initial_mwh": 0, "charge_efficiency": 1, "discharge_efficiency": 1,
            "cycle_cost_cny_per_mwh": \(example.wear)}]
            """, "products.chat.unserved_penalty_cny_per_million_tokens=1000000",
            "policy={\"demand_response\": [\(calls.joined(separator: ", "))]}"
        ).solved()
        #expect(isNear(model.cost, example.bestCost()), "seed \(seed)")
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9), "seed \(seed)")
    }
}
