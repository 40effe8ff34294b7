/// Opens an account; the first one is the issuer's, who opens all others.
package struct AccountOpening: RegistryOperation {
    /// The account's id, a pseudonym.
    package var id: String
    /// What it may do.
    package var role: AccountRow.Role

    /// All members.
    package init(id: String, role: AccountRow.Role) {
        self.id = id
        self.role = role
    }

    package static let kind = "account.open"
    package var data: [String: JSONValue] { ["id": .text(id), "role": .text(role.rawValue)] }
    package var rows: [JSONValue] { [] }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(id: try reader.text("id"), role: try reader.name("role"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.name(id, "id")
        if role == .issuer {
            // The first request of all, and never again.
            guard try registry.rows.leafCount() == 0, request.account == id else {
                throw .notIssuer
            }
        } else {
            try registry.requireIssuer(request)
            try registry.refuse(AccountRow.self, id)
        }
        registry.put(AccountRow(id: id, role: role, openedAt: request.at))
    }
}
