/// A party that signs, with the keys that speak for it: a `did:key`, or a `did:web` with its document.
///
/// Keys are pinned: a proof counts when its verification method is one of these, and nothing is
/// fetched. A key that was rotated out stays, for the proofs made before.
public struct Issuer: Sendable, Hashable {
    /// One key and the name under which proofs refer to it.
    public struct Method: Sendable, Hashable {
        /// The DID URL in a proof's `verificationMethod` and a token's `kid`.
        public let id: String
        /// The key.
        public let key: VerifyingKey
        /// From then on the key signs nothing more; nil while it is in use.
        public let retired: UTCTime?

        /// A key under a name.
        public init(id: String, key: VerifyingKey, retired: UTCTime? = nil) {
            self.id = id
            self.key = key
            self.retired = retired
        }
    }

    /// The largest number of keys in a document.
    public static let mostMethods = 64

    /// What stands in a credential's `issuer`.
    public let id: String
    /// Its keys, the one in use last.
    public let methods: [Method]

    /// An issuer whose keys are known from elsewhere.
    public init(id: String, methods: [Method]) {
        self.id = id
        self.methods = methods
    }

    /// The issuer that is one key: `did:key:z6Mk…`.
    public init(didKey key: VerifyingKey) {
        id = "did:key:" + key.multikey
        methods = [Method(id: id + "#" + key.multikey, key: key)]
    }

    /// The issuer that a `did:key` of Ed25519 names; nil for any other text.
    ///
    /// Such a name proves nothing about who holds the key: the caller has it from a trusted place.
    public init?(didKey text: String) {
        guard text.utf8.starts(with: "did:key:".utf8),
            let key = VerifyingKey(multikey: String(text.dropFirst(8)))
        else { return nil }
        self.init(didKey: key)
    }

    /// An issuer `did:web:…` with its first key; nil unless the name has that form.
    public init?(didWeb id: String, key: VerifyingKey) {
        guard Self.isDIDWeb(id) else { return nil }
        self.init(id: id, methods: [Method(id: id + "#" + key.multikey, key: key)])
    }

    /// The method of a name; nil where no key has it.
    public func method(_ id: String) -> Method? {
        methods.first { $0.id.utf8.elementsEqual(id.utf8) }
    }

    /// The same issuer as if it had no more than its first keys, the last of them in use.
    public func first(_ count: Int) -> Issuer {
        var kept = Array(methods.prefix(max(1, count)))
        if let last = kept.popLast() { kept.append(Method(id: last.id, key: last.key)) }
        return Issuer(id: id, methods: kept)
    }

    /// The same issuer after a change of keys: the key in use is retired, the new one is in use.
    public func rotated(to key: VerifyingKey, at time: UTCTime) -> Issuer {
        let earlier = methods.map { method in
            Method(id: method.id, key: method.key, retired: method.retired ?? time)
        }
        return Issuer(
            id: id, methods: earlier + [Method(id: id + "#" + key.multikey, key: key)])
    }

    /// `did:web:` and a host, with `:` between the parts of a path, in the characters of a DID.
    static func isDIDWeb(_ text: String) -> Bool {
        let prefix = "did:web:"
        guard text.utf8.starts(with: prefix.utf8), text.utf8.count <= 255 else { return false }
        let parts = text.utf8.dropFirst(prefix.utf8.count)
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy(isDIDCharacter)
        }
    }

    private static func isDIDCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "%"): true
        default: false
        }
    }
}
