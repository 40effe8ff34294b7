import Certificates
import Testing

/// What went wrong in registries and logs elsewhere, as certificates.md lists it, does not go wrong here.
@Suite struct `Known failures elsewhere` {
    private typealias Bench = RegistryBench

    // 25 units were split into parts with 26 ids.
    @Test func `A split that mints units is refused`() throws {
        let bench = try Bench()
        for parts: [Int64] in [
            [200, 201], [200, 199], [400, 0, 0], [401, -1], [.max, 1], [.max, .max, 402], [400], [],
        ] {
            let split = SliceSplits([.init(slice: "e0", parts: parts)])
            #expect(bench.refusal(split, by: "north") != nil, "\(parts)")
        }
        try bench.ask(
            SliceSplits([.init(slice: "e0", parts: [Int64](repeating: 16, count: 25))]),
            by: "north")
        let slices = bench.rows.rows(.slicesOfEnergy, [.text("e0")])
        #expect(slices.count == 26)
        #expect(try bench.balance("e0") == [.active: 400])
        // The slice that was split is used no more, not by another split either.
        #expect(
            bench.refusal(SliceSplits([.init(slice: "e0", parts: [1, 399])]), by: "north")
                == .state("e0", is: "split"))
    }

    // A certificate that had been claimed could be reserved again, and so be claimed again.
    @Test func `What was claimed is neither reserved nor claimed again`() throws {
        let bench = try Bench()
        try bench.ask(
            SliceReservation(slices: ["e0"], purpose: "p", until: Bench.time(150_000)), by: "north")
        let claim = SliceRetirement(id: "x", slices: ["e0"], purpose: "p", beneficiary: "b")
        try bench.ask(claim, by: "north")
        // Not while the reservation would have gone on, and not after.
        for second: Int64 in [100_001, 150_000, 200_000] {
            for operation: any RegistryOperation in [
                SliceReservation(slices: ["e0"], purpose: "q", until: Bench.time(300_000)),
                SliceRelease(slices: ["e0"]),
                SliceRetirement(id: "y", slices: ["e0"], purpose: "p", beneficiary: "c"),
            ] {
                #expect(
                    bench.refusal(operation, by: "north", at: second)
                        == .state("e0", is: "retired"))
            }
        }
        try bench.issue(slices: ["e1"])
        try bench.ask(
            CertificateRetirement(certificates: ["g1"], beneficiary: "b", purpose: "p"),
            by: "north")
        #expect(
            bench.refusal(
                CertificateRetirement(certificates: ["g1"], beneficiary: "c", purpose: "p"),
                by: "north") == .state("g1", is: "retired"))
        #expect(
            bench.refusal(CertificateTransfer(certificates: ["g1"], to: "south"), by: "north")
                == .state("g1", is: "retired"))
    }

    // Two certificates for one device and hour: `100 clients on one device and hour` has the race.
    @Test func `A device has one certificate for an hour`() throws {
        let bench = try Bench()
        var again = Bench.energy("again", 0, 400)
        #expect(
            bench.refusal(EnergyImport(owner: "south", certificates: [again]))
                == .overlap("again", with: "e0"))
        again.interval = Bench.minutes(30, 45)
        #expect(
            bench.refusal(EnergyImport(owner: "south", certificates: [again]))
                == .overlap("again", with: "e0"))
    }

    @Test func `A committed request that is sent again is not reported failed`() throws {
        let bench = try Bench()
        let request = Bench.request(
            "r", SliceRetirement(id: "x", slices: ["e0"], purpose: "p", beneficiary: "b"),
            by: "north")
        let receipt = try bench.registry.perform(request)
        for _ in 0..<3 {
            let again = try bench.registry.perform(request)
            #expect(again.isRepeated && again.firstLeaf == receipt.firstLeaf)
        }
        // Not even when by now it could not be done.
        try bench.ask(EnergyWithdrawal(certificates: ["e0"], reason: "gone"))
        #expect(try bench.registry.perform(request).isRepeated)
    }

    // A message that nobody had signed stopped the queue behind it.
    @Test func `A poison request is refused and blocks nothing`() throws {
        let bench = try Bench()
        let hash = bench.rows.stateHash
        let poison: [(any RegistryOperation, String)] = [
            (SliceTransfer(slices: ["e0"], to: "eve"), "eve"),
            (SliceTransfer(slices: [], to: "south"), "north"),
            (SliceTransfer(slices: ["e0", "e0"], to: "south"), "north"),
            (SliceTransfer(slices: [String(repeating: "x", count: 100_000)], to: "south"), "north"),
            (SliceSplits([.init(slice: "e0", parts: [.min, .max])]), "north"),
            (
                SliceSplits([.init(slice: "e0", parts: .init(repeating: 1, count: 100_000))]),
                "north"
            ),
            (CertificateDrop(certificate: "none", reason: "\u{0}"), "north"),
            (
                SliceRetirement(id: "../../etc", slices: ["e0"], purpose: "", beneficiary: ""),
                "north"
            ),
            (MeterRecording(readings: [Bench.reading(20, .max)]), "issuer"),
            (EnergyImport(owner: "north", certificates: [Bench.energy("z", 20, .min)]), "issuer"),
        ]
        for (operation, account) in poison {
            #expect(bench.refusal(operation, by: account) != nil)
        }
        #expect(bench.rows.stateHash == hash)
        try bench.ask(SliceTransfer(slices: ["e0"], to: "south"), by: "north")
    }

    // A bit that flipped in storage ended a public log.
    @Test func `A flipped bit of a stored entry is found by replay`() throws {
        let bench = try Bench()
        try bench.issue()
        let leaves = bench.rows.leaves
        // A sample of the bits; each leaf's stored hash (`LogLeaf`) finds all of them.
        var generator = SmallGenerator(seed: 7)
        for _ in 0..<300 {
            var changed = leaves
            let number = Int(generator.next() % UInt64(leaves.count))
            let place = Int(generator.next() % UInt64(leaves[number].count))
            changed[number][place] ^= 1 << (generator.next() % 8)
            let rows = RegistryMemory()
            var replay = RegistryReplay(into: rows)
            do {
                for leaf in changed { try replay.apply(leaf) }
                #expect(rows.stateHash != bench.rows.stateHash, "leaf \(number), byte \(place)")
            } catch {
                guard case .damaged = error else { throw error }
            }
        }
    }

    @Test func `Entries that are lost, doubled, swapped or invented are found by replay`() throws {
        let bench = try Bench()
        try bench.issue()
        let leaves = bench.rows.leaves
        func refuses(_ leaves: [[UInt8]]) -> Bool {
            var replay = RegistryReplay(into: RegistryMemory())
            do {
                for leaf in leaves { try replay.apply(leaf) }
                return !replay.isComplete
            } catch {
                return true
            }
        }
        #expect(!refuses(leaves))
        for number in leaves.indices.dropLast() {
            var doubled = leaves
            doubled.insert(leaves[number], at: number + 1)
            #expect(refuses(doubled), "doubled \(number)")
        }
        // The import of energy that a certificate stands on, and what it needs.
        for number in [0, 1, 5, 6, 7, 8] {
            var lost = leaves
            lost.remove(at: number)
            #expect(refuses(lost), "lost \(number)")
        }
        #expect(refuses(leaves + [Array("{}".utf8)]) && refuses(leaves + [[]]))
    }
}
