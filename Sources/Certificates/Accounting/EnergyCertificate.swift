/// Proof of carbon-free energy that another registry or a contract gives: a GEC, a GO, an I-REC, a PPA.
///
/// The same external serial counts once under whatever kind it comes, and so does the same device in
/// the same second.
public struct EnergyCertificate: Sendable, Hashable {
    /// Its id in this registry.
    public var id: String
    /// What kind of proof it is.
    public var scheme: Scheme
    /// The registry or the party that issued it.
    public var registry: String
    /// Its serial there; unique with the registry.
    public var serial: String
    /// The generating device (production meter).
    public var device: String
    /// What made the energy.
    public var source: Source
    /// The zone into which it was delivered.
    public var zone: String
    /// When it was generated.
    public var interval: UTCInterval
    /// How much, Wh, at least 1.
    public var wattHours: Int64
    /// Energy that was stored before it was delivered; nil when it was not.
    public var storage: StorageChain?

    /// Kinds of proof.
    public enum Scheme: String, Sendable, CaseIterable {
        /// A Chinese green electricity certificate (绿证): 1 GEC is 1 MWh.
        case gec = "GEC"
        /// A European guarantee of origin.
        case go = "GO"
        /// An international renewable energy certificate.
        case irec = "I-REC"
        /// A power purchase agreement with metered delivery.
        case ppa = "PPA"
    }

    /// Carbon-free sources.
    public enum Source: String, Sendable, CaseIterable {
        case wind, solar, hydro, nuclear, geothermal, biomass
    }

    /// What a storage took in for what it gave back.
    public struct StorageChain: Sendable, Hashable {
        /// The storage's id.
        public var storage: String
        /// Energy certificates cancelled for its charge.
        public var chargedFrom: [String]
        /// What was charged, Wh; at least what is given back.
        public var chargedWattHours: Int64
        /// When it was charged; before the discharge ends.
        public var chargedDuring: UTCInterval

        /// All members.
        public init(
            storage: String, chargedFrom: [String], chargedWattHours: Int64,
            chargedDuring: UTCInterval
        ) {
            self.storage = storage
            self.chargedFrom = chargedFrom
            self.chargedWattHours = chargedWattHours
            self.chargedDuring = chargedDuring
        }
    }

    /// All members.
    public init(
        id: String, scheme: Scheme, registry: String, serial: String, device: String,
        source: Source, zone: String, interval: UTCInterval, wattHours: Int64,
        storage: StorageChain? = nil
    ) {
        self.id = id
        self.scheme = scheme
        self.registry = registry
        self.serial = serial
        self.device = device
        self.source = source
        self.zone = zone
        self.interval = interval
        self.wattHours = wattHours
        self.storage = storage
    }
}
