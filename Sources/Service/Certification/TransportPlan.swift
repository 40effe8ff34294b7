/// Whole Wh between supplies and needs: rounded from a program, then completed exactly.
struct TransportPlan {
    private let problem: TransportProblem
    /// By need, then by supply.
    private var amounts: [[Int: Int64]]
    /// Needs that a supply serves.
    private var served: [Set<Int>]
    private var left: [Int64]
    private var open: [Int64]

    init(_ problem: TransportProblem) {
        self.problem = problem
        amounts = Array(repeating: [:], count: problem.needs.count)
        served = Array(repeating: [], count: problem.supplies.count)
        left = problem.supplies.map(\.wattHours)
        open = problem.needs.map(\.wattHours)
    }

    /// In the order of needs, then of supplies.
    var flows: [TransportFlow] {
        amounts.enumerated().flatMap { need, parts in
            parts.sorted { $0.key < $1.key }.map {
                TransportFlow(supply: $0.key, need: need, wattHours: $0.value)
            }
        }
    }

    /// Takes over the amounts of a program to the nearest Wh, never more than there is; what goes
    /// through a pool is handed from its supplies to its needs in order.
    mutating func round(_ columns: [(column: TransportProgram.Column, wattHours: Double)]) {
        let zones = Set(problem.supplies.map(\.zone)).sorted()
        var into: [[(supply: Int, wattHours: Int64)]] = Array(repeating: [], count: zones.count)
        let zoneOf = Dictionary(uniqueKeysWithValues: zones.enumerated().map { ($1, $0) })
        var out: [(zone: Int, need: Int, wattHours: Int64)] = []
        for (column, wattHours) in columns where wattHours >= 0.5 {
            let whole = Int64(min(wattHours, 1e18).rounded())
            switch column {
            case .pair(let supply, let need): add(supply, need, whole)
            case .into(let supply):
                into[zoneOf[problem.supplies[supply].zone] ?? 0].append((supply, whole))
            case .out(let zone, let need): out.append((zone, need, whole))
            }
        }
        var next = [Int](repeating: 0, count: zones.count)
        for entry in out {
            var rest = entry.wattHours
            while rest > 0, next[entry.zone] < into[entry.zone].count {
                let place = next[entry.zone]
                let part = min(rest, into[entry.zone][place].wattHours)
                add(into[entry.zone][place].supply, entry.need, part)
                rest -= part
                into[entry.zone][place].wattHours -= part
                if into[entry.zone][place].wattHours == 0 { next[entry.zone] += 1 }
            }
        }
    }

    /// Adds what is still missing along paths that move other needs to other supplies, until there is
    /// none: then no assignment matches more Wh (Ford and Fulkerson).
    mutating func complete() {
        while let path = path() {
            var amount = min(open[path.needs[0]], left[path.supplies[path.supplies.count - 1]])
            for (index, need) in path.needs.enumerated().dropFirst() {
                amount = min(amount, amounts[need][path.supplies[index - 1]] ?? 0)
            }
            for (index, need) in path.needs.enumerated() {
                if index > 0 { change(path.supplies[index - 1], need, -amount) }
                change(path.supplies[index], need, amount)
            }
            open[path.needs[0]] -= amount
            left[path.supplies[path.supplies.count - 1]] -= amount
        }
    }

    private mutating func add(_ supply: Int, _ need: Int, _ wattHours: Int64) {
        let part = min(wattHours, left[supply], open[need])
        guard part > 0 else { return }
        left[supply] -= part
        open[need] -= part
        change(supply, need, part)
    }

    private mutating func change(_ supply: Int, _ need: Int, _ amount: Int64) {
        let next = (amounts[need][supply] ?? 0) + amount
        amounts[need][supply] = next > 0 ? next : nil
        if next > 0 { served[supply].insert(need) } else { served[supply].remove(need) }
    }

    /// The shortest path from any open need over allowed supplies, and needs that these serve, to a
    /// supply with something left: needs[i] takes from supplies[i], which serves needs[i + 1].
    private func path() -> (needs: [Int], supplies: [Int])? {
        guard left.contains(where: { $0 > 0 }) else { return nil }
        var queue = open.indices.filter { open[$0] > 0 }
        var fromSupply: [Int: Int] = [:]
        var fromNeed: [Int: Int] = [:]
        var seen = Set(queue)
        var unseen = Set(left.indices)
        var next = 0
        while next < queue.count {
            let need = queue[next]
            next += 1
            for supply in unseen.sorted() where problem.allows(supply: supply, need: need) {
                unseen.remove(supply)
                fromNeed[supply] = need
                if left[supply] > 0 { return trace(supply, fromNeed, fromSupply) }
                for other in served[supply].sorted() where seen.insert(other).inserted {
                    fromSupply[other] = supply
                    queue.append(other)
                }
            }
        }
        return nil
    }

    private func trace(
        _ last: Int, _ fromNeed: [Int: Int], _ fromSupply: [Int: Int]
    ) -> (needs: [Int], supplies: [Int]) {
        var (needs, supplies) = ([Int](), [last])
        var supply = last
        while let need = fromNeed[supply] {
            needs.append(need)
            guard let before = fromSupply[need] else { break }
            supplies.append(before)
            supply = before
        }
        return (needs.reversed(), supplies.reversed())
    }
}
