import Solver

extension Command {
    static let lp = Command(
        name: "lp", operands: "FILE", operandCount: 1...1,
        summary: Text(
            en: "solve any LP or MIP in an MPS or LP file, also .gz",
            zh: "求解 MPS 或 LP 文件（可为 .gz）中的线性或整数规划"),
        options: [Shared.engine, Shared.threads, Shared.timeLimit, Shared.gap, Shared.format],
        run: { options, session in
            let path = options.operands[0]
            let bytes = try InputFile.program(path)
            let start = ContinuousClock.now
            let program = try ProgramFile.read(bytes, name: path)
            let build = (ContinuousClock.now - start) / .seconds(1)
            let settings = try SolveSettings(options, session)
            let outcome = try ProgramSolver.solve(program, settings: settings)
            let conflict =
                outcome.status == .infeasible
                ? try ProgramConflict(
                    program, seconds: min(LPCommand.conflictSeconds, settings.timeLimitSeconds))
                : nil
            LPCommand.write(outcome, conflict, program, build, options, session)
            return SolveCommand.exitCode(outcome, isInterrupted: session.isInterrupted())
        })
}

/// The output of `lp`.
enum LPCommand {
    /// The rows and bounds in conflict are looked for so long, seconds.
    static let conflictSeconds = 10.0

    static func write(
        _ outcome: Outcome, _ conflict: ProgramConflict?, _ program: LinearProgram,
        _ build: Double, _ options: Options, _ session: Session
    ) {
        let proof = ProofDocument.json(
            outcome, size: ProgramSize(program), buildSeconds: build,
            maximises: program.maximises)
        switch options.value("--format") {
        case "json":
            guard case .object(var members) = proof else { return }
            if let conflict {
                members.append(JSON.Member("conflict", json(conflict, program)))
            }
            session.console.data(JSON.object(members).written())
        case "csv":
            guard let point = outcome.point else {
                SolveCommand.note(outcome, session)
                return
            }
            let rows = point.columns.enumerated().map { column, value in
                Layout.csv(program.names.columnName(column)) + ",\(value)"
            }
            session.console.print((["column,value"] + rows).joined(separator: "\n"))
        default:
            guard case .object(let members) = proof else { return }
            let rows = members.compactMap { member -> [String]? in
                switch member.value {
                case .string(let text): [member.key, text]
                case .number(let number): [member.key, "\(number)"]
                case .null: [member.key, "–"]
                default: nil
                }
            }
            session.console.print(Layout.table(["", ""], rows))
            if let conflict {
                session.console.print(table(conflict, program, session.console.language))
            }
        }
    }

    private static func json(_ conflict: ProgramConflict, _ program: LinearProgram) -> JSON {
        .fields([
            "members": .array(
                conflict.members.map { member in
                    .fields([
                        "kind": .string(member.isRow ? "row" : "column"),
                        "name": .string(program.name(member)),
                        "side": .string(member.isUpper ? "at_most" : "at_least"),
                        "bound": .number(program.bound(member)),
                    ])
                }),
            "irreducible": .bool(conflict.isIrreducible),
            "needs_integers": .bool(conflict.needsIntegers),
        ])
    }

    private static func table(
        _ conflict: ProgramConflict, _ program: LinearProgram, _ language: Language
    ) -> String {
        let rows = conflict.members.map { member in
            [
                program.name(member),
                member.isRow ? Text("row", "行")[language] : Text("column", "列")[language],
                (member.isUpper ? "≤ " : "≥ ") + "\(program.bound(member))",
            ]
        }
        let title = Words.conflict(
            isIrreducible: conflict.isIrreducible, needsIntegers: conflict.needsIntegers)
        return "\n" + title[language] + "\n" + Layout.table(["", "", ""], rows)
    }
}
