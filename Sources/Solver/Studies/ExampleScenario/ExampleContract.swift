/// A synthetic contract curve of the first hub: its declaration is to be decided.
///
/// Every import is feasible, because the declaration follows it within the limit.
struct ExampleContract {
    let settings: ExampleSettings
    let hub: ExampleHub

    /// Whether a hub buys by contract; it then stands outside the power grid.
    static func isAt(_ hub: ExampleHub, _ settings: ExampleSettings) -> Bool {
        settings.parts.contains(.contract) && hub.isEast && hub.number == 0
    }

    var json: JSON {
        let clock = settings.clock
        let contract = clock.series(digits: 2) { step in
            hub.mostMW * 0.4 * (0.8 + 0.2 * shape(step))
        }
        return .fields([
            "contract_mw": contract, "price_cny_per_mwh": 420,
            "day_ahead_price_cny_per_mwh": price("day-ahead", spread: 20),
            "real_time_price_cny_per_mwh": price("real-time", spread: 45),
            "deviation_limit_mw": .number((hub.mostMW * 0.1).rounded(digits: 1)),
            "deviation_band_share": 0.05, "short_penalty_cny_per_mwh": 80,
            "long_penalty_cny_per_mwh": 60,
        ])
    }

    private func shape(_ step: Int) -> Double {
        ExampleProduct.Day.evening.value(settings.clock.hour(step) - 0.5)
    }

    /// Dear in the evening, with noise that lasts a few hours.
    private func price(_ name: String, spread: Double) -> JSON {
        let clock = settings.clock
        var noise = Autoregression(
            SeededGenerator(seed: settings.seed, stream: "contract/" + name), timeConstant: 3,
            step: clock.stepHours)
        return clock.series(digits: 2) { step in
            300 + 220 * shape(step) + spread * noise.advance()
        }
    }
}
