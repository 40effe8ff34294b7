import Certificates
import Foundation
import Service
import Synchronization
import Testing

/// The registry in a PostgreSQL server whose processes are all killed while clients ask.
@Suite(
    "Registry: PostgreSQL killed with signal 9", .serialized,
    .enabled(if: PostgreSQLInstance.isInstalled, "PostgreSQL 15 is not installed"))
struct RegistryServerKillTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["WATTOKEN_SERVER_KILLS"].flatMap { Int($0) } ?? 3

    /// What was acknowledged, and which of it had been done before it was asked again.
    private final class Record: Sendable {
        private let content = Mutex<(done: [String: RegistryReceipt], repeated: Int)>(([:], 0))

        var done: [String: RegistryReceipt] { content.withLock { $0.done } }
        var repeated: Int { content.withLock { $0.repeated } }

        func add(_ account: String, _ receipt: RegistryReceipt) {
            content.withLock {
                $0.done["\(account) \(receipt.request)"] = receipt
                if receipt.isRepeated { $0.repeated += 1 }
            }
        }
    }

    @Test("Nothing acknowledged is lost, nothing is half done, the log gives the very state")
    func kills() throws {
        let instance = try PostgreSQLInstance()
        let place = PostgreSQLPlace(instance)
        let store = try place.open()
        defer { store.close() }
        _ = try store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        try RegistryDesk(store: store).open()
        let record = Record()
        let isOver = Atomic(false)
        try Threads.run(5) { thread in
            guard thread > 0 else {
                defer { isOver.store(true, ordering: .releasing) }
                for round in 0..<Self.rounds {
                    Thread.sleep(forTimeInterval: 0.3 + Double((round * 7919) % 500) / 1000)
                    try instance.kill()
                    try instance.start()
                }
                Thread.sleep(forTimeInterval: 0.5)
                return
            }
            var number = 0
            while !isOver.load(ordering: .acquiring) {
                try Self.work("\(thread)-\(number)", store, record)
                number += 1
            }
        }
        try check(store, record)
    }

    private func check(_ store: any Store, _ record: Record) throws {
        let done = record.done
        #expect(done.count > 40)
        for (name, receipt) in done {
            let words = name.split(separator: " ").map(String.init)
            let row = try #require(
                try store.registryRow(RequestRow.self, .text(words[0]), .text(words[1])), "\(name)")
            #expect(row.firstLeaf == receipt.firstLeaf && row.leaves == receipt.leaves)
        }
        // Every request has all of its entries, and each energy certificate all of its slices.
        try RegistryDesk(store: store).checkInvariants()
        // What was not acknowledged and asked again was done once: ids are unique, so the count says so.
        let requests = try store.allRows(RegistryQuery(), as: RequestRow.self)
        #expect(requests.reduce(0) { $0 + $1.leaves } == (try store.leafCount()))
        print("registry under kill -9:", done.count, "acknowledged,", record.repeated, "repeated")
    }

    /// Imports, splits, transfers, retires and certifies, each asked until it is acknowledged.
    private static func work(_ id: String, _ store: any Store, _ record: Record) throws {
        func ask(
            _ name: String, _ operation: any RegistryOperation, by account: String = "issuer",
            person: String = "ann"
        ) throws {
            let request = RegistryDesk.request(name, operation, by: account, person: person)
            let answers = try patiently(seconds: 60) { () throws(StoreError) in
                try store.perform(
                    [request], documents: [RegistryDesk.document], by: .test())
            }
            guard case .done(let receipt)? = answers.first else {
                throw Unexpected("\(name): \(answers)")
            }
            record.add(account, receipt)
        }
        try ask(
            "i\(id)",
            EnergyImport(
                owner: "north", certificates: [RegistryDesk.energy(id, 0, 100, device: id)]))
        try ask("s\(id)", SliceSplits([.init(slice: id, parts: [1, 99])]), by: "north")
        try ask("t\(id)", SliceTransfer(slices: ["\(id).2"], to: "south"), by: "north")
        try ask(
            "r\(id)",
            SliceRetirement(id: id, slices: ["\(id).2"], purpose: "p", beneficiary: "b"),
            by: "south")
        // An hour has 1000 Wh and 100 tokens of input: a few certificates fit.
        guard id.hasSuffix("-1") || id.hasSuffix("-2") else { return }
        var proposal = RegistryDesk.proposal("g\(id)", hour: 1, slice: "\(id).1", 1)
        proposal.hours[0].wattHours = 1
        proposal.hours[0].tokens = TokenSum(input: 1)
        try ask("p\(id)", proposal, by: "north", person: "bob")
        try ask("a\(id)", RegistryDesk.approval("g\(id)"))
    }
}
