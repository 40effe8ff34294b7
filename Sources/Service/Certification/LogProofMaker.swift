package import Certificates

/// Makes proof files from a log's published files.
package enum LogProofMaker {
    /// Why there is no proof.
    package enum Problem: Error, Sendable, Hashable {
        /// The published checkpoint is none.
        case checkpoint(CheckpointFault)
        /// The log has only so many entries.
        case notYet(size: Int)
        /// The files do not give it.
        case tile(TileFault)
        /// The files contradict the checkpoint.
        case contradicts(MerkleFault)
    }

    /// The proof of an entry under the published checkpoint; it was checked before it is given.
    package static func proof(
        of index: Int, checkpoint bytes: [UInt8], tiles: some TileReader
    ) throws(Problem) -> LogProof {
        let signed: SignedCheckpoint
        do throws(CheckpointFault) {
            signed = try SignedCheckpoint(parsing: bytes)
        } catch { throw .checkpoint(error) }
        let checkpoint = signed.checkpoint
        guard (0..<checkpoint.size).contains(index) else { throw .notYet(size: checkpoint.size) }
        let siblings: [Digest]
        let leaf: Digest
        do throws(TileFault) {
            let nodes = TiledNodes(size: checkpoint.size, tiles: tiles)
            siblings = try nodes.inclusionProof(of: index, size: checkpoint.size)
            leaf = try nodes.hash(level: 0, index: index)
        } catch { throw .tile(error) }
        do throws(MerkleFault) {
            try MerkleProof.verifyInclusion(
                siblings, of: leaf, at: index, size: checkpoint.size, root: checkpoint.root)
        } catch { throw .contradicts(error) }
        guard let proof = LogProof(index: index, siblings: siblings, checkpoint: signed) else {
            throw .notYet(size: checkpoint.size)
        }
        return proof
    }
}

extension LogProofMaker.Problem: LogFaultWording {
    package var text: Text {
        switch self {
        case .checkpoint(let fault): Text(both: "checkpoint: ") + fault.text
        case .notYet(let size):
            Text("the log has \(size) entries, 0 and up", "日志共有 \(size) 条，从 0 起")
        case .tile(let fault): fault.text
        case .contradicts(let fault):
            Text("the files contradict the checkpoint: ", "文件与检查点矛盾：") + fault.text
        }
    }
}
