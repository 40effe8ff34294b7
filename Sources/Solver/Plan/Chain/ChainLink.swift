extension Chain {
    /// One cell: a site, a product (or shared use) and an hour, or any sum of such cells.
    public struct Link: Sendable, Equatable {
        /// Energy at the meter: import + on-site supply − export, MWh.
        public var meterMWh = 0.0
        /// Energy at the IT boundary, MWh.
        public var itMWh = 0.0
        /// Model FLOP done, exaFLOP (10¹⁸).
        public var exaFLOP = 0.0
        /// FLOP that the busy accelerators could have done at peak, exaFLOP.
        public var peakExaFLOP = 0.0
        /// Output tokens, million.
        public var millionTokens = 0.0
        /// Revenue of those tokens with their input, CNY.
        public var revenueCNY = 0.0
        /// Electricity, CNY.
        public var electricityCNY = 0.0
        /// Network transfer, CNY.
        public var networkCNY = 0.0
        /// Business value where the user gives one, CNY.
        public var businessValueCNY = 0.0
        /// Location-based emissions, with those of the site's own generators, kg CO₂.
        public var locationKgCO2 = 0.0
        /// Market-based emissions, with those of the site's own generators, kg CO₂.
        public var marketKgCO2 = 0.0
        /// Life-cycle emissions of contracted and on-site supply, kg CO₂.
        public var lifeCycleKgCO2 = 0.0

        /// Nothing.
        public init() {}

        /// Value added after electricity and network, CNY.
        public var valueAddedCNY: Double { revenueCNY - electricityCNY - networkCNY }
        /// Facility energy per IT energy.
        public var pue: Double? { Self.ratio(meterMWh, itMWh) }
        /// Model FLOP per joule at the meter.
        public var flopPerJoule: Double? { Self.ratio(exaFLOP * 1e18, meterMWh * 3.6e9) }
        /// Output tokens per joule at the meter.
        public var tokensPerJoule: Double? { Self.ratio(millionTokens * 1e6, meterMWh * 3.6e9) }
        /// Joules at the meter per output token.
        public var joulesPerToken: Double? { Self.ratio(meterMWh * 3.6e9, millionTokens * 1e6) }
        /// Model FLOP utilisation of the busy accelerators.
        public var modelFLOPUtilisation: Double? { Self.ratio(exaFLOP, peakExaFLOP) }
        /// Electricity per million output tokens, CNY.
        public var electricityCNYPerMillionTokens: Double? {
            Self.ratio(electricityCNY, millionTokens)
        }
        /// Revenue per million output tokens, CNY.
        public var revenueCNYPerMillionTokens: Double? { Self.ratio(revenueCNY, millionTokens) }
        /// Revenue per MWh at the meter, CNY.
        public var revenueCNYPerMWh: Double? { Self.ratio(revenueCNY, meterMWh) }
        /// Location-based emissions per million output tokens, kg CO₂.
        public var locationKgCO2PerMillionTokens: Double? {
            Self.ratio(locationKgCO2, millionTokens)
        }
        /// Market-based emissions per million output tokens, kg CO₂.
        public var marketKgCO2PerMillionTokens: Double? { Self.ratio(marketKgCO2, millionTokens) }

        private static func ratio(_ a: Double, _ b: Double) -> Double? { b > 0 ? a / b : nil }

        /// Adds another link.
        public static func += (a: inout Link, b: Link) {
            a.meterMWh += b.meterMWh
            a.itMWh += b.itMWh
            a.exaFLOP += b.exaFLOP
            a.peakExaFLOP += b.peakExaFLOP
            a.millionTokens += b.millionTokens
            a.revenueCNY += b.revenueCNY
            a.electricityCNY += b.electricityCNY
            a.networkCNY += b.networkCNY
            a.businessValueCNY += b.businessValueCNY
            a.locationKgCO2 += b.locationKgCO2
            a.marketKgCO2 += b.marketKgCO2
            a.lifeCycleKgCO2 += b.lifeCycleKgCO2
        }

        /// The link times a number: a share of it.
        static func * (a: Link, share: Double) -> Link {
            var result = a
            for path in Link.amounts { result[keyPath: path] *= share }
            return result
        }

        // Writable key paths are not Sendable, and these are used in one function only.
        private static var amounts: [WritableKeyPath<Link, Double>] {
            [
                \.meterMWh, \.itMWh, \.exaFLOP, \.peakExaFLOP, \.millionTokens, \.revenueCNY,
                \.electricityCNY, \.networkCNY, \.businessValueCNY, \.locationKgCO2,
                \.marketKgCO2, \.lifeCycleKgCO2,
            ]
        }
    }
}
