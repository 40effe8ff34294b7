extension GreenTokenCertificate {
    /// Reads a credential as `document` writes it, signed or not; any unknown member is a fault.
    ///
    /// A member `proof` is left to whoever checks the signature. Figures are read as they are printed:
    /// `CertificateArithmetic` tells whether they are right.
    public init(reading document: JSONValue) throws(CertificateFault) {
        try self.init(reading: document, rows: nil)
    }

    /// Reads a credential whose rows were read already and left empty lists in their places.
    package init(reading scan: CertificateScan) throws(CertificateFault) {
        try self.init(reading: scan.rest, rows: (scan.hours, scan.slices))
    }

    private init(
        reading document: JSONValue, rows: (hours: [CertificateHour], slices: [RetiredSlice])?
    ) throws(CertificateFault) {
        var reader = try DocumentReader(document, at: "")
        _ = reader.takeIfPresent("proof")
        guard try reader.take("@context") == Self.context else {
            throw .malformed(path: "/@context", allowed: "the contexts of \(Self.format)")
        }
        guard try reader.take("type") == ["VerifiableCredential", "GreenTokenCertificate"] else {
            throw .malformed(path: "/type", allowed: "VerifiableCredential, GreenTokenCertificate")
        }
        id = try reader.name("id", after: Self.idPrefix)
        issuer = try reader.text("issuer")
        validFrom = try reader.time("validFrom")
        validUntil = nil
        if let value = reader.takeIfPresent("validUntil") {
            guard let end = value.text.flatMap({ UTCTime($0) }), end > validFrom else {
                throw .malformed(path: "/validUntil", allowed: "a time after validFrom")
            }
            validUntil = end
        }
        status = try reader.objectIfPresent("credentialStatus").map(StatusEntry.init)
        var subject = try reader.object("credentialSubject")
        try reader.end()
        guard try subject.name("id", after: Self.batchPrefix) == id else {
            throw .malformed(path: "/credentialSubject/id", allowed: Self.batchPrefix + id)
        }
        try subject.expect("type", "TokenBatch")
        try subject.expect("format", .text(Self.format))
        verifier = try subject.text("verifier")
        origin = try Self.origin(try subject.objectIfPresent("splitFrom"), of: id)
        rules = try DocumentReference(try subject.object("ruleSet"))
        grades = try DocumentReference(try subject.object("gradeRules"))
        attribution = try DocumentReference(try subject.object("attribution"))
        sites = try Self.list(&subject, "sites", CertificateSite.init)
        factors = try Self.list(&subject, "factors", EmissionFactor.init)
        slices = try Self.list(&subject, "retired", RetiredSlice.init)
        hours = try Self.list(&subject, "hours", CertificateHour.init)
        (batch, figures) = try TokenBatch.reading(try subject.object("batch"))
        (meters, uncertainty) = try Self.energy(try subject.object("energy"), &figures)
        (window, grade) = try Self.matching(try subject.object("matching"), &figures)
        try figures.readEmissions(try subject.object("emissions"))
        try subject.expect("exclusions", .array(CertificateStatement.exclusions.map(\.document)))
        try subject.expect("statements", .array(CertificateStatement.claims.map(\.document)))
        try subject.end()
        guard self.document == Self.withoutProof(document) else {
            throw .malformed(path: "", allowed: "the one form that a certificate is written in")
        }
        if let rows { (hours, slices) = rows }
    }

    /// The certificate that this one is part of, which its own name says.
    private static func origin(
        _ reader: DocumentReader?, of id: String
    ) throws(CertificateFault) -> CertificateOrigin? {
        guard let reader else { return nil }
        let origin = try CertificateOrigin(reader)
        let name = CertificateSplit.name(ofPart: Int(origin.part - 1), of: origin.certificate)
        guard name == id else {
            throw .malformed(path: "/credentialSubject/splitFrom", allowed: "the whole of \(id)")
        }
        return origin
    }

    private static func withoutProof(_ document: JSONValue) -> JSONValue {
        guard var members = document.members else { return document }
        members["proof"] = nil
        return .object(members)
    }

    private static func list<Element>(
        _ reader: inout DocumentReader, _ name: String,
        _ read: (DocumentReader) throws(CertificateFault) -> Element
    ) throws(CertificateFault) -> [Element] {
        var list: [Element] = []
        for element in try reader.objects(name) { list.append(try read(element)) }
        return list
    }

    /// Printed sums, ratios and what they are of: a ratio must be made of the printed figures.
    private static func energy(
        _ reader: consuming DocumentReader, _ figures: inout CertificateFigures
    ) throws(CertificateFault) -> ([CertificateMeter], AttributionRule.Uncertainty) {
        var reader = reader
        let range = 0...AccountingLimits.sum
        figures.wattHours = try reader.integer("wh", range)
        figures.itWattHours = try reader.integer("itWh", range)
        try reader.expect("pue", .ratio(figures.pue))
        figures.idleWattHours = try reader.integer("idleWh", range)
        try reader.expect("idleShare", .ratio(figures.idleShare))
        try reader.expect("boundary", "facility")
        figures.byQuality = [
            .measured: try reader.integer("measuredWh", range),
            .derived: try reader.integer("derivedWh", range),
            .modelled: try reader.integer("modelledWh", range),
        ]
        let meters = try list(&reader, "meters", CertificateMeter.init)
        let uncertainty = try AttributionRule.Uncertainty(try reader.object("uncertainty"))
        try reader.end()
        return (meters, uncertainty)
    }

    private static func matching(
        _ reader: consuming DocumentReader, _ figures: inout CertificateFigures
    ) throws(CertificateFault) -> (MatchingWindow.Length, String) {
        var reader = reader
        let range = 0...AccountingLimits.sum
        let window = try reader.word("window", MatchingWindow.Length.self)
        figures.matchedWattHours = try reader.integer("matchedWh", range)
        try reader.expect("unmatchedWh", .decimal(figures.wattHours - figures.matchedWattHours))
        try reader.expect("matchedShare", .ratio(figures.matchedShare))
        figures.hourlyMatchedWattHours = try reader.integer("hourlyMatchedWh", range)
        try reader.expect("cfeScore", .ratio(figures.cfeScore))
        let full = try reader.ratio("fullyMatchedHours")
        (figures.fullyMatchedRows, figures.rows) = (full.numerator, full.denominator)
        let grade = try reader.name("grade")
        try reader.end()
        return (window, grade)
    }
}

extension DocumentReader {
    /// A member that can only be one value.
    mutating func expect(_ name: String, _ value: JSONValue) throws(CertificateFault) {
        guard try take(name) == value else {
            let text = String(decoding: value.canonical.prefix(200), as: UTF8.self)
            throw .malformed(path: place(name), allowed: text)
        }
    }

    /// A name behind a fixed beginning.
    mutating func name(
        _ name: String, after prefix: String
    ) throws(CertificateFault) -> String {
        let text = try text(name)
        let rest = String(text.dropFirst(prefix.count))
        guard text.hasPrefix(prefix), AccountingLimits.isName(rest) else {
            throw .malformed(path: place(name), allowed: prefix + "…")
        }
        return rest
    }
}

extension GreenTokenCertificate.StatusEntry {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        try reader.expect("type", "BitstringStatusListEntry")
        try reader.expect("statusPurpose", "revocation")
        index = try reader.integer("statusListIndex", 0...(1 << 40))
        list = try reader.text("statusListCredential")
        try reader.end()
    }
}

extension CertificateFigures {
    /// Totals in grams; the figures per million tokens must follow from them.
    mutating func readEmissions(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        try reader.expect("rounding", .text(Self.rounding))
        locationMicrograms = try total(try reader.object("locationBased"))
        marketMicrograms = try total(try reader.object("marketBased"))
        lifeCycleMicrograms = try total(try reader.object("lifeCycle"))
        embodiedMicrograms = try total(try reader.object("embodied"))
        try reader.end()
    }

    private func total(_ reader: consuming DocumentReader) throws(CertificateFault) -> Int128 {
        var reader = reader
        guard let micrograms = ExactFigures.millionths(try reader.text("gCO2e")) else {
            throw .malformed(path: reader.place("gCO2e"), allowed: "a decimal with six places")
        }
        let each = perMillionTokens(micrograms).map { ExactFigures.text(millionths: $0) }
        try reader.expect("gCO2ePerMillionTokens", each.map { .text($0) } ?? .null)
        try reader.end()
        return micrograms
    }
}
