/// The `did:web` document of an issuer: W3C DID Core 1.0 with Multikeys.
///
/// Keys that were rotated out stay in `assertionMethod`, because verifiers elsewhere accept a proof
/// only by a method that is listed there. They carry no `expires`: after that moment a conforming
/// verifier would refuse the old certificates too. When a key was retired stands in the log.
extension Issuer {
    /// The contexts of a DID document with Multikeys.
    private static let contexts: JSONValue = [
        "https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1",
    ]

    /// The document to publish as `did.json`.
    public var document: JSONValue { document(expires: { _ in nil }) }

    /// The document for those who read `expires` as the end of signing, not of verifying: this program.
    public var trustedDocument: JSONValue { document(expires: \.retired) }

    private func document(expires: (Method) -> UTCTime?) -> JSONValue {
        [
            "@context": Self.contexts,
            "id": .text(id),
            "verificationMethod": .array(
                methods.map { method in
                    var members: [String: JSONValue] = [
                        "id": .text(method.id), "type": "Multikey", "controller": .text(id),
                        "publicKeyMultibase": .text(method.key.multikey),
                    ]
                    if let time = expires(method) { members["expires"] = .text(time.text) }
                    return .object(members)
                }),
            "assertionMethod": .array(methods.map { .text($0.id) }),
        ]
    }

    /// Reads a document of a `did:web`, of any issuer: members that say nothing of Ed25519 keys for
    /// assertions are left aside.
    ///
    /// `expires` retires a key; a key that is `revoked` is none.
    public init(reading document: JSONValue) throws(IssuerFault) {
        guard let id = document["id"]?.text else { throw .id }
        guard Self.isDIDWeb(id) else { throw .id }
        guard let listed = document["assertionMethod"]?.elements,
            let described = (document["verificationMethod"] ?? []).elements,
            listed.count <= Self.mostMethods, described.count <= Self.mostMethods
        else { throw .methods }
        var byName: [[UInt8]: JSONValue] = [:]
        for method in described {
            let name = try Self.name(of: method, in: id)
            guard byName.updateValue(method, forKey: Array(name.utf8)) == nil else {
                throw .twice(name)
            }
        }
        var methods: [Method] = []
        for entry in listed {
            let name = try Self.name(of: entry, in: id)
            let described = entry.members == nil ? byName[Array(name.utf8)] : entry
            guard let described else { throw .notDescribed(name) }
            guard !methods.contains(where: { $0.id.utf8.elementsEqual(name.utf8) }) else {
                throw .twice(name)
            }
            if let method = try Self.method(name, described, of: id) { methods.append(method) }
        }
        guard !methods.isEmpty else { throw .noKey }
        self.init(id: id, methods: methods)
    }

    /// The absolute name of a method or of a reference to one.
    private static func name(
        of entry: JSONValue, in id: String
    ) throws(IssuerFault) -> String {
        guard let name = entry.text ?? entry["id"]?.text else { throw .methods }
        let absolute = name.utf8.first == UInt8(ascii: "#") ? id + name : name
        guard absolute.utf8.starts(with: id.utf8),
            absolute.utf8.dropFirst(id.utf8.count).first == UInt8(ascii: "#")
        else { throw .foreign(name) }
        return absolute
    }

    /// The key of a method; nil for keys of other kinds and revoked ones.
    private static func method(
        _ name: String, _ described: JSONValue, of id: String
    ) throws(IssuerFault) -> Method? {
        guard let controller = described["controller"]?.text,
            controller.utf8.elementsEqual(id.utf8)
        else { throw .foreign(name) }
        guard described["type"]?.text == "Multikey",
            let multikey = described["publicKeyMultibase"]?.text,
            let key = VerifyingKey(multikey: multikey), described["revoked"] == nil
        else { return nil }
        guard let expires = described["expires"] else { return Method(id: name, key: key) }
        guard let time = expires.text.flatMap(UTCTime.init) else { throw .expires(name) }
        return Method(id: name, key: key, retired: time)
    }
}

/// Why a document is no issuer's.
public enum IssuerFault: Error, Sendable, Equatable {
    /// `id` is no `did:web`.
    case id
    /// `verificationMethod` or `assertionMethod` is no list of methods, or too long.
    case methods
    /// A method comes twice.
    case twice(String)
    /// A method belongs to another DID.
    case foreign(String)
    /// A reference to a method that is not described.
    case notDescribed(String)
    /// `expires` is no time in UTC and whole seconds.
    case expires(String)
    /// No Ed25519 key for assertions.
    case noKey
}
