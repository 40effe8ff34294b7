extension RuleSet {
    /// The form that files of this version have.
    public static let format = "wattoken-rules/1"

    /// Reads a file of the form `wattoken-rules/1`; unknown members are faults.
    public init(reading document: JSONValue) throws(CertificateFault) {
        var reader = try DocumentReader(document, at: "")
        guard try reader.text("format") == Self.format else {
            throw .malformed(path: "/format", allowed: Self.format)
        }
        reference = DocumentReference(
            id: try reader.name("id"), version: try reader.name("version"),
            digest: Digest(of: document.canonical))
        title = try BilingualText(try reader.object("title"))
        note = try BilingualText(try reader.object("note"))
        standing = try reader.word("standing")
        sources = try SourceDocument.list(&reader)
        window = try Self.window(try reader.object("matching"))
        basis = try reader.word("token_basis")
        admitted = try Self.admissions(try reader.objects("admitted", upTo: 20))
        admitsStorage = try reader.boolean("storage_admitted")
        supply = try Deliverability(try reader.object("deliverability"), allowsAny: true)
        hourlySupply = try Deliverability(
            try reader.object("hourly_deliverability"), allowsAny: false)
        requiresResidual = try reader.boolean("residual_factor_required")
        var regions = try reader.object("factor_regions")
        averageRegions = try FactorRegions(&regions, "average")
        residualRegions = try FactorRegions(&regions, "residual")
        lifeCycleRegions = try FactorRegions(&regions, "life_cycle")
        try regions.end()
        export = try Self.export(try reader.objectIfPresent("export"))
        try reader.end()
    }

    private static func window(
        _ reader: consuming DocumentReader
    ) throws(CertificateFault) -> MatchingWindow {
        var reader = reader
        let length = try reader.word("window", MatchingWindow.Length.self)
        let offset = try reader.integer("utc_offset_minutes", -840...840)
        guard offset % 15 == 0 else {
            throw .malformed(path: reader.place("utc_offset_minutes"), allowed: "a multiple of 15")
        }
        try reader.end()
        return MatchingWindow(length, offsetSeconds: offset * 60)
    }

    private static func admissions(
        _ readers: [DocumentReader]
    ) throws(CertificateFault) -> [Admission] {
        var list: [Admission] = []
        for var reader in readers {
            let scheme = try reader.word("scheme", EnergyCertificate.Scheme.self)
            let unit = try reader.integer("unit_wh", 1...AccountingLimits.certificateWattHours)
            var sources: Set<EnergyCertificate.Source> = []
            for text in try reader.texts("sources", upTo: 20) {
                guard let source = EnergyCertificate.Source(rawValue: text) else {
                    throw .malformed(path: reader.place("sources"), allowed: "known sources")
                }
                sources.insert(source)
            }
            try reader.end()
            guard !list.contains(where: { $0.scheme == scheme }) else {
                throw .order(path: reader.path)
            }
            list.append(Admission(scheme: scheme, sources: sources, unitWattHours: unit))
        }
        return list
    }

    private static func export(
        _ reader: consuming DocumentReader?
    ) throws(CertificateFault) -> Export? {
        guard var reader else { return nil }
        let countries = try reader.texts("processing_countries", upTo: 300)
        let needsEvidence = try reader.boolean("site_evidence_required")
        try reader.end()
        guard countries.allSatisfy(SiteDeclaration.isCountry) else {
            throw .malformed(
                path: reader.place("processing_countries"), allowed: "two capital letters each")
        }
        return Export(processingCountries: countries, needsEvidence: needsEvidence)
    }
}

extension RuleSet.Deliverability {
    init(
        _ reader: consuming DocumentReader, allowsAny: Bool
    ) throws(CertificateFault) {
        var reader = reader
        otherwise = try reader.word("otherwise")
        guard allowsAny || otherwise == .same else {
            throw .malformed(path: reader.place("otherwise"), allowed: "same")
        }
        var zones: [String: [String]] = [:]
        let base = reader.place("by_site_zone")
        for (zone, list) in try reader.dictionary("by_site_zone") {
            let names = list.elements?.compactMap(\.text) ?? []
            guard names.count == list.elements?.count, AccountingLimits.isName(zone),
                names.allSatisfy(AccountingLimits.isName)
            else { throw .malformed(path: base + "/" + zone, allowed: "a list of zones") }
            zones[zone] = names
        }
        byZone = zones
        try reader.end()
    }
}

extension RuleSet.FactorRegions {
    init(_ parent: inout DocumentReader, _ name: String) throws(CertificateFault) {
        var regions: [String: String] = [:]
        var otherwise: String?
        let base = parent.place(name)
        for (zone, region) in try parent.dictionary(name) {
            guard let region = region.text, AccountingLimits.isName(region) else {
                throw .malformed(path: base + "/" + zone, allowed: "a region")
            }
            if zone == "otherwise" { otherwise = region } else { regions[zone] = region }
        }
        byZone = regions
        self.otherwise = otherwise
    }
}
