import Solver

extension Command {
    static let lp = Command(
        name: "lp", operands: "FILE", operandCount: 1...1,
        summary: Text(
            en: "solve any LP or MIP in an MPS or LP file, also .gz",
            zh: "求解 MPS 或 LP 文件（可为 .gz）中的线性或整数规划"),
        options: [
            Shared.engine, Shared.threads, Shared.timeLimit, Shared.gap, Shared.nodeLimit,
            Shared.format,
        ],
        run: { options, session in
            let path = options.operands[0]
            let bytes = try InputFile.program(path)
            let start = ContinuousClock.now
            let program = try ProgramFile.read(bytes, name: path)
            let build = (ContinuousClock.now - start) / .seconds(1)
            let outcome = try ProgramSolver.solve(
                program, settings: SolveSettings(options, session))
            LPCommand.write(outcome, program, build, options, session)
            return SolveCommand.exitCode(outcome, isInterrupted: session.isInterrupted())
        })
}

/// The output of `lp`.
enum LPCommand {
    static func write(
        _ outcome: Outcome, _ program: LinearProgram, _ build: Double, _ options: Options,
        _ session: Session
    ) {
        let proof = ProofDocument.json(
            outcome, size: ProgramSize(program), buildSeconds: build,
            maximises: program.maximises)
        switch options.value("--format") {
        case "json": session.console.data(proof.written())
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
        }
    }
}
