extension Command {
    static let completion = Command(
        name: "completion", operands: "bash|zsh|fish", operandCount: 1...1,
        summary: Text(
            en: "print the completion script of a shell", zh: "输出 shell 的补全脚本"),
        options: [],
        run: { options, session in
            guard let shell = Completion.Shell(rawValue: options.operands[0]) else {
                throw Options.Problem.notAllowed(
                    option: "SHELL", given: options.operands[0], allowed: "bash, zsh, fish")
            }
            session.console.print(Completion.script(shell))
            return .ok
        })
}

/// Completion scripts, written from the table of commands.
enum Completion {
    enum Shell: String, CaseIterable {
        case bash, zsh, fish
    }

    static func script(_ shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: "#compdef wattoken\nautoload -U +X bashcompinit && bashcompinit\n" + bash
        case .fish: fish
        }
    }

    private static var names: String { Command.all.map(\.name).joined(separator: " ") }

    private static var bash: String {
        let cases = Command.all.map { command in
            let options = (command.options + [Command.Shared.language]).map(\.name)
            return "    \(command.name)) words=\"\(options.joined(separator: " "))\" ;;"
        }
        return """
            _wattoken() {
              local current="${COMP_WORDS[COMP_CWORD]}" words=""
              if [ "$COMP_CWORD" -eq 1 ]; then
                words="\(names) --version --help"
              else
                case "${COMP_WORDS[1]}" in
            \(cases.joined(separator: "\n"))
                esac
              fi
              COMPREPLY=($(compgen -W "$words" -- "$current"))
              if [ "$COMP_CWORD" -gt 1 ] && [ "${current#-}" = "$current" ]; then
                COMPREPLY+=($(compgen -f -- "$current"))
              fi
            }
            complete -o filenames -F _wattoken wattoken
            """
    }

    private static var fish: String {
        var lines = Command.all.map { command in
            "complete -c wattoken -n __fish_use_subcommand -a \(command.name) -d '"
                + quoted(command.summary.en) + "'"
        }
        for command in Command.all {
            for option in command.options + [Command.Shared.language] {
                var line =
                    "complete -c wattoken -n '__fish_seen_subcommand_from \(command.name)' -l "
                    + option.name.dropFirst(2) + " -d '" + quoted(option.meaning.en) + "'"
                if !option.choices.isEmpty {
                    line += " -x -a '" + option.choices.joined(separator: " ") + "'"
                } else if option.value != nil {
                    line += " -r"
                }
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        text.replacing("'", with: "\\'")
    }
}
