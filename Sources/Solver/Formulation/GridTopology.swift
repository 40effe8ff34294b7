import Glibc

/// The AC lines of a grid as a graph of branches that obey one law.
///
/// For every branch, with the angle in radians and flow in MW:
///
///     θ_from − θ_to = reactance · flow / base + shift
///
/// `matpower`: reactance = x · tap with the line's shift. `powermodels`: reactance = (r² + x²) / x
/// without tap and shift. A branch with x = 0 carries nothing and ties no angles.
package struct GridTopology: Sendable {
    /// A line between two nodes.
    package struct Branch: Sendable {
        package let from: Int
        package let to: Int
        /// Angle per flow, per unit; zero where the branch carries nothing.
        package let reactance: Double
        /// Shift, radians.
        package let shift: Double

        package var carries: Bool { reactance != 0 }

        package init(from: Int, to: Int, reactance: Double, shift: Double) {
            self.from = from
            self.to = to
            self.reactance = reactance
            self.shift = shift
        }
    }

    /// A branch in the direction in which it is walked.
    package struct Step: Sendable, Equatable {
        package let branch: Int
        /// +1 from `from` to `to`, else −1.
        package let sign: Double
    }

    package let branches: [Branch]
    package let nodeCount: Int
    package let baseMVA: Double
    /// Lines at each node that carry, with the direction away from the node.
    package let neighbours: [[Step]]
    /// Connected part of the AC grid that each node is in.
    package let island: [Int]
    package let islandCount: Int
    /// The branch towards the root of the island's tree; nil for the root.
    package let parent: [Step?]
    /// Nodes in the order in which the tree reaches them.
    package let order: [Int]

    package init(_ grid: PowerGrid) {
        let numbers = grid.nodeNumbers
        let branches = grid.lines.map { line in
            Self.branch(line, grid, numbers[line.from] ?? 0, numbers[line.to] ?? 0)
        }
        self.init(branches: branches, nodeCount: grid.nodes.count, baseMVA: grid.baseMVA)
    }

    package init(branches: [Branch], nodeCount: Int, baseMVA: Double) {
        self.branches = branches
        self.nodeCount = nodeCount
        self.baseMVA = baseMVA
        var neighbours = [[Step]](repeating: [], count: nodeCount)
        for (index, branch) in branches.enumerated() where branch.carries {
            neighbours[branch.from].append(Step(branch: index, sign: 1))
            neighbours[branch.to].append(Step(branch: index, sign: -1))
        }
        self.neighbours = neighbours
        let forest = Self.forest(branches, neighbours)
        island = forest.island
        islandCount = forest.count
        parent = forest.parent
        order = forest.order
    }

    private static func branch(
        _ line: GridLine, _ grid: PowerGrid, _ from: Int, _ to: Int
    ) -> Branch {
        let x = line.reactancePU(baseMVA: grid.baseMVA)
        switch grid.dcModel {
        case .matpower:
            return Branch(
                from: from, to: to, reactance: x * line.tapRatio,
                shift: line.phaseShiftDegrees * .pi / 180)
        case .powermodels:
            let r = line.resistancePU(baseMVA: grid.baseMVA)
            return Branch(
                from: from, to: to, reactance: x == 0 ? 0 : (r * r + x * x) / x, shift: 0)
        }
    }

    /// Breadth-first trees, each from the best-connected node of its island.
    private static func forest(
        _ branches: [Branch], _ neighbours: [[Step]]
    ) -> (island: [Int], count: Int, parent: [Step?], order: [Int]) {
        var island = [Int](repeating: -1, count: neighbours.count)
        var parent = [Step?](repeating: nil, count: neighbours.count)
        var order: [Int] = []
        var count = 0
        let roots = neighbours.indices.sorted {
            (-neighbours[$0].count, $0) < (-neighbours[$1].count, $1)
        }
        for root in roots where island[root] < 0 {
            island[root] = count
            var next = order.count
            order.append(root)
            while next < order.count {
                let node = order[next]
                next += 1
                for step in neighbours[node] {
                    let other = branches[step.branch].end(step.sign)
                    guard island[other] < 0 else { continue }
                    island[other] = count
                    parent[other] = Step(branch: step.branch, sign: -step.sign)
                    order.append(other)
                }
            }
            count += 1
        }
        return (island, count, parent, order)
    }

    /// Degrees of angle per MW of flow.
    func degreesPerMW(_ branch: Int) -> Double {
        branches[branch].reactance / baseMVA * 180 / .pi
    }

    /// The tree's way from one node to another in the same island.
    func path(from start: Int, to end: Int) -> [Step] {
        var up = way(start)
        var down = way(end)
        while let a = up.last, let b = down.last, a.branch == b.branch {
            up.removeLast()
            down.removeLast()
        }
        return up + down.reversed().map { Step(branch: $0.branch, sign: -$0.sign) }
    }

    /// From a node to the root.
    private func way(_ start: Int) -> [Step] {
        var steps: [Step] = []
        var node = start
        while let step = parent[node] {
            steps.append(step)
            node = branches[step.branch].end(step.sign)
        }
        return steps
    }

    /// Angles of the nodes for given flows, degrees; zero at the root of each island.
    func angles(_ flow: (Int) -> Double) -> [Double] {
        var angle = [Double](repeating: 0, count: nodeCount)
        for node in order {
            guard let step = parent[node] else { continue }
            let branch = branches[step.branch]
            let difference = degreesPerMW(step.branch) * flow(step.branch) + branch.shiftDegrees
            angle[node] = angle[branch.end(step.sign)] + step.sign * difference
        }
        return angle
    }
}

extension GridTopology.Branch {
    /// The node reached by walking it in a direction.
    package func end(_ sign: Double) -> Int { sign > 0 ? to : from }

    /// Shift, degrees.
    var shiftDegrees: Double { shift * 180 / .pi }
}
