// Binary columns, chosen window by window while all other integers stay fractional.
extension RoundingSearch {
    /// Windows over the horizon, which overlap by half, in one cycle after the other: so many, or more
    /// where binaries are many.
    private static let fewestWindows = [4, 6, 3, 8, 2]
    private static let windowBinaries = 1500
    /// Share of the gap of a choice that the relaxation of a window must promise.
    private static let leastPromise = 0.005
    /// Cycles of choosing binaries and solving windows, with a time limit and without one, and cycles in
    /// vain that may follow one another.
    private static let mostCycles = 10
    private static let fewCycles = 3
    private static let idleCycles = 4
    /// Share of the gap that a cycle must close not to be in vain.
    private static let leastCycleGain = 0.02
    /// Share of the time left in which the binaries of a cycle are chosen.
    private static let choosingShare = 0.6

    /// Binary columns with the relaxation that is left when they are fixed.
    private struct Choice {
        var values: [(column: Int, value: Double)]
        var point: [Double]
        var objective: Double
    }

    /// Chooses binaries anew in windows of steps, rounds the rest and solves windows by branch and
    /// cut, in turn, until that closes little of the gap.
    mutating func improve(_ bound: Double) {
        var idle = 0
        let cycles = deadline.isFinite ? Self.mostCycles : Self.fewCycles
        for cycle in 0..<cycles where idle < Self.idleCycles {
            guard let start = best, !isWithinGap(bound), goesOn else { return }
            let limit = deadline
            deadline = watch.seconds + Self.choosingShare * (limit - watch.seconds)
            let chosen = chosen(from: start, bound, cycle: cycle)
            deadline = limit
            idle += 1
            guard var descent = chosen, let integers = descend(&descent, stopsAtBinaries: false),
                let rounded = completed(integers)
            else { continue }
            let found = improvedByWindows(rounded, bound, passes: 1)
            take(found)
            let gain = start.objective - found.objective
            if gain > Self.leastCycleGain * (start.objective - bound) { idle = 0 }
        }
    }

    /// Binaries after a pass over the horizon, to go on from; nil where it changed nothing.
    private mutating func chosen(from start: Best, _ bound: Double, cycle: Int) -> Descent? {
        guard program.rowSteps.count == program.rowCount, let last = program.rowSteps.max(),
            last > 0,
            var choice = choice(of: start.columns), !choice.values.isEmpty
        else { return nil }
        let before = choice.objective
        let count = max(
            Self.fewestWindows[cycle % Self.fewestWindows.count],
            choice.values.count / Self.windowBinaries)
        let length = max(1, (last + 1) / Int32(count))
        let firsts = Array(stride(from: 0, through: last, by: Int(max(1, length / 2))))
        let spans = program.columnSpans
        // Late windows first: what is late or left over shows there.
        for first in cycle % 2 == 0 ? firsts.reversed() : firsts where goesOn {
            improve(&choice, spans, first...(first + length - 1), bound)
        }
        guard choice.objective < before else { return nil }
        return Descent(point: choice.point, kept: choice.values)
    }

    private mutating func choice(of columns: [Double]) -> Choice? {
        let values = program.binaryColumns.map { (column: $0, value: columns[$0].rounded()) }
        return relaxed(keeping: values, "binaries fixed").map {
            Choice(
                values: values, point: $0.columns, objective: judge.objective($0.columns))
        }
    }

    /// Frees the binary columns with a step in a window, and dives for them where that is worth it.
    private mutating func improve(
        _ choice: inout Choice, _ spans: [ClosedRange<Int32>?], _ window: ClosedRange<Int32>,
        _ bound: Double
    ) {
        let kept = choice.values.filter { spans[$0.column]?.overlaps(window) != true }
        let worth = Self.leastPromise * (choice.objective - bound)
        let free = choice.values.count - kept.count
        guard free > 0, let found = relaxed(keeping: kept, "window, \(free) binaries free"),
            judge.objective(found.columns) < choice.objective - worth
        else { return }
        for isBold in [true, false] {
            var descent = Descent(point: found.columns, kept: kept)
            guard
                descend(
                    &descent, stopsAtBinaries: true, isBold: isBold, below: choice.objective) != nil
            else { continue }
            let columns = descent.point
            let values = program.binaryColumns.map { (column: $0, value: columns[$0].rounded()) }
            let objective = judge.objective(columns)
            choice = Choice(values: values, point: columns, objective: objective)
            return
        }
    }
}
