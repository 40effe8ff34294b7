/// Solves again with binaries where a plan does two things at once that exclude each other.
///
/// Most plans need no binary: the check after the linear program finds nothing. Where it finds
/// something, binaries come in at those steps only, and another round follows, since the waste may
/// move to a step beside. After a few rounds every step of every pair seen so far is held, and
/// after as many again every step of all pairs, so the rounds end.
package struct Complementarity {
    /// Rounds that name single steps.
    static let singleRounds = 4
    /// Rounds in all; the last one holds everything.
    static let allRounds = 8
    /// Smallest power that counts as being done at once.
    ///
    /// MW, and the same share of the largest power of the pair: an interior point leaves about 1e-8 of
    /// that everywhere, which is no waste.
    static let threshold = 1e-6

    let scenario: Scenario

    /// The pairs and steps in which a plan breaks its word.
    func violations(_ schedule: Schedule) -> Restrictions {
        var found = Restrictions()
        func check(_ pair: Restrictions.Pair, _ first: [Double], _ second: [Double]) {
            let steps = Self.steps(first, second)
            if !steps.isEmpty { found.add(pair, steps: steps) }
        }
        for (index, use) in schedule.storages.enumerated() {
            check(.storage(index), use.chargeMW, use.dischargeMW)
        }
        for (index, power) in schedule.sites.enumerated() {
            check(.connection(index), power.importMW, power.exportMW)
        }
        for (index, use) in schedule.dcLines.enumerated() {
            check(.dcLine(index), use.flowMW, use.backMW)
        }
        return found
    }

    /// The steps in which both of two powers run, MW.
    package static func steps(_ first: [Double], _ second: [Double]) -> [Int] {
        let least = threshold * max(1, first.max() ?? 0, second.max() ?? 0)
        return first.indices.filter { min(first[$0], second[$0]) > least }
    }

    /// What to restrict next; nil when the plan keeps everything apart.
    func next(
        after restrictions: Restrictions, _ schedule: Schedule, round: Int
    ) -> Restrictions? {
        let found = violations(schedule)
        guard !found.isEmpty, round < Self.allRounds else { return nil }
        var next = restrictions
        next.formUnion(found)
        guard round >= Self.singleRounds else { return next }
        let all = round == Self.allRounds - 1
        for pair in all ? allPairs(schedule) : next.pairs {
            next.add(pair, steps: 0..<scenario.grid.stepCount)
        }
        return next
    }

    private func allPairs(_ schedule: Schedule) -> [Restrictions.Pair] {
        schedule.storages.indices.map { .storage($0) }
            + scenario.sites.indices.map { .connection($0) }
            + schedule.dcLines.indices.map { .dcLine($0) }
    }
}
