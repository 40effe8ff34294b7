extension TokenBatch {
    /// The batch, and the figures that hold its tokens.
    static func reading(
        _ reader: consuming DocumentReader
    ) throws(CertificateFault) -> (TokenBatch, CertificateFigures) {
        var reader = reader
        let product = try reader.name("product")
        var model = try reader.name("model")
        if let version = reader.takeIfPresent("modelVersion") {
            guard let text = version.text, AccountingLimits.isName(model + "@" + text) else {
                throw .malformed(path: reader.place("modelVersion"), allowed: "a name")
            }
            model += "@" + text
        }
        let stream = TokenStream(
            product: product, model: model, tokenizer: try reader.name("tokenizer"))
        let period = try reader.interval()
        let range = 0...AccountingLimits.sum / 4
        var figures = CertificateFigures(basis: try reader.word("tokenBasis"))
        figures.tokens = TokenSum(
            input: try reader.integer("input", range),
            output: try reader.integer("output", range),
            cached: try reader.integer("cached", range))
        try reader.expect("tokens", .decimal(figures.countedTokens))
        var country: String?
        if let value = reader.takeIfPresent("servedTo") {
            guard let text = value.text, SiteDeclaration.isCountry(text) else {
                throw .malformed(
                    path: reader.place("servedTo"), allowed: "two capital letters")
            }
            country = text
        }
        try reader.end()
        return (TokenBatch(stream: stream, period: period, servedTo: country), figures)
    }
}

extension CertificateSite {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        id = try reader.name("id")
        zone = try reader.name("zone")
        country = try reader.text("country", upTo: 2)
        guard SiteDeclaration.isCountry(country) else {
            throw .malformed(path: reader.place("country"), allowed: "two capital letters")
        }
        region = try reader.text("region")
        suppliedFrom = try reader.texts("suppliedFrom")
        embodiedSource = try reader.text("embodiedSource")
        if reader.has("evidenceSha256") { evidence = try reader.digest("evidenceSha256") }
        try reader.end()
    }
}

extension CertificateMeter {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        key = MeterReading.Key(site: try reader.name("site"), meter: try reader.name("meter"))
        boundary = try reader.word("boundary")
        try reader.end()
    }
}

extension EmissionFactor {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        self.init(
            id: try reader.name("id"), kind: try reader.word("kind"),
            region: try reader.name("region"),
            vintage: Int(try reader.integer("vintage", 1990...2100)),
            milligramsPerKWh: try reader.integer(
                "mgPerKWh", 0...AccountingLimits.milligramsPerKWh),
            source: try reader.text("source"))
        try reader.end()
    }
}

extension RetiredSlice {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        let limit = AccountingLimits.certificateWattHours
        var storage: StorageUse?
        if let chain = try reader.objectIfPresent("storage") { storage = try StorageUse(chain) }
        self.init(
            id: try reader.name("slice"), wattHours: try reader.integer("wh", 1...limit),
            scheme: try reader.word("scheme"), registry: try reader.name("registry"),
            serial: try reader.name("serial"), device: try reader.name("device"),
            source: try reader.word("source"), zone: try reader.name("zone"),
            interval: try reader.interval(), storage: storage,
            lifeCycleFactor: try reader.name("lifeCycleFactor"))
        try reader.end()
    }
}

extension RetiredSlice.StorageUse {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        let limit = AccountingLimits.certificateWattHours
        let storage = try reader.name("storage")
        let sources = try reader.texts("chargedFrom")
        let charged = try reader.integer("chargedWh", 1...limit)
        let least = charged / AccountingLimits.chargedForOneGivenBack + 1
        deliveredWattHours = try reader.integer("deliveredWh", min(least, charged)...charged)
        chain = EnergyCertificate.StorageChain(
            storage: storage, chargedFrom: sources, chargedWattHours: charged,
            chargedDuring: try reader.interval())
        try reader.end()
    }
}

extension CertificateHour {
    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        let energy = 0...AccountingLimits.wattHours
        let count = 0...AccountingLimits.tokens
        var parts: [RetiredEnergy] = []
        for var part in try reader.objects("retired") {
            let slice = try part.name("slice")
            parts.append(
                RetiredEnergy(
                    slice: slice, wattHours: try part.integer("wh", 1...energy.upperBound)))
            try part.end()
        }
        self.init(
            site: try reader.name("site"), interval: try reader.interval(),
            wattHours: try reader.integer("wh", energy),
            tokens: TokenSum(
                input: try reader.integer("input", count),
                output: try reader.integer("output", count),
                cached: try reader.integer("cached", count)),
            retired: parts)
        quality = try reader.word("quality")
        itWattHours = try reader.integer("itWh", energy)
        idleWattHours = try reader.integer("idleWh", energy)
        embodiedMilligrams = try reader.integer(
            "embodiedMg", 0...AccountingLimits.embodiedMilligramsPerHour)
        try reader.expect("matchedWh", .decimal(matchedWattHours))
        locationFactor = try reader.name("locationFactor")
        residualFactor = try reader.name("residualFactor")
        lifeCycleFactor = try reader.name("lifeCycleFactor")
        try reader.end()
    }
}
