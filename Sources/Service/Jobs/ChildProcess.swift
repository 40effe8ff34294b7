import Foundation
import Glibc

/// A process that this one started, until it has been seen to end.
struct ChildProcess: Sendable {
    let id: pid_t

    /// How a process ended.
    enum Ending: Sendable, Equatable {
        case exit(Int32)
        case signal(Int32)

        /// In the words of a job's event.
        var reason: String {
            switch self {
            case .exit(let code): "worker ended with code \(code)"
            case .signal(let number): "worker ended by signal \(number)"
            }
        }
    }

    /// A process that cannot be started: `errno`.
    struct Problem: Error {
        let code: Int32
    }

    /// Descriptors that a child does not get; those opened meanwhile close themselves.
    private static var openFiles: [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }.filter { $0 > STDERR_FILENO }
    }

    /// Starts a program in a process group of its own, without input, with the output of this
    /// process and none of its other files.
    init(_ program: String, _ arguments: [String], environment: [String: String]) throws(Problem) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for file in Self.openFiles { unsafe posix_spawn_file_actions_addclose(&actions, file) }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Ctrl-C is for the service, which tells its workers; signals it ignores are not ignored
        // by them.
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var id: pid_t = 0
        let words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        let variables =
            unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        let code = unsafe posix_spawn(&id, program, &actions, &attributes, words, variables)
        guard code == 0 else { throw Problem(code: code) }
        self.id = id
    }

    /// How it ended; nil while it runs.
    ///
    /// To be asked no more once it has told.
    func ending() -> Ending? {
        var status: Int32 = 0
        let found = unsafe waitpid(id, &status, WNOHANG)
        // Nobody else may wait for it, but if somebody has, it is gone.
        guard found == id || (found < 0 && errno == ECHILD) else { return nil }
        let number = status & 0x7F
        return number == 0 ? .exit((status >> 8) & 0xFF) : .signal(number)
    }

    /// Sends it a signal.
    func send(_ signal: Int32) { kill(id, signal) }
}
