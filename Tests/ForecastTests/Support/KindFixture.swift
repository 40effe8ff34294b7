import Forecast

/// Made-up but lifelike series of each kind, with the inputs that go with it.
struct KindFixture {
    /// The target and its inputs.
    var data: ForecastData
    /// What it is.
    let kind: ForecastKind
    /// Start of the first step: 2021-03-01T00:00Z, a Monday.
    static let start = 1_614_556_800

    /// Days of history; fewer for the recipe that looks back longest, so that tests stay quick.
    static func days(_ kind: ForecastKind) -> Int { kind == .price ? 24 : 42 }

    /// Hourly by default; values lie after `days` whole days too, over `more` days of future.
    init(_ kind: ForecastKind, days: Int? = nil, more: Int = 5, step: Int = 3600) {
        let days = days ?? Self.days(kind)
        self.kind = kind
        var random = SeededNumbers(seed: 7)
        let count = (days + more) * 86_400 / step
        let level = (0..<count).map { index -> Double in
            let hour = Double(index * step % 86_400) / 3600
            let day = index * step / 86_400
            let shape = 1 - abs(hour - 12) / 12
            return shape + (day % 7 < 5 ? 0.5 : 0) + 0.3 * random.normal()
        }
        let names = Self.names(kind)
        let weather = names.known.map { _ in
            level.map { 5 + 3 * $0 + 0.5 * random.normal() }
        }
        let observed = names.inputs.map { _ in
            level.map { 20 + 10 * $0 + random.normal() }
        }
        let target = level.map { Self.value(kind, $0) + 0.01 * random.normal() }
        func series(_ name: String, _ values: [Double]) -> RevisedSeries {
            RevisedSeries(
                latest: Series(
                    name: name, start: Self.start, stepSeconds: step, values: values))
        }
        data = ForecastData(
            target: series("y", target), known: zip(names.known, weather).map(series),
            inputs: zip(names.inputs, observed).map(series))
    }

    private static func names(_ kind: ForecastKind) -> (known: [String], inputs: [String]) {
        switch kind {
        case .price: (["load", "wind"], ["gas"])
        case .wind: (["u10", "v10", "u100", "v100"], [])
        case .solar: (["dswrf", "temperature"], [])
        case .carbon: (["wind_speed", "temperature", "dswrf"], ["nat_gas", "solar", "wind"])
        case .tokens: ([], ["requests"])
        case .temperature: (["temperature_forecast"], [])
        }
    }

    private static func value(_ kind: ForecastKind, _ level: Double) -> Double {
        switch kind {
        case .price: 40 + 15 * level
        case .wind, .solar: min(1, max(0, 0.5 * level))
        case .carbon: 200 + 60 * level
        case .tokens: 1e5 * max(0.05, 1 + level)
        case .temperature: 10 + 6 * level
        }
    }

    /// What is known at the end of a day, counted from the start, for the days after it.
    func problem(days: Int? = nil, horizon: Int? = nil, threads: Int = 1) -> ForecastProblem {
        let start = Self.start + (days ?? Self.days(kind)) * 86_400
        let step = data.target.latest.stepSeconds
        let gate = Gate(
            time: start, targetEnd: start, start: start, horizon: horizon ?? 86_400 / step,
            day: start / 86_400)
        return data.problem(at: gate, kind: kind, zone: .utc, seed: 1, threads: threads)
    }

    /// The answer of the kind's recipe, asked once.
    func forecast(days: Int? = nil, horizon: Int? = nil) throws -> Forecast {
        var recipe = Recipes.recipe(for: kind)
        return try recipe.forecast(problem(days: days, horizon: horizon))
    }

    /// The same with the target changed, value by value.
    func mapping(_ change: (Int, Double) -> Double) -> KindFixture {
        var copy = self
        var series = data.target.latest
        series.values = series.values.enumerated().map(change)
        copy.data.target = RevisedSeries(latest: series)
        return copy
    }
}

/// Numbers from a seed (splitmix64; normal ones as the sum of twelve uniform ones less six).
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func uniform() -> Double { Double(bits() >> 11) * 0x1p-53 }

    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
