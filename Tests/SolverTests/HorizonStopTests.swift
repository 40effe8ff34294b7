import Solver
import Synchronization
import Testing

@Suite("Stops and progress of the interior-point engine") struct HorizonStopTests {
    /// Some milliseconds for each part of an iteration.
    private static let stores = SharedStores(
        steps: 400, goods: 50, capacity: 65, seed: 8
    ).programKnowingSteps

    /// A solve that is told to stop at one of the questions whether to go on.
    private static func stopped(at question: Int) throws -> (
        outcome: Outcome, questions: Int, workAfterStop: Int
    ) {
        let questions = Counter()
        var settings = SolveSettings()
        settings.progress = { _ in questions.next() != question }
        let watch = HorizonWatch(settings, patience: 0)
        let answer = try HorizonEngine(
            SolveRequest(stores, settings: settings), watch: watch
        ).solve()
        return (answer.outcome, questions.value, watch.workAfterStop)
    }

    @Test(
        "A stop ends the loop that runs, wherever that is: hardly any work is done after it",
        arguments: [1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
    func stop(_ question: Int) throws {
        let run = try Self.stopped(at: question)
        #expect(run.outcome.status != .optimal && run.outcome.engine == "horizon")
        #expect(run.questions == question, "asked again after the stop")
        let ending = try #require(run.outcome.attempts.last?.ending)
        #expect(ending.hasPrefix("stopped after") && ending.hasSuffix("interrupted"))
        #expect(run.workAfterStop <= HorizonWatch.interval, "\(run.workAfterStop) numbers")
    }

    @Test("Between two iterations it is asked several times whether to go on")
    func often() throws {
        let run = try Self.stopped(at: .max)
        #expect(run.outcome.status == .optimal)
        #expect(run.questions > 2 * run.outcome.iterations)
    }

    @Test("Progress tells iteration, gap and both residuals, down to the tolerance")
    func progress() throws {
        let told = Mutex<[SolveProgress]>([])
        var settings = SolveSettings()
        settings.progress = { progress in
            told.withLock { $0.append(progress) }
            return true
        }
        let outcome = try SolveSettings.Engine.horizon.solve(Self.stores, settings: settings)
        #expect(outcome.status == .optimal)
        // What follows the iterations asks too, and tells where they stood.
        let last = try #require(told.withLock { $0.max { $0.iterations < $1.iterations } })
        #expect(last.iterations == outcome.iterations)
        #expect(last.infeasibility <= 1e-8)
        #expect(try #require(last.dualInfeasibility) <= 1e-8)
        #expect(try #require(last.relativeGap) <= 1e-8)
        let gaps = told.withLock { $0.compactMap(\.relativeGap) }
        #expect(try #require(gaps.first) > 1e-2)
    }

    /// Counts from any thread.
    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }

        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }
}
