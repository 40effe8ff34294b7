/// A basis of short cycles of a grid.
///
/// A cycle is a line outside what has been joined so far, closed by the shortest way through it.
/// Starting from a tree, lines are added shortest cycle first, so that each later cycle may use
/// the lines that came before it: on meshed grids cycles stay about as short as the faces of a
/// map, while the cycles of a tree alone run to its root. Every cycle has a line that no earlier
/// one has, so they are independent, and there are lines − nodes + islands of them.
package struct CycleBasis: Sendable {
    /// Each cycle as the lines that it walks.
    package let cycles: [[GridTopology.Step]]

    /// Number of nonzeros of the cycle rows.
    var nonzeroCount: Int { cycles.reduce(0) { $0 + $1.count } }

    package init(_ topology: GridTopology) {
        var search = CycleSearch(topology)
        var open = topology.branches.indices.filter {
            topology.branches[$0].carries && !search.isJoined[$0]
        }
        var cycles: [[GridTopology.Step]] = []
        var longest = 1
        while !open.isEmpty {
            var left: [Int] = []
            for branch in open {
                if let way = search.way(around: branch, longest: longest) {
                    cycles.append([GridTopology.Step(branch: branch, sign: 1)] + way)
                    search.isJoined[branch] = true
                } else {
                    left.append(branch)
                }
            }
            open = left
            // Beyond a few dozen lines a cycle is long anyway: no more waiting for shorter ones.
            longest = longest < 32 ? longest + 1 : .max
        }
        self.cycles = cycles
    }
}

/// Breadth-first searches through the lines joined so far.
private struct CycleSearch {
    let topology: GridTopology
    /// Whether a line may be used.
    var isJoined: [Bool]
    private var mark: [Int]
    private var reached: [GridTopology.Step]
    private var stamp = 0

    init(_ topology: GridTopology) {
        self.topology = topology
        isJoined = [Bool](repeating: false, count: topology.branches.count)
        for step in topology.parent { if let step { isJoined[step.branch] = true } }
        mark = [Int](repeating: 0, count: topology.nodeCount)
        reached = [GridTopology.Step](
            repeating: GridTopology.Step(branch: 0, sign: 1), count: topology.nodeCount)
    }

    /// The shortest way from the end of a line back to its start; nil when longer than allowed.
    mutating func way(around branch: Int, longest: Int) -> [GridTopology.Step]? {
        let start = topology.branches[branch].to
        let goal = topology.branches[branch].from
        stamp += 1
        mark[start] = stamp
        var frontier = [start]
        var length = 0
        while !frontier.isEmpty, length < longest {
            length += 1
            var next: [Int] = []
            for node in frontier {
                for step in topology.neighbours[node] where isJoined[step.branch] {
                    let other = topology.branches[step.branch].end(step.sign)
                    guard mark[other] != stamp else { continue }
                    mark[other] = stamp
                    reached[other] = step
                    if other == goal { return back(from: goal, to: start) }
                    next.append(other)
                }
            }
            frontier = next
        }
        return nil
    }

    private func back(from goal: Int, to start: Int) -> [GridTopology.Step] {
        var steps: [GridTopology.Step] = []
        var node = goal
        while node != start {
            let step = reached[node]
            steps.append(step)
            node = topology.branches[step.branch].end(-step.sign)
        }
        return steps.reversed()
    }
}
