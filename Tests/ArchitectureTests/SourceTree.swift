import Foundation

/// The files under Sources, read once.
enum SourceTree {
    static let files: [SourceFile] = {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let sources = root.appendingPathComponent("Sources").path
        let paths = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String }
        return (paths ?? []).sorted()
            .filter { $0.hasSuffix(".swift") || $0.hasSuffix("module.modulemap") }
            .compactMap { path in
                (try? String(contentsOfFile: sources + "/" + path, encoding: .utf8))
                    .map { SourceFile("Sources/" + path, $0) }
            }
    }()
}
