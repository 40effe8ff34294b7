import CLAPACKE
import Synchronization

/// How many threads OpenBLAS computes with: one unless asked for more.
///
/// With one thread the same numbers give the same bits on the same machine. The number belongs to
/// the whole process, so it is set once, before the work.
package enum BLASThreads {
    private static let current = Mutex(0)

    /// Sets the number of threads for everything that follows.
    package static func use(_ count: Int) {
        precondition(count >= 1, "at least one thread computes")
        current.withLock { threads in
            guard threads != count else { return }
            threads = count
            openblas_set_num_threads(Int32(count))
        }
    }

    /// Settles for one thread when nobody has asked for a number.
    static func settle() {
        current.withLock { threads in
            guard threads == 0 else { return }
            threads = 1
            openblas_set_num_threads(1)
        }
    }
}
