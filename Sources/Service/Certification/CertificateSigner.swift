package import Certificates
import Synchronization

/// The issuer's key in the service: signs for one caller at a time, and is never handed out.
package final class CertificateSigner: Sendable {
    /// Who signs.
    package let issuer: Issuer
    /// The account that issues.
    package let account: String
    private let key: Mutex<SigningKey>

    /// A signer; nil unless the key is the one that the issuer has in use.
    package init?(_ key: consuming sending SigningKey, of issuer: Issuer, account: String) {
        guard issuer.methods.last?.key == key.verifyingKey else { return nil }
        self.issuer = issuer
        self.account = account
        self.key = Mutex(key)
    }

    /// The name of the key in use.
    package var method: Issuer.Method { issuer.methods[issuer.methods.count - 1] }

    /// Signs a document.
    package func sign(
        _ document: JSONValue, at time: UTCTime
    ) throws(ProofFault) -> SecuredDocument {
        try key.withLock { key throws(ProofFault) in
            try SecuredDocument(signing: document, with: key, of: issuer, created: time)
        }
    }

    /// The same as `vc+jwt`.
    package func token(_ document: JSONValue) throws(ProofFault) -> String {
        try key.withLock { key throws(ProofFault) in
            try SecuredToken(signing: document, with: key, of: issuer).text
        }
    }
}

extension Issuer {
    /// The issuer that a registry's keys speak for: the one whose key is in use, with the keys before.
    package init?(registry store: any RegistryStore) throws(StoreError) {
        let current = try store.registryRows(
            .keysInState, .text(KeyRow.State.current.rawValue), as: KeyRow.self)
        guard let last = current.first else { return nil }
        self.init(
            current: last,
            replaced: try store.registryRows(
                .keysInState, .text(KeyRow.State.replaced.rawValue), as: KeyRow.self))
    }

    /// The keys as they sign a log of a name, the one in use first; none where the name is no log's.
    package func logKeys(_ origin: ExactText) -> [NoteKey] {
        methods.reversed().compactMap { NoteKey(name: origin, kind: .note, key: $0.key) }
    }

    /// The issuer of a registry whose key in use is this one; nil where it has no key yet.
    ///
    /// - Parameter did: the did:web that it has to be; nil for any.
    package static func known(
        in store: any RegistryStore, key: VerifyingKey, did: String?
    ) throws -> Issuer? {
        guard let known = try Issuer(registry: store), let method = known.methods.last else {
            return nil
        }
        guard method.key == key, did.map({ $0 == known.id }) ?? true else {
            let given = did ?? Issuer(didKey: key).id
            throw InvalidInput(
                text: Text(
                    "the registry's key is \(method.id), the given one \(given) "
                        + key.multikey + " (wattoken certificate rotate changes it)",
                    "登记簿的密钥为 \(method.id)，给出的为 \(given) \(key.multikey)"
                        + "（可用 wattoken certificate rotate 更换）"))
        }
        return known
    }
}
