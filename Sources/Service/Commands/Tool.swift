/// The command line as a function from arguments to an exit code.
package enum Tool {
    /// The version of this build.
    package static let version = "0.1.0"

    /// Runs one command line (without the program's own name).
    package static func run(_ arguments: [String], session: Session) -> ExitCode {
        var session = session
        if let language = language(in: arguments) { session = session.speaking(language) }
        let wording = Wording(language: session.console.language)
        guard let name = arguments.first else {
            session.console.message(wording.help())
            return .usage
        }
        switch name {
        case "--help", "-h", "help":
            session.console.print(wording.help())
            return .ok
        case "--version":
            session.console.print("wattoken \(version)")
            return .ok
        default: break
        }
        guard let command = Command.all.first(where: { $0.name == name }) else {
            session.console.note(
                wording.unknownCommand(
                    name, suggestion: Options.nearest(name, Command.all.map(\.name))))
            return .usage
        }
        let rest = Array(arguments.dropFirst())
        if rest.contains("--help") || rest.contains("-h") {
            session.console.print(wording.help(command))
            return .ok
        }
        return run(command, rest, session, wording)
    }

    /// The language that arguments ask for, known before they are read, so that a message about
    /// them is in it already.
    private static func language(in arguments: [String]) -> Language? {
        let name = Command.Shared.language.name
        for (index, argument) in arguments.enumerated() {
            if argument == name, index + 1 < arguments.count {
                return Language(rawValue: arguments[index + 1])
            }
            if argument.hasPrefix(name + "=") {
                return Language(rawValue: String(argument.dropFirst(name.count + 1)))
            }
        }
        return nil
    }

    private static func run(
        _ command: Command, _ arguments: [String], _ session: Session, _ wording: Wording
    ) -> ExitCode {
        do {
            let options = try Options(
                arguments, specs: command.options + [Command.Shared.language])
            guard command.operandCount.contains(options.operands.count) else {
                throw Options.Problem.wrongOperands(
                    given: options.operands.count, usage: command.usage)
            }
            return try command.run(options, session)
        } catch {
            session.console.message(wording.text(of: error))
            return wording.exitCode(of: error)
        }
    }
}

extension Session {
    /// The same session in another language.
    func speaking(_ language: Language) -> Session {
        Session(
            console: Console(
                data: console.data, message: console.message, isTerminal: console.isTerminal,
                language: language),
            environment: environment, isInterrupted: isInterrupted)
    }
}
