/// Emissions by both methods and the carbon-free energy score, by site and in total.
public struct CarbonReport: Sendable {
    /// Figures of one site, or of all.
    public struct Entry: Sendable {
        /// Index of the site; nil for the total.
        public let site: Int?
        /// Location-based emissions, tonnes CO₂.
        public let locationTonnes: Double
        /// Market-based emissions, tonnes CO₂.
        public let marketTonnes: Double
        /// Life-cycle emissions of on-site and contracted supply, tonnes CO₂.
        public let lifeCycleTonnes: Double
        /// Σ_h min(CFE_h, load_h) / Σ_h load_h; nil without load.
        public let cfeScore: Double?
        /// Share of the hours in which carbon-free supply covers the whole load.
        public let matchedHourShare: Double?
        /// Carbon-free supply over load by volume; nil without load.
        ///
        /// What is exported at noon counts for midnight: the annual way of counting, beside the
        /// hourly one.
        public let volumeShare: Double?
    }

    /// Entries by site.
    public let sites: [Entry]
    /// All sites together; hours are matched site by site, never across sites.
    public let total: Entry

    init(_ scenario: Scenario, _ schedule: Schedule, _ chain: Chain) {
        let hourOfStep = GreenMatching.clockHours(scenario.grid)
        let count = chain.hours.count
        var matched = 0.0
        var load = 0.0
        var fullHours = 0
        var loadHours = 0
        var greenTotal = 0.0
        sites = scenario.sites.indices.map { site in
            var supply = [Double](repeating: 0, count: count)
            let green = Self.greenMWh(scenario, schedule, site)
            greenTotal += green
            for use in schedule.supplies where use.site == site {
                for step in 0..<scenario.grid.stepCount {
                    supply[hourOfStep[step]] += use.usedMW[step] * scenario.grid.stepHours
                }
            }
            for use in schedule.greenTransfers where use.site == site {
                for step in 0..<scenario.grid.stepCount {
                    supply[hourOfStep[step]] +=
                        (use.receivedMW[step] - use.givenUpMW[step] - use.exportedMW[step])
                        * scenario.grid.stepHours
                }
            }
            let loads = (0..<count).map { chain.sum(site: site, hour: $0).meterMWh }
            let own = zip(supply, loads).reduce(0) { $0 + min($1.0, max(0, $1.1)) }
            let used = loads.reduce(0) { $0 + max(0, $1) }
            let full = zip(supply, loads).filter { $1 > 0 && $0 >= $1 * (1 - 1e-9) }.count
            let active = loads.filter { $0 > 0 }.count
            matched += own
            load += used
            fullHours += full
            loadHours += active
            return Self.entry(
                chain.sum(site: site), site: site, matched: own, load: used, full: full,
                hours: active, green: green)
        }
        total = Self.entry(
            chain.total, site: nil, matched: matched, load: load, full: fullHours,
            hours: loadHours, green: greenTotal)
    }

    /// Carbon-free energy that a site uses, exports or receives, and does not give up, MWh.
    private static func greenMWh(_ scenario: Scenario, _ schedule: Schedule, _ site: Int)
        -> Double
    {
        var megawatts = 0.0
        for use in schedule.supplies where use.site == site {
            megawatts += use.usedMW.reduce(0, +)
        }
        for use in schedule.greenTransfers where use.site == site {
            megawatts +=
                use.receivedMW.reduce(0, +) - use.givenUpMW.reduce(0, +)
                - use.exportedMW.reduce(0, +)
        }
        return max(0, megawatts * scenario.grid.stepHours)
    }

    private static func entry(
        _ link: Chain.Link, site: Int?, matched: Double, load: Double, full: Int, hours: Int,
        green: Double
    ) -> Entry {
        Entry(
            site: site, locationTonnes: link.locationKgCO2 / 1000,
            marketTonnes: link.marketKgCO2 / 1000, lifeCycleTonnes: link.lifeCycleKgCO2 / 1000,
            cfeScore: load > 0 ? matched / load : nil,
            matchedHourShare: hours > 0 ? Double(full) / Double(hours) : nil,
            volumeShare: load > 0 ? green / load : nil)
    }
}
