import Dispatch
import Foundation
import Synchronization

/// Counts Ctrl-C: the first asks the running solve to stop, the second ends the process.
final class Interrupt: Sendable {
    private let count = Mutex(0)

    /// True once Ctrl-C was pressed.
    var isRaised: Bool { count.withLock { $0 > 0 } }

    /// Starts to watch the signal; it is watched as long as the returned source lives.
    func watch() -> any DispatchSourceSignal {
        signal(SIGINT, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler { [self] in
            let number = count.withLock { value in
                value += 1
                return value
            }
            if number > 1 { exit(ExitCode.interrupted.rawValue) }
        }
        source.resume()
        return source
    }
}
