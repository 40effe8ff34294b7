/// Who is met first on a way, each candidate in a room of its own.
///
/// Of all that are met before any is passed by more than a tolerance, the one of the largest rate: a
/// pivot is then as large as it can be. (P. M. J. Harris, *Pivot selection methods of the Devex LP
/// code*, Math. Program. 5 (1973).)
struct RatioTest {
    /// The candidates that may still be the first.
    private var candidates: [(key: Int32, rate: Double, room: Double)] = []
    private var distance = Double.infinity
    /// The way until one is passed by more than the tolerance.
    private var longest = Double.infinity

    /// How far a candidate may be passed.
    static let tolerance = 1e-9

    /// Begins anew, for a way of some length.
    mutating func begin(within distance: Double = .infinity) {
        candidates.removeAll(keepingCapacity: true)
        (self.distance, longest) = (distance, distance)
    }

    /// Adds a candidate with its rate, which is positive, and the room that it has.
    @inline(__always)
    mutating func offer(_ key: Int, rate: Double, room: Double) {
        guard room <= longest * rate else { return }
        longest = min(longest, (room + Self.tolerance) / rate)
        candidates.append((Int32(truncatingIfNeeded: key), rate, room))
    }

    /// The first, and how far it is; nil when nobody is met.
    var first: (key: Int, step: Double)? {
        guard longest < distance else { return nil }
        var best: (key: Int32, rate: Double, room: Double)?
        for one in candidates where one.room <= longest * one.rate {
            if let known = best, (known.rate, -known.key) >= (one.rate, -one.key) { continue }
            best = one
        }
        return best.map { (Int($0.key), max(0, $0.room / $0.rate)) }
    }
}

extension CrossoverBasis {
    /// A basic variable that meets its bound.
    struct Block {
        let place: Int
        let step: Double
        let isAtUpper: Bool
    }

    /// Entry of a column that a step may be built upon.
    static let leastPivot = 1e-7

    /// The basic variable that stops a nonbasic one, whose column is B w; nil for none.
    ///
    /// - Parameters:
    ///   - w: the column.
    ///   - sign: 1 when the nonbasic variable rises, −1 when it falls.
    ///   - distance: how far it may go.
    ///   - test: room.
    func block(
        _ w: SparseVector, _ sign: Double, within distance: Double, _ test: inout RatioTest
    ) -> Block? {
        test.begin(within: distance)
        w.withEntries { w in
            heading.withReader { heading in
                value.withReader { value in
                    form.lower.withReader { lower in
                        form.upper.withReader { upper in
                            for index in 0..<w.count {
                                let place = w.place(index)
                                let rate = -sign * w[place]
                                guard abs(rate) > Self.leastPivot else { continue }
                                let variable = Int(heading[place])
                                let room =
                                    rate > 0
                                    ? upper[variable] - value[variable]
                                    : value[variable] - lower[variable]
                                test.offer(place, rate: abs(rate), room: room)
                            }
                        }
                    }
                }
            }
        }
        return test.first.map {
            Block(place: $0.key, step: $0.step, isAtUpper: -sign * w.value[$0.key] > 0)
        }
    }

    /// Moves a nonbasic variable whose column is B w; the basic ones give way.
    mutating func move(_ variable: Int, by step: Double, along w: SparseVector) {
        guard step != 0 else { return }
        value[variable] += step
        w.withEntries { w in
            heading.withReader { heading in
                value.withWriter { value in
                    for index in 0..<w.count {
                        let place = w.place(index)
                        value[Int(heading[place])] -= step * w[place]
                    }
                }
            }
        }
    }
}
