/// What a key may do.
package enum Scope: String, Sendable, CaseIterable {
    case scenarioRead = "scenario:read"
    case scenarioWrite = "scenario:write"
    /// Solves, forecasts and batches.
    case scheduleRead = "schedule:read"
    case scheduleWrite = "schedule:write"
    case seriesRead = "series:read"
    case seriesWrite = "series:write"
    /// Slices and certificates of the own account.
    case certificateRead = "certificate:read"
    /// What a holder does: split, reserve, transfer, retire, propose.
    case certificatePropose = "certificate:propose"
    /// What the issuer does: accounts, energy, approval, revocation.
    case certificateIssue = "certificate:issue"
    /// Meter readings and token counts.
    case metersWrite = "meters:write"
    /// Keys of the own tenant.
    case adminKeys = "admin:keys"
    /// The audit trail of the own tenant.
    case adminAudit = "admin:audit"
    /// Tenants, and keys of any tenant.
    case adminTenants = "admin:tenants"
    case metricsRead = "metrics:read"
}

/// Who asks: the tenant and what the key may do.
package struct Principal: Sendable, Equatable {
    package var tenant: String
    /// Id of the key, or `jwt:` and the subject of a token.
    package var actor: String
    package var scopes: Set<String>
    /// When what proves it ends; nil for keys, which the store is asked about.
    package var endsAt: Moment?

    package init(
        tenant: String, actor: String, scopes: Set<String>, endsAt: Moment? = nil
    ) {
        self.tenant = tenant
        self.actor = actor
        self.scopes = scopes
        self.endsAt = endsAt
    }

    /// True when the key has the scope itself, its family (`admin:*`) or all (`*`).
    package func may(_ scope: Scope) -> Bool {
        let family = scope.rawValue.prefix { $0 != ":" } + ":*"
        return scopes.contains(scope.rawValue) || scopes.contains(String(family))
            || scopes.contains("*")
    }

    /// The words that a key's scopes may be.
    package static let grantable: [String] =
        ["*", "scenario:*", "schedule:*", "series:*", "certificate:*", "admin:*"]
        + Scope.allCases.map(\.rawValue)
}
