/// What a look at a program with some of its limits left out has found.
enum ConflictVerdict: Equatable {
    /// The limits that were kept conflict; `parties` are enough of them, nil when not known.
    case conflict(parties: [Int]?)
    /// There is a point that keeps them all.
    case feasible
    /// Neither is proven: a limit of time, or numerical trouble.
    case unknown
}

/// Answers whether a choice of limits conflicts, given everything that is never left out.
protocol ConflictOracle: ~Copyable {
    mutating func verdict(_ kept: [Bool]) -> ConflictVerdict
}

/// Makes a conflict irreducible: leaves out one limit after the other and keeps what is needed.
///
/// Whole groups are tried first, then halves of what is left, so that a thousand steps of a limit
/// that plays no part cost one test. A limit that was needed once stays needed, since what is
/// kept only becomes less. Source: J. W. Chinneck, *Feasibility and Infeasibility in
/// Optimization* (2008), deletion filter with sensitivity filter.
struct DeletionFilter {
    /// What is left of the limits.
    struct Finding: Equatable {
        /// Indices of the limits that conflict, ascending.
        var members: [Int]
        /// Whether leaving out any one of them was seen to end the conflict.
        var isIrreducible: Bool
        /// How many choices of limits were looked at.
        var tests: Int
    }

    private var kept: [Bool]
    private var isIrreducible = true
    private var tests = 0
    /// More tests than this are not made.
    private let mostTests: Int

    private init(count: Int, mostTests: Int) {
        kept = [Bool](repeating: true, count: count)
        self.mostTests = mostTests
    }

    /// Filters limits 0..<count, group by group; nil when they are not in conflict.
    static func run(
        count: Int, groups: [[Int]], mostTests: Int,
        _ oracle: inout some ConflictOracle & ~Copyable
    ) -> Finding? {
        var filter = DeletionFilter(count: count, mostTests: mostTests)
        guard case .conflict(let parties) = filter.test(filter.kept, &oracle) else { return nil }
        filter.shrink(to: parties, &oracle)
        let needed = groups.filter { !filter.isDropped($0, &oracle) }
        for group in needed { filter.reduce(group, isNeeded: true, &oracle) }
        return Finding(
            members: filter.kept.indices.filter { filter.kept[$0] },
            isIrreducible: filter.isIrreducible, tests: filter.tests)
    }

    private mutating func test(
        _ trial: [Bool], _ oracle: inout some ConflictOracle & ~Copyable
    ) -> ConflictVerdict {
        guard tests < mostTests else { return .unknown }
        tests += 1
        return oracle.verdict(trial)
    }

    /// Takes the oracle's word on who is needed only after it has been asked about them alone.
    private mutating func shrink(
        to parties: [Int]?, _ oracle: inout some ConflictOracle & ~Copyable
    ) {
        guard let parties else { return }
        var trial = [Bool](repeating: false, count: kept.count)
        for party in parties where kept[party] { trial[party] = true }
        guard trial != kept, case .conflict = test(trial, &oracle) else { return }
        kept = trial
    }

    /// Leaves limits out for good if the others conflict without them.
    private mutating func isDropped(
        _ items: [Int], _ oracle: inout some ConflictOracle & ~Copyable
    ) -> Bool {
        var trial = kept
        for item in items { trial[item] = false }
        guard trial != kept else { return true }
        switch test(trial, &oracle) {
        case .conflict(let parties):
            kept = trial
            shrink(to: parties, &oracle)
            return true
        case .feasible: return false
        case .unknown:
            isIrreducible = false
            return false
        }
    }

    /// Drops what can be dropped of some limits; `isNeeded` when not all of them can be.
    private mutating func reduce(
        _ items: [Int], isNeeded: Bool, _ oracle: inout some ConflictOracle & ~Copyable
    ) {
        let live = items.filter { kept[$0] }
        guard !live.isEmpty else { return }
        if !isNeeded, isDropped(live, &oracle) { return }
        guard live.count > 1 else { return }
        let half = live.count / 2
        reduce(Array(live[..<half]), isNeeded: false, &oracle)
        let leftIsGone = live[..<half].allSatisfy { !kept[$0] }
        // What cannot go together with a left half that is gone cannot go now.
        reduce(Array(live[half...]), isNeeded: leftIsGone && isIrreducible, &oracle)
    }
}
