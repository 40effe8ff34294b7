/// How many threads share a piece of work, and from which size on.
package struct WorkSharing: Sendable {
    /// Threads; more than two are not used.
    package var threads = 1
    /// Numbers read or written in one piece, below which a thread costs more than it saves.
    package var least = 1_000_000.0

    /// Whether two threads share a piece of work that reads and writes so many numbers.
    func isShared(_ numbers: Double) -> Bool { threads > 1 && numbers >= least }
}
