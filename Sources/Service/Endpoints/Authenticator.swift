import Certificates
import Solver
import Synchronization

/// Finds out who asks, by API key.
package final class Authenticator: Sendable {
    private let store: any Store
    /// Callers known for a moment, by the digest of what they sent: a revoked key ends within
    /// `memorySeconds` also in other processes.
    private let known = Mutex<[Digest: (principal: Principal, until: Moment)]>([:])

    /// How long a key is trusted without asking the store.
    static let memorySeconds = 1.0
    private static let knownLimit = 10_000

    package init(store: any Store) { self.store = store }

    /// The key that a request carries, in `Authorization: Bearer` or `X-API-Key`.
    package static func credential(_ headers: HTTPHeaders) -> String? {
        if let header = headers["Authorization"] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
            return String(parts[1])
        }
        return headers["X-API-Key"]
    }

    /// The caller, without asking the store; nil when it would have to be asked.
    package func remembered(_ credential: String, now: Moment) -> Principal? {
        let digest = Digest(of: credential)
        return known.withLock { known in
            guard let entry = known[digest], entry.until > now else { return nil }
            return entry.principal
        }
    }

    /// The caller that a credential proves.
    package func principal(_ credential: String?, now: Moment) throws -> Principal {
        guard let credential else { throw Self.missing }
        if let principal = remembered(credential, now: now) { return principal }
        let principal = try verified(credential, now: now)
        let digest = Digest(of: credential)
        known.withLock { known in
            if known.count >= Self.knownLimit { known = known.filter { $0.value.until > now } }
            guard known.count < Self.knownLimit else { return }
            known[digest] = (principal, now.adding(seconds: Self.memorySeconds))
        }
        return principal
    }

    /// Forgets all: after a key of this process's own doing has ended.
    package func forget() { known.withLock { $0 = [:] } }

    private func verified(_ credential: String, now: Moment) throws -> Principal {
        guard let secret = SecretKey(credential) else { throw Self.refused }
        let key = try store.key(secret.id)
        // A key that is not there takes as long as one that is.
        let expected = key.flatMap { Digest(hexadecimal: $0.secretDigest) } ?? Digest(of: "none")
        let isEqual = secret.digest.isEqualInConstantTime(to: expected)
        guard let key, isEqual, key.revokedAt.map({ $0 > now }) ?? true,
            key.expiresAt.map({ $0 > now }) ?? true
        else { throw Self.refused }
        return Principal(tenant: key.tenant, actor: key.id, scopes: Set(key.scopes))
    }

    private static let challenge: HTTPHeaders = ["WWW-Authenticate": "Bearer realm=\"wattoken\""]

    static let missing = Problem(
        .unauthenticated,
        Text(
            en: "Send a key: Authorization: Bearer wtk_…",
            zh: "请提供密钥：Authorization: Bearer wtk_…"), headers: challenge)
    static let refused = Problem(
        .unauthenticated,
        Text(
            en: "This key is unknown, revoked or expired.", zh: "该密钥不存在、已撤销或已过期。"),
        headers: challenge)
}
