import Solver
import Testing

/// What a tariff says at each step, by hand.
@Suite struct TariffScheduleTests {
    private static let spring: JSON = .fields([
        "id": "spring", "months": .numbers([3, 4, 5]), "day_types": .array(["working"]),
        "hours": .array((0..<24).map { $0 < 8 ? "deep_valley" : "sharp_peak" }),
        "multipliers": .fields(["deep_valley": 0.25, "sharp_peak": 2]),
    ])

    private static let rest: JSON = .fields([
        "id": "rest", "months": .numbers([3, 4, 5]), "day_types": .array(["weekend", "holiday"]),
        "hours": .array((0..<24).map { _ in "flat" }), "multipliers": .fields(["flat": 0.9]),
    ])

    private static let prices: JSON = .fields([
        "id": "energy", "price_cny_per_mwh": 400, "time_of_use": true,
    ])

    private func fixture(_ versions: [JSON]) throws -> ScenarioFixture {
        try ScenarioFixture.twoSites()
            .editing("tariffs.floating.versions") { _ in .array(versions) }
            .setting("sites.west.connection.export_limit_mw=0")
    }

    private func schedule(_ fixture: ScenarioFixture) throws -> (TariffSchedule, Scenario) {
        let scenario = try fixture.scenario()
        return (scenario.tariffSchedule(scenario.sites[0]), scenario)
    }

    @Test func eachComponentHasItsPriceAndOnlySomeFloat() throws {
        let (schedule, _) = try schedule(.twoSites())
        #expect(schedule.periods == [.valley, .valley, .flat, .peak])
        #expect(schedule.components[.energy] == [200, 200, 400, 600])
        #expect(schedule.components[.transmissionDistribution] == [100, 100, 100, 100])
        #expect(schedule.components[.governmentFunds] == [20, 20, 20, 20])
        #expect(schedule.components[.lineLoss] == nil)
        #expect(schedule.energyCNYPerMWh(3) == 600)
    }

    @Test func theTotalIsAllComponentsAndThePUEAdder() throws {
        let (schedule, _) = try schedule(.twoSites())
        // 100 · (1 − 1.2 / 1.6) = 25 for the part above the limit.
        #expect((0..<4).map { schedule.pueAdderCNYPerMWh[$0] }.allSatisfy { abs($0 - 25) < 1e-9 })
        let totals = [345.0, 345, 545, 745]
        for step in 0..<4 { #expect(abs(schedule.totalCNYPerMWh(step) - totals[step]) < 1e-9) }
    }

    @Test(arguments: zip(["1.2", "1.1", "2.4", "null"], [0.0, 0, 50, 0]))
    func thePUEAdderStartsAtItsLimit(_ rated: String, _ adder: Double) throws {
        let (schedule, _) = try schedule(
            ScenarioFixture.twoSites().setting("sites.west.pue_rated=\(rated)"))
        #expect(abs(schedule.pueAdderCNYPerMWh[0] - adder) < 1e-9)
    }

    @Test func seasonsAreChosenByMonthAndDayType() throws {
        let version = JSON.fields([
            "effective_from": "2026-01-01", "components": .array([Self.prices]),
            "seasons": .array([Self.spring, Self.rest]),
        ])
        // Friday 3 April 2026 20:00 to Saturday 20:00; Monday the sixth is made a holiday.
        let (schedule, _) = try schedule(
            fixture([version]).setting(
                "start=2026-04-03T20:00:00+08:00", "steps=24",
                "products.chat.demand.0.million_tokens_per_hour=1"
            ).withoutLists())
        #expect(schedule.components[.energy]?.prefix(5) == [800, 800, 800, 800, 360])
        #expect(
            schedule.periods.prefix(5) == [.sharpPeak, .sharpPeak, .sharpPeak, .sharpPeak, .flat])
    }

    @Test(arguments: zip(["holidays", "make_up_days", "note"], [360.0, 100, 360]))
    func aHolidayAndAMakeUpDayChangeTheSeason(_ list: String, _ price: Double) throws {
        let version = JSON.fields([
            "effective_from": "2026-01-01", "components": .array([Self.prices]),
            "seasons": .array([Self.spring, Self.rest]),
        ])
        let (schedule, _) = try schedule(
            fixture([version])
                .setting("start=2026-04-04T00:00:00+08:00", "\(list)=[\"2026-04-04\"]")
                .withoutLists())
        #expect(schedule.components[.energy] == [price, price, price, price])
    }

    @Test func versionsChangeAtTheirDayWithinTheHorizon() throws {
        let old = JSON.fields([
            "effective_from": "2026-01-01", "effective_to": "2026-02-01",
            "components": .array([
                .fields(["id": "energy", "price_cny_per_mwh": 300]),
                .fields(["id": "line_loss", "price_cny_per_mwh": 10]),
            ]),
        ])
        let new = JSON.fields([
            "effective_from": "2026-02-01",
            "components": .array([.fields(["id": "energy", "price_cny_per_mwh": 350])]),
            "demand_charge": .fields(["kind": "capacity", "price_cny_per_kva_month": 20]),
        ])
        let (schedule, _) = try schedule(
            fixture([new, old]).setting("start=2026-01-31T22:00:00+08:00").withoutLists())
        #expect(schedule.components[.energy] == [300, 300, 350, 350])
        #expect(schedule.components[.lineLoss] == [10, 10, 0, 0])
        #expect(schedule.months.map(\.steps) == [0..<2, 2..<4])
        #expect(schedule.months.map(\.isFirst) == [true, false])
        #expect(schedule.months[0].version.demandCharge == nil)
        #expect(
            schedule.months[1].version.demandCharge == .capacity(priceCNYPerKVAMonth: 20))
    }

    @Test(arguments: zip(["off", "assumed"], [33.0, 29.7]))
    func highUtilisationTakesATenthOff(_ discount: String, _ price: Double) throws {
        let scenario = try ScenarioFixture.twoSites().setting(
            "tariffs.floating.versions.0.demand_charge.price_cny_per_kw_month=33",
            "tariffs.floating.versions.0.demand_charge.high_utilisation_discount=\(discount)"
        ).scenario()
        guard case .maximum(let found)? = scenario.tariffs[0].versions[0].demandCharge else {
            Issue.record("another kind of charge")
            return
        }
        #expect(abs(found - price) < 1e-12)
    }

    @Test func aContractHasItsFloorAndMultiple() throws {
        let scenario = try ScenarioFixture.twoSites()
            .editing("tariffs.floating.versions.0.demand_charge") { _ in
                .fields([
                    "kind": "contracted", "price_cny_per_kw_month": 40, "contracted_mw": 1.5,
                    "high_utilisation_discount": "assumed",
                ])
            }.scenario()
        #expect(
            scenario.tariffs[0].versions[0].demandCharge
                == .contracted(
                    priceCNYPerKWMonth: 36, contractedMW: 1.5, overrunMultiplier: 2,
                    floorShareOfCapacity: 0.4))
    }
}

extension ScenarioFixture {
    /// The fixture without series that are lists and without dates, so that the grid may change.
    func withoutLists() throws -> ScenarioFixture {
        try setting(
            "products.chat.demand.0.million_tokens_per_hour=1",
            "sites.west.emissions.residual_kg_co2_per_mwh=650",
            "sites.west.renewables.wind.output_share=0.2",
            "sites.east.pue_curve.wet_bulb_celsius=10")
    }
}

/// A metered bill, line by line, computed by hand.
@Suite struct BillTests {
    private func amounts(_ bill: Bill) -> [String: Double] {
        var sums: [String: Double] = [:]
        for line in bill.lines {
            let name = line.kind.rawValue + (line.period.map { " " + $0.rawValue } ?? "")
            sums[name, default: 0] += line.amountCNY
        }
        return sums
    }

    @Test func everyLineOfAMonth() throws {
        let scenario = try ScenarioFixture.twoSites().scenario()
        let bill = Bill(scenario, site: 0, importMW: [1, 2, 0.5, 1.5])
        let expected: [String: Double] = [
            "energy valley": 600, "energy flat": 200, "energy peak": 900,
            "transmission_distribution": 500, "government_funds": 100,
            // 5 MWh at 25 CNY; 9 MWh before, so 4 of them above 10 MWh at 50 CNY.
            "pue_adder": 125, "tiers": 200,
            // 2 MW in the second hour at 30 CNY a kW.
            "demand_charge": 60_000,
        ]
        let found = amounts(bill)
        #expect(Set(found.keys) == Set(expected.keys))
        for (name, amount) in expected {
            #expect(abs((found[name] ?? .nan) - amount) < 1e-6, "\(name)")
        }
        #expect(abs(bill.totalCNY - 62_625) < 1e-6)
        #expect(abs(bill.vatCNY - 62_625 * 0.13 / 1.13) < 1e-6)
    }

    @Test func thePeakOfTheMonthSoFarCounts() throws {
        let scenario = try ScenarioFixture.twoSites()
            .setting("sites.west.account.month_to_date_peak_mw=3").scenario()
        let bill = Bill(scenario, site: 0, importMW: [1, 2, 0.5, 1.5])
        #expect(amounts(bill)["demand_charge"] == 90_000)
    }

    @Test func tiersCountOnlyWhatTheHorizonAdds() throws {
        for (before, amount) in [(0.0, 0.0), (5, 0), (8, 150), (10, 250), (100, 250)] {
            let scenario = try ScenarioFixture.twoSites()
                .setting("sites.west.account.month_to_date_mwh=\(before)").scenario()
            let bill = Bill(scenario, site: 0, importMW: [1, 2, 0.5, 1.5])
            #expect(abs((amounts(bill)["tiers"] ?? .nan) - amount) < 1e-9, "\(before) MWh")
        }
    }

    @Test func aContractIsPaidWhetherUsedOrNotAndOverrunsTwice() throws {
        let scenario = try ScenarioFixture.twoSites()
            .editing("tariffs.floating.versions.0.demand_charge") { _ in
                .fields([
                    "kind": "contracted", "price_cny_per_kw_month": 40, "contracted_mw": 1.5,
                ])
            }.scenario()
        let over = amounts(Bill(scenario, site: 0, importMW: [1, 2, 0.5, 1.5]))
        #expect(over["demand_charge"] == 60_000)
        #expect(abs((over["demand_overrun"] ?? .nan) - 40_000) < 1e-6)
        let under = amounts(Bill(scenario, site: 0, importMW: [0.1, 0.1, 0.1, 0.1]))
        #expect(under["demand_charge"] == 60_000)
        #expect(under["demand_overrun"] == nil)
    }

    @Test func capacityIsPaidByTheTransformer() throws {
        let scenario = try ScenarioFixture.twoSites()
            .editing("tariffs.floating.versions.0.demand_charge") { _ in
                .fields(["kind": "capacity", "price_cny_per_kva_month": 25])
            }.scenario()
        let bill = Bill(scenario, site: 0, importMW: [0, 0, 0, 0])
        #expect(amounts(bill)["demand_charge"] == 50_000)
    }

    @Test func aLowPowerFactorCostsATenth() throws {
        let scenario = try ScenarioFixture.twoSites().scenario()
        let power = [1, 2, 0.5, 1.5]
        let low = Bill(scenario, site: 0, importMW: power, reactiveMVArh: [1.5, 1.5, 1.5, 1.5])
        // 5 / √(25 + 36) = 0.64: the step from zero, ten per cent of 62 625.
        #expect(abs((amounts(low)["power_factor_adjustment"] ?? .nan) - 6262.5) < 1e-6)
        let high = Bill(scenario, site: 0, importMW: power, reactiveMVArh: [0.5, 0.5, 0.5, 0.5])
        #expect(amounts(high)["power_factor_adjustment"] == 0)
    }

    @Test func aVersionThatChangesWithinAMonthIsBilledWithAllItsComponents() throws {
        let old = JSON.fields([
            "effective_from": "2026-01-01", "effective_to": "2026-01-16",
            "components": .array([
                .fields(["id": "energy", "price_cny_per_mwh": 300]),
                .fields(["id": "line_loss", "price_cny_per_mwh": 10]),
            ]),
        ])
        let new = JSON.fields([
            "effective_from": "2026-01-16",
            "components": .array([.fields(["id": "energy", "price_cny_per_mwh": 350])]),
        ])
        let scenario = try ScenarioFixture.twoSites()
            .editing("tariffs.floating.versions") { _ in .array([old, new]) }
            .setting("start=2026-01-15T22:00:00+08:00").withoutLists().scenario()
        let bill = Bill(scenario, site: 0, importMW: [1, 1, 1, 1])
        #expect(amounts(bill) == ["energy": 1300, "line_loss": 20])
    }
}
