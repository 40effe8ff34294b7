import Foundation
import Solver

extension Command {
    static let importing = Command(
        name: "import", operands: "tariff FILE.csv | pypsa FOLDER", operandCount: 2...2,
        summary: Text(
            en: "take a monthly tariff table (CSV) or a PyPSA network (CSV folder) into a scenario",
            zh: "把月度代理购电价格表（CSV）或 PyPSA 网络（CSV 文件夹）导入情景"),
        options: [
            output,
            OptionSpec(
                name: "--omissions", value: "FILE",
                meaning: Text(
                    en: "pypsa: also write what was not carried over, as JSON",
                    zh: "pypsa：另将未能带入的内容写成 JSON")),
        ],
        run: { options, session in
            switch options.operands[0] {
            case "tariff": try TariffImport.run(options.operands[1], options, session)
            case "pypsa": try PyPSACommand.run(options.operands[1], options, session)
            case let other:
                throw Options.Problem.notAllowed(
                    option: "import", given: other, allowed: "tariff, pypsa")
            }
        })

    private static let output = OptionSpec(
        name: "--output", value: "SCENARIO",
        meaning: Text(
            en: "scenario to write; a tariff table updates one that is there",
            zh: "要写入的情景；电价表会更新已有情景"))

    /// The same import under the name of what it works on.
    static let tariff = Command(
        name: "tariff", operands: "import FILE.csv", operandCount: 2...2,
        summary: Text(
            en: "take a monthly tariff table (CSV) into a scenario",
            zh: "把月度代理购电价格表（CSV）导入情景"),
        options: [output],
        run: { options, session in
            guard options.operands[0] == "import" else {
                throw Options.Problem.notAllowed(
                    option: "tariff", given: options.operands[0], allowed: "import")
            }
            return try TariffImport.run(options.operands[1], options, session)
        })
}

/// Takes a monthly tariff table into a scenario.
enum TariffImport {
    static func run(_ path: String, _ options: Options, _ session: Session) throws -> ExitCode {
        let bytes = try InputFile.bytes(path, limitBytes: Scenario.largestDocumentBytes)
        let tariffs = try TariffTable.tariffs(csv: bytes)
        guard let output = options.value("--output") else {
            session.console.data(TariffTable.replacing(tariffs, in: nil).written())
            return .ok
        }
        let exists =
            InputFile.isFolder(output) || FileManager.default.fileExists(atPath: output)
        let file = exists ? try ScenarioFile(output) : nil
        let document = try file.map { try Scenario.parsed($0.bytes) }
        let updated = TariffTable.replacing(tariffs, in: document)
        // A scenario that is whole must stay valid; nothing is written when it does not.
        if let file { _ = try Scenario(updated, files: file.beside) }
        try OutputFile.write(updated.written(), to: file?.path ?? output)
        return .ok
    }
}
