/// Who enters the basis: of those whose reduced cost meets zero, the last that leaves nothing to repair.
struct FlippingRatioTest {
    struct Candidate {
        let variable: Int32
        /// |α|, |d| / |α|, the same with Harris' tolerance, and what flipping repairs.
        let size: Double
        let ratio: Double
        let relaxed: Double
        let repair: Double
    }

    fileprivate var candidates: [Candidate] = []
    private var slope: Double
    /// Those that meet zero before the one that enters.
    private(set) var flipped: [Int32] = []
    /// Whether nothing could enter at all.
    private(set) var isHopeless = false

    init(excess: Double) { slope = excess }

    /// Chooses; nil when nothing can enter.
    mutating func choose() -> Int? {
        isHopeless = candidates.isEmpty
        var chosen: Int?
        var flippedCount = 0
        var first = 0
        while first < candidates.count {
            // The group: all that meet zero before the first of them passes it by more than a trace.
            var bound = Double.infinity
            for index in first..<candidates.count { bound = min(bound, candidates[index].relaxed) }
            var (last, best, repair) = (first, first, 0.0)
            for index in first..<candidates.count where candidates[index].ratio <= bound {
                candidates.swapAt(index, last)
                let (a, b) = (candidates[last], candidates[best])
                if (a.size, -a.variable) > (b.size, -b.variable) { best = last }
                repair += a.repair
                last += 1
            }
            if candidates[best].size >= SimplexRun.safePivot {
                chosen = Int(candidates[best].variable)
                flippedCount = first
            }
            slope -= repair
            if slope <= 0 { break }
            first = last
        }
        flipped = candidates[..<flippedCount].map(\.variable)
        return chosen
    }
}

extension SimplexRun {
    /// Shows a ratio test everything that the row of the leaving variable meets.
    func offer(_ test: inout FlippingRatioTest, _ sign: Double) {
        let (form, tolerance) = (basis.form, dualTolerance)
        form.lower.withReader { lower in
            form.upper.withReader { upper in
                ways.withReader { ways in
                    reduced.withReader { reduced in
                        alpha.withEntries { alpha in
                            for index in 0..<alpha.count {
                                let variable = alpha.place(index)
                                let rate = sign * alpha[variable]
                                guard abs(rate) > Self.leastPivot, ways[variable].allow(rate) else {
                                    continue
                                }
                                let (size, d) = (abs(rate), abs(reduced[variable]))
                                test.candidates.append(
                                    FlippingRatioTest.Candidate(
                                        variable: Int32(variable), size: size, ratio: d / size,
                                        relaxed: (d + tolerance) / size,
                                        repair: size * (upper[variable] - lower[variable])))
                            }
                        }
                    }
                }
            }
        }
    }
}
