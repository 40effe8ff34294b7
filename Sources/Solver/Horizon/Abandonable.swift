import Foundation
import Synchronization

/// Work in a C library that cannot be interrupted: it is left alone when nobody waits any more.
enum Abandonable {
    /// Does work on a thread of its own; nil when the watch stops before it is done.
    ///
    /// Work that was left alone ends in its own time, and its result with it.
    static func run<Result: Sendable>(
        _ watch: HorizonWatch, _ work: @escaping @Sendable () -> Result
    ) -> Result? {
        let box = Box<Result>()
        let thread = Thread {
            let result = work()
            box.result.withLock { $0 = result }
            box.isDone.signal()
        }
        thread.stackSize = 1 << 26
        thread.start()
        while box.isDone.wait(timeout: .now() + .milliseconds(10)) == .timedOut {
            guard watch.goesOn(HorizonWatch.interval) else { return nil }
        }
        return box.result.withLock { $0 }
    }

    private final class Box<Result: Sendable>: Sendable {
        let result = Mutex<Result?>(nil)
        let isDone = DispatchSemaphore(value: 0)
    }
}
