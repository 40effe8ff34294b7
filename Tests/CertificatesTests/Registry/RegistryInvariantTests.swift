import Certificates
import Testing

/// The invariants of certificates.md by number; 7 (printed figures) is the document's, 12 (the log never
/// forks) the log's.
@Suite struct `Registry invariants` {
    private typealias Bench = RegistryBench

    @Test func `1 A device's live intervals never overlap, 15 minutes against an hour neither`()
        throws
    {
        let bench = try Bench()
        var quarter = Bench.energy("q", 5, 10)
        quarter.interval = Bench.minutes(15, 30)
        #expect(
            bench.refusal(EnergyImport(owner: "north", certificates: [quarter]))
                == .overlap("q", with: "e0"))
        // Another scheme is no other device.
        var other = Bench.energy("o", 0, 10)
        other.scheme = .irec
        #expect(
            bench.refusal(EnergyImport(owner: "north", certificates: [other]))
                == .overlap("o", with: "e0"))
        // Within one request, in whatever order.
        var pair = [Bench.energy("p1", 7, 1), quarter]
        pair[1].interval = Bench.minutes(7 * 60 + 45, 8 * 60)
        for pair in [pair, pair.reversed()] {
            guard
                case .overlap = bench.refusal(EnergyImport(owner: "north", certificates: pair))
            else {
                Issue.record("an overlap within a request was taken")
                return
            }
        }
        // Neighbours share no second, and what was withdrawn makes room.
        try bench.ask(EnergyImport(owner: "north", certificates: [Bench.energy("n", 2, 1)]))
        try bench.ask(EnergyWithdrawal(certificates: ["e0"], reason: "meter fault"))
        try bench.ask(EnergyImport(owner: "north", certificates: [quarter]))
    }

    @Test func `1 Readings and counts of one thing never overlap`() throws {
        let bench = try Bench()
        var reading = Bench.reading(0, 1)
        reading.interval = Bench.minutes(45, 60)
        #expect(
            bench.refusal(MeterRecording(readings: [reading]))
                == .revision("main", expected: 0)
                || bench.refusal(MeterRecording(readings: [reading]))
                    == .overlap("main", with: Bench.hour(0).start.text)
        )
        var count = Bench.count(1)
        count.interval = Bench.minutes(60, 75)
        #expect(
            bench.refusal(TokenRecording(counts: [count]))
                == .overlap("chat", with: Bench.hour(1).start.text))
        reading.interval = Bench.minutes(130, 190)
        guard case .invalid = bench.refusal(MeterRecording(readings: [reading])) else {
            Issue.record("a reading over the hour was taken")
            return
        }
    }

    @Test func `2 What was issued is the sum of its states to the Wh`() throws {
        let bench = try Bench()
        try bench.ask(SliceSplits([.init(slice: "e0", parts: [1, 99, 100, 200])]), by: "north")
        try bench.ask(
            SliceReservation(slices: ["e0.1"], purpose: "p", until: Bench.time(200_000)),
            by: "north")
        try bench.ask(
            SliceRetirement(id: "x", slices: ["e0.2"], purpose: "claim", beneficiary: "b"),
            by: "north")
        try bench.ask(SliceExpiry(slices: ["e0.3"]))
        #expect(
            try bench.balance("e0") == [.active: 200, .reserved: 1, .retired: 99, .expired: 100])
        try bench.ask(EnergyWithdrawal(certificates: ["e0"], reason: "never was"))
        #expect(try bench.balance("e0") == [.withdrawn: 400])
    }

    @Test func `2 Split, merge and transfer sum to zero`() throws {
        let bench = try Bench()
        try bench.ask(SliceSplits([.init(slice: "e0", parts: [150, 250])]), by: "north")
        try bench.ask(SliceTransfer(slices: ["e0.2"], to: "south"), by: "north")
        #expect(
            bench.refusal(SliceMerge(slices: ["e0.1", "e0.2"]), by: "north") == .notOwner("e0.2"))
        try bench.ask(SliceTransfer(slices: ["e0.2"], to: "north"), by: "south")
        try bench.ask(SliceMerge(slices: ["e0.1", "e0.2"]), by: "north")
        #expect(try bench.slice("e0.1+")?.wattHours == 400)
        #expect(try bench.balance("e0") == [.active: 400])
        guard case .invalid = bench.refusal(SliceMerge(slices: ["e0.1+", "e1"]), by: "north") else {
            Issue.record("slices of two certificates were merged")
            return
        }
    }

    @Test func `3 A Wh is retired once, and final states have no exit`() throws {
        let bench = try Bench()
        let retirement = SliceRetirement(id: "x", slices: ["e0"], purpose: "a", beneficiary: "b")
        try bench.ask(retirement, by: "north")
        let later: [any RegistryOperation] = [
            SliceRetirement(id: "y", slices: ["e0"], purpose: "a", beneficiary: "b"),
            SliceSplits([.init(slice: "e0", parts: [1, 399])]),
            SliceTransfer(slices: ["e0"], to: "south"),
            SliceReservation(slices: ["e0"], purpose: "p", until: Bench.time(200_000)),
            SliceRelease(slices: ["e0"]),
            Bench.proposal(),
        ]
        for operation in later {
            #expect(bench.refusal(operation, by: "north") == .state("e0", is: "retired"))
        }
        #expect(bench.refusal(SliceExpiry(slices: ["e0"])) == .state("e0", is: "retired"))
        #expect(bench.refusal(retirement, by: "north") == .exists(.retirements, "x"))
    }

    @Test func `4 What is retired for a site-hour is at most what was metered there`() throws {
        let bench = try Bench()
        var proposal = Bench.proposal()
        proposal.hours[1].wattHours = 501
        #expect(
            bench.refusal(proposal, by: "north")
                == .exceedsMeter(
                    site: "hub", hour: Bench.hour(1).start, metered: 500, certified: 501))
        proposal.hours[1].wattHours = 299
        #expect(bench.refusal(proposal, by: "north") == .sum("hub", whole: 299, parts: 300))
        try bench.issue()
        #expect(try bench.siteHour(0)?.matched == 400)
    }

    @Test func `5 Certified tokens are at most those counted, and a batch is in one certificate`()
        throws
    {
        let bench = try Bench()
        try bench.issue()
        try bench.ask(
            EnergyImport(owner: "north", certificates: [Bench.energy("e9", 0, 5, device: "d")]))
        var second = Bench.proposal("g2")
        second.hours = [
            Bench.row(0, wattHours: 5, tokens: TokenSum(input: 1, output: 0, cached: 0), ("e9", 5))
        ]
        #expect(
            bench.refusal(second, by: "north")
                == .exceedsTokens(product: "chat", site: "hub", hour: Bench.hour(0).start))
    }

    @Test func `6 What is certified and what is not make up what was metered`() throws {
        let bench = try Bench()
        try bench.issue()
        let hour = try #require(try bench.siteHour(1))
        #expect(hour.metered == 500 && hour.certified == 450)
        #expect(
            bench.refusal(MeterRecording(readings: [Bench.reading(1, 449, revision: 1)]))
                == .correction(certificates: ["g1"]))
        #expect(
            bench.refusal(MeterRecording(readings: [Bench.reading(1, 450, revision: 1)])) == nil)
        try bench.ask(
            MeterRecording(
                readings: [Bench.reading(1, 449, revision: 2)], revoking: ["g1"], reason: "meter"))
        #expect(try bench.certificate("g1")?.state == .revoked)
        #expect(try bench.siteHour(1)?.certified == 0)
        #expect(try bench.siteHour(1)?.metered == 449)
    }

    @Test func `8 A factor has kind, region, vintage and source, and is never changed`() throws {
        let bench = try Bench()
        var factor = EmissionFactor(
            id: "CN-residual-2023", kind: .residual, region: "CN", vintage: 2023,
            milligramsPerKWh: 609_600, source: "MEE 2023")
        try bench.ask(FactorAddition(factors: [factor]))
        factor.milligramsPerKWh = 1
        #expect(
            bench.refusal(FactorAddition(factors: [factor])) == .exists(.factors, factor.id))
        factor.id = "other"
        factor.source = ""
        guard case .invalid = bench.refusal(FactorAddition(factors: [factor])) else {
            Issue.record("a factor without source was taken")
            return
        }
    }

    @Test func `9 Only the owner moves a slice, only the issuer issues`() throws {
        let bench = try Bench()
        #expect(
            bench.refusal(SliceTransfer(slices: ["e0"], to: "south"), by: "south")
                == .notOwner("e0"))
        #expect(
            bench.refusal(SliceTransfer(slices: ["e0"], to: "south"), by: "issuer")
                == .notOwner("e0"))
        #expect(
            bench.refusal(
                EnergyImport(owner: "north", certificates: [Bench.energy("z", 9, 1)]), by: "north")
                == .notIssuer)
        try bench.ask(Bench.proposal(), by: "north", person: "bob")
        #expect(bench.refusal(Bench.approval(), by: "north", person: "eve") == .notIssuer)
        #expect(bench.refusal(Bench.approval(), by: "issuer", person: "bob") == .fourEyes("bob"))
        #expect(
            bench.refusal(AccountOpening(id: "second", role: .issuer), by: "second") == .notIssuer)
    }

    @Test func `10 The same request id gives the same answer, with another body a conflict`() throws
    {
        let bench = try Bench()
        let first = Bench.request(
            "once", SliceTransfer(slices: ["e0"], to: "south"), by: "north", at: 1)
        let done = try bench.registry.perform(first)
        let (hash, leaves) = (bench.rows.stateHash, bench.rows.leaves.count)
        var again = first
        again.at = Bench.time(999)
        var repeated = try bench.registry.perform(again)
        #expect(repeated.isRepeated)
        repeated.isRepeated = false
        #expect(repeated == done)
        again.operation = SliceTransfer(slices: ["e1"], to: "south")
        #expect(throws: RegistryFault.conflict(request: "once")) {
            try bench.registry.perform(again)
        }
        #expect(bench.rows.stateHash == hash && bench.rows.leaves.count == leaves)
        // Another account's request of that name is another request.
        again.account = "south"
        again.operation = SliceTransfer(slices: ["e0"], to: "north")
        #expect(try bench.registry.perform(again).isRepeated == false)
    }

    @Test func `11 Replaying the log from zero gives the same state`() throws {
        let bench = try Bench()
        try bench.issue()
        try bench.ask(EnergyWithdrawal(certificates: ["e1"], reason: "gone"))
        let copy = RegistryMemory()
        var replay = RegistryReplay(into: copy)
        for leaf in bench.rows.leaves { try replay.apply(leaf) }
        #expect(replay.isComplete)
        #expect(copy.stateHash == bench.rows.stateHash)
        #expect(copy.leaves == bench.rows.leaves)
    }

    @Test func `13 Revoked stays revoked, and withdrawal reaches every dependent certificate`()
        throws
    {
        let bench = try Bench()
        try bench.issue()
        try bench.ask(RegistryBench.split([200, 420]))
        try bench.ask(
            CertificateRetirement(certificates: ["g1.2"], beneficiary: "b", purpose: "p"),
            by: "north")
        try bench.ask(EnergyWithdrawal(certificates: ["e0"], reason: "never was"))
        for id in ["g1.1", "g1.2"] { #expect(try bench.certificate(id)?.state == .revoked) }
        #expect(try bench.slice("e0")?.state == .withdrawn)
        // The other energy was used for them and stays so.
        #expect(try bench.slice("e1")?.state == .retired)
        #expect(try bench.siteHour(0)?.certified == 0 && bench.siteHour(1)?.matched == 0)
        for operation: any RegistryOperation in [
            CertificateRevocation(certificates: ["g1.1"], reason: "again"),
            EnergyWithdrawal(certificates: ["e0"], reason: "again"),
        ] {
            guard case .state = bench.refusal(operation) else {
                Issue.record("an end had an exit")
                return
            }
        }
        // Its tokens can be certified anew, with energy that is left.
        #expect(bench.refusal(Bench.approval()) == .state("g1", is: "split"))
    }

    @Test func `13 Withdrawal reaches proposals and storages`() throws {
        let bench = try Bench()
        try bench.ask(
            SliceRetirement(
                id: "charge", slices: ["e0"], use: .storage, purpose: "battery",
                beneficiary: "north"),
            by: "north")
        var stored = Bench.energy("d0", 3, 300, device: "battery")
        stored.storage = .init(
            storage: "battery", chargedFrom: ["e0"], chargedWattHours: 400,
            chargedDuring: Bench.hour(0))
        try bench.ask(EnergyImport(owner: "north", certificates: [stored]))
        var proposal = Bench.proposal()
        proposal.hours = [
            Bench.row(0, wattHours: 400, tokens: TokenSum(input: 1), ("d0", 300)),
            Bench.row(1, wattHours: 400, tokens: TokenSum(input: 1), ("e1", 300)),
        ]
        try bench.ask(proposal, by: "north", person: "bob")
        try bench.ask(EnergyWithdrawal(certificates: ["e0"], reason: "never was"))
        #expect(try bench.slice("d0")?.state == .withdrawn)
        #expect(try bench.certificate("g1")?.state == .dropped)
        #expect(try bench.slice("e1")?.state == .active)
    }

    @Test func `15 The same energy under another scheme counts once`() throws {
        let bench = try Bench()
        var other = Bench.energy("o", 9, 10, device: "elsewhere")
        (other.scheme, other.serial) = (.ppa, "S-e0")
        #expect(
            bench.refusal(EnergyImport(owner: "south", certificates: [other]))
                == .exists(.energy, "e0"))
        // Withdrawn serials do not come again.
        try bench.ask(EnergyWithdrawal(certificates: ["e0"], reason: "gone"))
        #expect(
            bench.refusal(EnergyImport(owner: "south", certificates: [other]))
                == .exists(.energy, "e0"))
    }
}
