/// The contingencies whose reserve is written into the program: losses of a site in single steps.
///
/// Most losses are borne by what the plan holds anyway. Where there are many contingencies, the
/// program begins without any, and those that its plan could not bear come in until there is none
/// left (`ContingencyCheck`): the same answer, since what is left out holds anyway.
package struct ReserveScope: Sendable, Equatable {
    /// A site lost in a step.
    package struct Contingency: Hashable, Sendable {
        let site: Int
        let step: Int
    }

    /// Up to so many columns of all contingencies in a step they are written at once.
    ///
    /// Measured on two synthetic days of hours each with 4, 6 and 8 hubs of which each may be lost,
    /// 320, 800 and 1500 columns a step: late took 1.4 and 2.1, 0.9 and 2.5, 0.2 and 0.3 times as
    /// long as at once. Every round is a new solve, and steps do not change what a round gains.
    static let mostColumnsAtOnce = 1150

    /// Those that are written; nil for all.
    private var written: Set<Contingency>?

    /// All contingencies.
    package static let all = ReserveScope(written: nil)

    /// None so far.
    package static let none = ReserveScope(written: [])

    /// All of them where they are few, none so far where they are many.
    package init(_ scenario: Scenario) {
        let sites = scenario.reserve.losses.count
        guard sites > 0 else {
            self = .all
            return
        }
        let uses = scenario.sites.reduce(0) { sum, site in
            site.pools.reduce(sum) { $0 + $1.serves.count }
        }
        // Flows that take over, and at least a mode and a start of every use.
        let each = Reach(scenario).flowCount + 2 * uses
        self = each * sites > Self.mostColumnsAtOnce ? .none : .all
    }

    private init(written: Set<Contingency>?) { self.written = written }

    /// Whether every contingency is written.
    package var isComplete: Bool { written == nil }

    /// How many are written; zero where all are.
    var count: Int { written?.count ?? 0 }

    func contains(_ contingency: Contingency) -> Bool { written?.contains(contingency) ?? true }

    /// Writes more of them.
    func adding(_ more: some Sequence<Contingency>) -> ReserveScope {
        ReserveScope(written: written.map { $0.union(more) })
    }

    /// The steps in which the loss of a site is written, as runs without a gap.
    func runs(site: Int, stepCount: Int) -> [Range<Int>] {
        guard let written else { return [0..<stepCount] }
        var runs: [Range<Int>] = []
        for step in 0..<stepCount where written.contains(Contingency(site: site, step: step)) {
            if let last = runs.last, last.upperBound == step {
                runs[runs.count - 1] = last.lowerBound..<step + 1
            } else {
                runs.append(step..<step + 1)
            }
        }
        return runs
    }
}
