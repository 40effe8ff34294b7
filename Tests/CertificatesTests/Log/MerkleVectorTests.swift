import Certificates
import Foundation
import Testing

/// The cases of transparency-dev/merkle and the reference tree of Certificate Transparency.
@Suite(.enabled(if: Vectors.areThere, .init(rawValue: Vectors.missing)))
struct `Merkle vectors` {
    private static let folder = "rfc6962-merkle/testdata/"

    /// Members of a case; numbers up to 2^64, which `JSONValue` would round.
    private struct Case: Decodable {
        var leafIdx: UInt64?
        var treeSize: UInt64?
        var start: UInt64?
        var end: UInt64?
        var size: UInt64?
        var size1: UInt64?
        var size2: UInt64?
        var root: String?
        var leafHash: String?
        var root1: String?
        var root2: String?
        var proof: [String]?
        var wantErr: Bool
    }

    private static func cases(_ kind: String) throws -> [(name: String, case: Case)] {
        func files(_ path: String) throws -> [String] {
            try Vectors.names(in: path).flatMap { name in
                name.hasSuffix(".json") ? [path + "/" + name] : try files(path + "/" + name)
            }
        }
        return try files(folder + kind).map { path in
            (path, try JSONDecoder().decode(Case.self, from: Data(try Vectors.bytes(path))))
        }
    }

    /// A size of a case; none of this world's trees has 2^63 leaves.
    private static func number(_ value: UInt64?) throws(MerkleFault) -> Int {
        guard let value, let number = Int(exactly: value) else { throw .outOfRange }
        return number
    }

    /// A hash of a case; what has not 32 bytes is no hash, and no proof.
    private static func hash(_ text: String?) throws(MerkleFault) -> Digest {
        guard let hash = Digest(base64: (text ?? "").utf8) else { throw .length }
        return hash
    }

    /// Roots of some cases are short texts that only have to be equal or not: filled to 32 bytes.
    private static func root(_ text: String?) throws(MerkleFault) -> Digest {
        guard let bytes = Base64.bytes((text ?? "").utf8, .standard), bytes.count <= 32,
            let hash = Digest(bytes: bytes + [UInt8](repeating: 0, count: 32 - bytes.count))
        else { throw .length }
        return hash
    }

    private static func proof(_ given: Case) throws(MerkleFault) -> [Digest] {
        try (given.proof ?? []).map { text throws(MerkleFault) in try hash(text) }
    }

    private static func count(
        _ kind: String, _ verify: (Case) throws(MerkleFault) -> Void
    ) throws -> (right: Int, negative: Int) {
        var counts = (right: 0, negative: 0)
        for (name, given) in try cases(kind) {
            var fault: MerkleFault?
            do throws(MerkleFault) { try verify(given) } catch { fault = error }
            #expect((fault != nil) == given.wantErr, "\(name): \(String(describing: fault))")
            if (fault != nil) == given.wantErr { counts.right += 1 }
            if given.wantErr { counts.negative += 1 }
        }
        return counts
    }

    @Test func `98 inclusion proofs, the wrong ones refused`() throws {
        let counts = try Self.count("inclusion") { given throws(MerkleFault) in
            try MerkleProof.verifyInclusion(
                Self.proof(given), of: Self.hash(given.leafHash), at: Self.number(given.leafIdx),
                size: Self.number(given.treeSize), root: Self.hash(given.root))
        }
        #expect(counts.right == 98)
        #expect(counts.negative > 80)
    }

    @Test func `98 consistency proofs, the wrong ones refused`() throws {
        let counts = try Self.count("consistency") { given throws(MerkleFault) in
            try MerkleProof.verifyConsistency(
                Self.proof(given), oldSize: Self.number(given.size1),
                oldRoot: Self.root(given.root1),
                size: Self.number(given.size2), root: Self.root(given.root2))
        }
        #expect(counts.right == 98)
        #expect(counts.negative > 80)
    }

    @Test func `204 subtree inclusion proofs, the wrong ones refused`() throws {
        let counts = try Self.count("subtreeinclusion") { given throws(MerkleFault) in
            let size = given.end == nil ? given.treeSize : given.end
            try MerkleProof.verifyInclusion(
                Self.proof(given), of: Self.hash(given.leafHash), at: Self.number(given.leafIdx),
                start: Self.number(given.start), end: Self.number(size),
                root: Self.hash(given.root))
        }
        #expect(counts.right == 204)
        #expect(counts.negative > 180)
    }

    @Test func `118 subtree consistency proofs, the wrong ones refused`() throws {
        let counts = try Self.count("subtreeconsistency") { given throws(MerkleFault) in
            try MerkleProof.verifyConsistency(
                Self.proof(given), start: Self.number(given.start), end: Self.number(given.end),
                subtreeRoot: Self.root(given.root1), size: Self.number(given.size),
                root: Self.root(given.root2))
        }
        #expect(counts.right == 118)
        #expect(counts.negative > 100)
    }

    /// The tree of the 8 reference leaves.
    private struct Reference: Decodable {
        var leaves: [String]
        var leafHashes: [String]
        var roots: [String]
        var inclusion: [Inclusion]
        var consistency: [Consistency]

        struct Inclusion: Decodable {
            var index: Int
            var size: Int
            var proof: [String]
        }
        struct Consistency: Decodable {
            var size1: Int
            var size2: Int
            var proof: [String]
        }
    }

    private static func bytes(hexadecimal text: String) throws -> [UInt8] {
        let digits = Array(text)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...($0 + 1)]), radix: 16))
        }
    }

    @Test func `The reference tree: 9 roots, 36 inclusion and 36 consistency proofs`() throws {
        let reference = try JSONDecoder().decode(
            Reference.self, from: Data(try Vectors.bytes("rfc6962-merkle/reference-tree.json")))
        let entries = try reference.leaves.map(Self.bytes(hexadecimal:))
        let hashes = entries.map { Digest.leaf($0) }
        #expect(hashes.map(\.hexadecimal) == reference.leafHashes)
        var growing = CompactTree()
        var roots = [growing.root]
        for entry in entries {
            growing.append(entry: entry)
            roots.append(growing.root)
        }
        #expect(roots.map(\.hexadecimal) == reference.roots)
        let tree = MerkleTree(leafHashes: hashes)
        #expect(reference.inclusion.count == 36)
        for given in reference.inclusion {
            let proof = tree.inclusionProof(of: given.index, size: given.size)
            #expect(proof.map(\.hexadecimal) == given.proof)
            try MerkleProof.verifyInclusion(
                proof, of: hashes[given.index], at: given.index, size: given.size,
                root: roots[given.size])
        }
        #expect(reference.consistency.count == 36)
        for given in reference.consistency {
            let proof = tree.consistencyProof(from: given.size1, to: given.size2)
            #expect(proof.map(\.hexadecimal) == given.proof)
            try MerkleProof.verifyConsistency(
                proof, oldSize: given.size1, oldRoot: roots[given.size1], size: given.size2,
                root: roots[given.size2])
        }
    }
}
