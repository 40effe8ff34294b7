import Certificates
import Testing

@Suite struct `Measured records` {
    private typealias Fixture = GreenTokenFixture

    private func fault(_ records: [MeterReading]) -> RecordFault? {
        MeterReadings.collecting(records).faults.first?.fault
    }

    @Test func `Intervals that touch are kept apart, whatever their lengths`() throws {
        var meters = MeterReadings()
        try meters.add(Fixture.reading("m", .facility, Fixture.quarters(4, 8), 100))
        try meters.add(Fixture.reading("m", .facility, Fixture.quarters(0, 4), 100))
        try meters.add(Fixture.reading("m", .facility, Fixture.quarters(8, 9), 25))
        try meters.add(Fixture.reading("n", .facility, Fixture.quarters(2, 6), 25))
        #expect(meters.latest(of: meters.keys[0]).map(\.wattHours) == [100, 100, 25])
    }

    @Test(arguments: [(4, 5), (7, 8), (5, 6), (3, 9), (4, 9), (3, 5), (7, 9)])
    func `A quarter inside an hour, and any other overlap, is refused`(from: Int, to: Int) {
        let hour = Fixture.quarters(4, 8)
        let other = Fixture.quarters(Int64(from), Int64(to))
        let records = [
            Fixture.reading("m", .facility, hour, 100), Fixture.reading("m", .facility, other, 1),
        ]
        for list in [records, records.reversed()] {
            let found = fault(list)
            #expect(found == .overlaps(hour) || found == .overlaps(other))
        }
    }

    @Test func `A correction has the next number and the same interval; the latest counts`() throws
    {
        let hour = Fixture.hour(1)
        var meters = MeterReadings()
        try meters.add(Fixture.reading("m", .facility, hour, 100))
        try meters.add(Fixture.reading("m", .facility, hour, 90, revision: 1))
        try meters.add(Fixture.reading("m", .facility, hour, 95, revision: 2))
        #expect(meters.latest.map(\.wattHours) == [95])
        #expect(meters.revisions(of: meters.keys[0], in: hour).map(\.wattHours) == [100, 90, 95])
        for revision in [0, 2, 4] {
            #expect(throws: RecordFault.revision(given: revision, next: 3)) {
                try meters.add(Fixture.reading("m", .facility, hour, 1, revision: revision))
            }
        }
        #expect(throws: RecordFault.revision(given: 1, next: 0)) {
            try meters.add(Fixture.reading("m", .facility, Fixture.hour(2), 1, revision: 1))
        }
    }

    @Test func `Bad names, amounts and contradictions`() {
        let hour = Fixture.hour(1)
        #expect(
            fault([Fixture.reading("a b", .facility, hour, 1)])
                == .notAName(called: "meter", given: "a b"))
        #expect(
            fault([Fixture.reading("m", .facility, hour, -1)])
                == .outOfRange(called: "wh", given: -1, limit: AccountingLimits.wattHours))
        let next = Fixture.reading("m", .it, Fixture.hour(2), 1)
        #expect(
            fault([Fixture.reading("m", .facility, hour, 1), next])
                == .contradicts(member: "boundary", hour))
    }

    @Test func `All faults are told, each with its place`() {
        let hour = Fixture.hour(1)
        let found = MeterReadings.collecting([
            Fixture.reading("m", .facility, hour, -1), Fixture.reading("m", .facility, hour, 5),
            Fixture.reading("", .facility, hour, 5),
            Fixture.reading("m", .facility, Fixture.quarters(5, 6), 5),
        ])
        #expect(found.faults.map(\.position) == [0, 2, 3])
        #expect(found.collection.latest.map(\.wattHours) == [5])
    }

    /// The collection against a plain list of which every second is painted.
    @Test(arguments: 0..<40)
    func `A random stream against painted seconds`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var meters = MeterReadings()
        var painted: [Int64: (interval: UTCInterval, revision: Int, wh: Int64)] = [:]
        for _ in 0..<200 {
            let from = Int64.random(in: 0..<48, using: &generator)
            let to = from + Int64(1 << Int.random(in: 0...2, using: &generator))
            let wh = Int64.random(in: 0...9, using: &generator)
            let revision = Int.random(in: 0...2, using: &generator)
            let interval = Fixture.quarters(from, to)
            let there = (from..<to).compactMap { painted[$0] }
            let next = there.first.map { $0.revision + 1 } ?? 0
            let fits =
                there.isEmpty
                || (there.count == Int(to - from)
                    && there.allSatisfy { $0.interval == interval })
            let isAllowed = fits && revision == next
            let reading = Fixture.reading("m", .facility, interval, wh, revision: revision)
            #expect(((try? meters.add(reading)) != nil) == isAllowed, "seed \(seed)")
            if isAllowed {
                for quarter in from..<to { painted[quarter] = (interval, revision, wh) }
            }
        }
        let sum = Set(painted.values.map(\.interval)).reduce(Int64(0)) { sum, interval in
            sum + (painted.values.first { $0.interval == interval }?.wh ?? 0)
        }
        #expect(meters.latest.reduce(0) { $0 + $1.wattHours } == sum, "seed \(seed)")
    }
}
