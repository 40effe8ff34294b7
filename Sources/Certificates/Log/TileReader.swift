/// Reads the files of a log, wherever they are kept.
public protocol TileReader {
    /// The bytes of one file.
    ///
    /// Errors: `.missing`, `.unreadable`.
    func bytes(of path: TilePath) throws(TileFault) -> [UInt8]
    /// A tile of hashes with those between; who keeps tiles in memory gives them here.
    ///
    /// Errors: `.missing`, `.unreadable`, `.malformed`.
    func hashTile(_ path: TilePath) throws(TileFault) -> HashTile
}

/// Why files of a log cannot be used.
public enum TileFault: Error, Sendable, Hashable {
    /// There is no such file.
    case missing(TilePath)
    /// There is one, which could not be read, and why.
    case unreadable(TilePath, String)
    /// It has not the bytes that its width asks for, or its lengths do not add up.
    case malformed(TilePath)
    /// It is not what the entries before and in it make of it.
    case differs(TilePath)
}

extension TileReader {
    /// The tile, read anew.
    public func hashTile(_ path: TilePath) throws(TileFault) -> HashTile {
        guard let tile = HashTile(bytes: try hashes(path)) else { throw .malformed(path) }
        return tile
    }

    /// The bytes of a tile, or the first of the full tile that took its place.
    func hashes(_ path: TilePath) throws(TileFault) -> [UInt8] {
        let bytes = try bytesOrFull(path)
        let wanted = 32 * path.width
        guard bytes.given.count == 32 * bytes.width else { throw .malformed(path) }
        return Array(bytes.given.prefix(wanted))
    }

    /// The entries of a bundle, or the first of the full bundle that took its place.
    public func entries(_ path: TilePath) throws(TileFault) -> [[UInt8]] {
        let bytes = try bytesOrFull(path)
        guard let entries = EntryBundle.entries(of: bytes.given, count: bytes.width) else {
            throw .malformed(path)
        }
        return Array(entries.prefix(path.width))
    }

    private func bytesOrFull(
        _ path: TilePath
    ) throws(TileFault) -> (given: [UInt8], width: Int) {
        do throws(TileFault) {
            return (try bytes(of: path), path.width)
        } catch {
            guard case .missing = error, !path.isFull,
                let full = try? bytes(of: path.full)
            else { throw error }
            return (full, TilePath.fullWidth)
        }
    }
}

/// Entries one behind the other, each behind its length in two bytes (C2SP tlog-tiles).
public enum EntryBundle {
    /// The longest entry, bytes.
    public static let entryLimit = 65_535

    /// The bytes of entries; nil when one is too long.
    public static func bytes(of entries: some Sequence<[UInt8]>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for entry in entries {
            guard let length = UInt16(exactly: entry.count) else { return nil }
            bytes += length.bigEndianBytes
            bytes += entry
        }
        return bytes
    }

    /// The entries of bytes; nil unless there are exactly so many and nothing else.
    public static func entries(of bytes: [UInt8], count: Int) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty, entries.count < count {
            guard rest.count >= 2 else { return nil }
            let length = Int(UInt16(bigEndianBytes: rest.prefix(2)))
            rest = rest.dropFirst(2)
            guard rest.count >= length else { return nil }
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return rest.isEmpty && entries.count == count ? entries : nil
    }
}
