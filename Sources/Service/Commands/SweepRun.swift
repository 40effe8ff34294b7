import Dispatch
import Foundation
import Solver
import Synchronization

/// Solves the variations of a sweep, side by side.
///
/// The first one is solved alone; where many follow, its basis is kept and all others begin from it
/// (`PlanBasis`), each on one thread. Answers therefore do not depend on the number of threads.
struct SweepRun: Sendable {
    /// A solved variation.
    struct Answer: Sendable {
        /// What was solved.
        let variation: Sweep.Variation
        /// Its scenario.
        let scenario: Scenario
        /// What came out.
        let result: ScenarioSolver.Result
    }

    private let sweep: Sweep
    private let settings: SolveSettings
    private let files: @Sendable (String) -> [UInt8]?
    /// Whether to begin no further solve.
    private let isStopped: @Sendable () -> Bool

    /// From so many variations on a basis is worth what it takes.
    ///
    /// Keeping it takes a quarter of a solve more. A variation that it helps saves nine tenths of a solve,
    /// one that it does not help loses a tenth: two of which one is helped pay for it.
    static let manyForABasis = 3
    /// Room for the stack of a solve, bytes.
    private static let stack = 16 << 20

    /// Prepares.
    ///
    /// - Parameters:
    ///   - sweep: the variations.
    ///   - settings: engine and limits of each solve.
    ///   - files: gives the bytes of a CSV file beside the document.
    ///   - isStopped: whether to begin no further solve.
    init(
        _ sweep: Sweep, settings: SolveSettings = SolveSettings(),
        files: @escaping @Sendable (String) -> [UInt8]? = { _ in nil },
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        // Solves stand side by side: threads inside of them would be more than were asked for, and
        // the last bits of an answer follow from their number.
        var single = settings
        single.threads = 1
        (self.sweep, self.settings, self.files, self.isStopped) = (sweep, single, files, isStopped)
    }

    /// Solves all, on so many threads.
    ///
    /// - Parameters:
    ///   - threads: how many solve at a time.
    ///   - take: is given each answer when it is there, one at a time, in any order.
    /// - Throws: what the first variation that cannot be solved throws.
    func run(
        threads: Int, take: @escaping @Sendable (Answer) throws -> Void
    ) throws {
        guard let first = sweep.variations.first, !isStopped() else { return }
        let start = try solve(
            first, near: nil, keepsBasis: sweep.variations.count >= Self.manyForABasis)
        let basis = start.result.basis
        try take(start)
        let state = Mutex((next: 1, problem: (any Error)?.none))
        let group = DispatchGroup()
        for _ in 0..<max(1, min(threads, sweep.variations.count - 1)) {
            let thread = Thread {
                while let number = state.withLock({ state -> Int? in
                    guard state.next < sweep.variations.count, state.problem == nil, !isStopped()
                    else { return nil }
                    state.next += 1
                    return state.next - 1
                }) {
                    do {
                        let answer = try solve(
                            sweep.variations[number], near: basis, keepsBasis: false)
                        try state.withLock { _ in try take(answer) }
                    } catch {
                        state.withLock { $0.problem = $0.problem ?? error }
                    }
                }
                group.leave()
            }
            group.enter()
            thread.stackSize = Self.stack
            thread.start()
        }
        group.wait()
        if let problem = state.withLock({ $0.problem }) { throw problem }
    }

    private func solve(
        _ variation: Sweep.Variation, near basis: PlanBasis?, keepsBasis: Bool
    ) throws -> Answer {
        let scenario = try Scenario(variation.document, files: files)
        let start = ContinuousClock.now
        let formulation = Formulation(scenario)
        let build = (ContinuousClock.now - start) / .seconds(1)
        let result = try ScenarioSolver.solve(
            formulation, settings: settings, buildSeconds: build, near: basis,
            keepsBasis: keepsBasis)
        return Answer(variation: variation, scenario: scenario, result: result)
    }
}
