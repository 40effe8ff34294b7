/// Who holds slices and certificates: a pseudonymous id.
public struct AccountRow: RegistryRow {
    /// Its id.
    public var id: String
    /// What it may do.
    public var role: Role
    /// Since when.
    public var openedAt: UTCTime

    /// What an account may do.
    public enum Role: String, Sendable, CaseIterable {
        /// Imports, records and issues; there is one.
        case issuer
        /// Holds slices and certificates.
        case holder
    }

    public static let table = RegistryTable.accounts
    public var values: [RegistryValue] { [.text(id), .name(role), .time(openedAt)] }

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(
            id: try columns.text(), role: try columns.name(), openedAt: try columns.time())
    }

    init(id: String, role: Role, openedAt: UTCTime) {
        self.id = id
        self.role = role
        self.openedAt = openedAt
    }
}

/// A key with which the issuer signs.
public struct KeyRow: RegistryRow {
    /// The verification method that certificates name.
    public var id: String
    /// Its 32 bytes, hexadecimal.
    public var publicKey: String
    /// Whether it signs.
    public var state: State
    /// From when it signs.
    public var since: UTCTime
    /// Until when it signed.
    public var replacedAt: UTCTime?

    /// Whether a key signs.
    public enum State: String, Sendable {
        case current, replaced
    }

    public static let table = RegistryTable.keys
    public var values: [RegistryValue] {
        [.text(id), .text(publicKey), .name(state), .time(since), .maybe(replacedAt)]
    }

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(
            id: try columns.text(), publicKey: try columns.text(), state: try columns.name(),
            since: try columns.time(), replacedAt: try columns.optionalTime())
    }

    init(id: String, publicKey: String, state: State, since: UTCTime, replacedAt: UTCTime? = nil) {
        self.id = id
        self.publicKey = publicKey
        self.state = state
        self.since = since
        self.replacedAt = replacedAt
    }
}

/// A version of a rule set, known by its digest.
public struct RuleSetRow: RegistryRow {
    /// Its id.
    public var id: String
    /// Its version.
    public var version: String
    /// SHA-256 of its file, hexadecimal.
    public var digest: String
    /// Since when certificates may name it.
    public var addedAt: UTCTime

    public static let table = RegistryTable.ruleSets
    public var values: [RegistryValue] {
        [.text(id), .text(version), .text(digest), .time(addedAt)]
    }

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(
            id: try columns.text(), version: try columns.text(), digest: try columns.text(),
            addedAt: try columns.time())
    }

    init(id: String, version: String, digest: String, addedAt: UTCTime) {
        self.id = id
        self.version = version
        self.digest = digest
        self.addedAt = addedAt
    }
}

/// An emission factor as it was published.
public struct FactorRow: RegistryRow {
    /// The factor.
    public var factor: EmissionFactor
    /// Since when it is known here.
    public var addedAt: UTCTime

    public static let table = RegistryTable.factors
    public var values: [RegistryValue] {
        [
            .text(factor.id), .name(factor.kind), .text(factor.region),
            .integer(Int64(factor.vintage)), .integer(factor.milligramsPerKWh),
            .text(factor.source), .time(addedAt),
        ]
    }

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        let factor = EmissionFactor(
            id: try columns.text(), kind: try columns.name(), region: try columns.text(),
            vintage: Int(try columns.integer()), milligramsPerKWh: try columns.integer(),
            source: try columns.text())
        self.init(factor: factor, addedAt: try columns.time())
    }

    init(factor: EmissionFactor, addedAt: UTCTime) {
        self.factor = factor
        self.addedAt = addedAt
    }
}

/// A request that was done, and where its entries are in the log.
public struct RequestRow: RegistryRow {
    /// Who asked.
    public var account: String
    /// The id that the account gave it.
    public var request: String
    /// What it was.
    public var kind: String
    /// SHA-256 of who asked for what, hexadecimal.
    public var fingerprint: String
    /// Number of its first leaf, from 0.
    public var firstLeaf: Int64
    /// How many leaves it has.
    public var leaves: Int64

    public static let table = RegistryTable.requests
    public var values: [RegistryValue] {
        [
            .text(account), .text(request), .text(kind), .text(fingerprint), .integer(firstLeaf),
            .integer(leaves),
        ]
    }

    public init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(
            account: try columns.text(), request: try columns.text(), kind: try columns.text(),
            fingerprint: try columns.text(), firstLeaf: try columns.integer(),
            leaves: try columns.integer())
    }

    init(
        account: String, request: String, kind: String, fingerprint: String, firstLeaf: Int64,
        leaves: Int64
    ) {
        self.account = account
        self.request = request
        self.kind = kind
        self.fingerprint = fingerprint
        self.firstLeaf = firstLeaf
        self.leaves = leaves
    }
}
