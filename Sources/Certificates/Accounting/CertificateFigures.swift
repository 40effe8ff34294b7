/// Every figure of a certificate or statement, computed from its rows alone.
///
/// With E[r] the energy of row r (Wh), M[r] what was retired for it, and factors in mg/kWh, so that a
/// product of both is in µg:
///
///     location-based = Σ E · average
///     market-based   = Σ (E − M) · residual             (carbon-free energy counts 0)
///     life cycle     = Σ (E − M) · life cycle of the grid + Σ retired · life cycle of its source
///                      · charged / given back, where it was stored, half-even to the µg
///     embodied       = Σ embodied mg · 1000
///     per million tokens = µg / tokens in g, half-even to six places
///
/// `hourlyMatchedWattHours` counts what was generated within the row's own clock hour and in a zone
/// that its site is supplied from; divided by the energy it is the CFE score.
public struct CertificateFigures: Sendable, Hashable {
    /// Σ of the rows' tokens by class.
    public var tokens = TokenSum()
    /// Which of them the figures per million count.
    public var basis: TokenSum.Basis
    /// Σ E, Wh.
    public var wattHours: Int64 = 0
    /// What of it reached the computers, Wh.
    public var itWattHours: Int64 = 0
    /// What of that no token explains, Wh.
    public var idleWattHours: Int64 = 0
    /// Σ M, Wh: matched by the rules.
    public var matchedWattHours: Int64 = 0
    /// Matched in the same hour and zone, Wh.
    public var hourlyMatchedWattHours: Int64 = 0
    /// Number of rows.
    public var rows: Int64 = 0
    /// Number of rows that are matched in full in the same hour and zone.
    public var fullyMatchedRows: Int64 = 0
    /// Σ E by how it is known, Wh: measured, derived, modelled.
    public var byQuality: [MeterReading.Quality: Int64] = [
        .measured: 0, .derived: 0, .modelled: 0,
    ]
    /// µg of CO2 by location.
    public var locationMicrograms: Int128 = 0
    /// µg of CO2 by market.
    public var marketMicrograms: Int128 = 0
    /// µg of CO2 equivalent by life cycle.
    public var lifeCycleMicrograms: Int128 = 0
    /// µg of CO2 equivalent for making and unmaking the plant.
    public var embodiedMicrograms: Int128 = 0

    /// Tokens that the figures per million count.
    public var countedTokens: Int64 { tokens.count(basis) }
    /// Facility energy over IT energy.
    public var pue: Ratio { Ratio(wattHours, of: itWattHours) }
    /// IT energy that no token explains.
    public var idleShare: Ratio { Ratio(idleWattHours, of: itWattHours) }
    /// Matched by the rules.
    public var matchedShare: Ratio { Ratio(matchedWattHours, of: wattHours) }
    /// Matched hour by hour: Σ min(carbon-free, load) / Σ load.
    public var cfeScore: Ratio { Ratio(hourlyMatchedWattHours, of: wattHours) }
    /// Share of the hours that are matched in full.
    public var fullyMatchedShare: Ratio { Ratio(fullyMatchedRows, of: rows) }

    /// µg as millionths of a gram per million tokens; nil where no token counts, or beyond 128 bits.
    public func perMillionTokens(_ micrograms: Int128) -> Int128? {
        let count = countedTokens
        let (scaled, isTooLarge) = micrograms.multipliedReportingOverflow(by: 1_000_000)
        guard count > 0, !isTooLarge else { return nil }
        return ExactFigures.roundedHalfEven(scaled, over: Int128(count))
    }

    /// No rows.
    public init(basis: TokenSum.Basis) { self.basis = basis }
}

/// What rows refer to.
public struct RowReferences: Sendable {
    let factors: [String: EmissionFactor]
    let slices: [String: RetiredSlice]
    let supplyZones: [String: [String]]

    /// References by id; of an id that comes twice the first counts.
    public init(
        factors: [EmissionFactor], slices: [RetiredSlice], supplyZones: [String: [String]]
    ) {
        self.factors = Dictionary(factors.map { ($0.id, $0) }) { first, _ in first }
        self.slices = Dictionary(slices.map { ($0.id, $0) }) { first, _ in first }
        self.supplyZones = supplyZones
    }
}

extension CertificateFigures {
    /// The figures of rows whose amounts are within `AccountingLimits`.
    ///
    /// - Throws: what a row refers to and is not there, and a row that retires more than it used.
    public init(
        rows: [CertificateHour], basis: TokenSum.Basis, references: RowReferences
    ) throws(CertificateFault) {
        self.init(basis: basis)
        for (index, row) in rows.enumerated() {
            try add(row, references, "/credentialSubject/hours/\(index)")
        }
    }

    /// Adds one row.
    mutating func add(
        _ row: CertificateHour, _ references: RowReferences, _ place: @autoclosure () -> String
    ) throws(CertificateFault) {
        func factor(
            _ id: String, _ name: String, _ kinds: [EmissionFactor.Kind]
        ) throws(CertificateFault) -> Int128 {
            guard let factor = references.factors[id], kinds.contains(factor.kind) else {
                throw .noSuch(path: place() + "/" + name, id: id)
            }
            return Int128(factor.milligramsPerKWh)
        }
        let location = try factor(row.locationFactor, "locationFactor", [.average])
        let residual = try factor(row.residualFactor, "residualFactor", [.residual, .average])
        let grid = try factor(row.lifeCycleFactor, "lifeCycleFactor", [.lifeCycle])
        var (matched, hourly) = (Int64(0), Int64(0))
        for part in row.retired {
            guard let slice = references.slices[part.slice] else {
                throw .noSuch(path: place() + "/retired", id: part.slice)
            }
            matched += part.wattHours
            if Self.isHourly(slice, row, references) { hourly += part.wattHours }
            let source = try factor(slice.lifeCycleFactor, "retired", [.lifeCycle])
            lifeCycleMicrograms += Self.lifeCycle(part.wattHours, source, slice)
        }
        guard matched <= row.wattHours else {
            throw .tooMuchRetired(path: place(), retired: matched, used: row.wattHours)
        }
        let rest = Int128(row.wattHours - matched)
        locationMicrograms += Int128(row.wattHours) * location
        marketMicrograms += rest * residual
        lifeCycleMicrograms += rest * grid
        embodiedMicrograms += Int128(row.embodiedMilligrams) * 1000
        count(row, matched: matched, hourly: hourly)
    }

    private mutating func count(_ row: CertificateHour, matched: Int64, hourly: Int64) {
        tokens += row.tokens
        wattHours += row.wattHours
        itWattHours += row.itWattHours
        idleWattHours += row.idleWattHours
        matchedWattHours += matched
        hourlyMatchedWattHours += hourly
        rows += 1
        if hourly == row.wattHours { fullyMatchedRows += 1 }
        byQuality[row.quality, default: 0] += row.wattHours
    }

    private static func isHourly(
        _ slice: RetiredSlice, _ row: CertificateHour, _ references: RowReferences
    ) -> Bool {
        let hour = MatchingWindow(.hour).row(containing: row.interval.start)
        guard let hour, hour.contains(slice.interval) else { return false }
        return references.supplyZones[row.site]?.contains(slice.zone) ?? false
    }

    private static func lifeCycle(
        _ wattHours: Int64, _ factor: Int128, _ slice: RetiredSlice
    ) -> Int128 {
        let plain = Int128(wattHours) * factor
        guard let storage = slice.storage, storage.deliveredWattHours > 0 else { return plain }
        return ExactFigures.roundedHalfEven(
            plain * Int128(storage.chain.chargedWattHours),
            over: Int128(storage.deliveredWattHours))
    }
}
