package import Certificates
import Synchronization

/// A log's folder with the hash tiles that proofs asked for, kept in memory.
///
/// A tile of a width never changes: what is kept needs no end but that of its room.
package final class LogShelf: TileReader, Sendable {
    private let folder: LogFolder<SystemFiles>
    private let kept = Mutex<[TilePath: HashTile]>([:])

    /// Tiles that are kept: 16 KiB each.
    private static let limit = 2048

    package init(_ folder: LogFolder<SystemFiles>) { self.folder = folder }

    /// The bytes of a tile or a bundle.
    package func bytes(of path: TilePath) throws(TileFault) -> [UInt8] {
        try folder.bytes(of: path)
    }

    /// A tile, kept or read.
    package func hashTile(_ path: TilePath) throws(TileFault) -> HashTile {
        if let tile = kept.withLock({ $0[path] }) { return tile }
        let tile = try folder.hashTile(path)
        kept.withLock { kept in
            if kept.count >= Self.limit { kept.removeAll(keepingCapacity: true) }
            kept[path] = tile
        }
        return tile
    }

    /// The published checkpoint; nil when there is none yet.
    package func checkpoint() throws(FileFailure) -> [UInt8]? { try folder.checkpoint() }
}
