import Foundation

/// The official test vectors, in a folder beside the clone that WATTOKEN_SHARED names.
enum Vectors {
    private static let folder =
        (ProcessInfo.processInfo.environment["WATTOKEN_SHARED"] ?? "") + "/vectors"

    /// False where there is no such folder; tests that need it are then skipped and say so.
    static let areThere = FileManager.default.fileExists(atPath: folder)

    /// Why such a test is skipped.
    static let missing = "WATTOKEN_SHARED names no folder with vectors"

    /// The bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))
    }

    /// The names in a folder, sorted.
    static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/" + path).sorted()
    }
}
