import Certificates
import Solver
import Synchronization

/// Finds out who asks, by API key, or by token where tokens are on.
package final class Authenticator: Sendable {
    private let store: any Store
    private let tokens: TokenVerifier?
    private let log: ServiceLog
    /// Callers known for a moment, by the digest of what they sent: a revoked key ends within
    /// `memorySeconds` also in other processes.
    private let known = Mutex<[Digest: Memory]>([:])

    private struct Memory {
        let principal: Principal
        let since: Moment
        let until: Moment

        /// A clock that was set back must not make it last.
        func holds(at now: Moment) -> Bool { since <= now && now < until }
    }

    /// How long a key or token is trusted without asking again.
    static let memorySeconds = 1.0
    private static let knownLimit = 10_000

    /// Creates one.
    ///
    /// - Parameter tokens: nil where only keys are taken.
    package init(store: any Store, tokens: TokenVerifier?, log: ServiceLog) {
        self.store = store
        self.tokens = tokens
        self.log = log
    }

    /// The key or token that a request carries, in `Authorization: Bearer` or `X-API-Key`.
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
            guard let entry = known[digest], entry.holds(at: now) else { return nil }
            return entry.principal
        }
    }

    /// The caller that a credential proves.
    package func principal(
        _ credential: String?, trace: TraceContext, now: Moment
    ) throws -> Principal {
        guard let credential else { throw Self.missing }
        if let principal = remembered(credential, now: now) { return principal }
        let principal =
            if let tokens, !SecretKey.hasForm(credential) {
                try bearer(of: credential, tokens, trace: trace, now: now)
            } else {
                try verified(credential, now: now)
            }
        let trusted = now.adding(seconds: Self.memorySeconds)
        let until = principal.endsAt.map { min($0, trusted) } ?? trusted
        let digest = Digest(of: credential)
        known.withLock { known in
            if known.count >= Self.knownLimit { known = known.filter { $0.value.holds(at: now) } }
            guard known.count < Self.knownLimit else { return }
            known[digest] = Memory(principal: principal, since: now, until: until)
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

    /// The caller that a token proves; the caller is not told what is wrong with it, the log is.
    private func bearer(
        of token: String, _ tokens: TokenVerifier, trace: TraceContext, now: Moment
    ) throws -> Principal {
        do {
            let claims = try tokens.claims(of: token, now: now)
            guard try store.tenants().contains(where: { $0.id == claims.tenant }) else {
                throw TokenFault.unknownTenant
            }
            return Principal(
                tenant: claims.tenant, actor: "jwt:" + claims.subject, scopes: claims.scopes,
                endsAt: claims.expiresAt)
        } catch let fault as TokenFault {
            log.note(
                .info, "token_refused", trace: trace.traceID, ["reason": .string(fault.rawValue)])
            throw Self.refusedToken
        }
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
    static let refusedToken = Problem(
        .unauthenticated,
        Text(
            en: "This token is not accepted; the log says why under this trace.",
            zh: "该令牌未被接受；日志中可按此追踪号查到原因。"),
        headers: [
            "WWW-Authenticate": "Bearer realm=\"wattoken\", error=\"invalid_token\""
        ])
}
