package import Certificates

/// The folder of a log as it is published: `checkpoint`, `tile/…`.
package struct LogFolder<Files: LogFiles>: TileReader, Sendable {
    /// Where it is.
    package let path: String
    /// How it is read and written.
    package let files: Files

    package init(_ path: String, files: Files) {
        self.path = path
        self.files = files
    }

    /// The bytes of a tile or a bundle.
    package func bytes(of tile: TilePath) throws(TileFault) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(FileFailure) {
            bytes = try files.read("\(path)/\(tile)")
        } catch {
            throw .unreadable(tile, "\(error.call): \(error.reason)")
        }
        guard let bytes else { throw .missing(tile) }
        return bytes
    }

    /// The published checkpoint; nil when there is none yet.
    package func checkpoint() throws(FileFailure) -> [UInt8]? {
        try files.read(path + "/checkpoint")
    }

    /// Writes files so that each is whole or not there, and collects the folders whose names must
    /// still be waited for.
    func write(_ tiles: [TileFile], unsynced: inout Set<String>) throws(FileFailure) {
        for tile in tiles {
            try makeFolders(above: "\(tile.path)", unsynced: &unsynced)
            try put(tile.bytes, at: "\(tile.path)", unsynced: &unsynced)
        }
    }

    /// Writes the checkpoint, whole or not at all, and waits until it is on the disk.
    func write(checkpoint bytes: [UInt8]) throws(FileFailure) {
        var unsynced: Set<String> = []
        try put(bytes, at: "checkpoint", unsynced: &unsynced)
        try files.syncFolder(path)
    }

    private func put(
        _ bytes: [UInt8], at name: String, unsynced: inout Set<String>
    ) throws(FileFailure) {
        // One writer, one file at a time: one name for what is not finished is enough.
        try files.write(bytes, to: path + "/unfinished")
        let target = "\(path)/\(name)"
        unsynced.formUnion([path, Self.parent(of: target)])
        try files.rename(path + "/unfinished", to: target)
    }

    private func makeFolders(
        above name: String, unsynced: inout Set<String>
    ) throws(FileFailure) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            let above = folder
            folder += "/" + part
            if try files.makeFolder(folder) { unsynced.insert(above) }
        }
    }

    /// Waits for the names in every folder of the tree: of files that a process wrote that ended
    /// before it could.
    func syncAll() throws(FileFailure) {
        func sync(_ folder: String) throws(FileFailure) {
            for name in try files.folders(in: folder) { try sync(folder + "/" + name) }
            try files.syncFolder(folder)
        }
        try sync(path)
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(path[..<slash])
    }
}
