package import Certificates

/// Energy certificates and contracts as CSV:
/// `scheme,registry,serial,device,source,zone,start,end,wh`, and perhaps `id` and the columns of a
/// storage's charge.
package enum EnergyCertificateFile {
    package static let columns = [
        "scheme", "registry", "serial", "device", "source", "zone", "start", "end", "wh",
    ]
    package static let optional = [
        "id", "storage", "charged_from", "charged_wh", "charged_start", "charged_end",
    ]

    /// All certificates, or everything wrong with them; every Wh counts once.
    ///
    /// Without an `id` a certificate's id is `registry/serial`.
    package static func read(_ bytes: [UInt8]) throws(TableFaults) -> [EnergyCertificate] {
        var table = try RecordTable(bytes, columns: columns, optional: optional, record: record)
        for (position, fault) in EnergyCertificates.faults(of: table.records) {
            let (given, allowed) = fault.wording
            table.add(position, given: given, allowed: allowed)
        }
        return try table.checked()
    }

    private static func record(_ line: inout RecordLine) -> EnergyCertificate? {
        let scheme = line.word("scheme", EnergyCertificate.Scheme.self)
        let (registry, serial) = (line.name("registry"), line.name("serial"))
        let device = line.name("device")
        let source = line.word("source", EnergyCertificate.Source.self)
        let zone = line.name("zone")
        let interval = line.interval()
        let wattHours = line.integer("wh", 1...AccountingLimits.certificateWattHours)
        let storage = storage(&line)
        guard let scheme, let registry, let serial, let device, let source, let zone,
            let interval, let wattHours
        else { return nil }
        return EnergyCertificate(
            id: line.cell("id") ?? registry + "/" + serial, scheme: scheme, registry: registry,
            serial: serial, device: device, source: source, zone: zone, interval: interval,
            wattHours: wattHours, storage: storage)
    }

    /// The charge of a storage; all of its columns or none.
    private static func storage(_ line: inout RecordLine) -> EnergyCertificate.StorageChain? {
        guard optional.dropFirst().contains(where: { line.cell($0) != nil }) else { return nil }
        let storage = line.name("storage")
        let from = line.text("charged_from")
        let charged = line.integer("charged_wh", 1...AccountingLimits.certificateWattHours)
        let during = line.interval("charged_start", "charged_end")
        guard let storage, let from, let charged, let during else { return nil }
        return EnergyCertificate.StorageChain(
            storage: storage, chargedFrom: from.split(separator: " ").map(String.init),
            chargedWattHours: charged, chargedDuring: during)
    }
}

extension EnergyCertificateFault {
    /// What stands there, and what may.
    fileprivate var wording: (given: String, allowed: String) {
        switch self {
        case .notAName(let called, let given):
            ("\(called) \"\(given)\"", "letters, digits and ._:/@+-")
        case .outOfRange(let given):
            ("\(given) Wh", "from 1 to \(AccountingLimits.certificateWattHours)")
        case .id(let id): ("id \(id) a second time", "an id of its own")
        case .serial(let registry, let serial):
            ("\(registry) \(serial) a second time", "each serial once, under whatever scheme")
        case .overlaps(let device, let other):
            (
                "a second certificate of \(device) within \(other.start.text) to \(other.end.text)",
                "intervals of a device that share no second"
            )
        case .storageGain(let charged, let given):
            ("\(given) Wh out of \(charged) charged", "at most what was charged")
        case .storageLoss(let charged, let given):
            (
                "\(given) Wh out of \(charged) charged",
                "more than 1 Wh for \(AccountingLimits.chargedForOneGivenBack) charged"
            )
        case .chargedLater: ("charged after it was given back", "an earlier charge")
        case .unknownCharge(let id):
            ("charged_from \"\(id)\"", "ids of certificates of this file, with blanks between")
        case .chargeNotCovered(let charged, let certified):
            ("\(charged) Wh charged from \(certified) Wh", "at least as much as was charged")
        case .chargedTwice(let id): ("\(id) for a second charge", "each certificate for one")
        case .chargedElsewhen(let id):
            ("\(id), not generated within the charge", "certificates from charged_start to end")
        }
    }
}

/// Factors as CSV: `id,kind,region,vintage,mg_per_kwh,source`.
package enum FactorFile {
    package static let columns = ["id", "kind", "region", "vintage", "mg_per_kwh", "source"]
    package static let optional = ["how_known"]

    /// All factors, or everything wrong with them.
    package static func read(_ bytes: [UInt8]) throws(TableFaults) -> FactorTable {
        var table = try RecordTable(
            bytes, columns: columns, optional: optional
        ) { line -> EmissionFactor? in
            let id = line.name("id")
            let kind = line.word("kind", EmissionFactor.Kind.self)
            let region = line.name("region")
            let vintage = line.integer("vintage", 1990...2100)
            let milligrams = line.integer("mg_per_kwh", 0...AccountingLimits.milligramsPerKWh)
            let source = line.text("source")
            guard let id, let kind, let region, let vintage, let milligrams, let source else {
                return nil
            }
            return EmissionFactor(
                id: id, kind: kind, region: region, vintage: Int(vintage),
                milligramsPerKWh: milligrams, source: source)
        }
        for (position, fault) in FactorTable.faults(of: table.records) {
            let (given, allowed) = fault.wording
            table.add(position, given: given, allowed: allowed)
        }
        let factors = try table.checked()
        do throws(FactorFault) {
            return try FactorTable(factors)
        } catch {
            let (given, allowed) = error.wording
            throw TableFaults([RecordFileFault(line: 1, given: given, allowed: allowed)])
        }
    }
}

extension FactorFault {
    /// What stands there, and what may.
    fileprivate var wording: (given: String, allowed: String) {
        switch self {
        case .id(let id): ("id \"\(id)\" bad or a second time", "an id of its own")
        case .twice(let id): ("\(id): kind, region and vintage a second time", "each once")
        case .outOfRange(let id, let value):
            ("\(id): \(value) mg", "from 0 to \(AccountingLimits.milligramsPerKWh)")
        case .vintage(let id, let year): ("\(id): \(year)", "a year from 1990 to 2100")
        case .source(let id): ("\(id): no source", "1 to 500 bytes that name the document")
        }
    }
}
