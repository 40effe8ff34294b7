import Dispatch
import Foundation
import Synchronization

/// Counts Ctrl-C and `kill`: the first asks what runs to end, the second ends the process.
final class Interrupt: Sendable {
    private let count = Mutex(0)

    /// True once one of the signals has come.
    var isRaised: Bool { count.withLock { $0 > 0 } }

    /// Starts to watch the signals; they are watched as long as the returned sources live.
    func watch() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in note() }
            source.resume()
            return source
        }
    }

    private func note() {
        let number = count.withLock { value in
            value += 1
            return value
        }
        if number > 1 { exit(ExitCode.interrupted.rawValue) }
    }
}
