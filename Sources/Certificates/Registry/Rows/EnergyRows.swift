/// An energy certificate in the registry.
///
/// Its energy is never written down again: it is the sum of its slices that are not split or merged.
package struct EnergyRow: RegistryRow {
    /// What was imported; `storage.chargedFrom` is empty here, those are rows of `storage_charges`.
    package var certificate: EnergyCertificate
    /// Whether it counts.
    package var state: State
    /// When it was imported.
    package var importedAt: UTCTime
    /// When it was withdrawn.
    package var endedAt: UTCTime?
    /// Why it was withdrawn.
    package var reason: String?

    /// Whether it counts.
    package enum State: String, Sendable, CaseIterable {
        case live, withdrawn
    }

    package static let table = RegistryTable.energy
    package var values: [RegistryValue] {
        let storage = certificate.storage
        return [
            .text(certificate.id), .name(certificate.scheme), .text(certificate.registry),
            .text(certificate.serial), .text(certificate.device), .name(certificate.source),
            .text(certificate.zone), .time(certificate.interval.start),
            .time(certificate.interval.end), .integer(certificate.wattHours),
            .maybe(storage?.storage), .maybe(storage?.chargedWattHours),
            .maybe(storage?.chargedDuring.start), .maybe(storage?.chargedDuring.end),
            .name(state), .time(importedAt), .maybe(endedAt), .maybe(reason),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        certificate = EnergyCertificate(
            id: try columns.text(), scheme: try columns.name(), registry: try columns.text(),
            serial: try columns.text(), device: try columns.text(), source: try columns.name(),
            zone: try columns.text(), interval: try columns.interval(),
            wattHours: try columns.integer())
        let storage = try columns.optionalText()
        let charged = try columns.optionalInteger()
        let (start, end) = (try columns.optionalTime(), try columns.optionalTime())
        if let storage {
            guard let charged, let start, let end, let during = UTCInterval(start: start, end: end)
            else { throw .damaged("a storage chain lacks a part") }
            certificate.storage = .init(
                storage: storage, chargedFrom: [], chargedWattHours: charged, chargedDuring: during)
        }
        state = try columns.name()
        importedAt = try columns.time()
        endedAt = try columns.optionalTime()
        reason = try columns.optionalText()
    }

    init(_ certificate: EnergyCertificate, importedAt: UTCTime) {
        self.certificate = certificate
        self.certificate.storage?.chargedFrom = []
        state = .live
        self.importedAt = importedAt
    }
}

/// An energy certificate that was cancelled to charge a storage; it charges one.
package struct ChargeRow: RegistryRow {
    /// The energy certificate that went in.
    package var charged: String
    /// The energy certificate of what came out.
    package var certificate: String

    package static let table = RegistryTable.charges
    package var values: [RegistryValue] { [.text(charged), .text(certificate)] }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(charged: try columns.text(), certificate: try columns.text())
    }

    init(charged: String, certificate: String) {
        self.charged = charged
        self.certificate = certificate
    }
}

/// Part of an energy certificate, in one hand.
package struct SliceRow: RegistryRow {
    /// Its id; the first slice has that of its energy certificate.
    package var id: String
    /// The energy certificate.
    package var certificate: String
    /// The slice that it was split from.
    package var parent: String?
    /// How much, Wh; never changes.
    package var wattHours: Int64
    /// The account that holds it.
    package var owner: String
    /// What it can still be used for.
    package var state: State
    /// What it is reserved for; of a proposed certificate, its id.
    package var reservedFor: String?
    /// Until when; from then on it is as good as active.
    package var reservedUntil: UTCTime?
    /// The retirement; a certificate's has the certificate's id.
    package var retirement: String?

    /// What a slice can still be used for.
    package enum State: String, Sendable, CaseIterable {
        case active, reserved
        /// Used, once.
        case retired
        /// Unused when its time was over.
        case expired
        /// Its energy certificate was withdrawn: from every state but those of nothing left.
        case withdrawn
        /// Its energy is in other slices.
        case split, merged

        /// True where its energy is counted; in the others it is counted in other slices.
        package var counts: Bool { self != .split && self != .merged }
    }

    package static let table = RegistryTable.slices
    package var values: [RegistryValue] {
        [
            .text(id), .text(certificate), .maybe(parent), .integer(wattHours), .text(owner),
            .name(state), .maybe(reservedFor), .maybe(reservedUntil), .maybe(retirement),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        id = try columns.text()
        certificate = try columns.text()
        parent = try columns.optionalText()
        wattHours = try columns.integer()
        owner = try columns.text()
        state = try columns.name()
        reservedFor = try columns.optionalText()
        reservedUntil = try columns.optionalTime()
        retirement = try columns.optionalText()
    }

    /// A new slice, active.
    init(id: String, certificate: String, parent: String?, wattHours: Int64, owner: String) {
        self.id = id
        self.certificate = certificate
        self.parent = parent
        self.wattHours = wattHours
        self.owner = owner
        state = .active
    }

    /// The slice in another state, reserved no more.
    func becoming(_ state: State) -> SliceRow {
        var slice = self
        slice.state = state
        slice.reservedFor = nil
        slice.reservedUntil = nil
        return slice
    }
}

/// Energy used, and for what.
package struct RetirementRow: RegistryRow {
    /// Its id; a certificate's retirement has the certificate's.
    package var id: String
    /// Whose slices were retired.
    package var account: String
    /// For what kind of use.
    package var kind: Kind
    /// The use in words; of a storage its id, of a certificate its product.
    package var purpose: String
    /// Who benefits.
    package var beneficiary: String
    /// How much, Wh.
    package var wattHours: Int64
    /// When.
    package var at: UTCTime

    /// Kinds of use.
    package enum Kind: String, Sendable {
        /// Consumption that the owner or another claims.
        case claim
        /// Charge of a storage.
        case storage
        /// Hours of a certificate.
        case certificate
    }

    package static let table = RegistryTable.retirements
    package var values: [RegistryValue] {
        [
            .text(id), .text(account), .name(kind), .text(purpose), .text(beneficiary),
            .integer(wattHours), .time(at),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(
            id: try columns.text(), account: try columns.text(), kind: try columns.name(),
            purpose: try columns.text(), beneficiary: try columns.text(),
            wattHours: try columns.integer(), at: try columns.time())
    }

    init(
        id: String, account: String, kind: Kind, purpose: String, beneficiary: String,
        wattHours: Int64, at: UTCTime
    ) {
        self.id = id
        self.account = account
        self.kind = kind
        self.purpose = purpose
        self.beneficiary = beneficiary
        self.wattHours = wattHours
        self.at = at
    }
}
