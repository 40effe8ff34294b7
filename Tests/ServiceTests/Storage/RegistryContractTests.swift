import Certificates
import Service
import Testing

@Suite("Registry contract") struct RegistryContractTests {
    @Test(
        "Every kind of operation, then replay gives the same state hash",
        arguments: StoreBackEnd.available)
    func history(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let desk = RegistryDesk(store: fixture.store)
        try desk.makeHistory()
        try desk.checkInvariants()
        #expect(try desk.store.registryRow(CertificateRow.self, .text("g4"))?.state == .revoked)
        #expect(try desk.store.hours(ofCertificate: "g0.1").first?.tokens.total == 100)
        let keys = try #require(try Issuer(registry: desk.store)).methods
        #expect(keys.map(\.retired) == [RegistryDesk.time(100_000), nil])
    }

    @Test("What is refused stops nothing else of its call", arguments: StoreBackEnd.available)
    func poison(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let desk = RegistryDesk(store: fixture.store)
        try desk.open()
        try desk.do(
            "e", EnergyImport(owner: "north", certificates: [RegistryDesk.energy("e0", 0, 100)]))
        var serial = RegistryDesk.energy("new", 7, 5, device: "other")
        serial.serial = "S-e0"
        var quarter = RegistryDesk.energy("new", 7, 5)
        quarter.interval = RegistryDesk.interval(900, 1800)
        let imports = [[serial], [quarter], [RegistryDesk.energy("e0", 8, 1, device: "third")]]
        var requests = imports.enumerated().map { number, certificates in
            RegistryDesk.request(
                "import-\(number)", EnergyImport(owner: "north", certificates: certificates),
                by: "issuer")
        }
        requests.append(
            RegistryDesk.request(
                "eve", SliceTransfer(slices: ["e0"], to: "south"), by: "eve"))
        requests.append(
            RegistryDesk.request(
                "good", SliceTransfer(slices: ["e0"], to: "south"), by: "north"))
        requests.append(
            RegistryDesk.request(
                "late", SliceTransfer(slices: ["e0"], to: "north"), by: "north"))
        let answers = try fixture.store.perform(requests, documents: [], by: .test())
        let faults = answers.map { answer -> RegistryFault? in
            guard case .refused(let fault) = answer else { return nil }
            return fault
        }
        #expect(
            faults == [
                .exists(.energy, "e0"), .overlap("new", with: "e0"), .exists(.energy, "e0"),
                .notOwner("e0"), nil, .notOwner("e0"),
            ])
        try desk.checkInvariants()
    }

    @Test("A request that comes again gets its answer", arguments: StoreBackEnd.available)
    func repetition(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let desk = RegistryDesk(store: fixture.store)
        try desk.open()
        let operation = EnergyImport(
            owner: "north", certificates: [RegistryDesk.energy("e0", 0, 100)])
        guard case .done(var first) = try desk.ask("e", operation) else {
            throw Unexpected("refused")
        }
        let digest = try fixture.store.registryDigest()
        let leaves = try fixture.store.leafCount()
        let lines = try fixture.trail().count
        let again = try desk.ask("e", operation, at: 200_000)
        first.isRepeated = true
        #expect(again == .done(first))
        #expect(
            try desk.ask("e", SliceExpiry(slices: ["e0"])) == .refused(.conflict(request: "e")))
        #expect(try fixture.store.registryDigest() == digest)
        #expect(try fixture.store.leafCount() == leaves && fixture.trail().count == lines)
    }

    @Test(
        "A large request becomes several entries, and documents come with their digests",
        arguments: StoreBackEnd.available)
    func large(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let desk = RegistryDesk(store: fixture.store)
        try desk.open()
        let certificates = (0..<600).map {
            RegistryDesk.energy("e\($0)", Int64($0 % 10), 100, device: "d\($0 / 10)")
        }
        guard
            case .done(let receipt) = try desk.ask(
                "e", EnergyImport(owner: "north", certificates: certificates))
        else { throw Unexpected("refused") }
        #expect(receipt.leaves > 1)
        for leaf in try fixture.store.leaves(from: receipt.firstLeaf, limit: 99) {
            #expect(leaf.entry.count <= 65_535 && leaf.isWhole)
        }
        let page = try fixture.store.slices(ofAccount: "north", after: nil, limit: 400)
        let rest = try fixture.store.slices(ofAccount: "north", after: page.next, limit: 400)
        #expect(page.elements.count == 400 && rest.elements.count == 200 && rest.next == nil)
        try desk.do(
            "propose", RegistryDesk.proposal("g", hour: 0, slice: "e0", 100), by: "north",
            person: "bob")
        let approval = CertificateApproval(
            certificate: "g", key: RegistryDesk.key, document: Digest(of: "unknown"))
        #expect(
            try desk.ask("issue", approval)
                == .refused(.documentMissing(Digest(of: "unknown").hexadecimal)))
        try desk.do("issue", RegistryDesk.approval("g"))
        #expect(
            try fixture.store.certificateDocument(Digest(of: RegistryDesk.document))
                == RegistryDesk.document)
        let issued = try fixture.store.certificates(ofAccount: nil, after: nil, limit: 9)
        #expect(issued.elements.map(\.id) == ["g"] && issued.elements.first?.state == .issued)
        try desk.checkInvariants()
    }
}
