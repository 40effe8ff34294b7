/// A part of the model that a synthetic scenario may have beyond the common ones.
public enum ExamplePart: String, Sendable, CaseIterable {
    /// A power grid that feeds the hubs.
    case grid
    /// Tokens that any of several products may serve.
    case classes
    /// Energy quota, green share, import at peak, demand-response calls.
    case policy
    /// Ratios of direct supply at western hubs.
    case directSupply = "direct-supply"
    /// Storages that carry green energy.
    case greenStorage = "green-storage"
    /// Capacity that may be added.
    case capacity
    /// A falling tier and the ×0.9 rule decided exactly.
    case tiers
    /// Weights that may be brought to a site.
    case transfer
    /// A contract curve at the first hub, with deviations settled at spot.
    case contract
    /// Reserve for a lost hub, and spinning reserve of the grid.
    case reserve
    /// Decisions that are bounded for an interval.
    case pins
    /// Things out of service for hours.
    case maintenance
}

/// The members of a synthetic scenario that belong to its parts.
struct ExampleParts {
    let settings: ExampleSettings
    let hubs: [ExampleHub]

    var members: [JSON.Member] {
        var members: [JSON.Member] = []
        func add(_ part: ExamplePart, _ key: String, _ value: @autoclosure () -> JSON) {
            guard settings.parts.contains(part) else { return }
            members.append(JSON.Member(key, value()))
        }
        add(.grid, "grid", ExampleGrid(settings: settings, hubs: hubs).json)
        add(.policy, "policy", ExamplePolicy(settings: settings, hubs: hubs).json)
        add(.classes, "demand_classes", classes)
        let holds = ExampleHolds(settings: settings, hubs: hubs)
        add(.reserve, "reserve", holds.reserve)
        add(.pins, "pins", holds.pins)
        add(.maintenance, "maintenance", holds.maintenance)
        if settings.jobs > 0 {
            members.append(
                JSON.Member("jobs", ExampleJobs(settings: settings, hubs: hubs).json))
        }
        return members
    }

    /// Tokens of the first two origins that chat, assistant or coding may serve alike.
    private var classes: JSON {
        let clock = settings.clock
        return .array(
            ExampleOrigin.all.prefix(2).map { origin in
                let limit = Double(hubs.count) * 40
                let demand = clock.series(digits: 1) { step in
                    limit * ExampleProduct.Day.office.value(clock.hour(step) - 0.5)
                }
                return .fields([
                    "id": .string("any-" + origin.id), "origin": .string(origin.id),
                    "million_tokens_per_hour": demand, "quality_floor": 3,
                    "unserved_penalty_cny_per_million_tokens": 60,
                ])
            })
    }
}

extension JSON {
    /// The object with more members.
    func adding(_ members: [Member]) -> JSON {
        members.reduce(self) { $0.adding($1.key, $1.value) }
    }
}
