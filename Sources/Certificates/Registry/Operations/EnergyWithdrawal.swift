/// Takes back energy certificates that their registries withdrew: the energy was never there.
///
/// *Invariant 13*: it reaches every slice in whatever state, every certificate whose hours name one of them
/// (issued and retired ones are revoked, proposed ones dropped), and what storages gave back of it. No
/// other energy comes free by it: what a revoked certificate had retired besides stays retired.
package struct EnergyWithdrawal: RegistryOperation {
    /// The energy certificates.
    package var certificates: [String]
    /// Why.
    package var reason: String

    /// All members.
    package init(certificates: [String], reason: String) {
        self.certificates = certificates
        self.reason = reason
    }

    package static let kind = "energy.withdraw"
    package var data: [String: JSONValue] { ["reason": .text(reason)] }
    package var rows: [JSONValue] { certificates.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        reason = try reader.text("reason")
        certificates = try reader.textRows()
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(certificates)
        try Limits.text(reason, "reason")
        try registry.requireIssuer(request)
        for id in certificates {
            let energy = try registry.get(EnergyRow.self, id)
            guard energy.state == .live else { throw .state(id, is: energy.state.rawValue) }
        }
        for id in certificates where try registry.get(EnergyRow.self, id).state == .live {
            try registry.withdraw(id, reason, at: request.at)
        }
    }
}

extension Registry {
    fileprivate func withdraw(_ id: String, _ reason: String, at time: UTCTime)
        throws(RegistryFault)
    {
        var left = [id]
        while let id = left.popLast() {
            var energy = try get(EnergyRow.self, id)
            guard energy.state == .live else { continue }
            energy.state = .withdrawn
            energy.endedAt = time
            energy.reason = reason
            change(energy)
            effects.append(["energy": .text(id), "state": "withdrawn"])
            for slice in try all(.slicesOfEnergy, .text(id), as: SliceRow.self)
            where slice.state.counts {
                try withdraw(slice, reason, at: time)
            }
            if let charge = try find(ChargeRow.self, .text(id)) { left.append(charge.certificate) }
        }
    }

    private func withdraw(_ slice: SliceRow, _ reason: String, at time: UTCTime)
        throws(RegistryFault)
    {
        // First the slice itself, so that dropping a proposal does not set it free.
        change(slice.becoming(.withdrawn))
        for match in try all(.matchesOfSlice, .text(slice.id), as: MatchRow.self) {
            let certificate = try get(CertificateRow.self, match.certificate)
            if certificate.state.certifies { try revoke(certificate, reason, at: time) }
            if certificate.state == .proposed, slice.reservedFor == certificate.id {
                try drop(certificate, reason, at: time)
            }
        }
    }
}
