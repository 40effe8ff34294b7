import Certificates
import Foundation
import Service

/// A log in a folder of its own on the disk, as the service publishes it.
final class PublishedLog: Sendable {
    static let origin: ExactText = "log.example/green"

    let path: String
    let leaves: MemoryLeaves

    var folder: LogFolder<SystemFiles> { LogFolder(path, files: SystemFiles()) }

    init(_ count: Int, _ entry: (Int) -> String = { "{\"n\":\"\($0)\"}" }) throws {
        path = FileManager.default.temporaryDirectory.path + "/wattoken-log-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        leaves = MemoryLeaves(count, entry)
        _ = try publish()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    static func signer(_ seed: UInt8 = 7) throws -> NoteSigner {
        var bytes = [UInt8](repeating: seed, count: 32)
        guard
            let signer = NoteSigner(
                name: origin, kind: .note, secret: try SigningKey(seed: &bytes))
        else { throw CancellationError() }
        return signer
    }

    static func key() throws -> NoteKey { try signer().key }

    func writer() throws -> LogWriter<SystemFiles, MemoryLeaves> {
        try LogWriter(
            folder: folder, leaves: leaves, origin: Self.origin, signer: try Self.signer())
    }

    /// Publishes what the leaves are now.
    func publish() throws -> SignedCheckpoint {
        var writer = try writer()
        return try writer.publish(at: UTCTime(posix: 1_770_000_000))
    }
}
