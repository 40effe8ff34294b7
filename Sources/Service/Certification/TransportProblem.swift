import Solver

/// What flows from a supply to a need.
struct TransportFlow: Equatable {
    let supply: Int
    let need: Int
    var wattHours: Int64
}

/// Supplies and needs of one window, by zone; needs dearest and oldest first.
struct TransportProblem {
    /// Interchangeable slices.
    struct Supply {
        let wattHours: Int64
        let zone: String
        /// The clock hour of generation, where it matters beside the window.
        let hour: Int64?
    }

    /// Interchangeable uses.
    struct Need {
        let wattHours: Int64
        let zone: String
        let priority: Int64
        /// The clock hour of use.
        let hour: Int64?
    }

    var supplies: [Supply] = []
    var needs: [Need] = []
    /// True when a zone may supply another.
    var allows: (String, String) -> Bool = { _, _ in false }
    /// True when a zone counts as near another for the hourly share.
    var isNear: (String, String) -> Bool = { _, _ in false }

    /// True when a pair also counts for the hourly share, and that is not so for all pairs.
    func isHourly(_ supply: Int, _ need: Int) -> Bool {
        guard let hour = supplies[supply].hour, hour == needs[need].hour else { return false }
        return isNear(supplies[supply].zone, needs[need].zone)
    }

    /// True when a pair is allowed.
    func allows(supply: Int, need: Int) -> Bool {
        allows(supplies[supply].zone, needs[need].zone)
    }
}

/// Solves one transport problem to the Wh.
enum TransportSolver {
    /// Flows in the order of needs, then of supplies.
    static func flows(
        _ problem: TransportProblem
    ) throws(EnergyAssignment.Failure) -> [TransportFlow] {
        if isComplete(problem) { return inOrder(problem) }
        var plan = TransportPlan(problem)
        plan.round(try TransportProgram(problem).solve())
        plan.complete()
        return plan.flows
    }

    /// True when every supply may serve every need, and no pair is better than another.
    static func isComplete(_ problem: TransportProblem) -> Bool {
        let sources = Set(problem.supplies.map(\.zone))
        let targets = Set(problem.needs.map(\.zone))
        return problem.supplies.allSatisfy { $0.hour == nil }
            && sources.allSatisfy { source in targets.allSatisfy { problem.allows(source, $0) } }
    }

    /// Needs by rank take supplies in order: the best there is where all pairs are allowed, because
    /// then only the total binds, and whoever is dearest comes first.
    static func inOrder(_ problem: TransportProblem) -> [TransportFlow] {
        var flows: [TransportFlow] = []
        var supply = 0
        var left = problem.supplies.first?.wattHours ?? 0
        for (need, entry) in problem.needs.enumerated() {
            var open = entry.wattHours
            while open > 0, supply < problem.supplies.count {
                let part = min(open, left)
                if part > 0 {
                    flows.append(TransportFlow(supply: supply, need: need, wattHours: part))
                }
                open -= part
                left -= part
                if left == 0 {
                    supply += 1
                    left = supply < problem.supplies.count ? problem.supplies[supply].wattHours : 0
                }
            }
        }
        return flows
    }
}
