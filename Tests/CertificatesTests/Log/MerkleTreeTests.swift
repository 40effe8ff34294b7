import Certificates
import Testing

/// A tree by the very words of RFC 6962, slow.
private func definedRoot(_ hashes: ArraySlice<Digest>) -> Digest {
    guard hashes.count > 1 else { return hashes.first ?? .emptyTree }
    var half = 1
    while half * 2 < hashes.count { half *= 2 }
    let middle = hashes.startIndex + half
    return .node(definedRoot(hashes[..<middle]), definedRoot(hashes[middle...]))
}

@Suite struct `Merkle tree` {
    private static let hashes = (0..<70).map { Digest.leaf("entry \($0)".utf8) }

    @Test func `The root of every size is that of the definition`() throws {
        var growing = CompactTree()
        let tree = MerkleTree(leafHashes: Self.hashes)
        for size in 0...70 {
            let root = definedRoot(Self.hashes[..<size])
            #expect(growing.root == root)
            #expect(tree.root(0, size) == root)
            #expect(CompactTree(size: size, peaks: growing.peaks) == growing)
            if size < 70 { growing.append(leafHash: Self.hashes[size]) }
        }
        #expect(CompactTree(size: 3, peaks: [.emptyTree]) == nil)
        #expect(CompactTree(size: -1, peaks: []) == nil)
    }

    @Test func `Every proof verifies, and with one bit turned anywhere none does`() throws {
        let tree = MerkleTree(leafHashes: Self.hashes)
        let roots = (0...70).map { tree.root(0, $0) }
        for size in 1...70 {
            for index in 0..<size {
                let proof = tree.inclusionProof(of: index, size: size)
                try MerkleProof.verifyInclusion(
                    proof, of: Self.hashes[index], at: index, size: size, root: roots[size])
                #expect(throws: MerkleFault.self) {
                    try MerkleProof.verifyInclusion(
                        proof, of: Self.hashes[index], at: index + 1, size: size,
                        root: roots[size])
                }
            }
            for old in 1...size {
                let proof = tree.consistencyProof(from: old, to: size)
                try MerkleProof.verifyConsistency(
                    proof, oldSize: old, oldRoot: roots[old], size: size, root: roots[size])
                for place in proof.indices {
                    var wrong = proof
                    var bytes = wrong[place].bytes
                    bytes[place % 32] ^= 1 << UInt8(place % 8)
                    wrong[place] = try #require(Digest(bytes: bytes))
                    #expect(throws: MerkleFault.root) {
                        try MerkleProof.verifyConsistency(
                            wrong, oldSize: old, oldRoot: roots[old], size: size,
                            root: roots[size])
                    }
                }
            }
        }
    }

    @Test func `Sizes near the largest number are refused, not trapped on`() {
        for size in [Int.max, Int.max - 1, 1 << 62, (1 << 62) + 1] {
            #expect(throws: MerkleFault.self) {
                try MerkleProof.verifyConsistency(
                    [], oldSize: size, oldRoot: .emptyTree, size: .max, root: .emptyTree)
                try MerkleProof.verifyInclusion(
                    [], of: .emptyTree, at: size - 1, size: size, root: .emptyTree)
            }
        }
        #expect(!MerkleProof.isSubtree(1, .max))
        #expect(MerkleProof.isSubtree(0, .max))
    }

    @Test(arguments: [
        ("", [] as [UInt8]), ("Zg==", [0x66]), ("Zm8=", [0x66, 0x6F]),
        ("Zm9v", [0x66, 0x6F, 0x6F]), ("+/+/", [0xFB, 0xFF, 0xBF]),
    ])
    func `Base 64 of RFC 4648`(text: String, bytes: [UInt8]) {
        #expect(Base64.text(bytes, .standard) == text)
        #expect(Base64.bytes(text.utf8, .standard) == bytes)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v=", "====", "Z===", "Zm 9", "Zm9v\n", "-_-_",
    ])
    func `Base 64 in any other form is none`(text: String) {
        #expect(Base64.bytes(text.utf8, .standard) == nil)
    }
}
