package import Certificates

/// Meter readings as CSV: `site,meter,boundary,start,end,wh,revision,quality`.
package enum ReadingFile {
    package static let columns = [
        "site", "meter", "boundary", "start", "end", "wh", "revision", "quality",
    ]

    /// All readings, or everything wrong with them: overlaps and revisions included.
    package static func read(_ bytes: [UInt8]) throws(TableFaults) -> MeterReadings {
        let table = try RecordTable(bytes, columns: columns) { line -> MeterReading? in
            let (site, meter) = (line.name("site"), line.name("meter"))
            let boundary = line.word("boundary", MeterReading.Boundary.self)
            let interval = line.interval()
            let wattHours = line.integer("wh", 0...AccountingLimits.wattHours)
            let revision = line.revision()
            let quality = line.word("quality", MeterReading.Quality.self)
            guard let site, let meter, let boundary, let interval, let wattHours, let revision,
                let quality
            else { return nil }
            return MeterReading(
                site: site, meter: meter, boundary: boundary, interval: interval,
                wattHours: wattHours, revision: revision, quality: quality)
        }
        return try table.collected()
    }
}

/// Token counts as CSV: `product,site,start,end,model,tokenizer,input,output,cached,revision`.
package enum CountFile {
    package static let columns = [
        "product", "site", "start", "end", "model", "tokenizer", "input", "output", "cached",
        "revision",
    ]

    /// All counts, or everything wrong with them: overlaps and revisions included.
    package static func read(_ bytes: [UInt8]) throws(TableFaults) -> TokenCounts {
        let table = try RecordTable(bytes, columns: columns) { line -> TokenCount? in
            let range = 0...AccountingLimits.tokens
            let (product, site) = (line.name("product"), line.name("site"))
            let interval = line.interval()
            let (model, tokenizer) = (line.name("model"), line.name("tokenizer"))
            let input = line.integer("input", range)
            let output = line.integer("output", range)
            let cached = line.integer("cached", range)
            let revision = line.revision()
            guard let product, let site, let interval, let model, let tokenizer, let input,
                let output, let cached, let revision
            else { return nil }
            return TokenCount(
                product: product, site: site, interval: interval, model: model,
                tokenizer: tokenizer, input: input, output: output, cached: cached,
                revision: revision)
        }
        return try table.collected()
    }
}

extension RecordTable where Record: RevisedRecord {
    /// The records as a collection, or all faults of lines and of records together.
    fileprivate func collected() throws(TableFaults) -> RevisedRecords<Record> {
        let found = RevisedRecords.collecting(records)
        var table = self
        for (position, fault) in found.faults {
            let (given, allowed) = fault.wording
            table.add(position, given: given, allowed: allowed)
        }
        _ = try table.checked()
        return found.collection
    }
}

extension RecordFault {
    /// What stands there, and what may.
    fileprivate var wording: (given: String, allowed: String) {
        switch self {
        case .notAName(let called, let given):
            ("\(called) \"\(given)\"", "letters, digits and ._:/@+-")
        case .outOfRange(let called, let given, let limit):
            ("\(called) \(given)", "from 0 to \(limit)")
        case .overlaps(let other):
            (
                "an interval that overlaps \(other.start.text) to \(other.end.text)",
                "intervals that share no second, or a correction of the same interval"
            )
        case .revision(let given, let next):
            ("revision \(given)", "\(next), the next of this interval")
        case .contradicts(let member, let other):
            ("another \(member) than from \(other.start.text)", "the same \(member)")
        case .sumTooLarge: ("a sum beyond 64 bits", "a sum up to \(AccountingLimits.sum)")
        }
    }
}
