import Foundation
import Solver
import Synchronization

/// One of the process's own streams, which may be a file on a full disk or a pipe that nobody reads.
///
/// `FileHandle.write(_:)` ends the process where it cannot write; here the reason is kept.
final class StandardStream: Sendable {
    private let handle: FileHandle
    private let reason = Mutex<String?>(nil)

    init(_ handle: FileHandle) { self.handle = handle }

    /// Why something could not be written, the first time.
    var failure: String? { reason.withLock { $0 } }

    /// Writes bytes, in one piece among threads, or keeps the reason why not.
    func write(_ bytes: Data) {
        reason.withLock { reason in
            do {
                try handle.write(contentsOf: bytes)
            } catch {
                reason = reason ?? error.localizedDescription
            }
        }
    }

    /// Writes bytes unless some before them are missing.
    func writeNext(_ bytes: Data) {
        if failure == nil { write(bytes) }
    }
}
