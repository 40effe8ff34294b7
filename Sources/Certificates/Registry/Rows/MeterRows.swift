/// A meter reading; corrections are further rows, and one of them holds.
package struct ReadingRow: RegistryRow {
    /// What was read.
    package var reading: MeterReading
    /// When it came here.
    package var recordedAt: UTCTime
    /// False once a later revision holds.
    package var isLive: Bool

    package static let table = RegistryTable.readings
    package var values: [RegistryValue] {
        [
            .text(reading.site), .text(reading.meter), .time(reading.interval.start),
            .integer(Int64(reading.revision)), .time(reading.interval.end),
            .name(reading.boundary), .integer(reading.wattHours), .name(reading.quality),
            .time(recordedAt), .integer(isLive ? 1 : 0),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        let (site, meter) = (try columns.text(), try columns.text())
        let (start, revision) = (try columns.time(), try columns.integer())
        guard let interval = UTCInterval(start: start, end: try columns.time()) else {
            throw .damaged("a reading ends before it begins")
        }
        let boundary: MeterReading.Boundary = try columns.name()
        reading = MeterReading(
            site: site, meter: meter, boundary: boundary, interval: interval,
            wattHours: try columns.integer(), revision: Int(revision),
            quality: try columns.name())
        recordedAt = try columns.time()
        isLive = try columns.flag()
    }

    init(_ reading: MeterReading, recordedAt: UTCTime) {
        self.reading = reading
        self.recordedAt = recordedAt
        isLive = true
    }
}

/// A token count; corrections are further rows, and one of them holds.
package struct CountRow: RegistryRow {
    /// What was counted.
    package var count: TokenCount
    /// When it came here.
    package var recordedAt: UTCTime
    /// False once a later revision holds.
    package var isLive: Bool

    package static let table = RegistryTable.counts
    package var values: [RegistryValue] {
        [
            .text(count.product), .text(count.site), .text(count.model),
            .time(count.interval.start), .integer(Int64(count.revision)),
            .time(count.interval.end), .text(count.tokenizer), .integer(count.input),
            .integer(count.output), .integer(count.cached), .time(recordedAt),
            .integer(isLive ? 1 : 0),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        let (product, site, model) = (try columns.text(), try columns.text(), try columns.text())
        let (start, revision) = (try columns.time(), try columns.integer())
        guard let interval = UTCInterval(start: start, end: try columns.time()) else {
            throw .damaged("a count ends before it begins")
        }
        let tokenizer = try columns.text()
        count = TokenCount(
            product: product, site: site, interval: interval, model: model, tokenizer: tokenizer,
            input: try columns.integer(), output: try columns.integer(),
            cached: try columns.integer(), revision: Int(revision))
        recordedAt = try columns.time()
        isLive = try columns.flag()
    }

    init(_ count: TokenCount, recordedAt: UTCTime) {
        self.count = count
        self.recordedAt = recordedAt
        isLive = true
    }
}

/// The energy of a site in one hour of UTC: what was metered, and what of it stands in certificates.
///
///     0 ≤ matched ≤ certified ≤ metered,   certified + uncertified = metered
package struct SiteHourRow: RegistryRow {
    /// The site's id.
    package var site: String
    /// The hour's start.
    package var start: UTCTime
    /// Sum of the facility meters, Wh.
    package var metered: Int64 = 0
    /// Sum of the hours of certificates that hold, Wh.
    package var certified: Int64 = 0
    /// Sum of what was retired for those hours, Wh.
    package var matched: Int64 = 0

    package static let table = RegistryTable.siteHours
    package var values: [RegistryValue] {
        [
            .text(site), .time(start), .integer(metered), .integer(certified), .integer(matched),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        site = try columns.text()
        start = try columns.time()
        metered = try columns.integer()
        certified = try columns.integer()
        matched = try columns.integer()
    }

    init(site: String, start: UTCTime) {
        self.site = site
        self.start = start
    }
}

/// The tokens of a product, site and model in one hour of UTC: what was counted, and what of it stands
/// in certificates.
package struct ProductHourRow: RegistryRow {
    /// The product's id.
    package var product: String
    /// The site's id.
    package var site: String
    /// The model with its version.
    package var model: String
    /// What counted them.
    package var tokenizer: String
    /// The hour's start.
    package var start: UTCTime
    /// Tokens counted.
    package var counted = TokenSum()
    /// Tokens in certificates that hold; at most those counted.
    package var certified = TokenSum()

    package static let table = RegistryTable.productHours
    package var values: [RegistryValue] {
        [
            .text(product), .text(site), .text(model), .text(tokenizer), .time(start),
            .integer(counted.input), .integer(counted.output), .integer(counted.cached),
            .integer(certified.input), .integer(certified.output), .integer(certified.cached),
        ]
    }

    package init(_ columns: inout RegistryColumns) throws(RegistryFault) {
        product = try columns.text()
        site = try columns.text()
        model = try columns.text()
        tokenizer = try columns.text()
        start = try columns.time()
        counted = TokenSum(
            input: try columns.integer(), output: try columns.integer(),
            cached: try columns.integer())
        certified = TokenSum(
            input: try columns.integer(), output: try columns.integer(),
            cached: try columns.integer())
    }

    init(product: String, site: String, model: String, tokenizer: String, start: UTCTime) {
        self.product = product
        self.site = site
        self.model = model
        self.tokenizer = tokenizer
        self.start = start
    }
}
