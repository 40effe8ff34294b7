/// Takes a proposal back, by its owner or the issuer; its slices are free again.
package struct CertificateDrop: RegistryOperation {
    /// The proposed certificate.
    package var certificate: String
    /// Why.
    package var reason: String

    /// All members.
    package init(certificate: String, reason: String) {
        self.certificate = certificate
        self.reason = reason
    }

    package static let kind = "certificate.drop"
    package var data: [String: JSONValue] {
        ["certificate": .text(certificate), "reason": .text(reason)]
    }
    package var rows: [JSONValue] { [] }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            certificate: try reader.text("certificate"), reason: try reader.text("reason"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.text(reason, "reason")
        let row = try registry.get(CertificateRow.self, certificate)
        if row.owner != request.account { try registry.requireIssuer(request) }
        guard row.state == .proposed else { throw .state(certificate, is: row.state.rawValue) }
        try registry.drop(row, reason, at: request.at)
    }
}

/// Says that certificates are no longer true.
///
/// *Invariant 13*: revoked stays revoked. What they had retired stays retired; their hours and tokens can be
/// certified anew.
package struct CertificateRevocation: RegistryOperation {
    /// The certificates, issued or retired.
    package var certificates: [String]
    /// Why.
    package var reason: String

    /// All members.
    package init(certificates: [String], reason: String) {
        self.certificates = certificates
        self.reason = reason
    }

    package static let kind = "certificate.revoke"
    package var data: [String: JSONValue] { ["reason": .text(reason)] }
    package var rows: [JSONValue] { certificates.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(certificates: try reader.textRows(), reason: try reader.text("reason"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.rows(certificates.count)
        try registry.requireIssuer(request)
        try registry.revoke(certificates, reason, with: request)
    }
}

/// Gives certificates to another account.
package struct CertificateTransfer: RegistryOperation {
    /// The certificates.
    package var certificates: [String]
    /// The account that gets them.
    package var to: String

    /// All members.
    package init(certificates: [String], to: String) {
        self.certificates = certificates
        self.to = to
    }

    package static let kind = "certificate.transfer"
    package var data: [String: JSONValue] { ["to": .text(to)] }
    package var rows: [JSONValue] { certificates.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(certificates: try reader.textRows(), to: try reader.text("to"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(certificates)
        _ = try registry.get(AccountRow.self, to)
        for id in certificates {
            var row = try registry.owned(certificate: id, by: request)
            guard row.state == .issued else { throw .state(id, is: row.state.rawValue) }
            row.owner = to
            registry.change(row)
        }
    }
}

/// Claims certificates, once and for ever, for a beneficiary.
package struct CertificateRetirement: RegistryOperation {
    /// The certificates.
    package var certificates: [String]
    /// Who benefits.
    package var beneficiary: String
    /// For what.
    package var purpose: String

    /// All members.
    package init(certificates: [String], beneficiary: String, purpose: String) {
        self.certificates = certificates
        self.beneficiary = beneficiary
        self.purpose = purpose
    }

    package static let kind = "certificate.retire"
    package var data: [String: JSONValue] {
        ["beneficiary": .text(beneficiary), "purpose": .text(purpose)]
    }
    package var rows: [JSONValue] { certificates.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            certificates: try reader.textRows(), beneficiary: try reader.text("beneficiary"),
            purpose: try reader.text("purpose"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(certificates)
        try Limits.text(beneficiary, "beneficiary")
        try Limits.text(purpose, "purpose")
        for id in certificates {
            var row = try registry.owned(certificate: id, by: request)
            guard row.state == .issued else { throw .state(id, is: row.state.rawValue) }
            row.state = .retired
            row.endedAt = request.at
            row.beneficiary = beneficiary
            row.reason = purpose
            registry.change(row)
        }
    }
}
