import Service
import Synchronization
import Testing

@Suite("Store contract: series") struct StoreContractSeriesTests {
    private func make(_ store: any Store, _ id: String = "wind", tenant: String = "north") throws {
        let series = SeriesRecord(
            id: id, tenant: tenant, unit: "MW", stepSeconds: 900, createdAt: .second(0))
        #expect(try store.addSeries(series, by: .test(tenant)))
    }

    private func segment(
        _ start: Double, _ values: [Double], knownAt: Double, isEstimated: Bool = false
    ) -> SeriesSegment {
        SeriesSegment(
            start: .second(start), knownAt: .second(knownAt), values: values,
            isEstimated: isEstimated)
    }

    private func values(
        _ store: any Store, _ from: Double, _ to: Double, knownAt: Double
    ) throws -> [[Double]] {
        try store.segments(
            ofSeries: "wind", from: .second(from), to: .second(to), knownAt: .second(knownAt),
            tenant: "north"
        ).map(\.values)
    }

    @Test("A series is added once per tenant", arguments: StoreBackEnd.available)
    func add(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try make(store)
        try make(store, tenant: "south")
        let before = try fixture.content()
        let again = SeriesRecord(
            id: "wind", tenant: "north", unit: "kg", stepSeconds: 60, createdAt: .second(5))
        #expect(try !store.addSeries(again, by: .test()))
        #expect(try fixture.content() == before)
        #expect(try store.series("wind", tenant: "north")?.unit == "MW")
        #expect(try store.series("sun", tenant: "north") == nil)
    }

    @Test("Segments come as they were known at a moment", arguments: StoreBackEnd.available)
    func asKnownAt(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try make(store)
        for (index, one) in [
            segment(0, [1, 2, 3, 4], knownAt: 10), segment(900, [9], knownAt: 30),
            segment(900, [5], knownAt: 20), segment(900, [6], knownAt: 20),
        ].enumerated() {
            let answer = try store.append(one, toSeries: "wind", by: .test(), nil)
            #expect(answer?.done?.generation == index + 2)
        }
        #expect(try store.series("wind", tenant: "north")?.generation == 5)
        #expect(try values(store, 0, 3600, knownAt: 9.999) == [])
        #expect(try values(store, 0, 3600, knownAt: 10) == [[1, 2, 3, 4]])
        #expect(try values(store, 0, 3600, knownAt: 20) == [[1, 2, 3, 4], [5], [6]])
        #expect(try values(store, 0, 3600, knownAt: 99) == [[1, 2, 3, 4], [5], [6], [9]])
        // [from, to) and [start, end) are half-open.
        #expect(try values(store, 3599, 9999, knownAt: 99) == [[1, 2, 3, 4]])
        #expect(try values(store, 3600, 9999, knownAt: 99) == [])
        #expect(try values(store, -99, 0, knownAt: 99) == [])
        #expect(try values(store, -99, 0.000_001, knownAt: 99) == [[1, 2, 3, 4]])
        #expect(try values(store, 1799, 1800, knownAt: 20) == [[1, 2, 3, 4], [5], [6]])
        #expect(try values(store, 1800, 1801, knownAt: 20) == [[1, 2, 3, 4]])
    }

    @Test("Values come back to the bit", arguments: StoreBackEnd.available)
    func bits(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try make(store)
        let numbers = [
            0.1, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
            .nan,
        ]
        _ = try store.append(
            segment(0, numbers, knownAt: 0, isEstimated: true), toSeries: "wind", by: .test(), nil)
        let read = try #require(
            try store.segments(
                ofSeries: "wind", from: .second(0), to: .second(1), knownAt: .second(0),
                tenant: "north"
            ).first)
        #expect(read.values.map(\.bitPattern) == numbers.map(\.bitPattern))
        #expect(read.isEstimated && read.start == .second(0) && read.knownAt == .second(0))
    }

    @Test(
        "Appending is audited, idempotent, and needs the series", arguments: StoreBackEnd.available)
    func append(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try make(store)
        let old = try #require(try store.series("wind", tenant: "north"))
        let once = Idempotency.test("k", endpoint: "POST segments")
        let one = segment(0, [1], knownAt: 0)
        let new = try #require(
            try store.append(one, toSeries: "wind", by: .test(at: 3), once)?.done)
        let line = try #require(try store.audit(tenant: nil, after: 0, limit: 99).last)
        #expect(line.action == "series.append" && line.object == "series wind")
        #expect(line.before == old.recordDigest && line.after == new.recordDigest)
        let before = try fixture.content()
        let replayed = try store.append(one, toSeries: "wind", by: .test(at: 4), once)?.replayed
        #expect(replayed == once.response)
        let other = Idempotency.test("k", endpoint: "POST segments", request: "f2")
        let reused = try store.append(one, toSeries: "wind", by: .test(), other)?.isKeyReused
        #expect(reused == true)
        let missing = try store.append(one, toSeries: "sun", by: .test(), nil)
        #expect(missing == nil)
        #expect(try fixture.content() == before)
    }

    @Test("Appends from many threads each get a generation", arguments: StoreBackEnd.available)
    func race(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let second = try fixture.place.open()
        defer { second.close() }
        try make(fixture.store)
        let generations = Mutex<Set<Int>>([])
        try Threads.run(8) { thread in
            let store = thread % 2 == 0 ? fixture.store : second
            for index in 0..<5 {
                let one = SeriesSegment(
                    start: .second(0), knownAt: .second(0), values: [Double(thread * 10 + index)],
                    isEstimated: false)
                let made = try store.append(one, toSeries: "wind", by: .test(), nil)?.done
                generations.withLock { set in
                    if let made { set.insert(made.generation) }
                }
            }
        }
        #expect(generations.withLock { $0 } == Set(2...41))
        let all = try values(fixture.store, 0, 1, knownAt: 0)
        #expect(all.count == 40)
        try fixture.checkInvariants()
    }

    @Test("Series are listed by id", arguments: StoreBackEnd.available)
    func list(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        // By their bytes: capitals first, whatever the language of the machine.
        for id in ["b", "A", "a", "ä"] { try make(store, id) }
        let first = try store.seriesList(tenant: "north", after: nil, limit: 3)
        #expect(first.elements.map(\.id) == ["A", "a", "b"])
        let second = try store.seriesList(tenant: "north", after: first.next, limit: 3)
        #expect(second.elements.map(\.id) == ["ä"] && second.next == nil)
    }
}
