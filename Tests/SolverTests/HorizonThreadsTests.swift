import Solver
import Testing

/// Two threads share the elimination, the solves and the passes over the columns.
@Suite("Two threads of the horizon engine")
struct HorizonThreadsTests {
    private static var program: LinearProgram {
        SharedStores(steps: 100, goods: 40, capacity: 52, seed: 5).program
    }

    /// Stores over 100 steps, solved by one or two threads however small the work.
    private func solved(threads: Int) throws -> Outcome {
        var settings = SolveSettings()
        settings.threads = threads
        settings.sharing.least = 1
        return try HorizonEngine(SolveRequest(Self.program, settings: settings)).solve()
            .outcome
    }

    @Test("equal counts give equal answers to the last bit")
    func repeatsBitForBit() throws {
        let (first, second) = (try solved(threads: 2), try solved(threads: 2))
        #expect(first.status == .optimal)
        #expect(first.point?.columns == second.point?.columns)
        #expect(first.point?.rowDuals == second.point?.rowDuals)
        #expect(first.proof == second.proof)
    }

    @Test("one thread and two prove the same objective")
    func agreesWithOneThread() throws {
        let (one, two) = (try solved(threads: 1), try solved(threads: 2))
        let (a, b) = (try #require(one.proof.objective), try #require(two.proof.objective))
        #expect(two.status == .optimal)
        #expect(abs(a - b) <= 1e-8 * abs(a))
    }
}
