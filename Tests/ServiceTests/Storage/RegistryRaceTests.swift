import Certificates
import Service
import Synchronization
import Testing

@Suite("Registry: races") struct RegistryRaceTests {
    private static let clients = 100

    /// What the clients were answered.
    private final class Answers: Sendable {
        private let answers = Mutex<[RegistryAnswer]>([])
        func add(_ answer: RegistryAnswer) { answers.withLock { $0.append(answer) } }
        var all: [RegistryAnswer] { answers.withLock { $0 } }
        var receipts: [RegistryReceipt] {
            all.compactMap { if case .done(let receipt) = $0 { receipt } else { nil } }
        }
        var faults: [RegistryFault] {
            all.compactMap { if case .refused(let fault) = $0 { fault } else { nil } }
        }
    }

    /// Lets clients of two open stores ask at once.
    private static func race(
        _ backEnd: StoreBackEnd, _ request: @escaping @Sendable (Int) -> RegistryRequest
    ) throws -> (StoreFixture, Answers) {
        let fixture = try StoreFixture(backEnd)
        let desk = RegistryDesk(store: fixture.store)
        try desk.open()
        try desk.do(
            "e0", EnergyImport(owner: "north", certificates: [RegistryDesk.energy("e0", 0, 100)]))
        let second = try fixture.place.open()
        defer { second.close() }
        let answers = Answers()
        try Threads.run(clients) { index in
            let store: any RegistryStore = index % 2 == 0 ? fixture.store : second
            for answer in try store.perform([request(index)], documents: [], by: .test()) {
                answers.add(answer)
            }
        }
        try desk.checkInvariants()
        return (fixture, answers)
    }

    @Test("Of 100 clients that retire one slice, one does", arguments: StoreBackEnd.available)
    func oneSlice(_ backEnd: StoreBackEnd) throws {
        let (fixture, answers) = try Self.race(backEnd) { index in
            RegistryDesk.request(
                "retire-\(index)",
                SliceRetirement(
                    id: "x\(index)", slices: ["e0"], purpose: "p", beneficiary: "b\(index)"),
                by: "north")
        }
        #expect(answers.receipts.count == 1)
        #expect(
            answers.faults == .init(repeating: .state("e0", is: "retired"), count: Self.clients - 1)
        )
        let retirements = try fixture.store.rows(of: .retirements, after: 0, limit: 9)
        #expect(retirements.count == 1)
        let winner = try #require(answers.receipts.first?.request.dropFirst("retire-".count))
        #expect(
            try fixture.store.registryRow(SliceRow.self, .text("e0"))?.retirement == "x\(winner)")
    }

    // No row lock, and no uniqueness on device and hour, let two certificates through elsewhere.
    @Test(
        "Of 100 clients that import one device and hour, one does",
        arguments: StoreBackEnd.available)
    func oneDeviceAndHour(_ backEnd: StoreBackEnd) throws {
        let (fixture, answers) = try Self.race(backEnd) { index in
            var energy = RegistryDesk.energy("new-\(index)", 5, 10, device: "other")
            // Quarters and whole hours.
            if index % 3 == 0 {
                let start = 5 * 3600 + Int64(index % 4) * 900
                energy.interval = RegistryDesk.interval(start, start + 900)
            }
            if index % 3 != 0 { energy.interval = RegistryDesk.hour(5) }
            return RegistryDesk.request(
                "import-\(index)", EnergyImport(owner: "south", certificates: [energy]),
                by: "issuer")
        }
        let rows = try fixture.store.rows(of: .energyCertificates, after: 0, limit: 99)
        let intervals = rows.filter { $0.values[4] == .text("other") }.map(\.values)
        #expect(intervals.count == answers.receipts.count && (1...4).contains(intervals.count))
        for (index, one) in intervals.enumerated() {
            for other in intervals[..<index] {
                guard case .integer(let start) = one[7], case .integer(let end) = one[8],
                    case .integer(let otherStart) = other[7],
                    case .integer(let otherEnd) = other[8]
                else { throw Unexpected("no interval") }
                #expect(end <= otherStart || otherEnd <= start)
            }
        }
    }

    @Test("100 clients with one request id get one answer", arguments: StoreBackEnd.available)
    func oneRequest(_ backEnd: StoreBackEnd) throws {
        let (_, answers) = try Self.race(backEnd) { index in
            RegistryDesk.request(
                "same", SliceSplits([.init(slice: "e0", parts: [40, 60])]), by: "north",
                at: 100_000 + Int64(index))
        }
        #expect(answers.receipts.count == Self.clients)
        #expect(answers.receipts.filter { !$0.isRepeated }.count == 1)
        #expect(Set(answers.receipts.map(\.firstLeaf)).count == 1)
    }

    @Test(
        "One request id with 100 bodies: one is done, the rest conflict",
        arguments: StoreBackEnd.available)
    func manyBodies(_ backEnd: StoreBackEnd) throws {
        let (_, answers) = try Self.race(backEnd) { index in
            RegistryDesk.request(
                "same",
                SliceSplits([
                    .init(slice: "e0", parts: [Int64(index) % 99 + 1, 99 - Int64(index) % 99])
                ]),
                by: "north")
        }
        // Two bodies are alike: clients 0 and 99.
        let done = answers.receipts.filter { !$0.isRepeated }
        #expect(done.count == 1 && answers.receipts.count <= 2)
        #expect(answers.faults.allSatisfy { $0 == .conflict(request: "same") })
    }
}
