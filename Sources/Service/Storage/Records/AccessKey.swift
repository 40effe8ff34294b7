/// A tenant: whatever it owns no other can see.
package struct Tenant: Sendable, Equatable {
    package var id: String
    package var name: String
    package var createdAt: Moment

    package init(id: String, name: String, createdAt: Moment) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
    }
}

/// An API key as it is stored: never the secret, only its digest.
package struct AccessKey: Sendable, Equatable {
    /// Public part, by which it is found.
    package var id: String
    package var tenant: String
    /// What its owner calls it.
    package var name: String
    /// SHA-256 of the secret, hexadecimal.
    ///
    /// A secret has 256 random bits, so no slow hash is needed.
    package var secretDigest: String
    /// Scopes, sorted.
    package var scopes: [String]
    package var createdAt: Moment
    package var expiresAt: Moment?
    package var revokedAt: Moment?
    /// The key that this one replaces.
    package var rotatedFrom: String?

    package init(
        id: String, tenant: String, name: String, secretDigest: String, scopes: [String],
        createdAt: Moment, expiresAt: Moment? = nil, revokedAt: Moment? = nil,
        rotatedFrom: String? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.secretDigest = secretDigest
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.rotatedFrom = rotatedFrom
    }
}
