/// Meter readings that cannot overlap.
public typealias MeterReadings = RevisedRecords<MeterReading>

/// Token counts that cannot overlap.
public typealias TokenCounts = RevisedRecords<TokenCount>

extension MeterReading: RevisedRecord {
    /// A meter of a site.
    public struct Key: Sendable, Hashable, Comparable {
        /// The site's id.
        public let site: String
        /// The meter's id.
        public let meter: String

        /// All members.
        public init(site: String, meter: String) {
            self.site = site
            self.meter = meter
        }

        /// By site, then by meter.
        public static func < (a: Key, b: Key) -> Bool { (a.site, a.meter) < (b.site, b.meter) }
    }

    /// The meter.
    public var key: Key { Key(site: site, meter: meter) }
    /// Site and meter.
    public var names: [(called: String, name: String)] { [("site", site), ("meter", meter)] }
    /// Its Wh.
    public var amounts: [(called: String, amount: Int64, limit: Int64)] {
        [("wh", wattHours, AccountingLimits.wattHours)]
    }
    /// A meter has one boundary.
    public func disagreement(with other: MeterReading, isCorrection: Bool) -> String? {
        boundary == other.boundary ? nil : "boundary"
    }
}

extension TokenCount: RevisedRecord {
    /// A model of a product at a site.
    public struct Key: Sendable, Hashable, Comparable {
        /// The product's id.
        public let product: String
        /// The site's id.
        public let site: String
        /// The model with its version.
        public let model: String

        /// All members.
        public init(product: String, site: String, model: String) {
            self.product = product
            self.site = site
            self.model = model
        }

        /// By product, site, model.
        public static func < (a: Key, b: Key) -> Bool {
            (a.product, a.site, a.model) < (b.product, b.site, b.model)
        }
    }

    /// Product, site and model.
    public var key: Key { Key(product: product, site: site, model: model) }
    /// Product, site, model and tokenizer.
    public var names: [(called: String, name: String)] {
        [("product", product), ("site", site), ("model", model), ("tokenizer", tokenizer)]
    }
    /// Its tokens by class.
    public var amounts: [(called: String, amount: Int64, limit: Int64)] {
        let limit = AccountingLimits.tokens
        return [("input", input, limit), ("output", output, limit), ("cached", cached, limit)]
    }
    /// A correction counts with the same tokenizer; another interval may use a new one.
    public func disagreement(with other: TokenCount, isCorrection: Bool) -> String? {
        isCorrection && tokenizer != other.tokenizer ? "tokenizer" : nil
    }
}
