/// Who holds slices and certificates: a pseudonymous id.
package struct AccountRow: RegistryRow {
    /// Its id.
    package var id: String
    /// What it may do.
    package var role: Role
    /// Since when.
    package var openedAt: UTCTime

    /// What an account may do.
    package enum Role: String, Sendable, CaseIterable {
        /// Imports, records and issues; there is one.
        case issuer
        /// Holds slices and certificates.
        case holder
    }

    package static let table = RegistryTable.accounts
    package var values: [RegistryValue] { [.text(id), .name(role), .time(openedAt)] }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
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
package struct KeyRow: RegistryRow {
    /// The verification method that certificates name.
    package var id: String
    /// Its 32 bytes, hexadecimal.
    package var publicKey: String
    /// Whether it signs.
    package var state: State
    /// From when it signs.
    package var since: UTCTime
    /// Until when it signed.
    package var replacedAt: UTCTime?

    /// Whether a key signs.
    package enum State: String, Sendable {
        case current, replaced
    }

    package static let table = RegistryTable.keys
    package var values: [RegistryValue] {
        [.text(id), .text(publicKey), .name(state), .time(since), .maybe(replacedAt)]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
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
package struct RuleSetRow: RegistryRow {
    /// Its id.
    package var id: String
    /// Its version.
    package var version: String
    /// SHA-256 of its file, hexadecimal.
    package var digest: String
    /// Since when certificates may name it.
    package var addedAt: UTCTime

    package static let table = RegistryTable.ruleSets
    package var values: [RegistryValue] {
        [.text(id), .text(version), .text(digest), .time(addedAt)]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
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
package struct FactorRow: RegistryRow {
    /// The factor.
    package var factor: EmissionFactor
    /// Since when it is known here.
    package var addedAt: UTCTime

    package static let table = RegistryTable.factors
    package var values: [RegistryValue] {
        [
            .text(factor.id), .name(factor.kind), .text(factor.region),
            .integer(Int64(factor.vintage)), .integer(factor.milligramsPerKWh),
            .text(factor.source), .time(addedAt),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
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
package struct RequestRow: RegistryRow {
    /// Who asked.
    package var account: String
    /// The id that the account gave it.
    package var request: String
    /// What it was.
    package var kind: String
    /// SHA-256 of who asked for what, hexadecimal.
    package var fingerprint: String
    /// When.
    package var askedAt: UTCTime
    /// Number of its first leaf, from 0.
    package var firstLeaf: Int64
    /// How many leaves it has.
    package var leaves: Int64

    package static let table = RegistryTable.requests
    package var values: [RegistryValue] {
        [
            .text(account), .text(request), .text(kind), .text(fingerprint), .time(askedAt),
            .integer(firstLeaf), .integer(leaves),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(
            account: try columns.text(), request: try columns.text(), kind: try columns.text(),
            fingerprint: try columns.text(), askedAt: try columns.time(),
            firstLeaf: try columns.integer(), leaves: try columns.integer())
    }

    init(
        account: String, request: String, kind: String, fingerprint: String, askedAt: UTCTime,
        firstLeaf: Int64, leaves: Int64
    ) {
        self.account = account
        self.request = request
        self.kind = kind
        self.fingerprint = fingerprint
        self.askedAt = askedAt
        self.firstLeaf = firstLeaf
        self.leaves = leaves
    }
}
