package import Forecast
package import Solver

/// Settings of a forecast as a job: what is forecast, how far, and which quantiles are told.
package struct ForecastSpec: Sendable, Equatable {
    /// What the target is.
    package var kind: ForecastKind
    /// How far; a day unless told.
    package var horizon = ISODuration(microseconds: 86_400_000_000)
    /// Start of the first step; nil: where the target ends.
    package var start: Instant?
    /// Percentages of the quantiles that are told, ascending.
    package var percents = Forecast.percents
    /// Bounds on one side that are told beside the quantiles.
    package var bounds: [Bound] = []
    /// Joint paths that are told beside the quantiles; nil for none.
    package var scenarioCount: Int?
    /// Seed of all that is drawn.
    package var seed: UInt64 = 1
    /// IANA zone of days.
    package var timeZone = "UTC"
    /// Largest possible value of a wind or solar target, in its unit.
    package var capacity: Double?
    /// Latitude and longitude of a solar plant, degrees.
    package var latitude: Double?
    package var longitude: Double?
    /// Whether carbon intensity is that of one more MWh.
    package var isMarginal = false

    /// A value that the truth stays above, or below, with a probability.
    package struct Bound: Sendable, Equatable {
        /// Which side the truth is on.
        package enum Side: String, Sendable, CaseIterable {
            case atLeast = "at_least"
            case atMost = "at_most"
        }

        package var side: Side
        /// Probability, percent.
        package var percent: Int

        /// The percentage of the quantile that it is.
        package var quantile: Int { side == .atMost ? percent : 100 - percent }
    }

    /// Longest horizon, seconds.
    static let longestHorizonSeconds = Double(ForecastOptions.longestHorizonSeconds)

    /// A forecast with the defaults.
    package init(kind: ForecastKind) { self.kind = kind }

    /// Reads the members of a job that concern the forecast; faults are noted in `fields`.
    package init(_ fields: Fields) {
        kind =
            fields.choice("kind", "What the target is.", of: ForecastKind.self) ?? .tokens
        horizon =
            fields.duration(
                "horizon", "How far: whole steps of the target; a day unless told.",
                1...Self.longestHorizonSeconds, example: "PT24H") ?? horizon
        start = fields.instant(
            "start", "Start of the first step; where the target ends unless told.",
            required: false)
        let chosen = fields.numbers(
            "percents", "Percentages of the quantiles that are told; all unless told.", 1...99,
            whole: true)
        if !chosen.isEmpty { percents = Set(chosen.map { Int($0) }).sorted() }
        bounds = fields.list(
            "bounds", "Bounds on one side that are told beside the quantiles.", atMost: 99
        ) { fields in
            Bound(
                side: fields.choice(
                    "side", "Which side of it the truth is on.", of: Bound.Side.self) ?? .atMost,
                percent: fields.integer("percent", "With which probability.", 1...99))
        }
        scenarioCount = fields.optionalInteger(
            "scenarios", "Joint paths that are told beside the quantiles.",
            1...ForecastOptions.mostScenarios)
        seed = UInt64(
            fields.optionalInteger("seed", "Seed of all that is drawn.", 0...(1 << 53)) ?? 1)
        timeZone = fields.string("time_zone", "IANA zone of days.", default: "UTC")
        if !fields.isRecording, CivilZone(identifier: timeZone) == nil {
            fields.fault(
                "time_zone", .notAllowed, given: "\"\(timeZone)\"",
                allowed: "an IANA name, such as \"Asia/Shanghai\"")
        }
        capacity = fields.optionalNumber(
            "capacity", "Wind, solar: largest possible value.", 1e-9...1e15)
        latitude = fields.optionalNumber(
            "latitude_deg", "Solar: of the plant, north.", -90...90)
        longitude = fields.optionalNumber(
            "longitude_deg", "Solar: of the plant, east.", -180...180)
        isMarginal = fields.bool(
            "marginal", "Carbon: of one more MWh, not the average.", default: false)
        if isMarginal, kind != .carbon {
            fields.fault(
                "marginal", .conflict, given: "kind \(kind.rawValue)", allowed: "kind carbon")
        }
    }

    /// Reads a document; every fault of it is in the error.
    package init(_ document: JSON) throws(ScenarioError) {
        self = try Decoding.read(document) { ForecastSpec($0) }
    }

    /// Reads a document; every fault of it is in the error.
    package init(json bytes: [UInt8]) throws(ScenarioError) {
        try self.init(Scenario.parsed(bytes))
    }

    /// JSON Schema of the document.
    package static var schema: JSON { Decoding.schema { ForecastSpec($0) } }

    /// The document.
    package var json: JSON {
        .fields([
            "kind": .string(kind.rawValue), "horizon": .string(horizon.text),
            "start": start.map { .string($0.utcText) },
            "percents": percents == Forecast.percents ? nil : .list(percents.map(Double.init)),
            "bounds": bounds.isEmpty
                ? nil
                : .array(
                    bounds.map {
                        .fields([
                            "side": .string($0.side.rawValue), "percent": .integer($0.percent),
                        ])
                    }),
            "scenarios": scenarioCount.map { .integer($0) },
            "seed": .number(Double(seed)), "time_zone": .string(timeZone),
            "capacity": capacity.map { .number($0) }, "latitude_deg": latitude.map { .number($0) },
            "longitude_deg": longitude.map { .number($0) },
            "marginal": isMarginal ? .bool(true) : nil,
        ])
    }

    var recipe: Recipes.Options {
        var options = Recipes.Options()
        options.capacity = capacity
        options.latitude = latitude
        options.longitude = longitude
        options.isMarginal = isMarginal
        return options
    }
}
