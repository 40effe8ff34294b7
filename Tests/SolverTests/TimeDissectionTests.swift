import Solver
import Testing

@Suite("Division of long horizons in time") struct TimeDissectionTests {
    /// Large enough for an order to be looked for.
    private static let stores = SharedStores(steps: 100, goods: 40, capacity: 52, seed: 5).program

    /// What the steps of the rows may be: right, missing for some, or nonsense.
    enum Hint: CaseIterable {
        case right, some, nonsense

        func steps(_ count: Int) -> [Int32] {
            switch self {
            case .right: (0..<count).map { Int32($0 / 41) }
            case .some: (0..<count).map { $0 % 7 == 0 ? -1 : Int32($0 / 41) }
            case .nonsense: (0..<count).map { Int32($0 &* 7919 % 50) }
            }
        }
    }

    @Test("Steps of the rows change the way, never the optimum", arguments: Hint.allCases)
    func hints(_ hint: Hint) throws {
        var program = Self.stores
        program.rowSteps = hint.steps(program.rowCount)
        let hinted = try SolveSettings.Engine.horizon.solve(program)
        #expect(hinted.status == .optimal && hinted.engine == "horizon")
        let plain = try SolveSettings.Engine.horizon.solve(Self.stores)
        #expect(plain.status == .optimal && plain.engine == "horizon")
        #expect(isNear(hinted.proof.objective ?? .nan, plain.proof.objective ?? 0))
    }

    @Test("A scenario's rows know their steps; those of the whole horizon have none")
    func scenario() throws {
        let fixture = try ModelFixture(steps: 3)
        let program = try Formulation(fixture.scenario()).program
        #expect(program.rowSteps.count == program.rowCount)
        for row in 0..<program.rowCount {
            let name = program.names.rowName(row)
            let step = program.rowSteps[row]
            #expect(step < 0 || name.hasSuffix(",\(step)]"), "\(name) \(step)")
        }
        #expect(Set(program.rowSteps).isSuperset(of: [0, 1, 2]))
    }
}
