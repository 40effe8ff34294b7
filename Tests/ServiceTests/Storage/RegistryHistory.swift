import Certificates
import Service
import Testing

/// Requests to the registry of a store, and words for what tests do with it.
struct RegistryDesk: Sendable {
    let store: any RegistryStore

    static let key = "did:key:k1#k1"
    static let document = Array("signed".utf8)
    static let batch = CertifiedBatch(
        product: "chat", model: "m-1", tokenizer: "t-1", ruleSet: "green", ruleVersion: "1")

    /// Asks under a request id.
    @discardableResult
    func ask(
        _ id: String, _ operation: any RegistryOperation, by account: String = "issuer",
        person: String = "ann", at second: Int64 = 100_000
    ) throws -> RegistryAnswer {
        let answers = try store.perform(
            [Self.request(id, operation, by: account, person: person, at: second)],
            documents: [Self.document], by: .test())
        return try #require(answers.first)
    }

    /// Asks for what has to be done.
    func `do`(
        _ id: String, _ operation: any RegistryOperation, by account: String = "issuer",
        person: String = "ann"
    ) throws {
        let answer = try ask(id, operation, by: account, person: person)
        guard case .done = answer else { throw Unexpected("\(id): \(answer)") }
    }

    static func request(
        _ id: String, _ operation: any RegistryOperation, by account: String,
        person: String = "ann", at second: Int64 = 100_000
    ) -> RegistryRequest {
        RegistryRequest(
            id: id, account: account, person: person, at: time(second), operation: operation)
    }

    /// Seconds after the beginning of 2026.
    static func time(_ second: Int64) -> UTCTime {
        guard let time = UTCTime(seconds: 1_767_225_600 + second) else {
            preconditionFailure("no second of the years 0 to 9999")
        }
        return time
    }

    static func hour(_ hour: Int64) -> UTCInterval { interval(3600 * hour, 3600 * hour + 3600) }

    static func interval(_ start: Int64, _ end: Int64) -> UTCInterval {
        guard let interval = UTCInterval(start: time(start), end: time(end)) else {
            preconditionFailure("an interval ends before it begins")
        }
        return interval
    }

    static func energy(_ id: String, _ hour: Int64, _ wattHours: Int64, device: String = "wind")
        -> EnergyCertificate
    {
        EnergyCertificate(
            id: id, scheme: .gec, registry: "CN", serial: "S-\(id)", device: device, source: .wind,
            zone: "CN-EAST", interval: Self.hour(hour), wattHours: wattHours)
    }

    static func reading(_ hour: Int64, _ wattHours: Int64, revision: Int = 0) -> MeterReading {
        MeterReading(
            site: "hub", meter: "main", boundary: .facility, interval: Self.hour(hour),
            wattHours: wattHours, revision: revision)
    }

    static func count(_ hour: Int64) -> TokenCount {
        TokenCount(
            product: "chat", site: "hub", interval: Self.hour(hour), model: "m-1",
            tokenizer: "t-1", input: 100, output: 200, cached: 10)
    }

    /// Half of the tokens and energy of an hour, with one slice.
    static func proposal(_ id: String, hour: Int64, slice: String, _ wattHours: Int64)
        -> CertificateProposal
    {
        CertificateProposal(
            certificate: id, batch: batch,
            emissions: BatchEmissions(location: 7001, market: 5003, lifeCycle: 11, embodied: 3),
            reservedUntil: time(900_000),
            hours: [
                CertificateHour(
                    site: "hub", interval: Self.hour(hour), wattHours: 450,
                    tokens: TokenSum(input: 50, output: 100, cached: 5),
                    retired: [RetiredEnergy(slice: slice, wattHours: wattHours)])
            ])
    }

    static func approval(_ id: String) -> CertificateApproval {
        CertificateApproval(certificate: id, key: key, document: Digest(of: document))
    }

    /// The issuer, the holders `north` and `south`, a key, a rule set, and measured hours 0 to 9.
    func open() throws {
        try self.do("open", AccountOpening(id: "issuer", role: .issuer))
        for id in ["north", "south"] {
            try self.do(
                "open \(id)".replacing(" ", with: "-"), AccountOpening(id: id, role: .holder))
        }
        let key = try Self.secret(7)
        try self.do("key", KeyChange(id: Self.key, publicKey: key.verifyingKey))
        try self.do("rules", RuleSetAddition(id: "green", version: "1", digest: Digest(of: "g")))
        try self.do("meters", MeterRecording(readings: (0..<10).map { Self.reading($0, 1000) }))
        try self.do("tokens", TokenRecording(counts: (0..<10).map { Self.count($0) }))
    }

    /// A key whose seed repeats one byte.
    static func secret(_ fill: UInt8) throws -> SigningKey {
        var seed = [UInt8](repeating: fill, count: 32)
        return try SigningKey(seed: &seed)
    }

    /// The change from one key to another, signed by both.
    func rotation(_ old: UInt8, _ new: UInt8) throws -> KeyChange {
        let issuer = try #require(try Issuer(registry: store))
        return KeyChange(
            try KeyRotation(
                of: issuer, from: Self.secret(old), to: Self.secret(new), at: Self.time(100_000)))
    }

    /// A row in every table, and every kind of operation.
    func makeHistory() throws {
        try open()
        try self.do(
            "factor",
            FactorAddition(factors: [
                EmissionFactor(
                    id: "f", kind: .residual, region: "CN", vintage: 2023,
                    milligramsPerKWh: 609_600, source: "MEE")
            ]))
        try self.do(
            "import",
            EnergyImport(
                owner: "north",
                certificates: (0..<6).map { Self.energy("e\($0)", $0, 100 + $0) }))
        try self.do("split", SliceSplits([.init(slice: "e0", parts: [40, 60])]), by: "north")
        try self.do("merge", SliceMerge(slices: ["e0.1", "e0.2"]), by: "north")
        try self.do("transfer", SliceTransfer(slices: ["e1"], to: "south"), by: "north")
        try self.do(
            "reserve",
            SliceReservation(slices: ["e1"], purpose: "p", until: Self.time(200_000)),
            by: "south")
        try self.do("release", SliceRelease(slices: ["e1"]), by: "south")
        try self.do("expire", SliceExpiry(slices: ["e1"]))
        try self.do(
            "charge",
            SliceRetirement(
                id: "c", slices: ["e2"], use: .storage, purpose: "battery", beneficiary: "n"),
            by: "north")
        var stored = Self.energy("d2", 4, 90, device: "battery")
        stored.storage = .init(
            storage: "battery", chargedFrom: ["e2"], chargedWattHours: 100,
            chargedDuring: Self.hour(2))
        try self.do("stored", EnergyImport(owner: "north", certificates: [stored]))
        for (id, hour, slice, wattHours) in [
            ("g0", 0, "e0.1+", 100), ("g3", 3, "e3", 103), ("g4", 4, "d2", 90),
            ("g5", 5, "e5", 105),
        ] as [(String, Int64, String, Int64)] {
            try self.do(
                "propose-\(id)", Self.proposal(id, hour: hour, slice: slice, wattHours),
                by: "north", person: "bob")
        }
        for id in ["g0", "g3", "g4"] { try self.do("issue-\(id)", Self.approval(id)) }
        try self.do("drop", CertificateDrop(certificate: "g5", reason: "typo"), by: "north")
        try self.do(
            "parts",
            CertificateSplit(
                certificate: "g0", key: Self.key, statusIndex: 4,
                parts: [
                    .init(
                        tokens: 100,
                        emissions: BatchEmissions(
                            location: 4517, market: 3228, lifeCycle: 7, embodied: 2),
                        document: Digest(of: Self.document)),
                    .init(
                        tokens: 55,
                        emissions: BatchEmissions(
                            location: 2484, market: 1775, lifeCycle: 4, embodied: 1),
                        document: Digest(of: Self.document)),
                ]))
        try self.do(
            "give", CertificateTransfer(certificates: ["g0.1"], to: "south"), by: "north")
        try self.do(
            "claim",
            CertificateRetirement(certificates: ["g0.1"], beneficiary: "b", purpose: "p"),
            by: "south")
        try self.do("revoke", CertificateRevocation(certificates: ["g3"], reason: "wrong"))
        try self.do("withdraw", EnergyWithdrawal(certificates: ["e2"], reason: "never was"))
        try self.do(
            "correct", MeterRecording(readings: [Self.reading(9, 900, revision: 1)]))
        try self.do("rotate", rotation(7, 8))
    }

    /// The state that a replay of the stored leaves gives.
    func replayed() throws -> RegistryMemory {
        let rows = RegistryMemory()
        var replay = RegistryReplay(into: rows)
        var next: Int64 = 0
        while true {
            let leaves = try store.leaves(from: next, limit: 500)
            if leaves.isEmpty { break }
            for leaf in leaves {
                guard leaf.isWhole else { throw Unexpected("leaf \(leaf.number) was changed") }
                try replay.apply(leaf.entry)
            }
            next += Int64(leaves.count)
        }
        guard replay.isComplete else { throw Unexpected("the log ends within a request") }
        return rows
    }

    /// Rows, sums and log agree.
    func checkInvariants() throws {
        #expect(try store.checkRegistry().isEmpty)
        #expect(try replayed().stateHash == store.registryDigest())
    }
}
