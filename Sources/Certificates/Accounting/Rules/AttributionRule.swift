/// How an issuer shares a site's energy among its products, declared with sources as a data file.
public struct AttributionRule: Sendable, Hashable {
    /// Energy that tokens of a model take at the computers.
    public struct Weight: Sendable, Hashable {
        /// The model with its version.
        public let model: String
        /// Wh per million tokens read.
        public let input: Int64
        /// Wh per million tokens written.
        public let output: Int64
        /// Wh per million tokens read from a cache.
        public let cached: Int64
        /// Where they come from.
        public let source: String
    }

    /// A meter at the computers whose load serves no tokens.
    public struct Exclusion: Sendable, Hashable {
        /// The meter.
        public let meter: MeterReading.Key
        /// What it measures.
        public let purpose: Purpose

        /// What is excluded.
        public enum Purpose: String, Sendable, CaseIterable {
            /// Training of models.
            case training
            /// Anything else that makes no tokens for sale.
            case other
        }
    }

    /// Id, version and hash.
    public let reference: DocumentReference
    /// What it is called.
    public let title: BilingualText
    /// By model.
    public let weights: [String: Weight]
    /// Metered apart and left out.
    public let exclusions: [Exclusion]
    /// By site.
    public let sites: [String: SiteDeclaration]
    /// How far the energy may be off, as a share, and why.
    public let uncertainty: Uncertainty

    /// A declared uncertainty.
    public struct Uncertainty: Sendable, Hashable {
        /// Half the width of the interval over the energy.
        public var share: Ratio
        /// What it rests on.
        public var source: String
    }

    /// Reads a file of the form `wattoken-attribution/1`.
    public init(reading document: JSONValue) throws(CertificateFault) {
        var reader = try DocumentReader(document, at: "")
        guard try reader.text("format") == "wattoken-attribution/1" else {
            throw .malformed(path: "/format", allowed: "wattoken-attribution/1")
        }
        reference = DocumentReference(
            id: try reader.name("id"), version: try reader.name("version"),
            digest: Digest(of: document.canonical))
        title = try BilingualText(try reader.object("title"))
        var weights: [String: Weight] = [:]
        for entry in try reader.objects("weights") {
            let weight = try Weight(entry)
            guard weights.updateValue(weight, forKey: weight.model) == nil else {
                throw .order(path: entry.path)
            }
        }
        self.weights = weights
        exclusions = try Self.exclusions(try reader.objects("excluded"))
        var sites: [String: SiteDeclaration] = [:]
        for entry in try reader.objects("sites") {
            let site = try SiteDeclaration(entry)
            guard sites.updateValue(site, forKey: site.id) == nil else {
                throw .order(path: entry.path)
            }
        }
        self.sites = sites
        uncertainty = try Uncertainty(try reader.object("uncertainty"))
        try reader.end()
    }

    private static func exclusions(
        _ readers: [DocumentReader]
    ) throws(CertificateFault) -> [Exclusion] {
        var list: [Exclusion] = []
        for var reader in readers {
            let key = MeterReading.Key(
                site: try reader.name("site"), meter: try reader.name("meter"))
            let exclusion = Exclusion(meter: key, purpose: try reader.word("purpose"))
            try reader.end()
            guard !list.contains(where: { $0.meter == key }) else {
                throw .order(path: reader.path)
            }
            list.append(exclusion)
        }
        return list
    }
}

extension AttributionRule.Weight {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        let range = 0...AccountingLimits.wattHoursPerMillionTokens
        model = try reader.name("model")
        input = try reader.integer("input_wh_per_million", range)
        output = try reader.integer("output_wh_per_million", range)
        cached = try reader.integer("cached_wh_per_million", range)
        source = try reader.text("source")
        try reader.end()
    }
}

extension AttributionRule.Uncertainty {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        share = try reader.ratio("share", least: 1)
        source = try reader.text("source")
        try reader.end()
    }

    var document: JSONValue { ["share": .ratio(share), "source": .text(source)] }
}

/// What an issuer declares of a site.
public struct SiteDeclaration: Sendable, Hashable {
    /// The site's id.
    public var id: String
    /// The deliverability zone that it draws from.
    public var zone: String
    /// The country in which it processes data, two capital letters (ISO 3166-1).
    public var country: String
    /// The region, for people.
    public var region: String
    /// Making and unmaking what works there, mg of CO2 equivalent per hour.
    public var embodiedMilligramsPerHour: Int64
    /// Where that comes from.
    public var embodiedSource: String
    /// The hash of a document that proves where data is processed; nil where there is none.
    public var evidence: Digest?

    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        id = try reader.name("site")
        zone = try reader.name("zone")
        country = try reader.text("country", upTo: 2)
        guard Self.isCountry(country) else {
            throw .malformed(path: reader.place("country"), allowed: "two capital letters")
        }
        region = try reader.text("region")
        embodiedMilligramsPerHour = try reader.integer(
            "embodied_mg_per_hour", 0...AccountingLimits.embodiedMilligramsPerHour)
        embodiedSource = try reader.text("embodied_source")
        if reader.has("evidence_sha256") { evidence = try reader.digest("evidence_sha256") }
        try reader.end()
    }

    /// True for two capital letters.
    static func isCountry(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    }
}
