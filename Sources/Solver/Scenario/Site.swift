/// A place where tokens are made.
public struct Site: Sendable {
    /// Tier of a token factory.
    public enum Tier: String, Sendable, CaseIterable {
        /// A large centre.
        case centre
        /// An edge site.
        case edge
        /// At the user's own premises.
        case onSite = "on_site"
    }

    /// What the month has seen before the horizon.
    public struct Account: Sendable {
        /// Largest 15-minute mean import of the month so far, MW.
        public let monthToDatePeakMW: Double
        /// Peak that the month's plan has already accepted, MW.
        public let plannedPeakMW: Double
        /// Import of the month so far, MWh.
        public let monthToDateMWh: Double
        /// Import of the days of the last month that lie beyond the horizon, MWh.
        public let forecastRemainderMWh: Double?
        /// Largest 15-minute mean divided by the mean of a step longer than that.
        public let intraStepFactor: Double
        /// Import of the running quarter of an hour so far, MWh; nil when the horizon starts
        /// with a quarter, or when it is not known and the first quarter does not count.
        public let quarterToDateMWh: Double?

        static let empty = Account()

        private init() {
            monthToDatePeakMW = 0
            plannedPeakMW = 0
            monthToDateMWh = 0
            forecastRemainderMWh = nil
            intraStepFactor = 1
            quarterToDateMWh = nil
        }

        init(_ fields: Fields) {
            monthToDatePeakMW = fields.number(
                "month_to_date_peak_mw", "Largest import of the month so far.", Allowed.powerMW,
                default: 0)
            plannedPeakMW = fields.number(
                "planned_peak_mw", "Peak that the month's plan has accepted.", Allowed.powerMW,
                default: 0)
            monthToDateMWh = fields.number(
                "month_to_date_mwh", "Import of the month so far.", Allowed.energyMWh, default: 0)
            forecastRemainderMWh = fields.optionalNumber(
                "forecast_remainder_mwh",
                "Import expected in the days of the horizon's last month that lie beyond it; the "
                    + "exact high-utilisation rule needs it.",
                Allowed.energyMWh)
            intraStepFactor = fields.number(
                "intra_step_factor", "Largest 15-minute mean over the mean of a longer step.",
                1...5, default: 1)
            quarterToDateMWh = fields.optionalNumber(
                "quarter_to_date_mwh",
                "Import of the running quarter of an hour so far, for steps of 5 minutes.",
                Allowed.energyMWh)
        }
    }

    /// Emission factors of the grid at the site.
    public struct Emissions: Sendable {
        /// Grid average, kg CO₂ per MWh.
        public let locationBasedKgCO2PerMWh: Series
        /// What remains when all contracts are taken out, kg CO₂ per MWh.
        public let residualKgCO2PerMWh: Series

        static let none = Emissions()

        private init() {
            locationBasedKgCO2PerMWh = Series(0)
            residualKgCO2PerMWh = Series(0)
        }

        init(_ fields: Fields) {
            locationBasedKgCO2PerMWh = fields.series(
                "location_based_kg_co2_per_mwh", "Grid average.", Allowed.emissionKgPerMWh)
            residualKgCO2PerMWh =
                fields.optionalSeries(
                    "residual_kg_co2_per_mwh",
                    "Residual mix, all contracts taken out; absent means the grid average.",
                    Allowed.emissionKgPerMWh) ?? locationBasedKgCO2PerMWh
        }
    }

    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Tier.
    public let tier: Tier
    /// Deliverability zone.
    public let zone: String?
    /// Latitude, degrees north; for the map only.
    public let latitude: Double?
    /// Longitude, degrees east; for the map only.
    public let longitude: Double?
    /// From IT power to facility power.
    public let facility: Facility
    /// PUE that the PUE adder of a tariff uses; nil when none applies.
    public let ratedPUE: Double?
    /// Connection to the grid.
    public let connection: Connection
    /// Tariff.
    public let tariff: String
    /// Contract curve in place of the tariff's energy component; nil for none.
    public let contract: EnergyContract?
    /// What the month has seen.
    public let account: Account
    /// Emission factors.
    public let emissions: Emissions
    /// Accelerators.
    public let pools: [Pool]
    /// Generators.
    public let generators: [Generator]
    /// Node of the power grid; nil when the site stands alone.
    public let node: String?
    /// Storages.
    public let storages: [Storage]
    /// Carbon-free supplies.
    public let renewables: [Renewable]
    /// Ratios of direct supply over the year; nil when none apply.
    public let directSupply: DirectSupply?

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        tier = fields.choice("tier", "Tier.", of: Tier.self, default: .centre) ?? .centre
        zone = fields.optionalID("zone", "Deliverability zone.")
        latitude = fields.optionalNumber("latitude", "Degrees north.", Allowed.latitude)
        longitude = fields.optionalNumber("longitude", "Degrees east.", Allowed.longitude)
        facility = Facility(fields)
        ratedPUE = fields.optionalNumber("pue_rated", "PUE that a PUE adder uses.", 1...5)
        connection =
            fields.object(
                "connection", "Connection to the grid.", required: true,
                element: Connection.init) ?? Connection(Fields(.object([]), at: "", in: .silent))
        tariff = fields.id("tariff", "Tariff that applies.")
        contract = fields.object(
            "contract", "Contract curve in place of the tariff's energy component.",
            element: EnergyContract.init)
        account =
            fields.object("account", "What the month has seen.", element: Account.init) ?? .empty
        emissions =
            fields.object("emissions", "Emission factors of the grid.", element: Emissions.init)
            ?? .none
        pools = fields.list("pools", "Accelerators.", element: Pool.init)
        storages = fields.list("storages", "Storages.", element: Storage.init)
        generators = fields.list("generators", "Generators.", element: Generator.init)
        node = fields.optionalID("node", "Node of the power grid that feeds the site.")
        renewables = fields.list("renewables", "Carbon-free supplies.", element: Renewable.init)
        directSupply = fields.object(
            "direct_supply", "Ratios of on-site supply over the year.",
            element: DirectSupply.init)
        if contract != nil, node != nil {
            fields.fault(
                "contract", .conflict, given: "with node",
                allowed: "one of the two: at a node the cost of supply is the price of energy")
        }
    }
}

extension Decoding {
    /// A context whose faults nobody reads, for stand-ins.
    static var silent: Decoding { Decoding(files: { _ in nil }) }
}
