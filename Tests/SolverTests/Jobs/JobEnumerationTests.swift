import Solver
import Testing

/// Small cases against every start, site and pattern there is.
@Suite("Jobs by enumeration") struct JobEnumerationTests {
    /// One way of doing a job: its cost without the pool, and the accelerators it takes.
    private struct Way {
        var cost: Double
        /// Accelerators by site and step.
        var taken: [[Int]]
    }

    /// A random job, as JSON and as numbers.
    private struct Case {
        let accelerators: Int
        let hours: Int
        let release: Int
        let due: Int
        let deadline: Int
        let lateness: Double
        let value: Double
        let mayDecline: Bool
        let checkpoint: Double
        let lost: Int
        let isPreemptible: Bool

        static let steps = 5

        init(_ random: inout SeededNumbers, isPreemptible: Bool) {
            accelerators = Int.random(in: 3...8, using: &random)
            hours = Int.random(in: 1...3, using: &random)
            release = Int.random(in: 0...1, using: &random)
            deadline = release + hours + Int.random(in: 0...4, using: &random)
            due = min(deadline, release + hours)
            lateness = Double(Int.random(in: 0...60, using: &random))
            value = Double(Int.random(in: 0...900, using: &random))
            mayDecline = Bool.random(using: &random)
            checkpoint = Double(Int.random(in: 0...120, using: &random))
            lost = Int.random(in: 0...1, using: &random)
            self.isPreemptible = isPreemptible
        }

        func json(_ id: String) -> String {
            let restart =
                "\"preemptible\": true, \"checkpoint_cost_cny\": \(checkpoint), "
                + "\"restart_hours\": \(lost), "
            return """
                {"id": "\(id)", "accelerator": "x", "accelerators": \(accelerators),
                 "hours": \(hours), "busy_kw": 100, "release": \(TrainingJobTests.at(release)),
                 "due": \(TrainingJobTests.at(due)), "deadline": \(TrainingJobTests.at(deadline)),
                 \(isPreemptible ? restart : "")
                 "lateness_price_cny_per_hour": \(lateness), "value_cny": \(value),
                 "terminal_price_cny_per_hour": 150, "may_be_declined": \(mayDecline)}
                """
        }

        /// All ways; a pattern has for each step the site, or −1.
        func ways(_ prices: [[Int]]) -> [Way] {
            var found: [Way] = mayDecline ? [Way(cost: value, taken: none(prices.count))] : []
            var pattern = [Int](repeating: -1, count: Self.steps)
            func visit(_ step: Int) {
                if step == Self.steps {
                    if let way = way(pattern, prices) { found.append(way) }
                    return
                }
                for site in -1..<prices.count {
                    if site >= 0, step < release || step >= deadline { continue }
                    pattern[step] = site
                    visit(step + 1)
                }
                pattern[step] = -1
            }
            visit(0)
            return found
        }

        private func none(_ sites: Int) -> [[Int]] {
            [[Int]](repeating: [Int](repeating: 0, count: Self.steps), count: sites)
        }

        private func way(_ pattern: [Int], _ prices: [[Int]]) -> Way? {
            var way = Way(cost: 0, taken: none(prices.count))
            var done = 0
            var begins = 0
            var last = -1
            for (step, site) in pattern.enumerated() where site >= 0 {
                way.taken[site][step] = accelerators
                way.cost += Double(accelerators * prices[site][step]) / 10
                done += 1
                if step == 0 || pattern[step - 1] != site { begins += 1 }
                last = step
            }
            let restarts = max(0, begins - 1)
            let left = hours + restarts * (isPreemptible ? lost : 0) - done
            guard left >= 0, isPreemptible || begins <= 1 else { return nil }
            // What is in one piece runs on at the end.
            if !isPreemptible, begins == 1, left > 0, last < Self.steps - 1 { return nil }
            guard left == 0 || Self.steps + left <= deadline else { return nil }
            let end = left == 0 ? last + 1 : Self.steps + left
            way.cost += lateness * Double(max(0, end - due)) + 150 * Double(left)
            way.cost += isPreemptible ? checkpoint * Double(restarts) : 0
            return way
        }
    }

    /// The cheapest choice of a way for each job that the pools have room for.
    private static func best(_ ways: [[Way]], _ room: [[Int]]) -> Double {
        var best = Double.infinity
        func visit(_ job: Int, _ room: [[Int]], _ cost: Double) {
            guard cost < best else { return }
            guard job < ways.count else { return best = cost }
            for way in ways[job] {
                var left = room
                var fits = true
                for site in left.indices {
                    for step in left[site].indices {
                        left[site][step] -= way.taken[site][step]
                        fits = fits && left[site][step] >= 0
                    }
                }
                if fits { visit(job + 1, left, cost + way.cost) }
            }
        }
        visit(0, room, 0)
        return best
    }

    private func check(seed: UInt64, preemptible: [Bool]) throws {
        var random = SeededNumbers(state: seed &* 77 + 5)
        let prices = (0..<2).map { _ in
            (0..<Case.steps).map { _ in Int.random(in: 10...600, using: &random) }
        }
        let room = (0..<2).map { _ in
            (0..<Case.steps).map { _ in Int.random(in: 6...12, using: &random) }
        }
        let cases = preemptible.map { Case(&random, isPreemptible: $0) }
        var fixture = try ModelFixture(
            steps: Case.steps, sites: ["a", "b"],
            "products.chat.demand.0.million_tokens_per_hour=0")
        for (index, site) in ["a", "b"].enumerated() {
            try fixture.change([
                "tariffs.\(site).versions.0.components.energy.price_cny_per_mwh=\(prices[index])",
                "sites.\(site).pools.p.accelerators=\(room[index])",
            ])
        }
        let texts = cases.enumerated().map { $1.json("j\($0)") }
        try fixture.change(["jobs=[\(texts.joined(separator: ", "))]"])
        let best = Self.best(cases.map { $0.ways(prices) }, room)
        let values = cases.reduce(0) { $0 + $1.value }
        let result = try ScenarioSolver.solve(fixture.scenario())
        guard best.isFinite else {
            #expect(result.outcome.status == .infeasible, "seed \(seed)")
            return
        }
        // The gap is stated on what jobs can change, the engine's own tolerance on the objective.
        #expect(result.outcome.proof.relativeGap ?? 1 <= 1e-5, "seed \(seed)")
        let objective = result.outcome.proof.objective ?? .nan
        #expect(isNear(objective, best - values), "seed \(seed): \(best - values)")
        let lines = result.plan?.costs.totalCNY ?? .nan
        #expect(isNear(lines, objective, 1e-9), "seed \(seed)")
        #expect(result.plan?.chain.largestImportDifferenceMWh ?? 1 <= 1e-7, "seed \(seed)")
    }

    @Test(
        "Three jobs in one piece equal the best of all starts", arguments: 0..<30 as Range<UInt64>)
    func gangs(seed: UInt64) throws {
        try check(seed: seed, preemptible: [false, false, false])
    }

    @Test(
        "A preemptible job beside another equals the best of all patterns",
        arguments: 0..<30 as Range<UInt64>)
    func pieces(seed: UInt64) throws {
        try check(seed: seed, preemptible: [true, false])
    }

    @Test(
        "Two preemptible jobs equal the best of all patterns", arguments: 30..<40 as Range<UInt64>)
    func twoPieces(seed: UInt64) throws {
        try check(seed: seed, preemptible: [true, true])
    }
}
