import CMalloc
import Foundation

/// The arenas that glibc allocates from.
///
/// glibc makes up to eight for each core, and a thread that finds its own busy goes over to another: the
/// threads of a service fill all of them in the course of hours, each up to its own peak, so that memory
/// grows for long without anything being held. With one for each core it stops after minutes.
enum MallocArenas {
    /// Allows one arena a core.
    ///
    /// Threads that run already keep theirs: to be called first.
    static func limitToCores() {
        _ = mallopt(M_ARENA_MAX, Int32(clamping: ProcessInfo.processInfo.activeProcessorCount))
    }
}
