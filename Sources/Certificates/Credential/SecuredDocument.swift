/// A credential with one Data Integrity proof, `eddsa-jcs-2022` (W3C Recommendation of 2025-05-15).
///
/// Signed are 64 bytes: the SHA-256 of the canonical form of the proof without its value, then that
/// of the canonical form of the document without its proof.
public struct SecuredDocument: Sendable, Hashable {
    /// The document with its proof.
    public let document: JSONValue
    /// Its canonical form: what is stored, and what the log's entry has the SHA-256 of.
    public let bytes: [UInt8]
    /// Who signed with what, and when.
    public let proof: Proof

    /// A proof that holds.
    public struct Proof: Sendable, Hashable {
        /// The key that signed.
        public let method: Issuer.Method
        /// When the signer says it signed.
        public let created: UTCTime
    }

    /// Signs a document that has no proof with the issuer's key in use.
    ///
    /// The same document, key and time give the same bytes.
    /// - Throws: a fault where the outcome would not verify.
    public init(
        signing unsigned: JSONValue, with key: borrowing SigningKey, of issuer: Issuer,
        created: UTCTime
    ) throws(ProofFault) {
        let named = try CredentialRules.issuer(of: unsigned)
        guard CredentialRules.isSame(named, issuer.id) else { throw .otherIssuer(named) }
        guard case .object(var members) = unsigned else { throw .notAnObject }
        guard members["proof"] == nil else { throw .hasProof }
        let verifyingKey = key.verifyingKey
        guard let method = issuer.methods.last(where: { $0.key == verifyingKey }) else {
            throw .signingKey
        }
        if let retired = method.retired, created >= retired {
            throw .keyRetired(method.id, at: retired)
        }
        var options = Self.options(
            method: method.id, created: created, context: members["@context"])
        let parts = CanonicalParts(members, around: "proof")
        let signature = key.sign(Self.signedBytes(options: .object(options), document: parts.bytes))
        options["proofValue"] = .text(Multibase.text(signature, .base58))
        members["proof"] = .object(options)
        document = .object(members)
        bytes = parts.bytes(with: .object(options))
        proof = Proof(method: method, created: created)
    }

    /// Verifies a document: its proof is the issuer's, by a key that was in use when it was made.
    public init(verifying document: JSONValue, by issuer: Issuer) throws(ProofFault) {
        guard case .object(var members) = document else { throw .notAnObject }
        let value = members.removeValue(forKey: "proof")
        let parts = CanonicalParts(members, around: "proof")
        proof = try Self.check(document, unsigned: Digest(of: parts.bytes), by: issuer)
        bytes = parts.bytes(with: value ?? .null)
        self.document = document
    }

    /// Parses and verifies the bytes of a document, in whatever form they are.
    public init(verifying bytes: [UInt8], by issuer: Issuer) throws(ProofFault) {
        try self.init(verifying: CredentialRules.parse(bytes), by: issuer)
    }

    /// Verifies the bytes of a document and makes no value of it.
    ///
    /// It says the same as `init(verifying:by:)`, in a quarter of the time where the bytes are in
    /// canonical form.
    public static func check(
        _ bytes: [UInt8], by issuer: Issuer
    ) throws(ProofFault) -> Proof {
        guard bytes.count <= CredentialRules.mostBytes, let frame = CanonicalFrame(bytes) else {
            return try SecuredDocument(verifying: bytes, by: issuer).proof
        }
        var members: [String: JSONValue] = [:]
        for name in ["@context", "type", "issuer", "proof"] { members[name] = frame.value(name) }
        return try check(
            .object(members), unsigned: Digest(of: frame.bytes(without: "proof")), by: issuer)
    }

    /// Checks the proof of a document, of which the members that matter are needed, on the digest of
    /// the canonical bytes of the document without it.
    static func check(
        _ document: JSONValue, unsigned: Digest, by issuer: Issuer
    ) throws(ProofFault) -> Proof {
        let named = try CredentialRules.issuer(of: document)
        guard let proof = document["proof"] else { throw .noProof }
        let options = try checkedOptions(proof, context: document["@context"])
        guard CredentialRules.isSame(named, issuer.id) else { throw .otherIssuer(named) }
        let method = try CredentialRules.method(
            named: options.method, of: issuer, at: options.created)
        guard let signature = Multibase.bytes(options.value, .base58, atMost: 64),
            signature.count == 64
        else { throw .proofValue }
        let signed = signedBytes(options: .object(options.members), document: unsigned)
        guard method.key.verifies(signature, of: signed) else { throw .signature }
        return Proof(method: method, created: options.created)
    }

    /// The 64 bytes that are signed, for the canonical bytes of a document without proof.
    package static func signedBytes(options: JSONValue, document: [UInt8]) -> [UInt8] {
        signedBytes(options: options, document: Digest(of: document))
    }

    private static func signedBytes(options: JSONValue, document: Digest) -> [UInt8] {
        Digest(of: options.canonical).bytes + document.bytes
    }

    /// The proof without its value.
    private static func options(
        method: String, created: UTCTime, context: JSONValue?
    ) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "type": .text(type), "cryptosuite": .text(cryptosuite),
            "proofPurpose": .text(purpose), "created": .text(created.text),
            "verificationMethod": .text(method),
        ]
        members["@context"] = context
        return members
    }

    private static let type = "DataIntegrityProof"
    private static let cryptosuite = "eddsa-jcs-2022"
    private static let purpose = "assertionMethod"

    private struct Options {
        let members: [String: JSONValue]
        let method: String
        let created: UTCTime
        let value: String
    }

    /// The members of a proof; every one of them known, none missing.
    private static func checkedOptions(
        _ proof: JSONValue, context: JSONValue?
    ) throws(ProofFault) -> Options {
        if proof.elements != nil { throw .severalProofs }
        guard case .object(var members) = proof else { throw .member("proof") }
        let known = [
            "type", "cryptosuite", "proofPurpose", "created", "verificationMethod", "proofValue",
        ]
        let texts = try ProofMembers(members, known: known, besides: "@context")
        try texts.demand("type", type)
        try texts.demand("cryptosuite", cryptosuite)
        try texts.demand("proofPurpose", purpose)
        guard let created = try UTCTime(texts.text("created")) else { throw .created }
        // Compared as bytes: what is signed twice must be written alike.
        guard members["@context"]?.canonical == context?.canonical else { throw .proofContext }
        members["proofValue"] = nil
        return Options(
            members: members, method: try texts.text("verificationMethod"), created: created,
            value: try texts.text("proofValue"))
    }
}

/// The texts of a proof or of a token's header.
struct ProofMembers {
    private let members: [String: JSONValue]

    /// Members of which none is unknown.
    init(
        _ members: [String: JSONValue], known: [String], besides other: String? = nil
    ) throws(ProofFault) {
        let unknown = members.keys.filter { !known.contains($0) && $0 != other }
        if let first = unknown.min() { throw .unknownMember(first) }
        self.members = members
    }

    /// A member that must be there and a text.
    func text(_ name: String) throws(ProofFault) -> String {
        guard let text = members[name]?.text else { throw .member(name) }
        return text
    }

    /// Fails unless a member has the one value allowed.
    func demand(_ name: String, _ value: String) throws(ProofFault) {
        let given = try text(name)
        guard CredentialRules.isSame(given, value) else { throw .value(name, given: given) }
    }
}

/// The canonical form of an object in two parts, between which a member has its place.
private struct CanonicalParts {
    private let head: ArraySlice<UInt8>
    private let tail: ArraySlice<UInt8>
    private let name: String

    /// The parts around a member that the object does not have.
    init(_ members: [String: JSONValue], around name: String) {
        func part(_ isIn: (String) -> Bool) -> ArraySlice<UInt8> {
            JSONValue.object(members.filter { isIn($0.key) }).canonical.dropFirst().dropLast()
        }
        head = part { $0.utf16.lexicographicallyPrecedes(name.utf16) }
        tail = part { !$0.utf16.lexicographicallyPrecedes(name.utf16) }
        self.name = name
    }

    /// The canonical form of the object.
    var bytes: [UInt8] { joined([head, tail]) }

    /// The canonical form of the object with the member.
    func bytes(with value: JSONValue) -> [UInt8] {
        let member = JSONValue.object([name: value]).canonical
        return joined([head, member.dropFirst().dropLast(), tail])
    }

    private func joined(_ parts: [ArraySlice<UInt8>]) -> [UInt8] {
        var bytes = [UInt8(ascii: "{")]
        bytes.reserveCapacity(parts.reduce(2) { $0 + $1.count + 1 })
        for part in parts where !part.isEmpty {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes += part
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
