import Service
import Synchronization
import Testing

@Suite("SQLite store: several processes") struct SQLiteSharingTests {
    @Test("Many open a new file at once, and one makes the tables")
    func opening() throws {
        for _ in 0..<5 {
            let place = try SQLitePlace()
            try Threads.run(8) { thread in
                // Where others keep the disk busy, a turn may come later than a store waits for it.
                let store = try patiently(seconds: 60) { () throws(StoreError) in
                    try SQLiteStore(path: place.path)
                }
                defer { store.close() }
                let tenant = Tenant(id: "t\(thread)", name: "", createdAt: .second(0))
                let isNew = try patiently(seconds: 60) { () throws(StoreError) in
                    try store.addTenant(tenant, by: .test())
                }
                guard isNew else { throw Unexpected("twice") }
            }
            let found = try SQLiteStore.verify(place.path)
            #expect(found.problems.isEmpty && found.auditLines == 8)
        }
    }

    /// Two stores lock the file as two processes do: each has connections of its own.
    @Test("A store gets its turns while another one writes all the time")
    func turns() throws {
        let fixture = try StoreFixture(.sqlite)
        let second = try fixture.place.open()
        defer { second.close() }
        for index in 0..<30 { try fixture.submit(.test("first-\(index)", priority: 1)) }
        let isOver = Atomic(false)
        try Threads.run(17) { thread in
            defer { isOver.store(true, ordering: .relaxed) }
            if thread == 0 {
                for _ in 0..<30 {
                    let claim = Claim(
                        owner: "w", lanes: [.online], at: .second(1), leaseSeconds: 9)
                    guard let job = try second.claim(claim),
                        try second.finish(job.id, attempt: job.attempt, .test(.succeeded))
                    else { throw Unexpected("no turn") }
                }
                return
            }
            var index = 0
            while !isOver.load(ordering: .relaxed) {
                try fixture.submit(.test("\(thread)-\(index)"))
                index += 1
            }
        }
        for index in 0..<30 { #expect(try fixture.job("first-\(index)").state == .succeeded) }
        try fixture.checkInvariants()
    }
}
