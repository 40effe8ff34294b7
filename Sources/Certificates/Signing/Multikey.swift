/// The text of an Ed25519 public key: Multikey of W3C Controlled Identifiers 1.0.
extension VerifyingKey {
    /// The multicodec number of an Ed25519 public key, 0xed, as a variable-length integer.
    private static let codec: [UInt8] = [0xED, 0x01]

    /// `z6Mk…`: the multicodec number and the key in base58btc.
    public var multikey: String { Multibase.text(Self.codec + bytes, .base58) }

    /// Reads `z6Mk…`; nil for anything else.
    public init?(multikey text: String) {
        guard let bytes = Multibase.bytes(text, .base58, atMost: 34), bytes.count == 34,
            bytes.starts(with: Self.codec)
        else { return nil }
        self.init(Array(bytes.dropFirst(2)))
    }
}
