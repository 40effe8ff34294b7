/// A slice that a certificate retires, with what anyone needs to judge it.
public struct RetiredSlice: Sendable, Hashable {
    /// The slice's id.
    public var id: String
    /// What of it was retired for the certificate, Wh: Σ of its rows.
    public var wattHours: Int64
    /// What kind of proof it is.
    public var scheme: EnergyCertificate.Scheme
    /// Who issued it.
    public var registry: String
    /// Its serial there.
    public var serial: String
    /// The generating device.
    public var device: String
    /// What made the energy.
    public var source: EnergyCertificate.Source
    /// The zone into which it was delivered.
    public var zone: String
    /// When it was delivered.
    public var interval: UTCInterval
    /// What a storage took in for it; nil where nothing was stored.
    public var storage: StorageUse?
    /// Id of the life-cycle factor of its source.
    public var lifeCycleFactor: String

    /// Energy charged for a whole energy certificate of a storage.
    public struct StorageUse: Sendable, Hashable {
        /// The storage, what was charged, from which certificates and when.
        public var chain: EnergyCertificate.StorageChain
        /// What the storage gave back for the charge, Wh.
        public var deliveredWattHours: Int64
    }

    /// The part of a held slice that a certificate retires.
    public init(_ slice: EnergySlice, wattHours: Int64, lifeCycleFactor: String) {
        let certificate = slice.certificate
        id = slice.id
        self.wattHours = wattHours
        scheme = certificate.scheme
        registry = certificate.registry
        serial = certificate.serial
        device = certificate.device
        source = certificate.source
        zone = certificate.zone
        interval = certificate.interval
        storage = certificate.storage.map {
            StorageUse(chain: $0, deliveredWattHours: certificate.wattHours)
        }
        self.lifeCycleFactor = lifeCycleFactor
    }

    /// All members.
    public init(
        id: String, wattHours: Int64, scheme: EnergyCertificate.Scheme, registry: String,
        serial: String, device: String, source: EnergyCertificate.Source, zone: String,
        interval: UTCInterval, storage: StorageUse?, lifeCycleFactor: String
    ) {
        self.id = id
        self.wattHours = wattHours
        self.scheme = scheme
        self.registry = registry
        self.serial = serial
        self.device = device
        self.source = source
        self.zone = zone
        self.interval = interval
        self.storage = storage
        self.lifeCycleFactor = lifeCycleFactor
    }
}
