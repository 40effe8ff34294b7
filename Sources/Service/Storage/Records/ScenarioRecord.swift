/// One version of a stored scenario; the newest is the scenario.
package struct ScenarioRecord: Sendable, Equatable {
    package var id: String
    package var tenant: String
    /// Counts from 1.
    package var version: Int
    /// What its owner calls it.
    package var name: String?
    /// SHA-256 of the document, hexadecimal; also its entity tag.
    package var documentDigest: String
    package var documentBytes: Int
    package var createdAt: Moment

    package init(
        id: String, tenant: String, version: Int, name: String?, documentDigest: String,
        documentBytes: Int, createdAt: Moment
    ) {
        self.id = id
        self.tenant = tenant
        self.version = version
        self.name = name
        self.documentDigest = documentDigest
        self.documentBytes = documentBytes
        self.createdAt = createdAt
    }
}

/// Bytes kept once per tenant under their SHA-256.
package struct StoredDocument: Sendable, Equatable {
    /// SHA-256, hexadecimal.
    package var digest: String
    package var bytes: [UInt8]

    package init(digest: String, bytes: [UInt8]) {
        self.digest = digest
        self.bytes = bytes
    }
}
