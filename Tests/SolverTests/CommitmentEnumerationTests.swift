import Testing

import Solver

/// Unit commitment against all patterns of on and off, dispatched by code that knows no program.
@Suite("Unit commitment by enumeration")
struct CommitmentEnumerationTests {
    /// A unit with whole numbers in MW, hours and CNY.
    struct Unit {
        let minimum, capacity, price, startCost, stopCost, noLoad, up, down: Int
        let ramp, startRamp, stopRamp: Int?
        let wasOn: Bool
        let hours, before: Int

        init(_ random: inout SeededNumbers, hasRamps: Bool) {
            func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
            minimum = pick(1...3)
            capacity = minimum + pick(0...4)
            price = pick(5...60)
            startCost = pick(0...150)
            stopCost = pick(0...40)
            noLoad = pick(0...60)
            up = pick(1...3)
            down = pick(1...3)
            ramp = hasRamps ? pick(1...3) : nil
            startRamp = hasRamps ? pick(minimum...capacity) : nil
            stopRamp = hasRamps ? pick(minimum...capacity) : nil
            wasOn = Bool.random(using: &random)
            hours = pick(1...4)
            before = wasOn ? pick(minimum...capacity) : 0
        }

        func text(_ id: Int) -> String {
            let ramps = ramp.map { "\"ramp_mw_per_hour\": \($0), " } ?? ""
            let edges =
                (startRamp.map { "\"start_up_ramp_mw\": \($0), " } ?? "")
                + (stopRamp.map { "\"shut_down_ramp_mw\": \($0), " } ?? "")
            return """
                {"id": "u\(id)", "node": "n", "minimum_mw": \(minimum), "capacity_mw": \(capacity),
                 "price_cny_per_mwh": \(price), "initial_mw": \(before), \(ramps)"commitment": {
                 \(edges)"start_up_cost_cny": \(startCost), "shut_down_cost_cny": \(stopCost),
                 "no_load_cny_per_hour": \(noLoad), "minimum_up_hours": \(up),
                 "minimum_down_hours": \(down), "initially_on": \(wasOn),
                 "initial_hours": \(hours)}}
                """
        }

        func isOn(_ pattern: Int, _ step: Int) -> Bool { pattern >> step & 1 == 1 }

        /// Whether a pattern keeps the minimum times, with what it costs to switch.
        func switching(_ pattern: Int, steps: Int) -> Int? {
            var (state, lasted, cost) = (wasOn, hours, 0)
            for step in 0..<steps {
                let next = isOn(pattern, step)
                if next != state {
                    guard lasted >= (state ? up : down) else { return nil }
                    if state, step == 0, let stopRamp, before > stopRamp { return nil }
                    cost += next ? startCost : stopCost
                    (state, lasted) = (next, 0)
                }
                lasted += 1
                if next { cost += noLoad }
            }
            return cost
        }

        /// Outputs that a pattern allows in a step by itself.
        func range(_ pattern: Int, _ step: Int, steps: Int) -> ClosedRange<Int> {
            guard isOn(pattern, step) else { return 0...0 }
            var most = capacity
            let wasOn = step == 0 ? self.wasOn : isOn(pattern, step - 1)
            if !wasOn, let startRamp { most = min(most, startRamp) }
            if step + 1 < steps, !isOn(pattern, step + 1), let stopRamp {
                most = min(most, stopRamp)
            }
            return minimum...most
        }
    }

    /// Price of the spare supply, CNY/MWh.
    static let spare = 200

    static func document(_ load: [Int], _ units: [Unit]) -> String {
        let supplies = units.enumerated().map { $1.text($0) }
        return """
            {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
             "step_minutes": 60, "steps": \(load.count),
             "grid": {"nodes": [{"id": "n", "load_mw": \(load)}],
              "supplies": [\(supplies.joined(separator: ",")),
               {"id": "spare", "node": "n", "capacity_mw": 99, "price_cny_per_mwh": \(spare)}]}}
            """
    }

    /// The optimum as the program has it; nil when it says infeasible.
    private func objective(_ load: [Int], _ units: [Unit]) throws -> Double? {
        let text = Self.document(load, units)
        let result = try ScenarioSolver.solve(try Scenario(json: Array(text.utf8)))
        guard result.outcome.status != .infeasible else { return nil }
        #expect(result.outcome.status == .optimal)
        if let plan = result.plan, let objective = result.outcome.proof.objective {
            #expect(isNear(plan.costs.totalCNY, objective, 1e-9))
        }
        return result.outcome.proof.objective
    }

    @Test("Three units without ramps, by merit order", arguments: 0..<25 as Range<UInt64>)
    func meritOrder(seed: UInt64) throws {
        var random = SeededNumbers(state: seed &* 977 + 5)
        let units = (0..<3).map { _ in Unit(&random, hasRamps: false) }
        let load = (0..<4).map { _ in Int.random(in: 0...14, using: &random) }
        let patterns = units.map { unit in
            (0..<16).compactMap { pattern in
                unit.switching(pattern, steps: 4).map { (pattern: pattern, cost: $0) }
            }
        }
        var best: Int?
        for a in patterns[0] {
            for b in patterns[1] {
                for c in patterns[2] {
                    let chosen = [a.pattern, b.pattern, c.pattern]
                    guard let cost = Self.merit(load, units, chosen) else { continue }
                    let total = cost + a.cost + b.cost + c.cost
                    if total < best ?? .max { best = total }
                }
            }
        }
        let found = try objective(load, units)
        #expect((found == nil) == (best == nil), "seed \(seed)")
        if let found, let best { #expect(isNear(found, Double(best)), "seed \(seed)") }
    }

    /// Cost of the cheapest outputs; nil when the minima are above the load.
    private static func merit(_ load: [Int], _ units: [Unit], _ patterns: [Int]) -> Int? {
        var cost = 0
        for (step, needed) in load.enumerated() {
            let on = units.indices.filter { units[$0].isOn(patterns[$0], step) }
            var left = needed - on.reduce(0) { $0 + units[$1].minimum }
            guard left >= 0 else { return nil }
            cost += on.reduce(0) { $0 + units[$1].minimum * units[$1].price }
            for index in on.sorted(by: { units[$0].price < units[$1].price }) {
                let more = min(left, units[index].capacity - units[index].minimum)
                cost += more * units[index].price
                left -= more
            }
            cost += left * spare
        }
        return cost
    }

    @Test("One unit with every ramp, by all outputs", arguments: 0..<40 as Range<UInt64>)
    func ramps(seed: UInt64) throws {
        var random = SeededNumbers(state: seed &* 31 + 11)
        let unit = Unit(&random, hasRamps: true)
        let load = (0..<6).map { _ in Int.random(in: 0...8, using: &random) }
        let best = (0..<64).compactMap { pattern in
            unit.switching(pattern, steps: 6).flatMap { cost in
                Self.cheapest(load, unit, pattern).map { $0 + cost }
            }
        }.min()
        let found = try objective(load, [unit])
        #expect((found == nil) == (best == nil), "seed \(seed)")
        if let found, let best { #expect(isNear(found, Double(best)), "seed \(seed)") }
    }

    /// Cheapest whole outputs of a pattern, step by step from every output before; data are whole,
    /// so an optimal dispatch is.
    private static func cheapest(_ load: [Int], _ unit: Unit, _ pattern: Int) -> Int? {
        var costs = [unit.before: 0]
        var wasOn = unit.wasOn
        for step in load.indices {
            var next: [Int: Int] = [:]
            let isOn = unit.isOn(pattern, step)
            for output in unit.range(pattern, step, steps: load.count) where output <= load[step] {
                let here = output * unit.price + (load[step] - output) * spare
                for (before, cost) in costs {
                    let isFar = abs(output - before) > unit.ramp ?? .max
                    if isOn && wasOn && isFar { continue }
                    next[output] = min(next[output] ?? .max, cost + here)
                }
            }
            costs = next
            wasOn = isOn
        }
        return costs.values.min()
    }
}
