/// A Green Token certificate in the registry.
package struct CertificateRow: RegistryRow {
    /// Its id.
    package var id: String
    /// The certificate that it was split from.
    package var parent: String?
    /// Its place in the status list, from 0.
    package var statusIndex: Int64
    /// What it is about.
    package var batch: CertifiedBatch
    /// Wh of all its hours.
    package var wattHours: Int64
    /// Wh retired for its hours.
    package var matchedWattHours: Int64
    /// Tokens of all its hours.
    package var tokens: TokenSum
    /// Carbon of the whole, as its document says.
    package var emissions: BatchEmissions
    /// The person who proposed it.
    package var proposer: String
    /// Until when its slices are kept for it.
    package var reservedUntil: UTCTime
    /// When it was proposed.
    package var proposedAt: UTCTime
    /// The account that holds it.
    package var owner: String
    /// Where it stands.
    package var state: State
    /// The person who approved it, another one.
    package var approver: String?
    /// The key that signed it.
    package var key: String?
    /// SHA-256 of the signed document, hexadecimal.
    package var document: String?
    /// When it was issued.
    package var issuedAt: UTCTime?
    /// When it came to its end.
    package var endedAt: UTCTime?
    /// Why it was dropped or revoked, or what it was retired for.
    package var reason: String?
    /// For whom it was retired.
    package var beneficiary: String?

    /// Where a certificate stands.
    package enum State: String, Sendable, CaseIterable {
        case proposed, issued
        /// Claimed by its owner for a beneficiary.
        case retired
        /// Its hours are in other certificates.
        case split
        /// Never issued.
        case dropped
        /// No longer true.
        case revoked

        /// True where its hours count as certified.
        package var certifies: Bool { self == .issued || self == .retired }
    }

    package static let table = RegistryTable.certificates
    package var values: [RegistryValue] {
        let (tokens, carbon) = (tokens, emissions)
        return [
            .text(id), .maybe(parent), .integer(statusIndex), .text(batch.product),
            .text(batch.model), .text(batch.tokenizer), .text(batch.ruleSet),
            .text(batch.ruleVersion), .integer(wattHours), .integer(matchedWattHours),
            .integer(tokens.input), .integer(tokens.output), .integer(tokens.cached),
            .integer(carbon.location), .integer(carbon.market), .integer(carbon.lifeCycle),
            .integer(carbon.embodied), .text(proposer), .time(reservedUntil), .time(proposedAt),
            .text(owner), .name(state), .maybe(approver), .maybe(key), .maybe(document),
            .maybe(issuedAt), .maybe(endedAt), .maybe(reason), .maybe(beneficiary),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        id = try columns.text()
        parent = try columns.optionalText()
        statusIndex = try columns.integer()
        batch = CertifiedBatch(
            product: try columns.text(), model: try columns.text(), tokenizer: try columns.text(),
            ruleSet: try columns.text(), ruleVersion: try columns.text())
        wattHours = try columns.integer()
        matchedWattHours = try columns.integer()
        tokens = TokenSum(
            input: try columns.integer(), output: try columns.integer(),
            cached: try columns.integer())
        emissions = BatchEmissions(
            location: try columns.integer(), market: try columns.integer(),
            lifeCycle: try columns.integer(), embodied: try columns.integer())
        proposer = try columns.text()
        reservedUntil = try columns.time()
        proposedAt = try columns.time()
        owner = try columns.text()
        state = try columns.name()
        approver = try columns.optionalText()
        key = try columns.optionalText()
        document = try columns.optionalText()
        issuedAt = try columns.optionalTime()
        endedAt = try columns.optionalTime()
        reason = try columns.optionalText()
        beneficiary = try columns.optionalText()
    }

    /// A certificate that is proposed.
    init(
        _ proposal: CertificateProposal, totals: CertificateTotals, statusIndex: Int64,
        by request: RegistryRequest
    ) {
        id = proposal.certificate
        self.statusIndex = statusIndex
        batch = proposal.batch
        wattHours = totals.wattHours
        matchedWattHours = totals.matchedWattHours
        tokens = totals.tokens
        emissions = proposal.emissions
        proposer = request.person
        reservedUntil = proposal.reservedUntil
        proposedAt = request.at
        owner = request.account
        state = .proposed
    }
}

/// What a certificate is about.
package struct CertifiedBatch: Sendable, Hashable {
    /// The product's id.
    package var product: String
    /// The model with its version.
    package var model: String
    /// What counted the tokens.
    package var tokenizer: String
    /// The rule set's id.
    package var ruleSet: String
    /// Its version.
    package var ruleVersion: String

    /// All members.
    package init(
        product: String, model: String, tokenizer: String, ruleSet: String, ruleVersion: String
    ) {
        self.product = product
        self.model = model
        self.tokenizer = tokenizer
        self.ruleSet = ruleSet
        self.ruleVersion = ruleVersion
    }
}

/// Carbon of a batch by each method, mg of CO2 equivalent.
package struct BatchEmissions: Sendable, Hashable {
    /// By the average of the grid.
    package var location: Int64
    /// By what was retired, and the residual for the rest.
    package var market: Int64
    /// With plants made and unmade.
    package var lifeCycle: Int64
    /// Of the machines.
    package var embodied: Int64

    /// All members.
    package init(
        location: Int64 = 0, market: Int64 = 0, lifeCycle: Int64 = 0, embodied: Int64 = 0
    ) {
        self.location = location
        self.market = market
        self.lifeCycle = lifeCycle
        self.embodied = embodied
    }
}

/// Energy and tokens of one site and interval of a certificate.
package struct HourRow: RegistryRow {
    /// The certificate's id.
    package var certificate: String
    /// The site's id.
    package var site: String
    /// When.
    package var interval: UTCInterval
    /// The batch's energy, Wh.
    package var wattHours: Int64
    /// The batch's tokens.
    package var tokens: TokenSum

    package static let table = RegistryTable.hours
    package var values: [RegistryValue] {
        [
            .text(certificate), .text(site), .time(interval.start), .time(interval.end),
            .integer(wattHours), .integer(tokens.input), .integer(tokens.output),
            .integer(tokens.cached),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        certificate = try columns.text()
        site = try columns.text()
        interval = try columns.interval()
        wattHours = try columns.integer()
        tokens = TokenSum(
            input: try columns.integer(), output: try columns.integer(),
            cached: try columns.integer())
    }

    init(_ hour: CertificateHour, of certificate: String) {
        self.certificate = certificate
        site = hour.site
        interval = hour.interval
        wattHours = hour.wattHours
        tokens = hour.tokens
    }
}

/// Energy retired for one site and interval of a certificate.
package struct MatchRow: RegistryRow {
    /// The certificate's id.
    package var certificate: String
    /// The slice's id.
    package var slice: String
    /// The site's id.
    package var site: String
    /// The start of the certificate's hour.
    package var start: UTCTime
    /// How much of the slice, Wh: all of it, until the certificate is split.
    package var wattHours: Int64

    package static let table = RegistryTable.matches
    package var values: [RegistryValue] {
        [.text(certificate), .text(slice), .text(site), .time(start), .integer(wattHours)]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        self.init(
            certificate: try columns.text(), slice: try columns.text(), site: try columns.text(),
            start: try columns.time(), wattHours: try columns.integer())
    }

    init(certificate: String, slice: String, site: String, start: UTCTime, wattHours: Int64) {
        self.certificate = certificate
        self.slice = slice
        self.site = site
        self.start = start
        self.wattHours = wattHours
    }
}
