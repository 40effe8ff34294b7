/// A synthetic scenario of East–West hubs, the same bytes for the same settings.
///
/// Nothing in it is measured: places, fleets, prices and weather are made up at usual magnitudes
/// by a seeded generator, for trials of size and speed and as a first document to change. It
/// starts on a Monday in July and carries its series inline.
///
/// Demand is sized from the fleet. Each pool has a planned share for each of its products, and a
/// product's demand never exceeds its planned capacity over `margin`; since the products peak at
/// different hours, capacity is about 1.4 times the common peak. What may not be shared out that way is covered by construction:
/// the tight product's limit admits its quickest mode from every demand centre to every eastern
/// hub, and hydro by wire covers the planned green tokens there in every hour.
public struct ExampleScenario: Sendable {
    /// The settings.
    public let settings: ExampleSettings

    /// Planned capacity over the largest demand of each product.
    private static let margin = 1.14
    /// Hours of arrivals that batch products start with.
    private static let backlogHours = 2.0

    /// Takes checked settings; every fault of them is in the error.
    public init(_ settings: ExampleSettings = ExampleSettings()) throws(ScenarioError) {
        try settings.validate()
        self.settings = settings
    }

    /// The scenario document.
    ///
    /// A program has about 50 columns a hub and step; decoding refuses one of more than
    /// `Scenario.largestColumnCount` columns, which is 10 000 hubs for 80 steps.
    ///
    /// Complexity: O(hubs × steps).
    public func document() -> JSON {
        let hubs = ExampleHub.all(settings)
        let clock = settings.clock
        let note =
            "Synthetic: made by wattoken example with \(settings.hubs) hubs, "
            + "\(settings.days) days of \(settings.stepMinutes)-minute steps, "
            + "seed \(settings.seed)."
        let holidays = (1...7).map { JSON.string("2026-10-0\($0)") } + ["2027-01-01"]
        let head = JSON.fields([
            "format": .string(Scenario.format),
            "name": .fields(["en": "Synthetic hubs", "zh": "合成枢纽"]), "note": .string(note),
            "time_zone": "Asia/Shanghai",
            "start": .string(ExampleClock.firstDay + "T00:00:00+08:00"),
            "step_minutes": .integer(clock.stepMinutes), "steps": .integer(clock.stepCount),
            "holidays": .array(holidays),
            "carbon": .fields(["price_cny_per_tonne": 90, "method": "location_based"]),
        ])
        let products = ExampleProduct.all.map { product in
            let limit = capacity(product, hubs) / Self.margin
            return product.json(
                clock, seed: settings.seed, limit: limit,
                extra: extra(product, hubs, limit: limit) + quality(product))
        }
        let links = ExampleOrigin.all.flatMap { origin in hubs.map { origin.link(to: $0) } }
        let lists: [(String, [JSON])] = [
            ("accelerators", ExampleAccelerator.allCases.map(\.json)),
            ("profiles", ExampleProfile.all.map(\.json)),
            ("origins", ExampleOrigin.all.map(\.json)), ("products", products),
        ]
        return lists.reduce(head) { $0.adding($1.0, .array($1.1)) }
            .adding(
                "tariffs",
                ExampleTariffs(
                    clock: clock, seed: settings.seed,
                    fallsFromMWh: settings.parts.contains(.tiers)
                        ? hubs.first?.quarterOfMostMWh(settings) : nil
                ).json
            )
            .adding("sites", .array(hubs.map { $0.json(settings) }))
            .adding("network", .array(links))
            .adding(ExampleParts(settings: settings, hubs: hubs).members)
    }

    /// Products that can stand in for each other have a quality.
    private func quality(_ product: ExampleProduct) -> [JSON.Member] {
        let levels = ["chat": 3.0, "assistant": 4, "coding": 5]
        guard settings.parts.contains(.classes), let level = levels[product.id] else { return [] }
        return [JSON.Member("quality", .number(level))]
    }

    /// Million tokens an hour that the planned replicas of a product can make.
    private func capacity(_ product: ExampleProduct, _ hubs: [ExampleHub]) -> Double {
        ExampleProfile.all.reduce(0) { sum, profile in
            guard profile.product == product.id else { return sum }
            let replicas = hubs.reduce(0) { $0 + $1.plannedReplicas(profile) }
            return sum + replicas * profile.plannedMillionTokensPerHour
                * (1 - product.spareShare) / product.workPerToken
        }
    }

    /// What depends on the hubs: the tight latency limit, and the backlog of batch products.
    private func extra(
        _ product: ExampleProduct, _ hubs: [ExampleHub], limit: Double
    ) -> [JSON.Member] {
        if product.delayHours != nil {
            let backlog = JSON.fields([
                "origin": .string(ExampleOrigin.all[0].id), "due_in_hours": 6,
                "million_tokens": .number(
                    (limit * product.origins[0] * Self.backlogHours).rounded(digits: 1)),
            ])
            return [JSON.Member("initial_backlog", .array([backlog]))]
        }
        guard product.id == "chat" else { return [] }
        let quickest =
            ExampleProfile.all.first { $0.product == product.id }?.modes.first?.firstTokenMS ?? 0
        var longest = 0.0
        for hub in hubs where hub.isEast {
            for origin in ExampleOrigin.all {
                longest = max(longest, origin.place.roundTripMS(to: hub.place))
            }
        }
        return [JSON.Member("first_token_limit_ms", .number((quickest + longest).rounded(.up)))]
    }
}
