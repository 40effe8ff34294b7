/// How much a line can carry at most: what its limits say, or else what the grid can inject.
///
/// Where every reactance is positive, no line carries more than all injections together, and twice
/// what phase shifts alone would drive. Otherwise a line without a limit stays without a bound.
struct LargestFlow {
    private let topology: GridTopology
    private let lines: [GridLine]
    private let injection: Double

    init(_ scenario: Scenario, _ topology: GridTopology) {
        self.topology = topology
        lines = scenario.powerGrid?.lines ?? []
        let isPositive = topology.branches.allSatisfy { $0.reactance >= 0 }
        let circulating = topology.branches.reduce(0) {
            $0 + ($1.carries ? 2 * abs(topology.baseMVA * $1.shift / $1.reactance) : 0)
        }
        injection =
            isPositive ? scenario.largestInjectionMW + circulating : .infinity
    }

    /// Bounds of the flow of a line that carries, MW, the capacity that may be built included.
    func bounds(_ index: Int, _ step: Int) -> (Double, Double) {
        let line = lines[index]
        if let limit = line.limitMW {
            let most = line.limitShare[step] * (limit + (line.expansion?.maximum ?? 0))
            return (-most, most)
        }
        let ends = angleBounds(index)
        return (
            -ProgramBuilder.neverReached(min(abs(ends.0), injection)),
            ProgramBuilder.neverReached(min(abs(ends.1), injection))
        )
    }

    /// Bounds of the flow that follow from the angle limits, MW.
    private func angleBounds(_ index: Int) -> (Double, Double) {
        let line = lines[index]
        let perMW = topology.degreesPerMW(index)
        let shift = topology.branches[index].shiftDegrees
        let low = ((line.angleMinimumDegrees ?? -.infinity) - shift) / perMW
        let high = ((line.angleMaximumDegrees ?? .infinity) - shift) / perMW
        return (min(low, high), max(low, high))
    }

    /// Whether a line's angle limits say more than its flow limits.
    func angleBinds(_ index: Int) -> Bool {
        let line = lines[index]
        guard line.angleMinimumDegrees != nil || line.angleMaximumDegrees != nil else {
            return false
        }
        guard topology.branches[index].carries else {
            let branch = topology.branches[index]
            return branch.from != branch.to
        }
        let limit = line.limitMW.map {
            line.limitShare.largest * ($0 + (line.expansion?.maximum ?? 0))
        }
        let most = min(limit ?? .infinity, injection)
        let ends = angleBounds(index)
        return ends.0 > -most || ends.1 < most
    }

    /// Largest angle of each node against its root, degrees; zero at roots.
    ///
    /// Islands tied by the limits of lines that carry nothing share one root.
    func angles(tying: [Int]) -> [Double] {
        var bound = [Double](repeating: 0, count: topology.nodeCount)
        for node in topology.order {
            guard let step = topology.parent[node] else { continue }
            let branch = topology.branches[step.branch]
            bound[node] = bound[branch.end(step.sign)] + largestAngle(step.branch)
        }
        let root = roots(tying: tying)
        return bound.indices.map { node in
            let island = topology.island[node]
            return root[island] == island ? bound[node] : .infinity
        }
    }

    /// The island whose root is at zero, for each island; others of the same group are free.
    private func roots(tying: [Int]) -> [Int] {
        var root = Array(0..<topology.islandCount)
        func find(_ island: Int) -> Int {
            var island = island
            while root[island] != island { island = root[island] }
            return island
        }
        for index in tying where !topology.branches[index].carries {
            let branch = topology.branches[index]
            let (a, b) = (find(topology.island[branch.from]), find(topology.island[branch.to]))
            root[max(a, b)] = min(a, b)
        }
        return root.indices.map(find)
    }

    private func largestAngle(_ index: Int) -> Double {
        let line = lines[index]
        let flow = line.limitMW.map {
            line.limitShare.largest * ($0 + (line.expansion?.maximum ?? 0))
        }
        let ends = bounds(index, 0)
        let most = flow ?? max(abs(ends.0), abs(ends.1))
        return ProgramBuilder.neverReached(
            abs(topology.degreesPerMW(index)) * most + abs(topology.branches[index].shiftDegrees))
    }
}

extension Scenario {
    /// All power that could enter or leave the grid at once, MW.
    var largestInjectionMW: Double {
        guard let powerGrid else { return 0 }
        func size(_ series: Series) -> Double { max(abs(series.smallest), abs(series.largest)) }
        var sum = powerGrid.nodes.reduce(0) {
            $0 + size($1.loadMW) + abs($1.shuntConductanceMW)
        }
        for supply in powerGrid.supplies {
            let generator = supply.generator
            let most = abs(generator.capacityMW) + (generator.expansion?.maximum ?? 0)
            sum +=
                most * (size(generator.availabilityShare) + size(generator.minimumShare))
                + abs(generator.minimumMW)
        }
        sum += powerGrid.storages.reduce(0) { $0 + $1.storage.chargeMW + $1.storage.dischargeMW }
        for line in powerGrid.dcLines {
            let most = abs(line.capacityMW) + (line.expansion?.maximum ?? 0)
            let flow =
                most * (size(line.availabilityShare) + size(line.minimumShare))
                + abs(line.minimumMW)
            let outputs = line.outputs.reduce(1 + size(line.efficiency)) {
                $0 + abs($1.efficiency)
            }
            sum += flow * outputs + abs(line.fixedLossMW)
        }
        for site in sites where site.node != nil {
            sum += site.connection.ratingMW + site.connection.exportLimitMW
            sum += site.renewables.reduce(0) { $0 + $1.capacityMW * $1.outputShare.largest }
        }
        return sum
    }
}
