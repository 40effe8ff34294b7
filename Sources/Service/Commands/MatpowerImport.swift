import Foundation
import Solver

/// Takes a MATPOWER case into a scenario as its grid.
enum MatpowerImport {
    static func run(_ path: String, _ options: Options, _ session: Session) throws -> ExitCode {
        let bytes = try InputFile.bytes(path, limitBytes: Scenario.largestDocumentBytes)
        let model =
            options.value("--dc-model").flatMap(PowerGrid.DCModel.init(rawValue:)) ?? .matpower
        let imported = try MatpowerCase(bytes, model: model)
        for note in imported.notes {
            let text = Text(note.en, note.zh)[session.console.language]
            session.console.note("wattoken: " + text)
        }
        guard let output = options.value("--output") else {
            session.console.data(imported.scenario().written())
            return .ok
        }
        let exists =
            InputFile.isFolder(output) || FileManager.default.fileExists(atPath: output)
        let file = exists ? try ScenarioFile(output) : nil
        let document = try file.map { try Scenario.parsed($0.bytes) }
        let updated = imported.scenario(replacingGridOf: document)
        // Nothing is written that would not be read again.
        if let file {
            _ = try Scenario(updated, files: file.beside)
        } else {
            _ = try Scenario(updated)
        }
        try OutputFile.write(updated.written(), to: file?.path ?? output)
        return .ok
    }
}
