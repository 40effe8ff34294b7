import Certificates
import Testing

@Suite struct `Attribution of energy` {
    private typealias Fixture = GreenTokenFixture

    private func attributed(
        _ readings: [MeterReading], _ counts: [TokenCount],
        window: MatchingWindow = MatchingWindow(.hour)
    ) throws(Faults<AttributionFault>) -> EnergyAttribution {
        guard let rule = try? Fixture.attribution() else { preconditionFailure("the fixture") }
        return try EnergyAttribution(
            meters: MeterReadings.collecting(readings).collection,
            tokens: TokenCounts.collecting(counts).collection, rule: rule, window: window)
    }

    private func faults(_ readings: [MeterReading], _ counts: [TokenCount]) -> [AttributionFault] {
        do throws(Faults<AttributionFault>) {
            _ = try attributed(readings, counts)
            return []
        } catch {
            return error.list
        }
    }

    @Test func `Quarters of an hour make an hour`() throws {
        let hour = Fixture.hour(4)
        var readings: [MeterReading] = []
        for quarter in Int64(16)..<20 {
            let interval = Fixture.quarters(quarter, quarter + 1)
            readings.append(Fixture.reading("grid", .facility, interval, 101))
            readings.append(Fixture.reading("it", .it, interval, 80))
        }
        let counts = [
            Fixture.count("chat", "big@1", Fixture.quarters(16, 17), input: 0, output: 1000),
            Fixture.count("chat", "big@1", Fixture.quarters(18, 20), input: 0, output: 500),
        ]
        let energy = try attributed(readings, counts)
        #expect(energy.rows.map(\.hour.interval) == [hour])
        #expect(energy.rows.map(\.hour.wattHours) == [404])
        #expect(energy.rows.map(\.hour.tokens.output) == [1500])
        // 1500 tokens explain 0.45 Wh of 320.
        #expect(energy.rows.map(\.hour.idleWattHours) == [320])
        // The half-hour count lies in no quarter.
        #expect(throws: Faults<AttributionFault>.self) {
            try attributed(readings, counts, window: MatchingWindow(.quarterHour))
        }
    }

    @Test func `An hour without tokens stays uncertified`() throws {
        let energy = try attributed(Array(Fixture.readings.prefix(3)), [])
        #expect(energy.rows.isEmpty)
        #expect(energy.uncertified.map(\.wattHours) == [240_000, 960_000])
        #expect(energy.uncertified.map(\.reason) == [.excluded, .noTokens])
    }

    @Test func `All faults at once`() {
        let hour = Fixture.hour(4)
        let readings = [
            Fixture.reading("grid", .facility, Fixture.quarters(16, 19), 100),
            Fixture.reading("it", .it, hour, 200),
            Fixture.reading("grid", .facility, Fixture.quarters(23, 25), 100),
            Fixture.reading("m", .facility, hour, 1, site: "nowhere"),
        ]
        let counts = [
            Fixture.count("chat", "other@1", hour, input: 1, output: 1),
            Fixture.count("chat", "big@1", Fixture.quarters(18, 22), input: 1, output: 1),
        ]
        let found = Set(faults(readings, counts))
        let grid = MeterReading.Key(site: "hub", meter: "grid")
        #expect(found.contains(.gap(grid, hour)))
        #expect(found.contains(.moreThanFacility(site: "hub", hour)))
        #expect(found.contains(.noSite("nowhere")))
        #expect(found.contains(.noMeter(site: "nowhere", .it, hour)))
        #expect(found.contains(.noWeight(model: "other@1")))
        #expect(
            found.contains(.crossesRows(called: "hub grid", Fixture.quarters(23, 25))))
        #expect(
            found.contains(.crossesRows(called: "chat hub", Fixture.quarters(18, 22))))
        #expect(found.count == 7)
    }

    @Test func `A meter of training must stand at the computers`() {
        let hour = Fixture.hour(4)
        let readings = [
            Fixture.reading("grid", .facility, hour, 100), Fixture.reading("it", .it, hour, 80),
            Fixture.reading("it-train", .facility, hour, 10),
        ]
        let key = MeterReading.Key(site: "hub", meter: "it-train")
        #expect(faults(readings, []) == [.exclusionBoundary(key)])
    }

    /// Random hours: Σ of products and of what is left is what the meters counted, at every site.
    @Test(arguments: 0..<30)
    func `Closure to the Wh`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var (readings, counts) = ([MeterReading](), [TokenCount]())
        var facility: [String: Int64] = [:]
        for hour in Int64(0)..<12 {
            for site in ["hub", "far"] {
                let it = Int64.random(in: 0...999_999, using: &generator)
                let train = site == "hub" ? Int64.random(in: 0...99_999, using: &generator) : 0
                let all = it + train + Int64.random(in: 0...200_000, using: &generator)
                facility[site, default: 0] += all
                let interval = Fixture.hour(hour)
                readings.append(Fixture.reading("grid", .facility, interval, all, site: site))
                readings.append(Fixture.reading("it", .it, interval, it, site: site))
                if site == "hub" {
                    readings.append(Fixture.reading("it-train", .it, interval, train))
                }
                for product in ["a", "b", "c"] where Bool.random(using: &generator) {
                    counts.append(
                        Fixture.count(
                            product, Bool.random(using: &generator) ? "big@1" : "small@1",
                            interval, input: .random(in: 0...999_999, using: &generator),
                            output: .random(in: 0...999_999_999, using: &generator), site: site))
                }
            }
        }
        let energy = try attributed(readings, counts)
        for (site, metered) in facility {
            let products = energy.rows.filter { $0.hour.site == site }
                .reduce(0) { $0 + $1.hour.wattHours }
            let rest = energy.uncertified.filter { $0.site == site }
                .reduce(0) { $0 + $1.wattHours }
            #expect(products + rest == metered, "seed \(seed)")
        }
        #expect(energy.meteredWattHours == facility.values.reduce(0, +))
    }
}
