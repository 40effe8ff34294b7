/// A witness of logs: cosigns a checkpoint when it continues the one that it cosigned before (C2SP tlog-witness).
///
/// It knows no network, file or clock. One thread uses it at a time, so that checking the old size
/// and recording the new checkpoint are one step.
public struct Witness: ~Copyable {
    /// What was cosigned last.
    public private(set) var state: WitnessState
    /// The logs that are witnessed, with the keys that sign for them.
    public let logs: [ExactText: [NoteKey]]
    private let signer: NoteSigner

    /// A witness that goes on from a state; nil when the signer's key is not one for cosignatures.
    public init?(
        logs: [ExactText: [NoteKey]], state: WitnessState, signer: consuming NoteSigner
    ) {
        guard signer.key.kind == .cosignature else { return nil }
        self.logs = logs
        self.state = state
        self.signer = signer
    }

    /// What verifies its cosignatures.
    public var key: NoteKey { signer.key }

    /// Answers the body of an add-checkpoint request.
    ///
    /// 200 with the cosignature; 400 no such form; 403 no known key signed; 404 another log; 409 with
    /// the size that was cosigned last; 422 the proof does not hold.
    ///
    /// - Parameter persist: writes the state so that it outlives a crash. The cosignature is made after
    ///   it returned, and never when it throws: then nothing has changed.
    public mutating func answer<Failure: Error>(
        _ body: [UInt8], at time: UTCTime, persist: (WitnessState) throws(Failure) -> Void
    ) throws(Failure) -> WitnessAnswer {
        guard let request = WitnessRequest(parsing: body) else {
            return .text(400, "not an add-checkpoint request\n")
        }
        if let refusal = refusal(of: request) { return refusal }
        var next = state
        next.record(request.checkpoint.checkpoint.withoutExtensions)
        if next != state { try persist(next) }
        state = next
        let signature = signer.signature(on: request.checkpoint.note.text, at: time)
        return WitnessAnswer(
            status: 200, contentType: "text/plain; charset=utf-8", body: signature.line)
    }

    private func refusal(of request: WitnessRequest) -> WitnessAnswer? {
        let checkpoint = request.checkpoint.checkpoint
        guard let keys = logs[checkpoint.origin] else {
            return .text(404, "no such log is witnessed here\n")
        }
        let signed = (try? request.checkpoint.verified(by: keys)) ?? []
        guard !signed.isEmpty else { return .text(403, "no known key of the log signed this\n") }
        guard request.oldSize <= checkpoint.size else {
            return .text(400, "the old size is above the new one\n")
        }
        let head = state.head(of: checkpoint.origin)
        let (size, root) = (head?.size ?? 0, head?.root ?? .emptyTree)
        guard request.oldSize == size else { return .conflict(size) }
        if checkpoint.size == size, checkpoint.root != root { return .conflict(size) }
        do throws(MerkleFault) {
            if size == 0 {
                guard request.proof.isEmpty else { throw .length }
            } else {
                try MerkleProof.verifyConsistency(
                    request.proof, oldSize: size, oldRoot: root, size: checkpoint.size,
                    root: checkpoint.root)
            }
        } catch {
            return .text(422, "the consistency proof does not hold\n")
        }
        return nil
    }
}

extension Checkpoint {
    /// Origin, size and root alone: what a witness answers for.
    var withoutExtensions: Checkpoint { Checkpoint(origin: origin, size: size, root: root) ?? self }
}
