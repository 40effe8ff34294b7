import Certificates
import Service
import Testing

@Suite struct `Energy assignment` {
    private typealias Fixture = AssignmentFixture

    /// Wh by need and by slice of a sound assignment.
    private func solved(
        _ problem: AssignmentProblem
    ) throws -> (byNeed: [Int64], bySlice: [Int64]) {
        let uses = try EnergyAssignment.solve(problem)
        #expect(problem.fault(of: uses) == nil)
        var byNeed = [Int64](repeating: 0, count: problem.needs.count)
        var bySlice = [Int64](repeating: 0, count: problem.slices.count)
        for use in uses {
            byNeed[use.need] += use.wattHours
            bySlice[use.slice] += use.wattHours
        }
        return (byNeed, bySlice)
    }

    @Test func `Oldest slices first, then by id, to the dearest need first`() throws {
        let problem = AssignmentProblem(
            needs: [
                Fixture.need("a", Fixture.hour(0), 50, zone: "Z"),
                Fixture.need("b", Fixture.hour(0), 50, zone: "Z", priority: 2),
            ],
            slices: [
                Fixture.slice("s2", Fixture.hour(0), 30, zone: "Z"),
                Fixture.slice("s1", Fixture.hour(0), 40, zone: "Z"),
                Fixture.slice("late", Fixture.hour(1), 40, zone: "Z"),
                Fixture.slice("else", Fixture.hour(0), 40, zone: "Y"),
            ], rules: try Fixture.rules("energytag-like"))
        let uses = try EnergyAssignment.solve(problem)
        #expect(
            uses == [
                EnergyUse(slice: 1, need: 1, wattHours: 40),
                EnergyUse(slice: 0, need: 1, wattHours: 10),
                EnergyUse(slice: 0, need: 0, wattHours: 20),
            ])
    }

    // Z1 serves both sites, Z2 only its own. First fit would give Z1's 10 to site Z1 and … site Z2
    // has its own 5 beside: the best is all 15 for needs of 10 and 8: Z1 → Z1 7, Z2 3; Z2 → Z2 5.
    @Test func `What only one zone can serve is left to it`() throws {
        let rules = try Fixture.rules(
            "energytag-like",
            ["deliverability": Fixture.supply(["Z2": ["Z1", "Z2"], "Z1": ["Z1"]])])
        let problem = AssignmentProblem(
            needs: [
                Fixture.need("a", Fixture.hour(0), 10, zone: "Z1"),
                Fixture.need("a", Fixture.hour(0), 8, zone: "Z2", priority: 3),
            ],
            slices: [
                Fixture.slice("one", Fixture.hour(0), 10, zone: "Z1"),
                Fixture.slice("two", Fixture.hour(0), 5, zone: "Z2"),
            ], rules: rules)
        let found = try solved(problem)
        #expect(found.byNeed == [7, 8])
        #expect(found.bySlice == [10, 5])
    }

    // Two hours of 60 each, GEC wind of the first hour 100, of no hour 20: all 120 match within the
    // year, and 60 of the first hour stay in it.
    @Test func `Within a year the same hour comes first`() throws {
        let rules = try Fixture.rules(
            "china",
            ["admitted": [["scheme": "PPA", "unit_wh": "1", "sources": ["wind"]]]])
        let problem = AssignmentProblem(
            needs: [
                Fixture.need("a", Fixture.hour(0), 60, zone: "Z"),
                Fixture.need("a", Fixture.hour(1), 60, zone: "Z"),
            ],
            slices: [
                Fixture.slice("month", Fixture.hour(0, length: 48), 20, zone: "Y"),
                Fixture.slice("hour", Fixture.hour(0), 100, zone: "Z"),
            ], rules: rules)
        let uses = try EnergyAssignment.solve(problem)
        #expect(problem.fault(of: uses) == nil)
        #expect(uses.reduce(0) { $0 + $1.wattHours } == 120)
        #expect(uses.first { $0.slice == 1 && $0.need == 0 }?.wattHours == 60)
    }

    /// Small cases against every vector of matched Wh: the dearest, and among those the one whose
    /// first needs have most.
    @Test(arguments: 0..<60)
    func `Small cases against every possibility`(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let zones = ["A", "B", "C"]
        var supply: [String: [String]] = [:]
        for zone in zones {
            supply[zone] = zones.filter { _ in Bool.random(using: &generator) }
        }
        let rules = try Fixture.rules(
            "energytag-like", ["deliverability": Fixture.supply(supply)])
        let needs = (0..<4).map { index in
            Fixture.need(
                "p\(index)", Fixture.hour(0), Int64.random(in: 1...4, using: &generator),
                zone: zones[Int.random(in: 0..<3, using: &generator)],
                priority: Int64.random(in: 1...2, using: &generator))
        }
        let slices = (0..<4).map { index in
            Fixture.slice(
                "s\(index)", Fixture.hour(0), Int64.random(in: 1...4, using: &generator),
                zone: zones[Int.random(in: 0..<3, using: &generator)])
        }
        let problem = AssignmentProblem(needs: needs, slices: slices, rules: rules)
        let found = try solved(problem).byNeed
        #expect(found == best(problem), "seed \(seed)")
    }

    /// All vectors of whole Wh that Hall's condition allows, compared.
    private func best(_ problem: AssignmentProblem) -> [Int64] {
        let rank = problem.needs.indices.sorted { a, b in
            let (x, y) = (problem.needs[a], problem.needs[b])
            if x.priority != y.priority { return x.priority > y.priority }
            return (x.zone, a) < (y.zone, b)
        }
        var best: (value: Int64, ranked: [Int64], vector: [Int64])?
        var vector = [Int64](repeating: 0, count: problem.needs.count)
        func visit(_ index: Int) {
            guard index < vector.count else {
                guard isFeasible(vector, problem) else { return }
                let value = zip(vector, problem.needs).reduce(Int64(0)) {
                    $0 + $1.0 * $1.1.priority
                }
                let ranked = rank.map { vector[$0] }
                if let best,
                    best.value > value
                        || (best.value == value && !best.ranked.lexicographicallyPrecedes(ranked))
                {
                    return
                }
                best = (value, ranked, vector)
                return
            }
            for amount in 0...problem.needs[index].wattHours {
                vector[index] = amount
                visit(index + 1)
            }
            vector[index] = 0
        }
        visit(0)
        return best?.vector ?? []
    }

    private func isFeasible(_ vector: [Int64], _ problem: AssignmentProblem) -> Bool {
        (0..<(1 << vector.count)).allSatisfy { set in
            let members = vector.indices.filter { set & (1 << $0) != 0 }
            let supply = problem.slices.indices.filter { slice in
                members.contains { problem.allows(slice: slice, need: $0) }
            }
            return members.reduce(0) { $0 + vector[$1] }
                <= supply.reduce(0) { $0 + problem.slices[$1].wattHours }
        }
    }

    /// Large odd amounts in many hours: no Wh more can be matched than the program left.
    @Test(arguments: 0..<5)
    func `Amounts of a terawatt-hour keep every Wh`(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let zones = ["A", "B", "C"]
        let rules = try Fixture.rules(
            "energytag-like",
            ["deliverability": Fixture.supply(["A": ["A", "B"], "B": ["B", "C"], "C": ["C"]])])
        let needs = (0..<10).flatMap { hour in
            zones.map { zone in
                Fixture.need(
                    "p", Fixture.hour(Int64(hour)),
                    Int64.random(in: 1...999_999_999_999, using: &generator), zone: zone)
            }
        }
        let slices = (0..<60).map { index in
            Fixture.slice(
                "s\(index)", Fixture.hour(Int64(index / 6)),
                Int64.random(in: 1...999_999_999_999, using: &generator),
                zone: zones[index % 3])
        }
        let problem = AssignmentProblem(needs: needs, slices: slices, rules: rules)
        let found = try solved(problem)
        #expect(found.byNeed.reduce(0, +) == mostByChain(problem), "seed \(seed)")
    }

    /// The chain C → C and B, B → B and A, A → A has a greedy answer: each need takes its own zone's
    /// scarcest supplier first, from A up.
    private func mostByChain(_ problem: AssignmentProblem) -> Int64 {
        var total: Int64 = 0
        for hour in Set(problem.needs.map(\.interval)) {
            func wh(_ zone: String) -> Int64 {
                problem.slices.filter {
                    $0.certificate.interval == hour && $0.certificate.zone == zone
                }.reduce(0) { $0 + $1.wattHours }
            }
            func need(_ zone: String) -> Int64 {
                problem.needs.filter { $0.interval == hour && $0.zone == zone }
                    .reduce(0) { $0 + $1.wattHours }
            }
            // A's own supply serves only A, then B's, and so on: nothing else wants what is first.
            let a = min(need("A"), wh("A"))
            let fromB = min(need("A") - a, wh("B"))
            let b = min(need("B"), wh("B") - fromB)
            let fromC = min(need("B") - b, wh("C"))
            total += a + fromB + b + fromC + min(need("C"), wh("C") - fromC)
        }
        return total
    }
}
