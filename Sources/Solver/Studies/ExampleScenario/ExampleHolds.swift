/// Synthetic reserve, pins and maintenance windows; none of them can make a scenario infeasible.
///
/// Tokens may go unserved at a price, so reserve for a lost hub only limits what is served; gas
/// covers every node alone, so coal may be out; the battery rests long before the horizon ends.
struct ExampleHolds {
    let settings: ExampleSettings
    let hubs: [ExampleHub]

    // MARK: Reserve

    /// The last hub may be lost; generators keep a twentieth of the load ready.
    var reserve: JSON {
        let losses = hubs.count > 1 ? hubs.suffix(1).map { JSON.string($0.id) } : []
        return .fields([
            "losses": .array(losses), "allowed_outage_minutes": 15,
            "spinning": settings.parts.contains(.grid)
                ? .array([.fields(["share": 0.05])]) : nil,
        ])
    }

    // MARK: Pins

    /// The battery of the first hub rests at night, its chat stays loaded, its import is bounded.
    var pins: JSON {
        .array(
            (0..<settings.days).flatMap { day in
                hubs.prefix(1).flatMap { hub in
                    [
                        pin("night", "charge", hub, day, 1..<4, 0, ["storage": "battery"]),
                        pin("evening", "import", hub, day, 18..<20, most(hub.mostMW), [:]),
                        loaded(hub, day),
                    ]
                }
            })
    }

    private func most(_ value: Double) -> Double { value.rounded(digits: 1) }

    private func pin(
        _ name: String, _ decision: String, _ hub: ExampleHub, _ day: Int, _ hours: Range<Int>,
        _ value: Double, _ subject: KeyValuePairs<String, String>
    ) -> JSON {
        JSON.fields([
            "id": .string("\(name)-\(day + 1)"), "decision": .string(decision),
            "site": .string(hub.id), "at_most": .number(value),
        ])
        .adding(subject.map { JSON.Member($0.key, .string($0.value)) })
        .adding(hold(day, hours, owner: "dispatch", reason: name))
    }

    /// A tenth of what is planned, whole.
    private func loaded(_ hub: ExampleHub, _ day: Int) -> JSON {
        let planned =
            ExampleProfile.all.first { $0.id == "chat-a" }.map(hub.plannedReplicas) ?? 0
        return JSON.fields([
            "id": .string("chat-\(day + 1)"), "decision": "replicas", "site": .string(hub.id),
            "pool": "pool-a", "profile": "chat-a",
            "at_least": .number((planned / 10).rounded(.down)),
        ])
        .adding(hold(day, 9..<18, owner: "product", reason: "guaranteed"))
    }

    // MARK: Maintenance

    /// On the first day only.
    var maintenance: JSON {
        .array(
            hubs.prefix(1).flatMap { hub in
                [
                    window("battery", "storage", hub, 10..<14, 0.0, ["storage": "battery"]),
                    window("pool", "pool", hub, 2..<6, 0.9, ["pool": "pool-b"]),
                    window("line", "connection", hub, 3..<5, 0.95, [:]),
                    window("hydro", "renewable", hub, 4..<5, 0.9, ["renewable": "hydro"]),
                ] + (settings.parts.contains(.grid) ? [coal(hub)] : [])
            })
    }

    private func window(
        _ name: String, _ asset: String, _ hub: ExampleHub, _ hours: Range<Int>, _ share: Double,
        _ subject: KeyValuePairs<String, String>
    ) -> JSON {
        JSON.fields([
            "id": .string(name), "asset": .string(asset), "site": .string(hub.id),
            "available_share": .number(share),
        ])
        .adding(subject.map { JSON.Member($0.key, .string($0.value)) })
        .adding(hold(0, hours, owner: "works", reason: "inspection"))
    }

    private func coal(_ hub: ExampleHub) -> JSON {
        JSON.fields([
            "id": "coal", "asset": "generator", "node": .string(ExampleGrid.node(hub)),
            "generator": .string("coal-" + hub.id), "available_share": 0.5,
        ])
        .adding(hold(0, 8..<16, owner: "works", reason: "boiler"))
    }

    private func hold(
        _ day: Int, _ hours: Range<Int>, owner: String, reason: String
    ) -> [JSON.Member] {
        let clock = settings.clock
        return [
            JSON.Member("from", .string(clock.text(day: day, hour: hours.lowerBound))),
            JSON.Member("to", .string(clock.text(day: day, hour: hours.upperBound))),
            JSON.Member("owner", .string(owner)), JSON.Member("reason", .string(reason)),
        ]
    }
}
