/// Orders the rows of a long horizon in time: from both ends step by step towards the middle.
///
/// A cut between two steps is covered by the fewest rows that touch both sides. Those of the cut in
/// the middle come last. In either half the rows of a step come when all steps further out are
/// done, and the rows of a cut once both steps beside it are: a cut then meets the next one and
/// nothing else. In nested dissection it would meet the two cuts that enclose it, which on a year
/// of hours took half as many operations again. (A. George, *An automatic one-way dissection
/// algorithm for irregular finite element problems*, SIAM J. Numer. Anal. 17 (1980); the cover is by
/// D. Kőnig's theorem.)
struct TimeDissection {
    /// For each row, when it may be eliminated: all rows of a lower set come before.
    private(set) var set: [Int32]

    private let steps: [Int32]
    private let start: [Int]
    private let neighbour: [Int32]
    private var rowsOfStep: [[Int32]]
    /// How many steps ahead the rows of each step meet others, and the most of these.
    private var reach: [Int]
    private var farthest = 0
    private var nextSet: Int32 = 0
    private let watch: HorizonWatch

    /// Orders the rows of a normal matrix; rows without a step (negative) come last.
    ///
    /// - Parameters:
    ///   - pattern: lower triangle of the matrix.
    ///   - steps: step of each row.
    ///   - watch: may stop it; the sets mean nothing then.
    init(_ pattern: NormalPattern, steps: [Int32], watch: HorizonWatch) {
        self.watch = watch
        self.steps = steps
        set = [Int32](repeating: -1, count: steps.count)
        (start, neighbour) = Self.neighbours(pattern)
        let end = Int(steps.max() ?? -1) + 1
        rowsOfStep = [[Int32]](repeating: [], count: end)
        reach = [Int](repeating: 0, count: end)
        for row in steps.indices where steps[row] >= 0 {
            rowsOfStep[Int(steps[row])].append(Int32(row))
            let ahead = neighbour[start[row]..<start[row + 1]].reduce(0) {
                max($0, Int(steps[Int($1)] - steps[row]))
            }
            reach[Int(steps[row])] = max(reach[Int(steps[row])], ahead)
        }
        farthest = reach.max() ?? 0
        let middle = end / 2
        let last = middle > 0 ? cut(0..<end, at: middle) : []
        order(Array(0..<middle))
        order((middle..<end).reversed())
        number(last)
        // Whoever has no step yet has none, or would come too late to stop.
        number(steps.indices.lazy.filter { [set] in set[$0] < 0 }.map { Int32($0) })
    }

    /// Numbers of other rows that each row meets.
    private static func neighbours(_ pattern: NormalPattern) -> ([Int], [Int32]) {
        let size = pattern.start.count - 1
        var start = [Int](repeating: 0, count: size + 1)
        for column in 0..<size {
            for entry in Int(pattern.start[column]) + 1..<Int(pattern.start[column + 1]) {
                start[column + 1] += 1
                start[Int(pattern.row[entry]) + 1] += 1
            }
        }
        for row in 0..<size { start[row + 1] += start[row] }
        var next = start
        var neighbour = [Int32](repeating: 0, count: start[size])
        for column in 0..<size {
            for entry in Int(pattern.start[column]) + 1..<Int(pattern.start[column + 1]) {
                let row = Int(pattern.row[entry])
                neighbour[next[column]] = Int32(row)
                neighbour[next[row]] = Int32(column)
                next[column] += 1
                next[row] += 1
            }
        }
        return (start, neighbour)
    }

    /// Numbers the rows of some steps, from the first of them to the last.
    private mutating func order(_ way: [Int]) {
        guard let first = way.first, let last = way.last else { return }
        let all = min(first, last)..<max(first, last) + 1
        // Cuts are found from the last to the first, each among the rows that are left.
        var cuts: [[Int32]] = []
        for (before, after) in zip(way, way.dropFirst()).reversed() {
            guard watch.goesOn(20 * rowsOfStep[before].count) else { return }
            let done = before < after ? all.lowerBound..<after + 1 : after..<all.upperBound
            cuts.append(cut(done, at: max(before, after)))
        }
        for step in way {
            number(rowsOfStep[step].filter { [set] in set[Int($0)] < 0 })
            if step != first, let cut = cuts.popLast() { number(cut) }
        }
    }

    /// Gives rows the next set.
    private mutating func number(_ rows: some Collection<Int32>) {
        // CAMD takes no number beyond that of the rows: empty sets have none.
        guard !rows.isEmpty else { return }
        for row in rows { set[Int(row)] = nextSet }
        nextSet += 1
    }

    /// The fewest rows that touch every pair of rows on both sides of a cut; they are marked.
    private mutating func cut(_ range: Range<Int>, at middle: Int) -> [Int32] {
        var crossing = Crossing()
        for step in max(range.lowerBound, middle - farthest)..<middle
        where step + reach[step] >= middle {
            for row in rowsOfStep[step] where set[Int(row)] < 0 {
                let beyond = neighbour[start[Int(row)]..<start[Int(row) + 1]].filter {
                    let other = Int(steps[Int($0)])
                    return other >= middle && other < range.upperBound && set[Int($0)] < 0
                }
                if !beyond.isEmpty { crossing.add(row, beyond) }
            }
        }
        let cover = crossing.cover
        for row in cover { set[Int(row)] = .max }
        return cover
    }
}

/// The pairs of rows that meet across a cut, and the fewest rows that cover them.
private struct Crossing {
    private var near: [Int32] = []
    private var far: [Int32] = []
    private var placeOfFar: [Int32: Int] = [:]
    /// For each near row, the places of the far ones that it meets.
    private var meets: [[Int]] = []

    mutating func add(_ row: Int32, _ beyond: [Int32]) {
        near.append(row)
        var places: [Int] = []
        for other in beyond {
            if let place = placeOfFar[other] {
                places.append(place)
            } else {
                placeOfFar[other] = far.count
                places.append(far.count)
                far.append(other)
            }
        }
        meets.append(places)
    }

    /// Kőnig: with a largest matching, the near rows that no alternating path from a near row without
    /// a partner reaches, and the far rows that one reaches.
    var cover: [Int32] {
        var partnerOfFar = [Int](repeating: -1, count: far.count)
        var isMatched = [Bool](repeating: false, count: near.count)
        for start in near.indices {
            var seen = [Bool](repeating: false, count: far.count)
            isMatched[start] = match(start, &partnerOfFar, &seen)
        }
        // A near row that lost its partner found another one: matched stays matched.
        var (nearReached, farReached) = (
            [Bool](repeating: false, count: near.count), [Bool](repeating: false, count: far.count)
        )
        var open = near.indices.filter { !isMatched[$0] }
        for place in open { nearReached[place] = true }
        while let place = open.popLast() {
            for other in meets[place] where !farReached[other] {
                farReached[other] = true
                let partner = partnerOfFar[other]
                guard partner >= 0, !nearReached[partner] else { continue }
                nearReached[partner] = true
                open.append(partner)
            }
        }
        return near.indices.filter { !nearReached[$0] }.map { near[$0] }
            + far.indices.filter { farReached[$0] }.map { far[$0] }
    }

    /// Finds a partner for a near row, moving others where that helps.
    private func match(_ place: Int, _ partnerOfFar: inout [Int], _ seen: inout [Bool]) -> Bool {
        for other in meets[place] where !seen[other] {
            seen[other] = true
            if partnerOfFar[other] < 0 || match(partnerOfFar[other], &partnerOfFar, &seen) {
                partnerOfFar[other] = place
                return true
            }
        }
        return false
    }
}
