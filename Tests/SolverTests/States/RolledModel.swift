import Solver
import Testing

/// A horizon solved whole, and in windows each of which starts from what the one before left.
struct RolledModel: CustomTestStringConvertible {
    var testDescription: String { "rolled \(cost), whole \(whole.cost)" }

    let whole: SolvedModel
    let windows: [SolvedModel]
    /// Windows that each start like the whole, as if nothing had happened before.
    let forgetful: [SolvedModel]

    init(_ model: ModelFixture, windows count: Int = 4) throws {
        whole = try model.solved()
        let steps = whole.plan.scenario.grid.stepCount / count
        var windows: [SolvedModel] = []
        var forgetful: [SolvedModel] = []
        for index in 0..<count {
            let cut = try ScenarioWindow.document(
                of: model.document, steps: index * steps..<(index + 1) * steps)
            forgetful.append(try ModelFixture(document: cut).solved())
            guard let last = windows.last else {
                windows.append(forgetful[0])
                continue
            }
            let next = try Continuation.continued(cut, from: last.plan.endStates.document)
            #expect(next.leftOut.isEmpty)
            windows.append(try ModelFixture(document: next.document).solved())
        }
        self.windows = windows
        self.forgetful = forgetful
    }

    /// Costs of the windows; work handed over is valued at each edge and is not a cost of the whole.
    var cost: Double { Self.cost(windows) }
    var forgetfulCost: Double { Self.cost(forgetful) }

    private static func cost(_ windows: [SolvedModel]) -> Double {
        let handed = windows.dropLast().reduce(0) { $0 + $1.plan.costs.sum(.backlog) }
        return windows.reduce(-handed) { $0 + $1.cost }
    }

    func importMW(_ site: Int = 0) -> [Double] {
        windows.flatMap { $0.plan.schedule.sites[site].importMW }
    }

    /// Whether the windows do in every step what the whole does.
    func agrees(_ site: Int = 0) -> Bool {
        zip(importMW(site), whole.plan.schedule.sites[site].importMW).allSatisfy { isNear($0, $1) }
    }
}
