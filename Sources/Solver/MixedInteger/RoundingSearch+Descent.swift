// From a fractional point to a whole one, round after round.
extension RoundingSearch {
    /// A fractional point on its way to whole numbers.
    struct Descent {
        /// The relaxation's point with `kept` fixed.
        var point: [Double]
        /// Integers that are fixed.
        var kept: [(column: Int, value: Double)] = []
    }

    /// Rounds of a quick pass, and of a careful one, before it gives up.
    private static let quickRounds = 12
    private static let carefulRounds = 40
    /// Rounds of a quick pass that may leave as much as the best one before them.
    private static let idleRounds = 2
    /// The least share of what a careful round would fix that it goes back to.
    private static let leastShare = 1e-3

    /// Rounds everything at once, and what contradicts itself again near the next relaxation.
    mutating func roundQuickly(_ root: Point) -> [Double]? {
        var descent = Descent(point: root.columns)
        var trouble: [Int: Int] = [:]
        var (fewest, idle) = (Int.max, 0)
        for _ in 0..<Self.quickRounds where idle < Self.idleRounds && goesOn {
            var rounding = rounding(descent)
            let contradicting = rounding.roundAll(trouble: trouble)
            for column in rounding.stuck { trouble[column, default: 0] += 1 }
            let next = kept(rounding, but: contradicting)
            let left = program.integerColumns.count - next.count
            guard left > 0 else { return rounding.propagation.lower }
            idle = left < fewest ? 0 : idle + 1
            fewest = min(fewest, left)
            guard let found = relaxed(keeping: next, "rounding, \(left) integers left")
            else { return nil }
            descent = Descent(point: found.columns, kept: next)
        }
        return nil
    }

    /// Fixes binary columns, then the others, a share at a time.
    ///
    /// Goes back where the relaxation of what it fixed has no point, and fixes less.
    ///
    /// - Parameters:
    ///   - descent: where it begins, and ends with `stopsAtBinaries`.
    ///   - stopsAtBinaries: whether to end once all binary columns are fixed, with the relaxation that
    ///     is left.
    ///   - isBold: whether to fix all binary columns that do not contradict each other at once.
    ///   - cutoff: a relaxation that is no better leads nowhere.
    /// - Returns: the last point, whole but with `stopsAtBinaries`; nil without one.
    mutating func descend(
        _ descent: inout Descent, stopsAtBinaries: Bool, isBold: Bool = false,
        below cutoff: Double = .infinity
    ) -> [Double]? {
        var trouble: [Int: Int] = [:]
        var contested: Set<Int> = []
        var share = 1.0
        for _ in 0..<Self.carefulRounds where goesOn {
            var rounding = rounding(descent)
            let contradicting = rounding.roundSome(
                contested: contested, share: share, isBold: isBold, trouble: trouble)
            for column in rounding.stuck { trouble[column, default: 0] += 1 }
            let next = kept(rounding, but: contradicting)
            let left = program.integerColumns.count - next.count
            guard left > 0 || stopsAtBinaries else { return rounding.propagation.lower }
            if let found = relaxed(keeping: next, "rounding, \(left) integers left") {
                guard cutoff == .infinity || judge.objective(found.columns) < cutoff else {
                    return nil
                }
                descent = Descent(point: found.columns, kept: next)
                share = min(2 * share, 1)
                contested = contested.union(contradicting).subtracting(next.map(\.column))
                if stopsAtBinaries, hasAllBinaries(next) { return found.columns }
            } else {
                guard share > Self.leastShare else { return nil }
                share /= 8
            }
        }
        return nil
    }

    private func hasAllBinaries(_ kept: [(column: Int, value: Double)]) -> Bool {
        let fixed = Set(kept.map(\.column))
        return program.binaryColumns.allSatisfy { fixed.contains($0) }
    }

    private func rounding(_ descent: Descent) -> GuidedRounding {
        var propagation = BoundPropagation(program)
        for entry in descent.kept { _ = propagation.fix(entry.column, at: entry.value) }
        return GuidedRounding(program, propagation: propagation, at: descent.point)
    }

    private func kept(
        _ rounding: GuidedRounding, but contradicting: Set<Int>
    ) -> [(column: Int, value: Double)] {
        program.integerColumns.compactMap { column in
            rounding.propagation.isFixed(column) && !contradicting.contains(column)
                ? (column: column, value: rounding.propagation.lower[column]) : nil
        }
    }

    /// The relaxation with some integers fixed.
    mutating func relaxed(keeping kept: [(column: Int, value: Double)], _ name: String) -> Point? {
        var (lower, upper) = (program.columnLower, program.columnUpper)
        for entry in kept {
            (lower[entry.column], upper[entry.column]) = (entry.value, entry.value)
        }
        return relaxed(lower, upper, name)
    }
}

extension LinearProgram {
    /// Integer columns between zero and one.
    var binaryColumns: [Int] {
        integerColumns.filter { columnLower[$0] >= 0 && columnUpper[$0] <= 1 }
    }
}
