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
        guard let last = current.first, let end = last.id.firstIndex(of: "#"),
            let method = Method(last)
        else { return nil }
        let id = String(last.id[..<end])
        let replaced = try store.registryRows(
            .keysInState, .text(KeyRow.State.replaced.rawValue), as: KeyRow.self)
        let earlier = replaced.filter { $0.id.hasPrefix(id + "#") }
            .sorted { ($0.since, $0.id) < ($1.since, $1.id) }.compactMap(Method.init)
        self.init(id: id, methods: earlier + [method])
    }
}

extension Issuer.Method {
    /// A key as the registry has it.
    fileprivate init?(_ row: KeyRow) {
        guard let bytes = Hexadecimal.bytes(Array(row.publicKey.utf8)),
            let key = VerifyingKey(bytes)
        else { return nil }
        self.init(id: row.id, key: key, retired: row.replacedAt)
    }
}
