import Certificates
import Testing

@Suite struct `Tiles` {
    @Test(arguments: [
        ("tile/0/000", TilePath.Content.hashes(level: 0), 0, 256),
        ("tile/entries/x001/x234/067", .entries, 1_234_067, 256),
        ("tile/63/999.p/255", .hashes(level: 63), 999, 255),
        ("tile/1/x001/000.p/1", .hashes(level: 1), 1000, 1),
    ])
    func `Paths`(text: String, content: TilePath.Content, index: Int, width: Int) {
        #expect(TilePath(content, index: index, width: width)?.description == text)
        #expect(TilePath(text) == TilePath(content, index: index, width: width))
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/", "tile/0/00", "tile/0/0000", "tile/0/x000", "tile/64/000",
        "tile/00/000", "tile/-1/000", "tile/0/x000/001", "tile/0/001/002", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/data/000",
        "/tile/0/000", "tile/0/000/", "tile/0/../000", "tile/0/X001/000", "tile/0/+01",
        "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/0x0", "tile/0/１２３",
    ])
    func `Any other text is no path`(text: String) { #expect(TilePath(text) == nil) }

    // 70 000 leaves: 273 full tiles and one of 112; 1 full and one of 17; one of 1 (tlog-tiles).
    @Test func `The specification's example of 70 000 leaves`() throws {
        var log = TiledLog()
        var full: [String: Int] = [:]
        func folder(_ path: TilePath) -> String {
            String(path.description.split(separator: "/")[1])
        }
        for index in 0..<70_000 {
            for file in try log.append(Array("\(index)".utf8)) {
                #expect(file.path.isFull)
                full[folder(file.path), default: 0] += 1
            }
        }
        #expect(full == ["entries": 273, "0": 273, "1": 1])
        #expect(
            log.unfinished.map { "\($0.path)" } == [
                "tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1",
            ])
    }

    @Test func `The root of the unfinished tiles is the tree's, at every size to 1000`() throws {
        var log = TiledLog()
        var tree = CompactTree()
        for index in 0..<1000 {
            let entry = Array("entry \(index)".utf8)
            _ = try log.append(entry)
            tree.append(entry: entry)
            #expect(log.root == tree.root)
        }
    }

    @Test func `Proofs from tiles are those of the whole tree`() throws {
        let log = try MemoryLog(600)
        let tree = MerkleTree(leafHashes: log.entries.map { .leaf($0) })
        let nodes = TiledNodes(size: 600, tiles: log)
        for index in stride(from: 0, to: 600, by: 7) {
            #expect(
                try nodes.inclusionProof(of: index, size: 600)
                    == tree.inclusionProof(of: index, size: 600))
            let old = index + 1
            #expect(
                try nodes.consistencyProof(from: old, to: 600)
                    == tree.consistencyProof(from: old, to: 600))
        }
        #expect(throws: TileFault.self) { try nodes.hash(level: 0, index: 600) }
        #expect(throws: TileFault.self) { try nodes.hash(level: 9, index: 1) }
    }

    @Test func `Entry bundles are read back; what does not add up is none`() throws {
        let entries: [[UInt8]] = [[], [1], [UInt8](repeating: 7, count: 65_535)]
        let bytes = try #require(EntryBundle.bytes(of: entries))
        #expect(EntryBundle.entries(of: bytes, count: 3) == entries)
        #expect(EntryBundle.entries(of: bytes, count: 2) == nil)
        #expect(EntryBundle.entries(of: bytes, count: 4) == nil)
        #expect(EntryBundle.entries(of: bytes.dropLast(), count: 3) == nil)
        #expect(EntryBundle.entries(of: bytes + [0], count: 3) == nil)
        #expect(EntryBundle.bytes(of: [[UInt8](repeating: 7, count: 65_536)]) == nil)
        var log = TiledLog()
        #expect(throws: EntryFault.tooLong(65_536)) {
            try log.append([UInt8](repeating: 7, count: 65_536))
        }
        #expect(log.size == 0)
    }
}

extension Array where Element == UInt8 {
    fileprivate func dropLast() -> [UInt8] { Array(self[..<(count - 1)]) }
}
