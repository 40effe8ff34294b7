import Glibc

/// The synthetic tariffs that hubs share: time of use in two halves, a market curve, one price.
struct ExampleTariffs {
    let clock: ExampleClock
    let seed: UInt64
    /// The energy from which a tier falls, MWh, with the ×0.9 rule decided exactly; nil for neither.
    let fallsFromMWh: Double?

    var json: JSON { .array([eastTimeOfUse, westTimeOfUse, market, flat]) }

    /// A season from the letters of `Season.Period`, one an hour.
    private func season(
        _ id: String, months: [Double], dayTypes: [DayType] = [], _ letters: String,
        _ multipliers: KeyValuePairs<String, JSON?>
    ) -> JSON {
        let hours = letters.compactMap { Season.Period(letter: $0).map { $0.rawValue } }
        return .fields([
            "id": .string(id), "months": .numbers(months),
            "day_types": dayTypes.isEmpty
                ? nil : .array(dayTypes.map { .string($0.rawValue) }),
            "hours": .array(hours.map { .string($0) }), "multipliers": .fields(multipliers),
        ])
    }

    private func components(energy: JSON, loss: Double, timeOfUse: Bool, wires: Double) -> JSON {
        func component(_ id: String, _ price: JSON, _ floats: Bool = false) -> JSON {
            .fields(["id": .string(id), "price_cny_per_mwh": price, "time_of_use": .bool(floats)])
        }
        return .array([
            component("energy", energy, timeOfUse),
            component("line_loss", .number(loss), timeOfUse),
            component("transmission_distribution", .number(wires)),
            component("system_operation", 30), component("government_funds", 25),
        ])
    }

    private func tariff(
        _ id: String, _ en: String, _ zh: String, components: JSON, seasons: [JSON] = [],
        charge: KeyValuePairs<String, JSON?>, tiers: [JSON] = []
    ) -> JSON {
        .fields([
            "id": .string(id), "name": .fields(["en": .string(en), "zh": .string(zh)]),
            "versions": .array([
                .fields([
                    "effective_from": "2026-01-01", "components": components,
                    "seasons": .array(seasons), "demand_charge": .fields(charge),
                    "vat_share": 0.13, "tiers": tiers.isEmpty ? nil : .array(tiers),
                ])
            ]),
        ])
    }

    private func falling(from energyMWh: Double, by adder: Double) -> [JSON] {
        [
            .fields(["from_mwh": 0, "adder_cny_per_mwh": .number(adder)]),
            .fields(["from_mwh": .number(energyMWh), "adder_cny_per_mwh": 0]),
        ]
    }

    private var eastTimeOfUse: JSON {
        tariff(
            "east-tou", "East, agency purchase by time of use", "东部代理购电分时",
            components: components(energy: 430, loss: 14, timeOfUse: true, wires: 95),
            seasons: [
                season(
                    "summer", months: [7, 8], "vvvvvvvvppppfsspppffpppf",
                    ["sharp_peak": 2.1, "peak": 1.7, "flat": 1, "valley": 0.42]),
                season(
                    "winter", months: [1, 12], "vvvvvvvvppppffffpsspppff",
                    ["sharp_peak": 2, "peak": 1.7, "flat": 1, "valley": 0.42]),
                season(
                    "other-working", months: [2, 3, 4, 5, 6, 9, 10, 11], dayTypes: [.working],
                    "vvvvvvvffpppffffppppppff", ["peak": 1.65, "flat": 1, "valley": 0.45]),
                season(
                    "other-rest", months: [2, 3, 4, 5, 6, 9, 10, 11],
                    dayTypes: [.weekend, .holiday], "vvvvvvvfffvvvvffppppppff",
                    ["peak": 1.5, "flat": 1, "valley": 0.4]),
            ],
            charge: ["kind": "maximum", "price_cny_per_kw_month": 38],
            tiers: fallsFromMWh.map { falling(from: $0, by: 8) } ?? [])
    }

    private var westTimeOfUse: JSON {
        tariff(
            "west-tou", "West, agency purchase by time of use", "西部代理购电分时",
            components: components(energy: 280, loss: 8, timeOfUse: true, wires: 70),
            seasons: [
                season(
                    "summer", months: [6, 7, 8], "fffffffppfvvvvvvffpppppf",
                    ["peak": 1.5, "flat": 1, "valley": 0.5]),
                season(
                    "other", months: [1, 2, 3, 4, 5, 9, 10, 11, 12], "ffffffppffvddddvffpppppf",
                    ["peak": 1.5, "flat": 1, "valley": 0.5, "deep_valley": 0.3]),
            ],
            charge: [
                "kind": "maximum", "price_cny_per_kw_month": 32,
                "high_utilisation_discount": fallsFromMWh == nil ? "assumed" : "exact",
            ])
    }

    /// Low at noon, high in the evening, with days that differ.
    private var market: JSON {
        var noise = Autoregression(
            SeededGenerator(seed: seed, stream: "market"), timeConstant: 5, step: clock.stepHours)
        var days = SeededGenerator(seed: seed, stream: "market/days")
        let level = (0..<clock.days).map { _ in days.uniform(0.85...1.2) }
        let curve = clock.series(digits: 1) { step in
            let hour = clock.hour(step)
            let noon = exp(-0.5 * (hour - 12.5) * (hour - 12.5) / 6)
            let evening = exp(-0.5 * (hour - 19.5) * (hour - 19.5) / 4)
            let price = 290 * (1 - 0.65 * noon + 0.7 * evening) + 18 * noise.advance()
            return max(20, level[clock.day(step)] * price)
        }
        return tariff(
            "west-market", "West, market curve", "西部市场曲线",
            components: components(energy: curve, loss: 8, timeOfUse: false, wires: 70),
            charge: ["kind": "maximum", "price_cny_per_kw_month": 33])
    }

    private var flat: JSON {
        tariff(
            "flat", "One price, by transformer capacity", "单一电价,按变压器容量",
            components: components(energy: 345, loss: 11, timeOfUse: false, wires: 82),
            charge: ["kind": "capacity", "price_cny_per_kva_month": 23],
            tiers: fallsFromMWh == nil ? [] : falling(from: 800, by: 12))
    }
}
