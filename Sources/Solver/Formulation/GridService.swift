/// Which AC lines are in service when: one topology for every set of lines that is out together.
///
/// A line whose maintenance window leaves it nothing is open: it carries nothing and ties no angles,
/// so that the cycles through it merge into longer ones. With a share left it stays in service and
/// only its limit shrinks.
struct GridService {
    /// Steps one after the other with the same lines in service.
    struct Run {
        let steps: Range<Int>
        /// Number of the topology.
        let topology: Int
    }

    /// All lines in service first, then a topology for every other set.
    let topologies: [GridTopology]
    let runs: [Run]
    private let out: [Set<Int>]
    private let byStep: [Int]

    init(_ scenario: Scenario, _ whole: GridTopology) {
        var outByStep = [Set<Int>](repeating: [], count: scenario.grid.stepCount)
        for (thing, shares) in scenario.maintainedShares(.line) {
            guard case .line(let line) = thing else { continue }
            for (step, share) in shares.enumerated() where share == 0 {
                outByStep[step].insert(line)
            }
        }
        var out: [Set<Int>] = [[]]
        var number: [Set<Int>: Int] = [[]: 0]
        byStep = outByStep.map { lines in
            if let known = number[lines] { return known }
            out.append(lines)
            number[lines] = out.count - 1
            return out.count - 1
        }
        self.out = out
        topologies = out.map { $0.isEmpty ? whole : whole.opened($0) }
        var runs: [Run] = []
        for (step, topology) in byStep.enumerated() {
            let first = runs.last.flatMap { $0.topology == topology ? $0.steps.lowerBound : nil }
            if first != nil { runs.removeLast() }
            runs.append(Run(steps: (first ?? step)..<step + 1, topology: topology))
        }
        self.runs = runs
    }

    /// The topology of a step.
    func topology(_ step: Int) -> GridTopology { topologies[byStep[step]] }

    /// The number of a step's topology.
    func number(_ step: Int) -> Int { byStep[step] }

    func isOut(_ line: Int, _ step: Int) -> Bool { out[byStep[step]].contains(line) }

    func isOut(_ line: Int, _ run: Run) -> Bool { out[run.topology].contains(line) }

    /// The topologies that some step has.
    var used: [GridTopology] { Set(byStep).sorted().map { topologies[$0] } }
}

extension GridTopology {
    /// The same grid with some lines open.
    func opened(_ lines: Set<Int>) -> GridTopology {
        GridTopology(
            branches: branches.enumerated().map { index, branch in
                guard lines.contains(index) else { return branch }
                return Branch(from: branch.from, to: branch.to, reactance: 0, shift: 0)
            }, nodeCount: nodeCount, baseMVA: baseMVA)
    }
}
