/// A key as notes know it: its name, what it signs, and 32 bytes of Ed25519 (C2SP signed-note, tlog-cosignature).
public struct NoteKey: Sendable, Hashable {
    /// Its name, by custom a URL without scheme.
    public let name: ExactText
    /// What it signs.
    public let kind: Kind
    /// What verifies its signatures.
    public let key: VerifyingKey
    /// The first four bytes of SHA-256(name ‖ newline ‖ kind ‖ key).
    public let id: UInt32

    /// The signature types of this program; others in a note are left alone.
    public enum Kind: UInt8, Sendable {
        /// Ed25519 over the text of a note: logs.
        case note = 1
        /// Ed25519 over a time and a checkpoint: witnesses and mirrors, `cosignature/v1`.
        case cosignature = 4
    }

    /// A key; nil when the name is none.
    public init?(name: ExactText, kind: Kind, key: VerifyingKey) {
        guard name.isKeyName else { return nil }
        self.name = name
        self.kind = kind
        self.key = key
        let digest = Digest(of: name.bytes + [0x0A, kind.rawValue] + key.bytes)
        id = digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads `name+0123abcd+base64`, a verifier key; nil for any other text, and when the key's id
    /// is not that of its name and bytes.
    public init?(_ text: String) {
        let parts = Array(text.utf8).split(
            separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = ExactText(utf8: parts[0]),
            let material = Base64.bytes(parts[2], .standard), let type = material.first,
            let kind = Kind(rawValue: type), let key = VerifyingKey(Array(material.dropFirst()))
        else { return nil }
        self.init(name: name, kind: kind, key: key)
        guard self.text == text else { return nil }
    }

    /// The verifier key: `name+0123abcd+base64`.
    public var text: String {
        "\(name)+\(Hexadecimal.text(idBytes))+\(Base64.text([kind.rawValue] + key.bytes, .standard))"
    }

    var idBytes: [UInt8] { id.bigEndianBytes }
}

extension FixedWidthInteger {
    /// The bytes, most significant first.
    var bigEndianBytes: [UInt8] {
        (1...Self.bitWidth / 8).map {
            UInt8(truncatingIfNeeded: self >> (Self.bitWidth - 8 * $0))
        }
    }

    /// A number from its bytes, most significant first.
    init(bigEndianBytes bytes: some Sequence<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) }
    }
}
