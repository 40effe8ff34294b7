/// What shows that an issuer has changed its key: the log's entry, with the proof that it is in the log.
public enum RotationProof {
    /// Why a proof shows no change of keys.
    public enum Fault: Error, Sendable, Equatable {
        /// The file is no proof, or does not hold.
        case proof(LogProofFault)
        /// What it carries is no entry of a change of keys that both keys have signed.
        case entry
        /// The change is not one from the key that is trusted.
        case rotation(RotationFault)
    }
}

extension CertificateTrust {
    /// Follows the issuer from the key in use to its next one.
    ///
    /// Both keys have signed the change; where the trust has a log, it is in the log, too. A log that the key in
    /// use has signed is signed by the next one from then on.
    ///
    /// - Parameter bytes: a tlog-proof@v1 file whose `extra` is the log entry of the change.
    public mutating func follow(_ bytes: [UInt8]) throws(RotationProof.Fault) {
        let proof: LogProof
        do throws(LogProofFault) {
            proof = try LogProof(parsing: bytes)
        } catch { throw .proof(error) }
        let leaf = proof.extra ?? []
        guard let entry = try? LogEntry(parsing: leaf), entry.kind == KeyChange.kind,
            let member = entry.data["rotation"], let rotation = try? KeyRotation(reading: member)
        else { throw .entry }
        let next: Issuer
        do throws(RotationFault) {
            next = try rotation.applied(to: issuer)
        } catch { throw .rotation(error) }
        let policy = log?.following(rotation)
        do throws(LogProofFault) {
            if let policy { _ = try proof.verify(entry: leaf, by: policy) }
        } catch { throw .proof(error) }
        issuer = next
        log = policy
    }
}

extension LogPolicy {
    /// The same policy with the next key beside the one before, where that signs the log.
    fileprivate func following(_ rotation: KeyRotation) -> LogPolicy {
        guard logKeys.contains(where: { $0.key == rotation.retiring }),
            let key = NoteKey(name: origin, kind: .note, key: rotation.next),
            !logKeys.contains(key)
        else { return self }
        return LogPolicy(
            origin: origin, logKeys: logKeys + [key], witnesses: witnesses, quorum: quorum)
    }
}
