/// Brings energy certificates of other registries, and contracts, into this one; each becomes one active
/// slice with the certificate's id.
///
/// *Invariant 1*: a device has one live certificate for a second, whatever the scheme and the length of
/// the interval. *Invariant 15*: a registry's serial comes in once for all time, so that the same energy
/// as GEC, GO, I-REC or PPA counts once.
package struct EnergyImport: RegistryOperation {
    /// The account that holds them here.
    package var owner: String
    /// The certificates.
    package var certificates: [EnergyCertificate]

    /// All members.
    package init(owner: String, certificates: [EnergyCertificate]) {
        self.owner = owner
        self.certificates = certificates
    }

    package static let kind = "energy.import"
    package var data: [String: JSONValue] { ["owner": .text(owner)] }
    package var rows: [JSONValue] { certificates.map(\.json) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        owner = try reader.text("owner")
        certificates = try reader.rows { row throws(RegistryFault) in
            try EnergyCertificate(&row)
        }
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.rows(certificates.count)
        try registry.requireIssuer(request)
        _ = try registry.get(AccountRow.self, owner)
        let ids = certificates.map { [RegistryValue.text($0.id)] }
        try registry.rows.expect(.energy, ids)
        try registry.rows.expect(.slices, ids)
        try registry.rows.expect(
            .energyOfSerial, certificates.map { [.text($0.registry), .text($0.serial)] })
        try registry.rows.expectLast(
            .energyOfDevice,
            certificates.map {
                RegistryPlace([.text($0.device)], before: $0.interval.end.seconds)
            })
        var steps = IntervalCheck()
        var serials: Set<[String]> = []
        for certificate in certificates {
            try validate(certificate)
            try steps.add(
                certificate.interval, of: certificate.device, named: certificate.id)
            guard serials.insert([certificate.registry, certificate.serial]).inserted else {
                throw .twice("\(certificate.registry) \(certificate.serial)")
            }
            try registry.add(certificate, to: owner, at: request.at)
        }
    }

    private func validate(_ certificate: EnergyCertificate) throws(RegistryFault) {
        try Limits.name(certificate.id, "id")
        try Limits.name(certificate.registry, "registry")
        try Limits.name(certificate.serial, "serial")
        try Limits.name(certificate.device, "device")
        try Limits.name(certificate.zone, "zone")
        try Limits.amount(certificate.wattHours, "wh", from: 1)
        guard let storage = certificate.storage else { return }
        try Limits.name(storage.storage, "storage")
        try Limits.distinct(storage.chargedFrom)
        try Limits.amount(storage.chargedWattHours, "chargedWh", from: certificate.wattHours)
        guard storage.chargedDuring.start < certificate.interval.end else {
            throw .invalid(member: "chargedStart", reason: "before the discharge ends")
        }
    }
}

extension Registry {
    fileprivate func add(_ certificate: EnergyCertificate, to owner: String, at time: UTCTime)
        throws(RegistryFault)
    {
        try refuse(EnergyRow.self, certificate.id)
        try refuse(SliceRow.self, certificate.id)
        let serial = [certificate.registry, certificate.serial]
        if let other = try all(
            .energyOfSerial, .text(serial[0]), .text(serial[1]), as: EnergyRow.self
        ).first {
            throw .exists(.energy, other.certificate.id)
        }
        if let other = try last(
            .energyOfDevice, .text(certificate.device),
            before: certificate.interval.end.seconds, as: EnergyRow.self),
            other.certificate.interval.overlaps(certificate.interval)
        {
            throw .overlap(certificate.id, with: other.certificate.id)
        }
        if let storage = certificate.storage { try charge(certificate.id, storage) }
        put(EnergyRow(certificate, importedAt: time))
        put(
            SliceRow(
                id: certificate.id, certificate: certificate.id, parent: nil,
                wattHours: certificate.wattHours, owner: owner))
    }

    /// What a storage took in was retired for it and for nothing else, and charges one certificate.
    private func charge(_ id: String, _ storage: EnergyCertificate.StorageChain)
        throws(RegistryFault)
    {
        var charged: Int64 = 0
        for source in storage.chargedFrom {
            let energy = try get(EnergyRow.self, source)
            guard energy.state == .live else { throw .state(source, is: energy.state.rawValue) }
            if let other = try find(ChargeRow.self, .text(source)) {
                throw .exists(.charges, other.certificate)
            }
            for slice in try all(.slicesOfEnergy, .text(source), as: SliceRow.self)
            where slice.state.counts {
                guard slice.state == .retired, let id = slice.retirement,
                    case let retirement = try get(RetirementRow.self, id),
                    retirement.kind == .storage, retirement.purpose == storage.storage
                else { throw .state(slice.id, is: slice.state.rawValue) }
            }
            charged = try Limits.sum(charged, energy.certificate.wattHours, id)
            put(ChargeRow(charged: source, certificate: id))
        }
        guard charged >= storage.chargedWattHours else {
            throw .sum(id, whole: storage.chargedWattHours, parts: charged)
        }
    }
}

extension EnergyCertificate {
    /// Its row in the log.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "device": .text(device), "end": .text(interval.end.text), "id": .text(id),
            "registry": .text(registry), "scheme": .text(scheme.rawValue),
            "serial": .text(serial), "source": .text(source.rawValue),
            "start": .text(interval.start.text), "wh": .decimal(wattHours), "zone": .text(zone),
        ]
        if let storage {
            members["chargedEnd"] = .text(storage.chargedDuring.end.text)
            members["chargedFrom"] = .array(storage.chargedFrom.map(JSONValue.text))
            members["chargedStart"] = .text(storage.chargedDuring.start.text)
            members["chargedWh"] = .decimal(storage.chargedWattHours)
            members["storage"] = .text(storage.storage)
        }
        return .object(members)
    }

    init(_ row: inout OperationReader) throws(RegistryFault) {
        self.init(
            id: try row.text("id"), scheme: try row.name("scheme"),
            registry: try row.text("registry"), serial: try row.text("serial"),
            device: try row.text("device"), source: try row.name("source"),
            zone: try row.text("zone"), interval: try row.interval(),
            wattHours: try row.decimal("wh"))
        guard let storage = try row.optionalText("storage") else { return }
        self.storage = StorageChain(
            storage: storage, chargedFrom: try row.texts("chargedFrom"),
            chargedWattHours: try row.decimal("chargedWh"),
            chargedDuring: try row.interval("chargedStart", "chargedEnd"))
    }
}
