/// Part of an energy certificate, as the registry holds it.
public struct EnergySlice: Sendable, Hashable {
    /// The slice's id in the registry.
    public var id: String
    /// How much of the certificate, Wh.
    public var wattHours: Int64
    /// The certificate that it is a part of.
    public var certificate: EnergyCertificate

    /// All members.
    public init(id: String, wattHours: Int64, certificate: EnergyCertificate) {
        self.id = id
        self.wattHours = wattHours
        self.certificate = certificate
    }

    /// A whole certificate as one slice, under the certificate's id.
    public init(whole certificate: EnergyCertificate) {
        self.init(id: certificate.id, wattHours: certificate.wattHours, certificate: certificate)
    }
}

/// Why energy certificates cannot stand together.
public enum EnergyCertificateFault: Error, Sendable, Hashable {
    /// A name is not one of `AccountingLimits.isName`.
    case notAName(called: String, given: String)
    /// Wh are less than 1 or beyond the limit.
    case outOfRange(Int64)
    /// The id comes twice.
    case id(String)
    /// The registry's serial comes twice, under whatever kind of proof.
    case serial(registry: String, serial: String)
    /// The device has another certificate that shares a second with it.
    case overlaps(device: String, UTCInterval)
    /// A storage gives back more than it took in.
    case storageGain(charged: Int64, given: Int64)
    /// A storage takes in more than `AccountingLimits.chargedForOneGivenBack` for a Wh.
    case storageLoss(charged: Int64, given: Int64)
    /// A storage is charged after it gives back.
    case chargedLater
    /// A storage's charge names no certificate, or one that is not there.
    case unknownCharge(String)
    /// The certificates named for a charge have fewer Wh than were charged.
    case chargeNotCovered(charged: Int64, certified: Int64)
    /// A certificate is named for two charges.
    case chargedTwice(String)
    /// A certificate named for a charge was not generated while it was charged.
    case chargedElsewhen(String)
}

/// Energy certificates that count every Wh once.
public enum EnergyCertificates {
    /// What is wrong in a list, each with its position, ascending.
    public static func faults(
        of list: [EnergyCertificate]
    ) -> [(position: Int, fault: EnergyCertificateFault)] {
        var faults: [(position: Int, fault: EnergyCertificateFault)] = []
        var ids: [String: Int] = [:]
        var serials: Set<[String]> = []
        for (position, certificate) in list.enumerated() {
            if let fault = own(certificate) {
                faults.append((position, fault))
            } else if ids[certificate.id] != nil {
                faults.append((position, .id(certificate.id)))
            } else if !serials.insert([certificate.registry, certificate.serial]).inserted {
                let fault = EnergyCertificateFault.serial(
                    registry: certificate.registry, serial: certificate.serial)
                faults.append((position, fault))
            }
            ids[certificate.id] = ids[certificate.id] ?? position
        }
        faults += overlaps(list) + charges(list, ids)
        return faults.sorted { $0.position < $1.position }
    }

    /// Certificates that were cancelled for the charge of a storage, and so count no more.
    public static func spent(_ list: [EnergyCertificate]) -> Set<String> {
        Set(list.flatMap { $0.storage?.chargedFrom ?? [] })
    }

    /// What is wrong with a certificate by itself; nil for nothing.
    public static func own(_ certificate: EnergyCertificate) -> EnergyCertificateFault? {
        var names = [
            ("id", certificate.id), ("registry", certificate.registry),
            ("serial", certificate.serial), ("device", certificate.device),
            ("zone", certificate.zone),
        ]
        if let chain = certificate.storage { names.append(("storage", chain.storage)) }
        for (called, name) in names where !AccountingLimits.isName(name) {
            return .notAName(called: called, given: name)
        }
        let limit = AccountingLimits.certificateWattHours
        guard (1...limit).contains(certificate.wattHours) else {
            return .outOfRange(certificate.wattHours)
        }
        guard let chain = certificate.storage else { return nil }
        if chain.chargedWattHours < certificate.wattHours {
            return .storageGain(charged: chain.chargedWattHours, given: certificate.wattHours)
        }
        guard chain.chargedWattHours <= limit else { return .outOfRange(chain.chargedWattHours) }
        if chain.chargedWattHours / AccountingLimits.chargedForOneGivenBack
            >= certificate.wattHours
        {
            return .storageLoss(charged: chain.chargedWattHours, given: certificate.wattHours)
        }
        return chain.chargedDuring.end > certificate.interval.end ? .chargedLater : nil
    }

    private static func overlaps(
        _ list: [EnergyCertificate]
    ) -> [(position: Int, fault: EnergyCertificateFault)] {
        let order = list.indices.sorted { a, b in
            let (x, y) = (list[a], list[b])
            if x.device != y.device { return x.device < y.device }
            return (x.interval.start, a) < (y.interval.start, b)
        }
        var faults: [(position: Int, fault: EnergyCertificateFault)] = []
        var last: EnergyCertificate?
        for position in order {
            let next = list[position]
            if let before = last, before.device == next.device,
                before.interval.overlaps(next.interval)
            {
                faults.append(
                    (position, .overlaps(device: next.device, before.interval)))
                if next.interval.end <= before.interval.end { continue }
            }
            last = next
        }
        return faults
    }

    private static func charges(
        _ list: [EnergyCertificate], _ ids: [String: Int]
    ) -> [(position: Int, fault: EnergyCertificateFault)] {
        var faults: [(position: Int, fault: EnergyCertificateFault)] = []
        var spent: Set<String> = []
        for (position, certificate) in list.enumerated() {
            guard let chain = certificate.storage else { continue }
            var certified: Int64 = 0
            if chain.chargedFrom.isEmpty { faults.append((position, .unknownCharge(""))) }
            for id in chain.chargedFrom {
                guard let place = ids[id], place != position else {
                    faults.append((position, .unknownCharge(id)))
                    continue
                }
                if !spent.insert(id).inserted { faults.append((position, .chargedTwice(id))) }
                if !chain.chargedDuring.contains(list[place].interval) {
                    faults.append((position, .chargedElsewhen(id)))
                }
                certified = min(
                    AccountingLimits.sum, certified + min(list[place].wattHours, .max / 4))
            }
            if !chain.chargedFrom.isEmpty, certified < chain.chargedWattHours {
                let fault = EnergyCertificateFault.chargeNotCovered(
                    charged: chain.chargedWattHours, certified: certified)
                faults.append((position, fault))
            }
        }
        return faults
    }
}
