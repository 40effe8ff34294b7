import Foundation
import Solver

extension Command {
    static let importing = Command(
        name: "import", operands: "tariff FILE.csv | matpower FILE.m | pypsa FOLDER",
        operandCount: 2...2,
        summary: Text(
            en: "take a tariff table (CSV), a MATPOWER case or a PyPSA folder into a scenario",
            zh: "把电价表（CSV）、MATPOWER 算例或 PyPSA 文件夹导入情景"),
        options: [
            output,
            OptionSpec(
                name: "--dc-model", value: "matpower|powermodels",
                meaning: Text(
                    en: "matpower: DC power flow of the grid (default matpower)",
                    zh: "matpower：电网的直流潮流模型（默认 matpower）"),
                choices: PowerGrid.DCModel.allCases.map(\.rawValue)),
            OptionSpec(
                name: "--omissions", value: "FILE",
                meaning: Text(
                    en: "pypsa: also write what was not carried over, as JSON",
                    zh: "pypsa：另将未能带入的内容写成 JSON")),
        ],
        run: { options, session in
            switch options.operands[0] {
            case "tariff": return try TariffImport.run(options.operands[1], options, session)
            case "matpower": return try MatpowerImport.run(options.operands[1], options, session)
            case "pypsa": return try PyPSACommand.run(options.operands[1], options, session)
            default:
                throw Options.Problem.notAllowed(
                    option: "import", given: options.operands[0],
                    allowed: "tariff, matpower, pypsa")
            }
        })

    private static let output = OptionSpec(
        name: "--output", value: "SCENARIO",
        meaning: Text(
            en: "scenario to update; written anew with only what is imported if it is not there",
            zh: "要更新的情景；不存在时新写一个只含导入内容的文档"))

    /// The same import under the name of what it works on.
    static let tariff = Command(
        name: "tariff", operands: "import FILE.csv", operandCount: 2...2,
        summary: Text(
            en: "take a monthly tariff table (CSV) into a scenario",
            zh: "把月度代理购电价格表（CSV）导入情景"), options: [output],
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
