import Forecast
import Testing

@Suite("Gates") struct GateTests {
    private let day = 18_714  // 2021-03-28, 23 hours in Berlin
    private func series(step: Int) -> Series {
        Series(name: "y", start: 0, stepSeconds: step, values: [])
    }

    private func gate(
        _ kind: ForecastKind, horizon: Int, gate: Int? = nil, zone: CivilZone = .utc,
        step: Int = 3600
    ) -> [Gate] {
        GateRules(
            kind: kind, firstDay: day, lastDay: day, horizon: horizon, gateSecond: gate,
            zone: zone
        ).gates(on: series(step: step))
    }

    @Test("A price is known to the end of the day before, its inputs to noon")
    func price() {
        let midnight = day * 86_400
        let gates = gate(.price, horizon: 24)
        #expect(
            gates == [
                Gate(
                    time: midnight - 43_200, targetEnd: midnight, start: midnight, horizon: 24,
                    day: day)
            ])
        #expect(gate(.price, horizon: 24, gate: 8 * 3600)[0].time == midnight - 16 * 3600)
        #expect(gate(.price, horizon: 1).count == 1)
    }

    @Test("Others are known to the gate", arguments: [ForecastKind.wind, .carbon, .tokens])
    func others(_ kind: ForecastKind) {
        let midnight = day * 86_400
        #expect(gate(kind, horizon: 24)[0].targetEnd == midnight)
        let noon = gate(kind, horizon: 24, gate: 43_200)[0]
        #expect(noon.time == midnight - 43_200 && noon.targetEnd == noon.time)
        #expect(noon.start == midnight)
    }

    @Test("Below a day the origin rolls with the horizon")
    func rolling() {
        let gates = gate(.tokens, horizon: 6, step: 600)
        #expect(gates.count == 24)
        #expect(gates.map(\.time) == gates.map(\.start))
        #expect(gate(.tokens, horizon: 1, step: 600).count == 144)
        #expect(gate(.tokens, horizon: 6, gate: 0, step: 600).count == 1)
    }

    @Test("A day has as many steps as its clocks show: 23 or 92, and 25 or 100")
    func summerTime() throws {
        let berlin = try #require(CivilZone(identifier: "Europe/Berlin"))
        #expect(gate(.price, horizon: 24, zone: berlin)[0].horizon == 23)
        #expect(gate(.price, horizon: 96, zone: berlin, step: 900)[0].horizon == 92)
        #expect(gate(.price, horizon: 96, zone: berlin)[0].horizon == 95)
        #expect(gate(.price, horizon: 20, zone: berlin)[0].horizon == 20)
        let autumn = GateRules(
            kind: .carbon, firstDay: 18_931, lastDay: 18_931, horizon: 96, zone: berlin)
        #expect(autumn.gates(on: series(step: 900))[0].horizon == 100)
    }
}
