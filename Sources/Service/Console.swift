import Foundation

/// Where a command writes: data to one side, messages to the other.
///
/// Tests give closures that collect; the program gives the real streams.
package struct Console: Sendable {
    /// Writes data (stdout).
    package let data: @Sendable ([UInt8]) -> Void
    /// Writes messages and progress (stderr).
    package let message: @Sendable (String) -> Void
    /// True when messages go to a terminal, which can show progress.
    package let isTerminal: Bool
    /// Language of messages and tables.
    package let language: Language

    /// Creates a console from where its data and its messages go.
    package init(
        data: @escaping @Sendable ([UInt8]) -> Void, message: @escaping @Sendable (String) -> Void,
        isTerminal: Bool, language: Language
    ) {
        self.data = data
        self.message = message
        self.isTerminal = isTerminal
        self.language = language
    }

    /// Writes a text as data.
    func print(_ text: String) { data(Array((text + "\n").utf8)) }

    /// Writes one line of message.
    func note(_ text: String) { message(text + "\n") }

    /// The process's own streams: data to `output`, and messages to standard error, as far as it takes
    /// them.
    static func standard(_ language: Language, output: StandardStream) -> Console {
        let messages = StandardStream(.standardError)
        return Console(
            data: { output.writeNext(Data($0)) },
            message: { messages.write(Data($0.utf8)) },
            isTerminal: isatty(STDERR_FILENO) == 1, language: language)
    }
}

/// How a command ended, as the process's exit code.
package enum ExitCode: Int32, Sendable {
    case ok = 0
    case internalError = 1
    case usage = 2
    case invalidInput = 3
    /// Proven infeasible, or unbounded.
    case infeasible = 4
    case limitWithoutSolution = 5
    /// With `--strict`: an answer that is not proven optimal.
    case fallback = 6
    /// A service or a database that cannot be reached now.
    case unavailable = 8
    case interrupted = 130
}
