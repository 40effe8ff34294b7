/// One product served on one kind of accelerator: what a replica is and how it can run.
public struct ServingProfile: Sendable {
    /// A batch size and power cap with what was measured there.
    public struct Mode: Sendable {
        /// Identifier within the profile.
        public let id: String
        /// Output tokens of one busy replica, million per hour, nothing cached.
        public let millionTokensPerHour: Double
        /// Power of one busy replica, kW at the IT boundary.
        public let busyKW: Double
        /// Time to the first token inside the site, ms.
        public let firstTokenMS: Double
        /// Time per further token, ms.
        public let tokenIntervalMS: Double

        init(_ fields: Fields) {
            id = fields.id()
            millionTokensPerHour = fields.number(
                "million_tokens_per_hour",
                "Output tokens of one busy replica with nothing cached.", 1e-9...1e6)
            busyKW = fields.number("busy_kw", "Power of one busy replica.", Allowed.kilowatts)
            firstTokenMS = fields.number(
                "first_token_ms", "Time to the first token inside the site.",
                Allowed.milliseconds, default: 0)
            tokenIntervalMS = fields.number(
                "token_interval_ms", "Time per further token.", Allowed.milliseconds, default: 0)
        }
    }

    /// What it takes to load a replica.
    public struct Loading: Sendable {
        /// Time during which the replica occupies its accelerators and serves nothing.
        public let minutes: Double
        /// IT energy of one loading, kWh.
        public let energyKWh: Double
        /// Other cost of one loading, CNY.
        public let priceCNY: Double

        static let free = Loading()

        private init() {
            minutes = 0
            energyKWh = 0
            priceCNY = 0
        }

        init(_ fields: Fields) {
            minutes = fields.number(
                "minutes", "Time in which a replica loads and serves nothing.", 0...1440,
                default: 0)
            energyKWh = fields.number(
                "energy_kwh", "IT energy of one loading.", 0...1e6, default: 0)
            priceCNY = fields.number(
                "price_cny", "Other cost of one loading.", 0...1e6, default: 0)
        }
    }

    /// Identifier.
    public let id: String
    /// Product served.
    public let product: String
    /// Kind of accelerator.
    public let accelerator: String
    /// Accelerators of one replica.
    public let acceleratorsPerReplica: Int
    /// Power of one loaded replica that serves nothing, kW at the IT boundary.
    public let loadedIdleKW: Double
    /// Memory of one replica, GB; nil when not stated.
    public let memoryGB: Double?
    /// Cost of loading.
    public let loading: Loading
    /// Ways to run, at least one.
    public let modes: [Mode]

    init(_ fields: Fields) {
        id = fields.id()
        product = fields.id("product", "Product served.")
        accelerator = fields.id("accelerator", "Kind of accelerator.")
        acceleratorsPerReplica = fields.integer(
            "accelerators_per_replica", "Accelerators of one replica.", 1...100_000)
        loadedIdleKW = fields.number(
            "loaded_idle_kw", "Power of one loaded replica that serves nothing.",
            Allowed.kilowatts)
        memoryGB = fields.optionalNumber(
            "memory_gb", "Memory that one replica needs, over all its accelerators.", 0...1e8)
        loading =
            fields.object("loading", "What it takes to load a replica.", element: Loading.init)
            ?? .free
        modes = fields.list(
            "modes", "Ways to run: batch size and power cap.", atLeast: 1, atMost: 64,
            element: Mode.init)
        for (index, mode) in modes.enumerated() where mode.busyKW < loadedIdleKW {
            fields.fault(
                "modes/\(index)/busy_kw", .conflict, given: "\(mode.busyKW)",
                allowed: "at least loaded_idle_kw, \(loadedIdleKW)")
        }
    }
}
