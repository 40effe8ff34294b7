import Certificates
import Solver

/// The body of `POST /v1/accounts`.
struct AccountOrder: Sendable {
    let id: String

    init(_ fields: Fields) {
        id = fields.registryName("id", "The tenant whose account it is.") ?? ""
    }
}

/// A body that says why.
struct ReasonOrder: Sendable {
    let reason: String

    init(_ fields: Fields) { reason = fields.registryText("reason", "Why.") ?? "" }
}

/// Certificates that a correction of measured data takes with it.
struct CorrectionOrder: Sendable {
    var revoking: [String] = []
    var reason = ""

    /// None.
    init() {}

    init(_ fields: Fields) {
        revoking = fields.registryNames(
            "revoking", "Certificates to revoke in the same moment, because of a correction.",
            required: false)
        reason =
            fields.registryText("reason", "Why, where certificates are revoked.", required: false)
            ?? ""
    }
}

/// The readings of `POST /v1/meters`.
enum MeterOrder {
    static func readings(_ fields: Fields) -> [MeterReading] {
        fields.list(
            "readings", "Readings; a correction has the same interval and the next revision.",
            atLeast: 1, atMost: MeterEndpoints.largest, element: Self.reading
        ).compactMap(\.self)
    }

    private static func reading(_ fields: Fields) -> MeterReading? {
        let site = fields.registryName("site", "Where.")
        let meter = fields.registryName("meter", "Which meter.")
        let boundary = fields.choice(
            "boundary", "What it encloses.", of: MeterReading.Boundary.self)
        let interval = fields.utcInterval()
        let wattHours = fields.whole("wh", "Energy, Wh.", 0...AccountingLimits.wattHours)
        let revision = fields.integer("revision", "0, 1, 2, …", 0...1_000_000, default: 0)
        let quality = fields.choice(
            "quality", "How it is known.", of: MeterReading.Quality.self, default: .measured)
        guard let site, let meter, let boundary, let interval, let wattHours, let quality else {
            return nil
        }
        return MeterReading(
            site: site, meter: meter, boundary: boundary, interval: interval,
            wattHours: wattHours, revision: revision, quality: quality)
    }
}

/// The counts of `POST /v1/token-counts`.
enum TokenOrder {
    static func counts(_ fields: Fields) -> [TokenCount] {
        fields.list(
            "counts", "Counts; a correction has the same interval and the next revision.",
            atLeast: 1, atMost: MeterEndpoints.largest, element: Self.count
        ).compactMap(\.self)
    }

    private static func count(_ fields: Fields) -> TokenCount? {
        let range = 0...AccountingLimits.tokens
        let product = fields.registryName("product", "What is sold.")
        let site = fields.registryName("site", "Where they were made.")
        let model = fields.registryName("model", "The model with its version.")
        let tokenizer = fields.registryName("tokenizer", "What counted them.")
        let interval = fields.utcInterval()
        let input = fields.whole("input", "Tokens read.", range)
        let output = fields.whole("output", "Tokens written.", range)
        let cached = fields.whole("cached", "Tokens read from a cache.", range)
        let revision = fields.integer("revision", "0, 1, 2, …", 0...1_000_000, default: 0)
        guard let product, let site, let model, let tokenizer, let interval, let input,
            let output, let cached
        else { return nil }
        return TokenCount(
            product: product, site: site, interval: interval, model: model,
            tokenizer: tokenizer, input: input, output: output, cached: cached,
            revision: revision)
    }
}

/// The body of `POST /v1/energy-certificates`.
struct EnergyOrder: Sendable {
    let owner: String
    let certificates: [EnergyCertificate]

    init(_ fields: Fields) {
        owner = fields.registryName("owner", "The account that holds them.") ?? ""
        certificates = fields.list(
            "certificates", "Energy certificates and contracts, each once under any scheme.",
            atLeast: 1, atMost: MeterEndpoints.largest, element: Self.certificate
        ).compactMap(\.self)
    }

    private static func certificate(_ fields: Fields) -> EnergyCertificate? {
        let id = fields.registryName(
            "id", "Its id here; registry/serial unless told.", required: false)
        let scheme = fields.choice(
            "scheme", "What kind of proof it is.", of: EnergyCertificate.Scheme.self)
        let registry = fields.registryName("registry", "Who issued it.")
        let serial = fields.registryName("serial", "Its serial there.")
        let device = fields.registryName("device", "What generated it.")
        let source = fields.choice(
            "source", "What made the energy.", of: EnergyCertificate.Source.self)
        let zone = fields.registryName("zone", "Deliverability zone.")
        let interval = fields.utcInterval()
        let wattHours = fields.whole(
            "wh", "Energy, Wh.", 1...AccountingLimits.certificateWattHours)
        let storage = fields.object(
            "storage", "Where it comes out of a storage: what was charged.",
            element: Self.storage)
        guard let scheme, let registry, let serial, let device, let source, let zone,
            let interval, let wattHours
        else { return nil }
        return EnergyCertificate(
            id: id ?? registry + "/" + serial, scheme: scheme, registry: registry,
            serial: serial, device: device, source: source, zone: zone, interval: interval,
            wattHours: wattHours, storage: storage ?? nil)
    }

    private static func storage(_ fields: Fields) -> EnergyCertificate.StorageChain? {
        let name = fields.registryName("storage", "The storage.")
        let from = fields.registryNames("charged_from", "Energy certificates that went in.")
        let charged = fields.whole(
            "charged_wh", "What went in, Wh.", 1...AccountingLimits.certificateWattHours)
        let during = fields.utcInterval("charged_start", "charged_end")
        guard let name, let charged, let during else { return nil }
        return EnergyCertificate.StorageChain(
            storage: name, chargedFrom: from, chargedWattHours: charged, chargedDuring: during)
    }
}

/// The body of `POST /v1/slices/split`.
struct SplitOrder: Sendable {
    let splits: [SliceSplits.Split]

    init(_ fields: Fields) {
        splits = fields.list(
            "splits", "Slices with the Wh of their parts, which are named SLICE.1, SLICE.2, …",
            atLeast: 1, atMost: MeterEndpoints.largest
        ) { fields in
            SliceSplits.Split(
                slice: fields.registryName("slice", "The slice.") ?? "",
                parts: fields.wholes("parts", "Wh of each part.", 1...10_000_000_000_000))
        }
    }
}

/// The body of `POST /v1/certificates/{id}/split`.
struct PartsOrder: Sendable {
    let tokens: [Int64]

    init(_ fields: Fields) {
        tokens = fields.wholes(
            "tokens",
            "Tokens of all kinds of each part, which together are the certificate's; two parts or more.",
            1...AccountingLimits.sum)
    }
}

/// The body of `POST /v1/slices/reserve`.
struct ReservationOrder: Sendable {
    let slices: [String]
    let purpose: String
    let until: UTCTime?

    init(_ fields: Fields) {
        slices = fields.registryNames("slices", "The slices.")
        purpose = fields.registryName("purpose", "What for, a name.") ?? ""
        until = fields.utcTime("until", "From then on they are free again.")
    }
}

/// The body of `POST /v1/slices/release`.
struct ReleaseOrder: Sendable {
    let slices: [String]

    init(_ fields: Fields) { slices = fields.registryNames("slices", "The slices.") }
}

/// The body of `POST /v1/slices/transfer`.
struct SliceTransferOrder: Sendable {
    let slices: [String]
    let to: String

    init(_ fields: Fields) {
        slices = fields.registryNames("slices", "The slices.")
        to = fields.registryName("to", "The account that gets them.") ?? ""
    }
}

/// The body of `POST /v1/slices/retire`.
struct SliceRetirementOrder: Sendable {
    let id: String
    let slices: [String]
    let purpose: String
    let beneficiary: String
    let isStorage: Bool

    init(_ fields: Fields) {
        slices = fields.registryNames("slices", "The slices.")
        id =
            fields.registryName(
                "id", "Name of the retirement; the first slice and .retirement unless told.",
                required: false) ?? (slices.first ?? "") + ".retirement"
        purpose = fields.registryText("purpose", "What for; of a storage its id.") ?? ""
        beneficiary = fields.registryText("beneficiary", "For whom.") ?? ""
        isStorage = fields.bool("is_storage", "Whether a storage was charged.", default: false)
    }
}

/// The body of `POST /v1/certificates/{id}/transfer`.
struct TransferOrder: Sendable {
    let to: String

    init(_ fields: Fields) {
        to = fields.registryName("to", "The account that gets it.") ?? ""
    }
}

/// The body of `POST /v1/certificates/{id}/retire`.
struct RetirementOrder: Sendable {
    let beneficiary: String
    let purpose: String

    init(_ fields: Fields) {
        beneficiary = fields.registryText("beneficiary", "For whom.") ?? ""
        purpose = fields.registryText("purpose", "What for.") ?? ""
    }
}
