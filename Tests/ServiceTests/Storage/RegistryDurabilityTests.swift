import Certificates
import Foundation
import Glibc
import Service
import Testing

/// What was acknowledged is there after whatever end, and the log gives the very state of the rows.
@Suite("Registry: sudden ends and failing disks", .serialized) struct RegistryDurabilityTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["WATTOKEN_STORE_KILLS"].flatMap { Int($0) } ?? 8

    @Test("kill -9 during operations, then replay to the same state hash, round after round")
    func kill() async throws {
        var place = try SQLitePlace()
        var known: Set<String> = []
        var count = 0
        for round in 0..<Self.rounds {
            // A log that is replayed each round shall not grow for ever.
            if round % 20 == 0 {
                place = try SQLitePlace()
                known = []
            }
            let exit = await #expect(
                processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
            ) { [path = place.path as String, round = round as Int] in
                try RegistryVictim(path: path, round: round).run()
            }
            let result = try #require(exit)
            for line in String(decoding: result.standardOutputContent, as: UTF8.self)
                .split(separator: "\n") where line.hasPrefix("done ")
            {
                known.insert(String(line))
            }
            try Self.check(place.path, known)
            count += result.standardOutputContent.count
        }
        #expect(count > 0)
    }

    private static func check(_ path: String, _ known: Set<String>) throws {
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        for line in known {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3,
                try store.registryRow(RequestRow.self, .text(words[1]), .text(words[2])) != nil
            else { throw Unexpected("\(line) is lost") }
        }
        guard try store.checkRegistry().isEmpty, try SQLiteStore.verify(path).problems.isEmpty
        else {
            throw Unexpected("the rows do not hold")
        }
        guard try store.leafCount() > 0 else { return }
        let replayed = try RegistryDesk(store: store).replayed()
        guard try replayed.stateHash == store.registryDigest() else {
            throw Unexpected("the log gives another state")
        }
    }

    @Test(
        "A full disk refuses requests and loses none; asked again with room, they are done",
        arguments: SmallDisk.isAllowed ? ["full disk"] : [])
    func full(_ disk: String) throws {
        let disk = try #require(SmallDisk(kilobytes: 2500))
        let filler = disk.path + "/filler"
        try Data(count: 900_000).write(to: URL(fileURLWithPath: filler))
        let store = try SQLiteStore(path: disk.path + "/store.db")
        defer { store.close() }
        let desk = RegistryDesk(store: store)
        try desk.open()
        var refusal: StoreError?
        var done = 0
        while refusal == nil, done < 200 {
            refusal = Self.failure(done, of: desk)
            if refusal == nil { done += 1 }
        }
        #expect(refusal == .full && done > 0)
        try desk.checkInvariants()
        try FileManager.default.removeItem(atPath: filler)
        #expect(Self.failure(done, of: desk) == nil)
        // What was done before is the same again.
        guard case .done(let receipt) = try desk.ask("import-0", Self.load(0)) else {
            throw Unexpected("what was done is refused")
        }
        #expect(receipt.isRepeated)
        try desk.checkInvariants()
    }

    @Test("Writes that fail at any byte (EIO) leave nothing, and the registry goes on")
    func tornWrites() async throws {
        let place = try SQLitePlace()
        await #expect(processExitsWith: .success) { [path = place.path as String] in
            try RegistryTornWrites(path: path).run()
        }
        try Self.check(place.path, [])
    }

    /// 200 energy certificates.
    fileprivate static func load(_ number: Int) -> EnergyImport {
        EnergyImport(
            owner: "north",
            certificates: (0..<200).map {
                RegistryDesk.energy("e\(number)-\($0)", Int64(number), 10, device: "d\($0)")
            })
    }

    /// The error of a request, if the store had one.
    fileprivate static func failure(_ number: Int, of desk: RegistryDesk) -> StoreError? {
        do {
            try desk.do("import-\(number)", load(number))
            return nil
        } catch let error as StoreError {
            return error
        } catch {
            return .damaged("\(error)")
        }
    }

    // A bit that flipped in storage ended a public log.
    @Test("A changed byte of a stored leaf is seen before anything is signed")
    func flipped() throws {
        let fixture = try StoreFixture(.sqlite)
        try RegistryDesk(store: fixture.store).makeHistory()
        let leaf = try #require(try fixture.store.leaves(from: 8, limit: 1).first)
        for place in leaf.entry.indices {
            for bit in 0..<8 {
                var changed = leaf
                changed.entry[place] ^= 1 << bit
                #expect(!changed.isWhole)
            }
        }
        fixture.store.close()
        let place = try #require(fixture.place as? SQLitePlace)
        let found = try DatabaseFile(path: place.path).replace(
            "\"kind\":\"slice.merge\"", by: "\"kind\":\"slice.merga\"")
        #expect(found == 1)
        let again = try place.open()
        defer { again.close() }
        #expect(throws: Unexpected.self) { try RegistryDesk(store: again).replayed() }
        let leaves = try again.leaves(from: 0, limit: 999)
        #expect(leaves.filter { !$0.isWhole }.count == 1)
    }

    @Test("A restored older database has a shorter log, and another one as soon as it goes on")
    func restored() throws {
        let fixture = try StoreFixture(.sqlite)
        let desk = RegistryDesk(store: fixture.store)
        try desk.open()
        let store = try #require(fixture.store as? SQLiteStore)
        let place = try #require(fixture.place as? SQLitePlace)
        let copy = place.bench.path("old.db")
        try store.backup(to: copy)
        try desk.do(
            "import", EnergyImport(owner: "north", certificates: [RegistryDesk.energy("e", 0, 1)]))
        // What a checkpoint knows: the size, and the leaves up to it.
        let size = try store.leafCount()
        let last = try #require(try store.leaves(from: size - 1, limit: 1).first)
        let old = try SQLiteStore(path: copy)
        defer { old.close() }
        #expect(try old.leafCount() == size - 1)
        try RegistryDesk(store: old).do(
            "import", EnergyImport(owner: "south", certificates: [RegistryDesk.energy("e", 0, 1)]))
        #expect(try old.leafCount() == size)
        #expect(try old.leaves(from: size - 1, limit: 1).first?.hash != last.hash)
    }
}

/// A process that works on a registry until it kills itself at some moment.
private struct RegistryVictim {
    let path: String
    let round: Int

    func run() throws {
        let store = try SQLiteStore(path: path)
        _ = try store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        let desk = RegistryDesk(store: store)
        try desk.open()
        Thread.detachNewThread { [round] in
            // A different moment each round, from the very beginning on.
            usleep(UInt32(3_000 + (round * 7919) % 90_000))
            Glibc.kill(getpid(), SIGKILL)
        }
        try Threads.run(3) { thread in
            for index in 0... { try work("\(round)-\(thread)-\(index)", desk) }
        }
    }

    /// Imports, splits, transfers, retires and certifies.
    private func work(_ id: String, _ desk: RegistryDesk) throws {
        try ask(
            "i\(id)",
            EnergyImport(
                owner: "north", certificates: [RegistryDesk.energy(id, 0, 100, device: id)]), desk)
        try ask("s\(id)", SliceSplits([.init(slice: id, parts: [1, 99])]), desk, by: "north")
        try ask("t\(id)", SliceTransfer(slices: ["\(id).2"], to: "south"), desk, by: "north")
        try ask(
            "r\(id)",
            SliceRetirement(id: id, slices: ["\(id).2"], purpose: "p", beneficiary: "b"), desk,
            by: "south")
        var proposal = RegistryDesk.proposal("g\(id)", hour: 1, slice: "\(id).1", 1)
        proposal.hours[0].wattHours = 1
        proposal.hours[0].tokens = TokenSum(input: 1)
        try ask("p\(id)", proposal, desk, by: "north", person: "bob")
        try ask("a\(id)", RegistryDesk.approval("g\(id)"), desk)
        if id.hasSuffix("3") {
            try ask("w\(id)", EnergyWithdrawal(certificates: [id], reason: "gone"), desk)
        }
    }

    private func ask(
        _ name: String, _ operation: any RegistryOperation, _ desk: RegistryDesk,
        by account: String = "issuer", person: String = "ann"
    ) throws {
        guard case .done = try desk.ask(name, operation, by: account, person: person) else {
            return
        }
        // One write, so that no line is cut.
        let bytes = Array("done \(account) \(name)\n".utf8)
        _ = unsafe write(STDOUT_FILENO, bytes, bytes.count)
    }
}

/// A process whose files may not grow beyond a limit that moves on by most of a page each time.
private struct RegistryTornWrites {
    let path: String

    func run() throws {
        signal(SIGXFSZ, SIG_IGN)
        let store = try SQLiteStore(path: path)
        _ = try store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        let desk = RegistryDesk(store: store)
        try desk.open()
        var failures = 0
        for round in 0..<40 {
            let before = try store.registryDigest()
            let leaves = try store.leafCount()
            let size = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size]
            let journal = try (size as? Int) ?? { throw Unexpected("no journal") }()
            try limitFiles(to: journal + (round % 20) * 9_001)
            let error = RegistryDurabilityTests.failure(round, of: desk)
            try limitFiles(to: nil)
            guard let error else { continue }
            guard case .unavailable = error else { throw error }
            failures += 1
            guard try store.registryDigest() == before, try store.leafCount() == leaves else {
                throw Unexpected("round \(round) left something")
            }
            // The same request, asked again, is done.
            guard RegistryDurabilityTests.failure(round, of: desk) == nil else {
                throw Unexpected("round \(round) cannot be asked again")
            }
        }
        guard failures > 5, failures < 40 else { throw Unexpected("\(failures) failures") }
        try desk.checkInvariants()
        store.close()
    }

    private func limitFiles(to bytes: Int?) throws {
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else {
            throw Unexpected("no limit")
        }
    }
}
