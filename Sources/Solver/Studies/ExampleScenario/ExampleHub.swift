/// A synthetic hub: in the east near demand and dear, in the west cheap with wind and sun.
struct ExampleHub {
    let isEast: Bool
    /// Place in its half, from zero.
    let number: Int
    let place: ExamplePlace
    let acceleratorsA: Int
    let acceleratorsB: Int
    /// Whether there are hubs in the west.
    private let hasWest: Bool

    var id: String { (isEast ? "east-" : "west-") + "\(number + 1)" }
    private var name: JSON {
        .fields([
            "en": .string((isEast ? "East hub " : "West hub ") + "\(number + 1)"),
            "zh": .string((isEast ? "东部枢纽" : "西部枢纽") + "\(number + 1)"),
        ])
    }

    /// All hubs, the eastern half first.
    static func all(_ settings: ExampleSettings) -> [ExampleHub] {
        let east = (settings.hubs + 1) / 2
        return (0..<settings.hubs).map { index in
            ExampleHub(
                isEast: index < east, number: index < east ? index : index - east,
                hasWest: settings.hubs > 1, seed: settings.seed)
        }
    }

    private init(isEast: Bool, number: Int, hasWest: Bool, seed: UInt64) {
        self.isEast = isEast
        self.number = number
        self.hasWest = hasWest
        let half = isEast ? "east" : "west"
        var draw = SeededGenerator(seed: seed, stream: "hub/\(half)/\(number)")
        if isEast {
            let near = ExampleOrigin.all[number % ExampleOrigin.eastCount].place
            place = ExamplePlace(
                latitude: near.latitude + draw.uniform(-1.2...1.2),
                longitude: near.longitude + draw.uniform(-1.4...1.4))
        } else {
            place = ExamplePlace(
                latitude: draw.uniform(35...42), longitude: draw.uniform(100...109))
        }
        let size = draw.uniform(isEast ? 0.8...1.1 : 1...1.5)
        acceleratorsA = Int((size * 1000).rounded()) * 8
        acceleratorsB = Int((size * 1500).rounded()) * 4
    }

    // MARK: Sizing

    /// What each pool serves, and the share of the pool that demand is sized by.
    var plan: [(accelerator: ExampleAccelerator, serves: [(profile: String, share: Double)])] {
        let a: [(profile: String, share: Double)] =
            !hasWest
            ? [("chat-a", 0.4), ("assistant-a", 0.3), ("green-a", 0.1), ("bulk-a", 0.2)]
            : isEast
                ? [("chat-a", 0.5), ("assistant-a", 0.35), ("green-a", 0.15)]
                : [("assistant-a", 0.55), ("green-a", 0), ("bulk-a", 0.45)]
        return [(.a, a), (.b, [("coding-b", 0.65), ("batch-b", 0.35)])]
    }

    func accelerators(_ kind: ExampleAccelerator) -> Int {
        kind == .a ? acceleratorsA : acceleratorsB
    }

    /// Replicas of a profile that the plan has here.
    func plannedReplicas(_ profile: ExampleProfile) -> Double {
        let share =
            plan.first { $0.accelerator == profile.accelerator }?.serves
            .first { $0.profile == profile.id }?.share ?? 0
        return share * Double(accelerators(profile.accelerator))
            / Double(profile.acceleratorsPerReplica)
    }

    static let worstPUE = 1.4
    private static let overheadShare = 0.02

    /// IT power with every accelerator at its most, MW.
    private var mostITMW: Double {
        ExampleAccelerator.allCases.reduce(0) {
            $0 + Double(accelerators($1)) * $1.mostKW / 1000
        }
    }

    /// Facility power with every accelerator at its most, MW.
    var mostMW: Double { mostITMW * (Self.worstPUE + Self.overheadShare) }

    // MARK: Document

    /// Tariff: two kinds in the east, three in the west.
    var tariff: String {
        if isEast { return number % 4 == 3 ? "flat" : "east-tou" }
        return ["west-market", "west-tou", "flat"][number % 3]
    }

    func json(_ settings: ExampleSettings) -> JSON {
        let weather = ExampleWeather(
            clock: settings.clock, seed: settings.seed, place: place, stream: "weather/" + id)
        var members =
            [
                JSON.Member("id", .string(id)), JSON.Member("name", name),
                JSON.Member("zone", isEast ? "east" : "west"),
            ] + place.members
        let curve = JSON.fields([
            "wet_bulb_celsius": weather.wetBulb(),
            "temperatures_celsius": .numbers([-20, 8, 18, 28]),
            "pue": .numbers(isEast ? [1.16, 1.2, 1.26, 1.38] : [1.1, 1.12, 1.18, 1.3]),
        ])
        members += [
            JSON.Member("pue_curve", curve), JSON.Member("pue_rated", isEast ? 1.25 : 1.15),
            JSON.Member(
                "fixed_overhead_mw", .number((mostITMW * Self.overheadShare).rounded(digits: 2))),
        ]
        if number % 2 == 1 {
            members.append(
                JSON.Member(
                    "facility_ramp_mw_per_hour", .number((mostMW * 0.3).rounded(digits: 1))))
        }
        members += [
            JSON.Member(
                "connection",
                .fields([
                    "transformer_mva": .number((mostMW * 1.15).rounded(.up)),
                    "power_factor": 0.95, "loss_share": 0.005,
                    "expansion": settings.parts.contains(.capacity) && tariff != "west-tou"
                        ? expansion("mva", mostMW * 0.2, annualCNY: 90_000) : nil,
                ])),
            JSON.Member("tariff", .string(tariff)), JSON.Member("account", account(settings)),
            JSON.Member(
                "emissions",
                .fields([
                    "location_based_kg_co2_per_mwh": isEast ? 590 : 480,
                    "residual_kg_co2_per_mwh": 620,
                ])),
            JSON.Member("pools", pools(settings)), JSON.Member("storages", storages(settings)),
            JSON.Member("renewables", renewables(weather)),
        ]
        if settings.parts.contains(.directSupply), !isEast {
            members.append(JSON.Member("direct_supply", Self.directSupply))
        }
        if ExampleContract.isAt(self, settings) {
            let contract = ExampleContract(settings: settings, hub: self)
            members.append(JSON.Member("contract", contract.json))
        } else if settings.parts.contains(.grid) {
            members.append(JSON.Member("node", .string(ExampleGrid.node(self))))
        }
        if settings.isInteger, number % 2 == 0 {
            members.append(JSON.Member("generators", .array([gasEngine])))
        }
        return .object(members)
    }

    /// A quarter of what it could import at most over the horizon, MWh: within reach of any plan.
    func quarterOfMostMWh(_ settings: ExampleSettings) -> Double {
        (0.25 * mostMW * 24 * Double(settings.days)).rounded()
    }

    /// Import after the horizon that leaves the 260 kWh per kVA of the ×0.9 rule within reach, MWh.
    private func remainderMWh(_ settings: ExampleSettings) -> Double {
        let threshold = 260 * (mostMW * 1.15).rounded(.up)
        let horizon = 0.5 * mostMW * 24 * Double(settings.days)
        return max(0, threshold - horizon)
    }

    /// Most hubs have planned a peak for the month; every fifth knows only the peak so far.
    private func account(_ settings: ExampleSettings) -> JSON {
        let isPlanned = number % 5 != 4
        return .fields([
            "month_to_date_peak_mw": .number((mostMW * 0.45).rounded(digits: 1)),
            "planned_peak_mw": isPlanned ? .number((mostMW * 0.6).rounded(digits: 1)) : nil,
            "intra_step_factor": settings.stepMinutes > 15 ? 1.03 : nil,
            "forecast_remainder_mwh": settings.parts.contains(.tiers)
                ? .number(remainderMWh(settings).rounded()) : nil,
        ])
    }

    private func pools(_ settings: ExampleSettings) -> JSON {
        .array(
            plan.map { accelerator, serves in
                .fields([
                    "id": accelerator == .a ? "pool-a" : "pool-b",
                    "accelerator": .string(accelerator.rawValue),
                    "accelerators": .integer(accelerators(accelerator)),
                    "integer_replicas": settings.isInteger ? true : nil,
                    "serves": .array(
                        serves.map { .fields(["profile": .string($0.profile)]) }
                            + (accelerator == .a ? brought(settings) : [])),
                    "expansion": settings.parts.contains(.capacity) && accelerator == .b
                        ? .fields([
                            "maximum_accelerators": 2000, "module_accelerators": 400,
                            "annual_cost_cny_per_accelerator": 60_000,
                        ]) : nil,
                ])
            })
    }

    /// Batch work may come to the east once its weights are brought there.
    private func brought(_ settings: ExampleSettings) -> [JSON] {
        guard settings.parts.contains(.transfer), isEast, hasWest, number % 2 == 0 else {
            return []
        }
        return [
            .fields([
                "profile": "bulk-a",
                "transfer": .fields([
                    "size_gb": 1200, "gb_per_hour": 900, "price_cny_per_gb": 0.4,
                ]),
            ])
        ]
    }

    func expansion(_ unit: String, _ most: Double, annualCNY: Double) -> JSON {
        .object([
            JSON.Member("maximum_" + unit, .number(most.rounded(digits: 1))),
            JSON.Member("annual_cost_cny_per_" + unit, .number(annualCNY)),
        ])
    }
}
