/// Takes a proposal back, by its owner or the issuer; its slices are free again.
public struct CertificateDrop: RegistryOperation {
    /// The proposed certificate.
    public var certificate: String
    /// Why.
    public var reason: String

    /// All members.
    public init(certificate: String, reason: String) {
        self.certificate = certificate
        self.reason = reason
    }

    public static let kind = "certificate.drop"
    public var data: [String: JSONValue] {
        ["certificate": .text(certificate), "reason": .text(reason)]
    }
    public var rows: [JSONValue] { [] }

    public init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            certificate: try reader.text("certificate"), reason: try reader.text("reason"))
    }

    public func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
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
public struct CertificateRevocation: RegistryOperation {
    /// The certificates, issued or retired.
    public var certificates: [String]
    /// Why.
    public var reason: String

    /// All members.
    public init(certificates: [String], reason: String) {
        self.certificates = certificates
        self.reason = reason
    }

    public static let kind = "certificate.revoke"
    public var data: [String: JSONValue] { ["reason": .text(reason)] }
    public var rows: [JSONValue] { certificates.map(JSONValue.text) }

    public init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(certificates: try reader.textRows(), reason: try reader.text("reason"))
    }

    public func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.rows(certificates.count)
        try registry.requireIssuer(request)
        try registry.revoke(certificates, reason, with: request)
    }
}

/// Gives certificates to another account.
public struct CertificateTransfer: RegistryOperation {
    /// The certificates.
    public var certificates: [String]
    /// The account that gets them.
    public var to: String

    /// All members.
    public init(certificates: [String], to: String) {
        self.certificates = certificates
        self.to = to
    }

    public static let kind = "certificate.transfer"
    public var data: [String: JSONValue] { ["to": .text(to)] }
    public var rows: [JSONValue] { certificates.map(JSONValue.text) }

    public init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(certificates: try reader.textRows(), to: try reader.text("to"))
    }

    public func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
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
public struct CertificateRetirement: RegistryOperation {
    /// The certificates.
    public var certificates: [String]
    /// Who benefits.
    public var beneficiary: String
    /// For what.
    public var purpose: String

    /// All members.
    public init(certificates: [String], beneficiary: String, purpose: String) {
        self.certificates = certificates
        self.beneficiary = beneficiary
        self.purpose = purpose
    }

    public static let kind = "certificate.retire"
    public var data: [String: JSONValue] {
        ["beneficiary": .text(beneficiary), "purpose": .text(purpose)]
    }
    public var rows: [JSONValue] { certificates.map(JSONValue.text) }

    public init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            certificates: try reader.textRows(), beneficiary: try reader.text("beneficiary"),
            purpose: try reader.text("purpose"))
    }

    public func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
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
