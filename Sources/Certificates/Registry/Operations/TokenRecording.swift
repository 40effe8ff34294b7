/// Records counts of tokens, first ones and corrections, as `MeterRecording` does for energy.
package struct TokenRecording: RegistryOperation {
    /// The counts.
    package var counts: [TokenCount]
    /// Certificates to revoke in the same moment.
    package var revoking: [String]
    /// Why; only asked for where certificates are revoked.
    package var reason: String

    /// All members.
    package init(counts: [TokenCount], revoking: [String] = [], reason: String = "") {
        self.counts = counts
        self.revoking = revoking
        self.reason = reason
    }

    package static let kind = "tokens.record"
    package var data: [String: JSONValue] {
        ["reason": .text(reason), "revoking": .array(revoking.map(JSONValue.text))]
    }
    package var rows: [JSONValue] {
        counts.map { count in
            [
                "cached": .decimal(count.cached), "end": .text(count.interval.end.text),
                "input": .decimal(count.input), "model": .text(count.model),
                "output": .decimal(count.output), "product": .text(count.product),
                "revision": .decimal(Int64(count.revision)), "site": .text(count.site),
                "start": .text(count.interval.start.text), "tokenizer": .text(count.tokenizer),
            ]
        }
    }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        revoking = try reader.texts("revoking")
        reason = try reader.text("reason")
        counts = try reader.rows { row throws(RegistryFault) in
            TokenCount(
                product: try row.text("product"), site: try row.text("site"),
                interval: try row.interval(), model: try row.text("model"),
                tokenizer: try row.text("tokenizer"), input: try row.decimal("input"),
                output: try row.decimal("output"), cached: try row.decimal("cached"),
                revision: Int(try row.decimal("revision")))
        }
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.rows(counts.count)
        try registry.requireIssuer(request)
        try registry.revoke(revoking, reason, with: request)
        try registry.rows.expectLast(
            .countsOfProduct,
            counts.map {
                RegistryPlace(
                    [.text($0.product), .text($0.site), .text($0.model)],
                    before: $0.interval.end.seconds)
            })
        var steps = IntervalCheck()
        var touched: [(TokenCount, UTCTime)] = []
        for count in counts {
            let hour = try validate(count)
            try steps.add(
                count.interval, of: "\(count.product) \(count.site) \(count.model)",
                named: count.product)
            if let old = try registry.replace(count) {
                try registry.count(old, times: -1, in: hour)
                touched.append((old, hour))
            }
            registry.put(CountRow(count, recordedAt: request.at))
            try registry.count(count, times: 1, in: hour)
            touched.append((count, hour))
        }
        for (count, hour) in touched { try registry.checkCounted(count, in: hour) }
    }

    private func validate(_ count: TokenCount) throws(RegistryFault) -> UTCTime {
        try Limits.name(count.product, "product")
        try Limits.name(count.site, "site")
        try Limits.name(count.model, "model")
        try Limits.name(count.tokenizer, "tokenizer")
        try Limits.amount(count.input, "input")
        try Limits.amount(count.output, "output")
        try Limits.amount(count.cached, "cached")
        try Limits.amount(Int64(count.revision), "revision")
        return try Limits.hour(count.interval, "interval")
    }
}

extension Registry {
    /// Takes the place of the count of the same interval; gives that one.
    fileprivate func replace(_ count: TokenCount) throws(RegistryFault) -> TokenCount? {
        let found = try last(
            .countsOfProduct, .text(count.product), .text(count.site), .text(count.model),
            before: count.interval.end.seconds, as: CountRow.self)
        guard var old = found, old.count.interval.overlaps(count.interval) else {
            guard count.revision == 0 else { throw .revision(count.product, expected: 0) }
            return nil
        }
        guard old.count.interval == count.interval else {
            throw .overlap(count.product, with: old.count.interval.start.text)
        }
        let next = old.count.revision + 1
        guard count.revision == next else {
            throw .revision(count.product, expected: Int64(next))
        }
        old.isLive = false
        change(old)
        return old.count
    }

    private func productHour(_ count: TokenCount, in hour: UTCTime) throws(RegistryFault)
        -> ProductHourRow?
    {
        try find(
            ProductHourRow.self, .text(count.product), .text(count.site), .text(count.model),
            .text(count.tokenizer), .time(hour))
    }

    /// Adds a count to its hour, or takes it away.
    fileprivate func count(_ count: TokenCount, times sign: Int64, in hour: UTCTime)
        throws(RegistryFault)
    {
        let found = try productHour(count, in: hour)
        var row =
            found
            ?? ProductHourRow(
                product: count.product, site: count.site, model: count.model,
                tokenizer: count.tokenizer, start: hour)
        let tokens = TokenSum(
            input: sign * count.input, output: sign * count.output, cached: sign * count.cached)
        row.counted = try row.counted.adding(tokens, count.product)
        put(row, isNew: found == nil)
    }

    fileprivate func checkCounted(_ count: TokenCount, in hour: UTCTime) throws(RegistryFault) {
        guard let row = try productHour(count, in: hour), !row.certified.isWithin(row.counted)
        else { return }
        throw .correction(
            certificates: try certificates(at: count.site, in: hour) { certificate in
                certificate.batch.product == count.product
                    && certificate.batch.model == count.model
                    && certificate.batch.tokenizer == count.tokenizer
            })
    }
}

extension TokenSum {
    func adding(_ other: TokenSum, _ what: String) throws(RegistryFault) -> TokenSum {
        TokenSum(
            input: try Limits.sum(input, other.input, what),
            output: try Limits.sum(output, other.output, what),
            cached: try Limits.sum(cached, other.cached, what))
    }

    func isWithin(_ other: TokenSum) -> Bool {
        input <= other.input && output <= other.output && cached <= other.cached
    }

    var negated: TokenSum { TokenSum(input: -input, output: -output, cached: -cached) }
}
