/// The change from one signing key of an issuer to the next, signed by both; the log keeps it (`KeyChange`).
///
/// The retiring key's signature shows that its holder wants the change, the new key's that somebody
/// holds it. From `time` on the retiring key signs nothing more.
public struct KeyRotation: Sendable, Hashable {
    /// The issuer's DID.
    public let issuer: String
    /// The key in use before.
    public let retiring: VerifyingKey
    /// The key in use from then on.
    public let next: VerifyingKey
    /// When the change takes place.
    public let time: UTCTime
    private let retiringSignature: [UInt8]
    private let nextSignature: [UInt8]

    /// Signs a change of keys.
    public init(
        of issuer: Issuer, from retiring: borrowing SigningKey, to next: borrowing SigningKey,
        at time: UTCTime
    ) {
        self.issuer = issuer.id
        self.retiring = retiring.verifyingKey
        self.next = next.verifyingKey
        self.time = time
        let statement = Self.statement(issuer.id, self.retiring, self.next, time)
        let message = Self.message(statement)
        retiringSignature = retiring.sign(message)
        nextSignature = next.sign(message)
    }

    /// The statement with both signatures.
    public var members: [String: JSONValue] {
        Self.statement(issuer, retiring, next, time).merging([
            "retiringSignature": .text(Multibase.text(retiringSignature, .base58)),
            "nextSignature": .text(Multibase.text(nextSignature, .base58)),
        ]) { $1 }
    }

    /// Reads a rotation, whose other members are left aside; signatures are looked at when it is applied.
    public init(reading entry: JSONValue) throws(RotationFault) {
        let text = { (name: String) throws(RotationFault) -> String in
            guard let text = entry[name]?.text else { throw .member(name) }
            return text
        }
        let key = { (name: String) throws(RotationFault) -> VerifyingKey in
            guard let key = VerifyingKey(multikey: try text(name)) else { throw .member(name) }
            return key
        }
        let signature = { (name: String) throws(RotationFault) -> [UInt8] in
            guard let bytes = Multibase.bytes(try text(name), .base58, atMost: 64) else {
                throw .member(name)
            }
            return bytes
        }
        issuer = try text("issuer")
        retiring = try key("retiring")
        next = try key("next")
        guard let time = try UTCTime(text("time")) else { throw .member("time") }
        self.time = time
        retiringSignature = try signature("retiringSignature")
        nextSignature = try signature("nextSignature")
    }

    /// The issuer after the change.
    public func applied(to issuer: Issuer) throws(RotationFault) -> Issuer {
        guard CredentialRules.isSame(issuer.id, self.issuer) else { throw .issuer(issuer.id) }
        guard issuer.methods.count < Issuer.mostMethods else { throw .tooManyKeys }
        guard let current = issuer.methods.last, current.key == retiring, current.retired == nil
        else { throw .notInUse }
        // A key that was retired once could be known to others by now.
        guard !issuer.methods.contains(where: { $0.key == next }) else { throw .usedBefore }
        let latest = issuer.methods.compactMap(\.retired).max()
        guard latest.map({ $0 < time }) ?? true else { throw .time }
        let message = Self.message(Self.statement(self.issuer, retiring, next, time))
        guard retiring.verifies(retiringSignature, of: message),
            next.verifies(nextSignature, of: message)
        else { throw .signature }
        return issuer.rotated(to: next, at: time)
    }

    private static func statement(
        _ issuer: String, _ retiring: VerifyingKey, _ next: VerifyingKey, _ time: UTCTime
    ) -> [String: JSONValue] {
        [
            "issuer": .text(issuer), "retiring": .text(retiring.multikey),
            "next": .text(next.multikey), "time": .text(time.text),
        ]
    }

    /// A first line of its own keeps these signatures apart from those on anything else.
    private static func message(_ statement: [String: JSONValue]) -> [UInt8] {
        Array("wattoken key rotation v1\n".utf8) + JSONValue.object(statement).canonical
    }
}

/// Why a change of keys does not count.
public enum RotationFault: Error, Sendable, Hashable {
    /// A member is missing or has another form.
    case member(String)
    /// The rotation is of another issuer than this one.
    case issuer(String)
    /// The retiring key is not the one in use.
    case notInUse
    /// The next key has been the issuer's before.
    case usedBefore
    /// The time is not after the last change.
    case time
    /// One of the two signatures does not hold.
    case signature
    /// The issuer has as many keys as a document may list.
    case tooManyKeys
}
