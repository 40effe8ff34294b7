import Certificates
import Solver

/// Checks an unsigned certificate that somebody brings: form, figures, rules, energy and factors.
///
/// Energy and factors have to be those of the registry. Hours are checked by the registry itself.
struct ProposalCheck {
    private let certificate: GreenTokenCertificate
    private let call: Call

    /// The certificate of a body's `certificate`.
    static func certificate(
        in body: JSONValue, _ signer: CertificateSigner, _ call: Call
    ) throws(Problem) -> GreenTokenCertificate {
        guard let document = body["certificate"] else {
            throw Problem(
                .invalidBody, Text(en: "The body is not valid.", zh: "请求体无效。"),
                faults: [
                    Fault(
                        pointer: "/certificate", kind: .missing, given: "nothing",
                        allowed: "the unsigned document")
                ])
        }
        let certificate: GreenTokenCertificate
        do throws(CertificateFault) {
            certificate = try GreenTokenCertificate(reading: document)
        } catch { throw Problem(error) }
        guard certificate.issuer == signer.issuer.id else {
            throw Problem(
                CertificateFault.malformed(path: "/issuer", allowed: signer.issuer.id))
        }
        let check = ProposalCheck(certificate: certificate, call: call)
        try check.figures()
        try check.slices()
        try check.factors()
        return certificate
    }

    /// Every figure from the rows, and the rules that it names.
    private func figures() throws(Problem) {
        let book = call.application.certificates.rulebook
        let rules = book.rules.first { $0.reference == certificate.rules }
        let grades = book.grades.first { $0.reference == certificate.grades }
        do throws(CertificateFault) {
            guard let rules else { throw .otherReference(path: "/credentialSubject/ruleSet") }
            guard let grades else { throw .otherReference(path: "/credentialSubject/gradeRules") }
            try CertificateArithmetic.check(certificate)
            try CertificateArithmetic.check(certificate, rules: rules, grades: grades)
            try attribution(rules, book.attributions)
        } catch { throw Problem(error) }
    }

    /// Sites are as the attribution declares them, where this service has any.
    private func attribution(
        _ rules: RuleSet, _ known: [AttributionRule]
    ) throws(CertificateFault) {
        guard !known.isEmpty else { return }
        guard let attribution = known.first(where: { $0.reference == certificate.attribution })
        else { throw .otherReference(path: "/credentialSubject/attribution") }
        guard certificate.uncertainty == attribution.uncertainty else {
            throw .otherReference(path: "/credentialSubject/energy/uncertainty")
        }
        for (index, site) in certificate.sites.enumerated() {
            let declared = attribution.sites[site.id].map { CertificateSite($0, rules: rules) }
            guard declared == site else {
                throw .otherReference(path: "/credentialSubject/sites/\(index)")
            }
        }
    }

    /// Each slice is what its energy certificate says.
    private func slices() throws(Problem) {
        let rules = call.application.certificates.rulebook.rules.first {
            $0.reference == certificate.rules
        }
        for (index, slice) in certificate.slices.enumerated() {
            let path = "/credentialSubject/retired/\(index)"
            guard let row = try call.registryRow(SliceRow.self, slice.id) else {
                throw Problem(RegistryFault.unknown(.slices, slice.id))
            }
            guard let energy = try call.registryRow(EnergyRow.self, row.certificate) else {
                throw Problem(RegistryFault.unknown(.energy, row.certificate))
            }
            var certificate = energy.certificate
            if certificate.storage != nil {
                let charges = try call.stored { store throws(StoreError) in
                    try store.registryRows(
                        .chargesOfCertificate, .text(row.certificate), as: ChargeRow.self)
                }
                certificate.storage?.chargedFrom = charges.map(\.charged)
            }
            let held = EnergySlice(id: row.id, wattHours: row.wattHours, certificate: certificate)
            let expected = RetiredSlice(
                held, wattHours: row.wattHours, lifeCycleFactor: slice.lifeCycleFactor)
            guard expected.isSame(as: slice) else {
                throw Problem(CertificateFault.otherReference(path: path))
            }
            if let breach = rules?.breach(by: certificate) {
                throw Problem(CertificateFault.breaksRule(path: path, rule: breach))
            }
        }
    }

    /// Each factor is the registry's.
    private func factors() throws(Problem) {
        for (index, factor) in certificate.factors.enumerated() {
            guard let row = try call.registryRow(FactorRow.self, factor.id) else {
                throw Problem(RegistryFault.unknown(.factors, factor.id))
            }
            guard row.factor == factor else {
                throw Problem(
                    CertificateFault.otherReference(path: "/credentialSubject/factors/\(index)"))
            }
        }
    }
}

extension RetiredSlice {
    /// The same but for the order in which charges are named.
    fileprivate func isSame(as other: RetiredSlice) -> Bool {
        var (one, two) = (self, other)
        one.storage?.chain.chargedFrom.sort()
        two.storage?.chain.chargedFrom.sort()
        return one == two
    }
}

extension Call {
    /// A row of the registry by its id.
    func registryRow<Row: RegistryRow>(_ type: Row.Type, _ id: String) throws(Problem) -> Row? {
        try stored { store throws(StoreError) in try store.registryRow(type, .text(id)) }
    }
}
