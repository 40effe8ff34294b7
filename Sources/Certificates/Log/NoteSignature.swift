/// One signature line of a note: `— name base64(key id ‖ signature)`.
public struct NoteSignature: Sendable, Hashable {
    /// The name of the key.
    public let name: ExactText
    /// The id of the key.
    public let keyID: UInt32
    /// What the key's kind says: 64 bytes, or 8 bytes of time and 64.
    public let signature: [UInt8]

    private static let opening = Array("— ".utf8)

    /// Reads a line without its newline.
    public init(line: some Collection<UInt8>) throws(NoteFault) {
        guard line.starts(with: Self.opening) else { throw .signatureLine }
        let parts = Array(line.dropFirst(Self.opening.count)).split(
            separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = ExactText(utf8: parts[0]), name.isKeyName,
            let material = Base64.bytes(parts[1], .standard), material.count > 4
        else { throw .signatureLine }
        self.name = name
        keyID = UInt32(bigEndianBytes: material.prefix(4))
        signature = Array(material.dropFirst(4))
    }

    init(key: NoteKey, signature: [UInt8]) {
        name = key.name
        keyID = key.id
        self.signature = signature
    }

    /// The line with its newline.
    public var line: [UInt8] {
        Self.opening + name.bytes + [0x20]
            + Base64.text(keyID.bigEndianBytes + signature, .standard).utf8
            + [0x0A]
    }

    /// What it shows when it is a key's signature on a text; nil when it is not.
    func verified(on text: [UInt8], by key: NoteKey) -> VerifiedSignature? {
        switch key.kind {
        case .note:
            guard key.key.verifies(signature, of: text) else { return nil }
            return VerifiedSignature(key: key, timestamp: nil)
        case .cosignature:
            guard signature.count == 72 else { return nil }
            let time = UInt64(bigEndianBytes: signature.prefix(8))
            guard time <= UInt64(Int64.max),
                key.key.verifies(
                    Array(signature.dropFirst(8)), of: Self.cosigned(text, at: time))
            else { return nil }
            return VerifiedSignature(key: key, timestamp: time)
        }
    }

    /// What a cosigner signs: `cosignature/v1`, the time, the whole text of the checkpoint.
    static func cosigned(_ text: [UInt8], at time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }
}
