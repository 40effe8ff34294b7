/// A secret key with its name in notes.
public struct NoteSigner: ~Copyable {
    /// What verifies its signatures.
    public let key: NoteKey
    private let secret: SigningKey

    /// A signer; nil when the name is none.
    public init?(name: ExactText, kind: NoteKey.Kind, secret: consuming SigningKey) {
        guard let key = NoteKey(name: name, kind: kind, key: secret.verifyingKey) else {
            return nil
        }
        self.key = key
        self.secret = secret
    }

    /// The signature on a text; a cosigner's holds the time.
    ///
    /// It signs what it is given: a log's checkpoint is signed through `RereadTree` alone.
    func signature(on text: [UInt8], at time: UTCTime) -> NoteSignature {
        switch key.kind {
        case .note:
            return NoteSignature(key: key, signature: secret.sign(text))
        case .cosignature:
            let seconds = UInt64(max(0, time.seconds))
            return NoteSignature(
                key: key,
                signature: seconds.bigEndianBytes
                    + secret.sign(NoteSignature.cosigned(text, at: seconds)))
        }
    }
}
