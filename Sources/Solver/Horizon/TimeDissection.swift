/// Divides the rows of a long horizon in time, so that the halves meet in few rows.
///
/// A cut between two steps is covered by the fewest rows that touch both sides; these are eliminated
/// after both halves, which are divided in turn. That is nested dissection with the steps that are
/// known, in place of a search for separators in a graph. (A. George, *Nested dissection of a regular
/// finite element mesh*, SIAM J. Numer. Anal. 10 (1973); the cover is by D. Kőnig's theorem.)
struct TimeDissection {
    /// For each row, when it may be eliminated: all rows of a lower set come before.
    private(set) var set: [Int32]

    private let steps: [Int32]
    private let start: [Int]
    private let neighbour: [Int32]
    private var rowsOfStep: [[Int32]]
    private var nextSet: Int32 = 0
    private let watch: HorizonWatch

    /// Parts of up to so many rows are not divided.
    private static let fewRows = 500

    /// Divides the rows of a normal matrix; rows without a step (negative) come last.
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
        let last = Int(steps.max() ?? -1)
        rowsOfStep = [[Int32]](repeating: [], count: last + 1)
        for row in steps.indices where steps[row] >= 0 {
            rowsOfStep[Int(steps[row])].append(Int32(row))
        }
        // Without steps there is one set, the first: CAMD takes no number beyond that of the rows.
        if last >= 0 { divide(0..<last + 1) }
        for row in set.indices where set[row] < 0 { set[row] = nextSet }
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

    private mutating func divide(_ range: Range<Int>) {
        let left = range.reduce(0) { sum, step in
            sum + rowsOfStep[step].count { set[Int($0)] < 0 }
        }
        let goesOn = watch.goesOn(20 * left)
        guard goesOn, range.count > 1, left > Self.fewRows else {
            for step in range {
                for row in rowsOfStep[step] where set[Int(row)] < 0 { set[Int(row)] = nextSet }
            }
            nextSet += 1
            return
        }
        let middle = range.lowerBound + range.count / 2
        let separator = cover(range, middle)
        // Marked, so that the halves leave them out; numbered once these are.
        for row in separator { set[Int(row)] = .max }
        divide(range.lowerBound..<middle)
        divide(middle..<range.upperBound)
        for row in separator { set[Int(row)] = nextSet }
        nextSet += 1
    }

    /// The fewest rows that touch every pair of rows on both sides of a cut.
    private func cover(_ range: Range<Int>, _ middle: Int) -> [Int32] {
        var crossing = Crossing()
        for step in range.lowerBound..<middle {
            for row in rowsOfStep[step] where set[Int(row)] < 0 {
                let beyond = neighbour[start[Int(row)]..<start[Int(row) + 1]].filter {
                    let other = Int(steps[Int($0)])
                    return other >= middle && other < range.upperBound && set[Int($0)] < 0
                }
                if !beyond.isEmpty { crossing.add(row, beyond) }
            }
        }
        return crossing.cover
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
