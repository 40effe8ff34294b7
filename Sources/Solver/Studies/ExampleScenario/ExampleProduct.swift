/// A synthetic product: how it is served, and how demand for it moves through day and week.
struct ExampleProduct {
    /// Relative demand at each clock hour, at most 1.
    enum Day {
        case office, evening, night

        private var hours: [Double] {
            switch self {
            case .office:
                [
                    0.35, 0.28, 0.24, 0.22, 0.22, 0.25, 0.35, 0.52, 0.76, 0.93, 1, 0.98, 0.86,
                    0.9, 0.98, 1, 0.97, 0.92, 0.86, 0.84, 0.82, 0.76, 0.62, 0.47,
                ]
            case .evening:
                [
                    0.55, 0.42, 0.34, 0.29, 0.27, 0.29, 0.37, 0.49, 0.6, 0.67, 0.7, 0.74, 0.79,
                    0.75, 0.7, 0.7, 0.73, 0.79, 0.86, 0.94, 1, 1, 0.91, 0.73,
                ]
            case .night:
                [
                    0.95, 1, 0.98, 0.92, 0.84, 0.76, 0.68, 0.62, 0.6, 0.6, 0.62, 0.63, 0.63, 0.62,
                    0.62, 0.62, 0.63, 0.65, 0.68, 0.72, 0.78, 0.84, 0.89, 0.92,
                ]
            }
        }

        /// The value between two hours, linear; the day is a circle.
        func value(_ hour: Double) -> Double {
            let values = hours
            let lower = hour.rounded(.down)
            let first = (Int(lower) % 24 + 24) % 24
            let share = hour - lower
            return values[first] * (1 - share) + values[(first + 1) % 24] * share
        }
    }

    let id: String
    let en: String
    let zh: String
    /// Shares of the demand centres, in their order; those with zero ask for nothing.
    let origins: [Double]
    let day: Day
    let weekend: Double
    let priceCNY: Double
    let spareShare: Double
    /// Members that only this product has.
    let own: [JSON.Member]
    /// Hours of delay; nil for interactive products.
    let delayHours: Double?

    /// Work of a token with its share of cached input, relative to the measured one.
    var workPerToken: Double { delayHours == nil ? 1 - 0.4 * 0.5 : 1 }

    /// Share of the energy of green products that is carbon-free in every hour.
    static let greenShare = 0.6

    static let all = [
        ExampleProduct(
            id: "chat", en: "Chat, quick", zh: "即时对话",
            origins: [0.24, 0.22, 0.2, 0.12, 0.12, 0.1], day: .evening, weekend: 0.95, priceCNY: 9,
            spareShare: 0.08, own: [JSON.Member("token_interval_limit_ms", 45)], delayHours: nil),
        ExampleProduct(
            id: "assistant", en: "Assistant", zh: "助手",
            origins: [0.22, 0.22, 0.18, 0.14, 0.12, 0.12], day: .office, weekend: 0.7,
            priceCNY: 6, spareShare: 0.05,
            own: [
                JSON.Member("first_token_limit_ms", 1500),
                JSON.Member("token_interval_limit_ms", 100),
            ], delayHours: nil),
        ExampleProduct(
            id: "green", en: "Assistant, green", zh: "绿色助手",
            origins: [0.4, 0.35, 0.25, 0, 0, 0], day: .office, weekend: 0.75, priceCNY: 7,
            spareShare: 0.05,
            own: [
                JSON.Member("first_token_limit_ms", 1500),
                JSON.Member("token_interval_limit_ms", 100),
                JSON.Member("green_share", .number(greenShare)),
            ], delayHours: nil),
        ExampleProduct(
            id: "coding", en: "Coding agent", zh: "编程智能体",
            origins: [0.32, 0.3, 0.26, 0, 0, 0.12], day: .office, weekend: 0.55, priceCNY: 14,
            spareShare: 0.05,
            own: [
                JSON.Member("first_token_limit_ms", 800),
                JSON.Member("token_interval_limit_ms", 60),
            ], delayHours: nil),
        ExampleProduct(
            id: "batch", en: "Batch, small model", zh: "小模型批量",
            origins: [0.4, 0.35, 0.25, 0, 0, 0], day: .night, weekend: 0.85, priceCNY: 0.6,
            spareShare: 0,
            own: [
                JSON.Member("max_delay_hours", 6),
                JSON.Member("late_price_cny_per_million_tokens_hour", 0.2),
            ], delayHours: 6),
        ExampleProduct(
            id: "bulk", en: "Batch, large model", zh: "大模型批量",
            origins: [0.5, 0, 0, 0.5, 0, 0], day: .night, weekend: 0.9, priceCNY: 1.8,
            spareShare: 0,
            own: [
                JSON.Member("max_delay_hours", 18),
                JSON.Member("late_price_cny_per_million_tokens_hour", 0.5),
            ], delayHours: 18),
    ]

    /// The product as a document, with demand that never exceeds `limit`, million per hour.
    func json(_ clock: ExampleClock, seed: UInt64, limit: Double, extra: [JSON.Member]) -> JSON {
        var demand: [JSON] = []
        for (origin, share) in zip(ExampleOrigin.all, origins) where share > 0 {
            let series = demandSeries(clock, seed, origin, limit: limit * share)
            demand.append(
                .fields(["origin": .string(origin.id), "million_tokens_per_hour": series]))
        }
        let isBatch = delayHours != nil
        let common = JSON.fields([
            "id": .string(id), "name": .fields(["en": .string(en), "zh": .string(zh)]),
            "kind": isBatch ? "batch" : "interactive", "demand": .array(demand),
            "input_tokens_per_output_token": isBatch ? 2 : 3,
            "cached_share_of_input": isBatch ? nil : 0.5,
            "prefill_share_of_work": isBatch ? nil : 0.4,
            "output_price_cny_per_million_tokens": .number(priceCNY),
            "input_price_cny_per_million_tokens": .number((priceCNY / 4).rounded(digits: 3)),
            "cached_input_price_cny_per_million_tokens": isBatch
                ? nil : .number((priceCNY / 40).rounded(digits: 3)),
            "unserved_penalty_cny_per_million_tokens": isBatch ? 20 : 80,
            "gigaflop_per_output_token": 60, "gigabytes_per_million_tokens": 0.2,
            "spare_share": isBatch ? nil : .number(spareShare),
        ])
        return (own + extra).reduce(common) { $0.adding($1.key, $1.value) }
    }

    /// Hours by which the day of a western demand centre runs late.
    private static let lateHours = 0.8

    /// Day and week, with a factor for each day and noise for each step, all at most 1.
    private func demandSeries(
        _ clock: ExampleClock, _ seed: UInt64, _ origin: ExampleOrigin, limit: Double
    ) -> JSON {
        let stream = "demand/\(id)/\(origin.id)"
        var days = SeededGenerator(seed: seed, stream: stream + "/days")
        let factors = (0..<clock.days).map { _ in days.uniform(0.92...1) }
        var noise = Autoregression(
            SeededGenerator(seed: seed, stream: stream), timeConstant: 1.5,
            step: clock.stepHours)
        let isWestern = origin.place.longitude < 110
        return clock.series(digits: 1) { step in
            let hour = clock.hour(step) - 0.5 - (isWestern ? Self.lateHours : 0)
            let week = clock.isWeekend(step) ? weekend : 1
            let wobble = min(1, 0.975 + 0.012 * noise.advance())
            return limit * day.value(hour) * week * factors[clock.day(step)] * wobble
        }
    }
}
