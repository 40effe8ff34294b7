/// What a log sends a witness (C2SP tlog-witness, add-checkpoint).
public struct WitnessRequest: Sendable, Hashable {
    /// The size of the tree that the witness cosigned last, as the log believes.
    public let oldSize: Int
    /// The consistency proof between the two.
    public let proof: [Digest]
    /// The new checkpoint.
    public let checkpoint: SignedCheckpoint

    /// The most lines of a proof.
    public static let proofLimit = 63

    /// All members.
    public init(oldSize: Int, proof: [Digest], checkpoint: SignedCheckpoint) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Reads a body; nil when it has not the form.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count <= SignedNote.byteLimit, bytes.starts(with: "old ".utf8),
            let end = bytes.firstIndex(of: 0x0A), let size = Int(digits: bytes[4..<end])
        else { return nil }
        var rest = bytes[(end + 1)...]
        var proof: [Digest] = []
        while true {
            guard let end = rest.firstIndex(of: 0x0A) else { return nil }
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            guard let hash = Digest(base64: line), proof.count < Self.proofLimit else {
                return nil
            }
            proof.append(hash)
        }
        guard let checkpoint = try? SignedCheckpoint(parsing: Array(rest)) else { return nil }
        self.init(oldSize: size, proof: proof, checkpoint: checkpoint)
    }

    /// The body.
    public var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map(\.base64) + ["", ""]
        return Array(lines.joined(separator: "\n").utf8) + checkpoint.bytes
    }
}

/// What a witness answers.
public struct WitnessAnswer: Sendable, Hashable {
    /// The status of the HTTP answer.
    public let status: Int
    /// Its Content-Type.
    public let contentType: String
    /// Its body.
    public let body: [UInt8]

    static func text(_ status: Int, _ text: String) -> WitnessAnswer {
        WitnessAnswer(
            status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    static func conflict(_ size: Int) -> WitnessAnswer {
        WitnessAnswer(
            status: 409, contentType: "text/x.tlog.size", body: Array("\(size)\n".utf8))
    }
}
