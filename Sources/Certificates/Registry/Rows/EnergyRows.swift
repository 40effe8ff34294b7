/// An energy certificate in the registry.
///
/// Its energy is never written down again: it is the sum of its slices that are not split or merged.
public struct EnergyRow: RegistryRow {
    /// What was imported; `storage.chargedFrom` is empty here, those are rows of `storage_charges`.
    public var certificate: EnergyCertificate
    /// Whether it counts.
    public var state: State
    /// When it was imported.
    public var importedAt: UTCTime
    /// When it was withdrawn.
    public var endedAt: UTCTime?
    /// Why it was withdrawn.
    public var reason: String?

    /// Whether it counts.
    public enum State: String, Sendable {
        case live, withdrawn
    }

    public static let table = RegistryTable.energy
    public var values: [RegistryValue] {
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

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
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
public struct ChargeRow: RegistryRow {
    /// The energy certificate that went in.
    public var charged: String
    /// The energy certificate of what came out.
    public var certificate: String

    public static let table = RegistryTable.charges
    public var values: [RegistryValue] { [.text(charged), .text(certificate)] }

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(charged: try columns.text(), certificate: try columns.text())
    }

    init(charged: String, certificate: String) {
        self.charged = charged
        self.certificate = certificate
    }
}

/// Part of an energy certificate, in one hand.
public struct SliceRow: RegistryRow {
    /// Its id; the first slice has that of its energy certificate.
    public var id: String
    /// The energy certificate.
    public var certificate: String
    /// The slice that it was split from.
    public var parent: String?
    /// How much, Wh; never changes.
    public var wattHours: Int64
    /// The account that holds it.
    public var owner: String
    /// What it can still be used for.
    public var state: State
    /// What it is reserved for; of a proposed certificate, its id.
    public var reservedFor: String?
    /// Until when; from then on it is as good as active.
    public var reservedUntil: UTCTime?
    /// The retirement; a certificate's has the certificate's id.
    public var retirement: String?

    /// What a slice can still be used for.
    public enum State: String, Sendable, CaseIterable {
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
        public var counts: Bool { self != .split && self != .merged }
    }

    public static let table = RegistryTable.slices
    public var values: [RegistryValue] {
        [
            .text(id), .text(certificate), .maybe(parent), .integer(wattHours), .text(owner),
            .name(state), .maybe(reservedFor), .maybe(reservedUntil), .maybe(retirement),
        ]
    }

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
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
public struct RetirementRow: RegistryRow {
    /// Its id; a certificate's retirement has the certificate's.
    public var id: String
    /// Whose slices were retired.
    public var account: String
    /// For what kind of use.
    public var kind: Kind
    /// The use in words; of a storage its id, of a certificate its product.
    public var purpose: String
    /// Who benefits.
    public var beneficiary: String
    /// How much, Wh.
    public var wattHours: Int64
    /// When.
    public var at: UTCTime

    /// Kinds of use.
    public enum Kind: String, Sendable {
        /// Consumption that the owner or another claims.
        case claim
        /// Charge of a storage.
        case storage
        /// Hours of a certificate.
        case certificate
    }

    public static let table = RegistryTable.retirements
    public var values: [RegistryValue] {
        [
            .text(id), .text(account), .name(kind), .text(purpose), .text(beneficiary),
            .integer(wattHours), .time(at),
        ]
    }

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
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
