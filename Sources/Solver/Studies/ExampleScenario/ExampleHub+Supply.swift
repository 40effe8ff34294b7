// What a hub has of its own: carbon-free supply, a gas engine, a battery.
extension ExampleHub {
    /// Hydro by wire in the east; wind on the spot and sun in the west.
    func renewables(_ weather: ExampleWeather) -> JSON {
        guard !isEast else {
            return .array([
                .fields([
                    "id": "hydro", "kind": "hydro", "delivery": "grid",
                    "capacity_mw": .number(hydroMW), "output_share": weather.hydro(),
                    "price_cny_per_mwh": 440, "life_cycle_kg_co2_per_mwh": 20,
                ])
            ])
        }
        return .array([
            .fields([
                "id": "wind", "kind": "wind", "delivery": "on_site",
                "capacity_mw": .number((mostMW * 0.4).rounded(digits: 1)),
                "output_share": weather.wind(), "price_cny_per_mwh": 260,
                "life_cycle_kg_co2_per_mwh": 30,
            ]),
            solar(weather),
        ])
    }

    /// Sun by contract through the grid; the first western hub takes or pays.
    private func solar(_ weather: ExampleWeather) -> JSON {
        let capacity = (mostMW * 0.25).rounded(digits: 1)
        let output = weather.solar()
        let hours = (output.elements ?? []).reduce(0.0) { sum, value in
            guard case .number(let share) = value else { return sum }
            return sum + share * weather.clock.stepHours
        }
        let contract = JSON.fields([
            "min_take_share": 0.7, "contract_mwh": .number((capacity * hours).rounded(digits: 1)),
        ])
        return .fields([
            "id": "solar", "kind": "solar", "delivery": number % 2 == 0 ? "grid" : "on_site",
            "capacity_mw": .number(capacity), "output_share": output,
            "price_cny_per_mwh": 250, "life_cycle_kg_co2_per_mwh": 50,
            "take_or_pay": number == 0 ? contract : nil,
        ])
    }

    /// Hydro by wire that covers the planned green tokens in every hour, MW.
    private var hydroMW: Double {
        guard let green = ExampleProfile.all.first(where: { $0.product == "green" }) else {
            return 0
        }
        let needed = plannedReplicas(green) * green.mostKW / 1000 * Self.worstPUE
        return (needed * ExampleProduct.greenShare / ExampleWeather.leastHydro)
            .rounded(digits: 2)
    }

    /// The published ratios, at a price: the weather of a short horizon may not allow them.
    static let directSupply = JSON.fields([
        "rule_set": "cn_650_2025", "horizon_only": true, "violation_price_cny_per_mwh": 150,
    ])

    /// A gas engine that pays at peak hours, with starts and minimum times.
    var gasEngine: JSON {
        let power = (mostMW * 0.12).rounded(digits: 1)
        return .fields([
            "id": "gas-engine", "capacity_mw": .number(power), "minimum_share": 0.4,
            "price_cny_per_mwh": 560, "emission_kg_co2_per_mwh": 450,
            "commitment": .fields([
                "start_up_cost_cny": .number((power * 40).rounded(digits: 0)),
                "no_load_cny_per_hour": .number((power * 15).rounded(digits: 0)),
                "minimum_up_hours": 2, "minimum_down_hours": 2, "initially_on": false,
                "initial_hours": 10,
            ]),
        ])
    }

    /// A battery of two hours at every second hub.
    func storages(_ settings: ExampleSettings) -> JSON {
        guard number % 2 == 0 else { return .array([]) }
        let power = (mostMW * 0.2).rounded(digits: 1)
        return .array([
            .fields([
                "id": "battery", "charge_mw": .number(power), "discharge_mw": .number(power),
                "energy_mwh": .number(2 * power), "minimum_mwh": .number(0.2 * power),
                "charge_efficiency": 0.95, "discharge_efficiency": 0.95,
                "self_discharge_share_per_hour": 0.0002, "cycle_cost_cny_per_mwh": 60,
                "initial_mwh": .number(power), "final": "cyclic",
                "carries_green": settings.parts.contains(.greenStorage) ? true : nil,
                "expansion": settings.parts.contains(.capacity)
                    ? expansion("mwh", 2 * power, annualCNY: 110_000)
                        .adding("power_mw_per_mwh", 0.5) : nil,
            ])
        ])
    }
}
