/// Makes a version of a rule set known by its digest, so that certificates may name it.
package struct RuleSetAddition: RegistryOperation {
    /// Its id.
    package var id: String
    /// Its version.
    package var version: String
    /// SHA-256 of its file.
    package var digest: Digest

    /// All members.
    package init(id: String, version: String, digest: Digest) {
        self.id = id
        self.version = version
        self.digest = digest
    }

    package static let kind = "rule-set.add"
    package var data: [String: JSONValue] {
        ["digest": .text(digest.hexadecimal), "id": .text(id), "version": .text(version)]
    }
    package var rows: [JSONValue] { [] }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            id: try reader.text("id"), version: try reader.text("version"),
            digest: try reader.digest("digest"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.name(id, "id")
        try Limits.name(version, "version")
        try registry.requireIssuer(request)
        if try registry.find(RuleSetRow.self, .text(id), .text(version)) != nil {
            throw .exists(.ruleSets, "\(id) \(version)")
        }
        registry.put(
            RuleSetRow(
                id: id, version: version, digest: digest.hexadecimal, addedAt: request.at))
    }
}
