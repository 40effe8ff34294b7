import Foundation
import Testing

/// Streams that cannot be written: `/dev/full` takes nothing, as a file on a full disk does.
@Suite(.enabled(if: BuiltTool.path != nil, "wattoken is not built beside the tests"))
struct StandardStreamTests {
    /// How a command ended, and what it said on standard error.
    private struct Ending {
        let status: Int32
        let isCrash: Bool
        let messages: String
    }

    private static func full() throws -> FileHandle {
        try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
    }

    private static func run(
        _ arguments: String..., locale: String = "C", output: FileHandle = .nullDevice,
        messages: FileHandle? = nil
    ) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(BuiltTool.path))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["LANG": locale, "LC_ALL": locale]) { $1 }
        process.standardOutput = output
        let pipe = Pipe()
        if let messages { process.standardError = messages } else { process.standardError = pipe }
        try process.run()
        try pipe.fileHandleForWriting.close()
        let said = messages == nil ? pipe.fileHandleForReading.readDataToEndOfFile() : Data()
        process.waitUntilExit()
        return Ending(
            status: process.terminationStatus,
            isCrash: process.terminationReason == .uncaughtSignal,
            messages: String(decoding: said, as: UTF8.self))
    }

    @Test(arguments: [
        ("en_US.UTF-8", "standard output cannot be written"), ("zh_CN.UTF-8", "无法写入标准输出"),
    ])
    func `A full disk under the output is said`(_ locale: String, _ sentence: String) throws {
        let ending = try Self.run(
            "example", "--hubs", "2", locale: locale, output: Self.full())
        #expect(!ending.isCrash && ending.status == 8)
        #expect(ending.messages.contains(sentence), "\(ending.messages)")
        #expect(ending.messages.contains("enough space"), "\(ending.messages)")
    }

    @Test func `Messages that cannot be written change nothing`() throws {
        let version = try Self.run("--version", messages: Self.full())
        #expect(!version.isCrash && version.status == 0)
        let unknown = try Self.run("dance", messages: Self.full())
        #expect(!unknown.isCrash && unknown.status == 2)
    }

    @Test(.timeLimit(.minutes(1)))
    func `A service whose log cannot be written goes on`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattoken-full-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(BuiltTool.path))
        process.arguments = [
            "serve", "--listen", "127.0.0.1:0", "--log-level", "debug",
            "--database", "sqlite:" + folder.appendingPathComponent("store.db").path,
            "--admin-key-file", folder.appendingPathComponent("key").path,
            "--online-workers", "1", "--planning-workers", "0",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try Self.full()
        try process.run()
        // It says that it listens within this time, and what its worker does.
        Thread.sleep(forTimeInterval: 2)
        #expect(process.isRunning)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    }
}
