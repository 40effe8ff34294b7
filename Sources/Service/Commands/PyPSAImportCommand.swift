import Foundation
import Solver

/// Takes a PyPSA network into a scenario and says what it could not carry over.
enum PyPSACommand {
    static func run(_ folder: String, _ options: Options, _ session: Session) throws -> ExitCode {
        guard InputFile.isFolder(folder) else { throw InputFile.Problem.notFound(path: folder) }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let network = try PyPSAImport(
            files: names.filter { !InputFile.isFolder(folder + "/" + $0) },
            bytes: { name in
                try? InputFile.bytes(
                    folder + "/" + name, limitBytes: Scenario.largestDocumentBytes)
            })
        // What is written must solve as it is.
        _ = try Scenario(network.document)
        for line in lines(network.omissions, session.console.language) {
            session.console.note("wattoken: " + line)
        }
        if let path = options.value("--omissions") {
            try OutputFile.write(list(network.omissions).written(), to: path)
        }
        guard let output = options.value("--output") else {
            session.console.data(network.document.written())
            return .ok
        }
        let path = InputFile.isFolder(output) ? output + "/scenario.json" : output
        try OutputFile.write(network.document.written(), to: path)
        return .ok
    }

    /// One line for each thing that matters, and one for all that does not.
    private static func lines(_ omissions: [PyPSAOmission], _ language: Language) -> [String] {
        let harmless = omissions.filter { $0.kind == .noEffect }.map(\.place)
        let summary = Text(
            en: "without effect on the optimum, left out: ", zh: "不影响最优结果，未带入：")
        return omissions.filter { $0.kind != .noEffect }.map { line($0)[language] }
            + (harmless.isEmpty ? [] : [summary[language] + harmless.joined(separator: ", ")])
    }

    private static func line(_ omission: PyPSAOmission) -> Text {
        let shown = omission.names.prefix(5).joined(separator: ", ")
        let names = omission.names.count > 5 ? shown + ", …" : shown
        let rows =
            omission.names.isEmpty ? "" : " (\(omission.names.count): \(names))"
        let instead =
            omission.replacement.isEmpty
            ? Text(both: "") : Text(en: ": \(omission.replacement)", zh: "：\(omission.replacement)")
        return Words.omission(omission.kind) + " \(omission.place)\(rows)" + instead
    }

    /// The same for programs.
    private static func list(_ omissions: [PyPSAOmission]) -> JSON {
        .fields([
            "format": "wattoken-omissions/1",
            "omissions": .array(
                omissions.map { omission in
                    .fields([
                        "component": .string(omission.component),
                        "attribute": .string(omission.attribute),
                        "kind": .string(omission.kind.rawValue),
                        "names": .array(omission.names.map(JSON.string)),
                        "replacement": omission.replacement.isEmpty
                            ? nil : .string(omission.replacement),
                    ])
                }),
        ])
    }
}

extension PyPSAOmission {
    /// Component and attribute, such as `generators.p_set`.
    fileprivate var place: String {
        attribute == component ? component : component + "." + attribute
    }
}
