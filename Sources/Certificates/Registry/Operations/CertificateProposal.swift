/// Proposes a certificate from measured hours and slices to retire for them; the slices are kept for it.
///
/// The account that asks holds the slices and will hold the certificate. The proposal is checked as its
/// approval will be, so that it can be approved at once; what is measured or certified in between is
/// checked again then.
package struct CertificateProposal: RegistryOperation {
    /// The certificate's id.
    package var certificate: String
    /// What it is about.
    package var batch: CertifiedBatch
    /// Carbon of the whole, as its document will say.
    package var emissions: BatchEmissions
    /// Until when the slices are kept.
    package var reservedUntil: UTCTime
    /// Hours, ordered by site and start; each names whole slices.
    package var hours: [CertificateHour]

    /// All members.
    package init(
        certificate: String, batch: CertifiedBatch, emissions: BatchEmissions,
        reservedUntil: UTCTime, hours: [CertificateHour]
    ) {
        self.certificate = certificate
        self.batch = batch
        self.emissions = emissions
        self.reservedUntil = reservedUntil
        self.hours = hours
    }

    /// How long slices wait for the approval unless something else is asked, seconds.
    private static let usualSeconds: Int64 = 7 * 86_400

    /// Until when slices are kept from a time on, unless something else is asked; nil beyond the last year.
    package static func usualEnd(from time: UTCTime) -> UTCTime? {
        UTCTime(seconds: time.seconds + usualSeconds)
    }

    package static let kind = "certificate.propose"
    package var data: [String: JSONValue] {
        [
            "certificate": .text(certificate), "model": .text(batch.model),
            "product": .text(batch.product), "reservedUntil": .text(reservedUntil.text),
            "ruleSet": .text(batch.ruleSet), "ruleVersion": .text(batch.ruleVersion),
            "tokenizer": .text(batch.tokenizer),
        ].merging(emissions.data) { first, _ in first }
    }

    /// Each hour is followed by its slices.
    package var rows: [JSONValue] {
        hours.flatMap { hour in
            [
                [
                    "cached": .decimal(hour.tokens.cached), "end": .text(hour.interval.end.text),
                    "input": .decimal(hour.tokens.input), "output": .decimal(hour.tokens.output),
                    "site": .text(hour.site), "start": .text(hour.interval.start.text),
                    "wh": .decimal(hour.wattHours),
                ]
            ] + hour.retired.map { ["slice": .text($0.slice), "wh": .decimal($0.wattHours)] }
        }
    }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        certificate = try reader.text("certificate")
        batch = CertifiedBatch(
            product: try reader.text("product"), model: try reader.text("model"),
            tokenizer: try reader.text("tokenizer"), ruleSet: try reader.text("ruleSet"),
            ruleVersion: try reader.text("ruleVersion"))
        emissions = try BatchEmissions(&reader)
        reservedUntil = try reader.time("reservedUntil")
        var hours: [CertificateHour] = []
        _ = try reader.rows { row throws(RegistryFault) in
            if let slice = try row.optionalText("slice") {
                guard !hours.isEmpty else { throw .malformed("rows/0") }
                hours[hours.count - 1].retired.append(
                    RetiredEnergy(slice: slice, wattHours: try row.decimal("wh")))
            } else {
                hours.append(try CertificateHour(&row))
            }
        }
        self.hours = hours
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try validate()
        _ = try registry.get(AccountRow.self, request.account)
        guard request.at < reservedUntil else {
            throw .invalid(member: "reservedUntil", reason: "later than now")
        }
        try registry.refuse(CertificateRow.self, certificate)
        try registry.refuse(RetirementRow.self, certificate)
        guard
            try registry.find(
                RuleSetRow.self, .text(batch.ruleSet), .text(batch.ruleVersion)) != nil
        else { throw .unknown(.ruleSets, "\(batch.ruleSet) \(batch.ruleVersion)") }
        try registry.checkRoom(hours, of: batch)
        try registry.reserve(self, of: request)
        registry.put(
            CertificateRow(
                self, totals: try CertificateTotals(hours),
                statusIndex: try registry.nextStatusIndex(), by: request))
    }

    /// What can be said without any row.
    private func validate() throws(RegistryFault) {
        try Limits.name(certificate, "certificate")
        for (name, value) in [
            ("product", batch.product), ("model", batch.model), ("tokenizer", batch.tokenizer),
        ] {
            try Limits.name(value, name)
        }
        for kind in BatchEmissions.kinds { try Limits.total(emissions[keyPath: kind], "mg") }
        try Limits.rows(hours.count)
        var before: CertificateHour?
        for hour in hours {
            if let before {
                let isLater =
                    before.site < hour.site
                    || before.site == hour.site && before.interval.end <= hour.interval.start
                guard isLater else { throw .overlap(hour.site, with: before.interval.start.text) }
            }
            before = hour
            try Self.validate(hour)
        }
        let slices = hours.flatMap(\.retired).map(\.slice)
        if !slices.isEmpty { try Limits.distinct(slices) }
    }

    private static func validate(_ hour: CertificateHour) throws(RegistryFault) {
        try Limits.name(hour.site, "site")
        _ = try Limits.hour(hour.interval, "interval")
        try Limits.amount(hour.wattHours, "wh")
        try Limits.amount(hour.tokens.input, "input")
        try Limits.amount(hour.tokens.output, "output")
        try Limits.amount(hour.tokens.cached, "cached")
        var matched: Int64 = 0
        for retired in hour.retired {
            try Limits.amount(retired.wattHours, "wh", from: 1)
            matched = try Limits.sum(matched, retired.wattHours, "wh")
        }
        guard matched <= hour.wattHours else {
            throw .sum(hour.site, whole: hour.wattHours, parts: matched)
        }
    }
}

extension BatchEmissions {
    /// Each kind of carbon.
    static var kinds: [KeyPath<BatchEmissions, Int64>] {
        [\.location, \.market, \.lifeCycle, \.embodied]
    }

    /// Members in the log.
    var data: [String: JSONValue] {
        [
            "embodiedMg": .decimal(embodied), "lifeCycleMg": .decimal(lifeCycle),
            "locationMg": .decimal(location), "marketMg": .decimal(market),
        ]
    }

    init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            location: try reader.decimal("locationMg"), market: try reader.decimal("marketMg"),
            lifeCycle: try reader.decimal("lifeCycleMg"),
            embodied: try reader.decimal("embodiedMg"))
    }
}

extension CertificateHour {
    init(_ row: inout OperationReader) throws(RegistryFault) {
        self.init(
            site: try row.text("site"), interval: try row.interval(),
            wattHours: try row.decimal("wh"),
            tokens: TokenSum(
                input: try row.decimal("input"), output: try row.decimal("output"),
                cached: try row.decimal("cached")),
            retired: [])
    }
}

extension Registry {
    /// Keeps the slices of a proposal for it, and writes its hours down.
    fileprivate func reserve(_ proposal: CertificateProposal, of request: RegistryRequest)
        throws(RegistryFault)
    {
        let id = proposal.certificate
        try expectSlices(proposal.hours.flatMap { $0.retired.map(\.slice) })
        for hour in proposal.hours {
            put(HourRow(hour, of: id))
            for retired in hour.retired {
                let slice = try free(retired.slice, of: request, orReservedFor: id)
                guard slice.wattHours == retired.wattHours else {
                    throw .sum(slice.id, whole: slice.wattHours, parts: retired.wattHours)
                }
                change(slice.reserved(for: id, until: proposal.reservedUntil))
                put(
                    MatchRow(
                        certificate: id, slice: slice.id, site: hour.site,
                        start: hour.interval.start, wattHours: retired.wattHours))
            }
        }
    }
}
