/// What meters and counters say of one site and row.
struct SiteRow {
    var facility: Int64 = 0
    var it: Int64 = 0
    var excluded: Int64 = 0
    var quality = MeterReading.Quality.measured
    var streams: [TokenStream: TokenSum] = [:]
    /// Seconds that each meter covers.
    var covered: [MeterReading.Key: Int64] = [:]
    var boundaries: Set<MeterReading.Boundary> = []
}

/// Readings and counts by site and row.
struct SiteRowTable {
    private(set) var rows: [String: [UTCInterval: SiteRow]] = [:]
    private(set) var faults: [AttributionFault] = []
    private let rule: AttributionRule
    private let window: MatchingWindow
    private let excluded: Set<MeterReading.Key>
    private var missing: Set<AttributionFault> = []

    init(rule: AttributionRule, window: MatchingWindow) {
        self.rule = rule
        self.window = window
        excluded = Set(rule.exclusions.map(\.meter))
    }

    mutating func add(_ reading: MeterReading) {
        let called = "\(reading.site) \(reading.meter)"
        guard let place = row(of: reading.interval, site: reading.site, called) else { return }
        var row = rows[reading.site, default: [:]][place] ?? SiteRow()
        row.covered[reading.key, default: 0] += reading.interval.lengthSeconds
        row.boundaries.insert(reading.boundary)
        switch reading.boundary {
        case .facility:
            row.facility += reading.wattHours
            if excluded.contains(reading.key) { report(.exclusionBoundary(reading.key)) }
            row.quality = max(row.quality, reading.quality)
        case .it:
            row.it += reading.wattHours
            if excluded.contains(reading.key) { row.excluded += reading.wattHours }
        }
        rows[reading.site, default: [:]][place] = row
    }

    mutating func add(_ count: TokenCount) {
        let called = "\(count.product) \(count.site)"
        guard let place = row(of: count.interval, site: count.site, called) else { return }
        if rule.weights[count.model] == nil { report(.noWeight(model: count.model)) }
        let stream = TokenStream(
            product: count.product, model: count.model, tokenizer: count.tokenizer)
        let tokens = TokenSum(input: count.input, output: count.output, cached: count.cached)
        rows[count.site, default: [:]][place, default: SiteRow()].streams[
            stream, default: TokenSum()] += tokens
    }

    /// Every row has both boundaries, every meter of a site covers every row, IT within facility.
    mutating func check() {
        for (site, list) in rows.sorted(by: { $0.key < $1.key }) {
            let meters = Set(list.values.flatMap(\.covered.keys)).sorted()
            for (place, row) in list.sorted(by: { $0.key.start < $1.key.start }) {
                for boundary in MeterReading.Boundary.allCases
                where !row.boundaries.contains(boundary) {
                    faults.append(.noMeter(site: site, boundary, place))
                }
                for meter in meters where row.covered[meter] ?? 0 != window.rowSeconds {
                    faults.append(.gap(meter, place))
                }
                if row.it > row.facility {
                    faults.append(.moreThanFacility(site: site, place))
                }
                if !row.isWithinLimits { faults.append(.tooLarge(site: site, place)) }
            }
        }
    }

    private mutating func row(
        of interval: UTCInterval, site: String, _ called: String
    ) -> UTCInterval? {
        if rule.sites[site] == nil { report(.noSite(site)) }
        guard let row = window.row(containing: interval.start), row.contains(interval) else {
            faults.append(.crossesRows(called: called, interval))
            return nil
        }
        return row
    }

    /// Reports a fault once, however many records have it.
    private mutating func report(_ fault: AttributionFault) {
        if missing.insert(fault).inserted { faults.append(fault) }
    }
}

extension SiteRow {
    fileprivate var isWithinLimits: Bool {
        let limit = AccountingLimits.tokens
        return facility <= AccountingLimits.wattHours
            && streams.values.allSatisfy {
                max($0.input, $0.output, $0.cached) <= limit
            }
    }
}

extension MeterReading.Quality: Comparable {
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Measured is best, modelled least.
    public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}
