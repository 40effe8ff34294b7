/// A synthetic power grid: a node for each hub, rings of AC lines in each half, DC lines between.
///
/// Every node has supplies that cover its own hub and load at any time, so that the grid is
/// feasible whatever the lines carry; lines make it cheaper.
struct ExampleGrid {
    let settings: ExampleSettings
    let hubs: [ExampleHub]

    static func node(_ hub: ExampleHub) -> String { "node-" + hub.id }

    var json: JSON {
        let east = hubs.filter(\.isEast)
        let west = hubs.filter { !$0.isEast }
        let links = dcLines(east, west)
        return .fields([
            "base_mva": 100, "nodes": .array(hubs.map(node)),
            "supplies": .array(hubs.flatMap(supplies)),
            "lines": .array(acLines(east) + acLines(west)), "dc_lines": .array(links),
            "interfaces": links.count > 1 ? .array([interface(east, west)]) : nil,
        ])
    }

    /// Load beside the hub: a fifth of it on average, with the day's shape.
    private func node(_ hub: ExampleHub) -> JSON {
        let clock = settings.clock
        var noise = Autoregression(
            SeededGenerator(seed: settings.seed, stream: "load/" + hub.id), timeConstant: 4,
            step: clock.stepHours)
        let load = clock.series(digits: 2) { step in
            let day = ExampleProduct.Day.evening.value(clock.hour(step) - 0.5)
            return hub.mostMW * Self.loadShare * day * (0.95 + 0.01 * noise.advance())
        }
        return .fields(["id": .string(Self.node(hub)), "load_mw": load])
    }

    /// Largest load of a node over the power of its hub.
    private static let loadShare = 0.3

    /// What a node needs at most, MW.
    private func needMW(_ hub: ExampleHub) -> Double { hub.mostMW * (1 + Self.loadShare) }

    private func supplies(_ hub: ExampleHub) -> [JSON] {
        var draw = SeededGenerator(seed: settings.seed, stream: "supply/" + hub.id)
        let need = needMW(hub)
        let level = hub.isEast ? draw.uniform(360...430) : draw.uniform(210...270)
        let coalMW = (need * (hub.isEast ? 0.7 : 1.1)).rounded(digits: 1)
        return [
            coal(hub, capacity: coalMW, level: level),
            .fields([
                "id": .string("gas-" + hub.id), "node": .string(Self.node(hub)),
                "capacity_mw": .number((need * 1.05).rounded(digits: 1)),
                "price_cny_per_mwh": .number((level * 1.5).rounded(digits: 1)),
                "quadratic_cny_per_mw2h": settings.isInteger
                    ? nil : .number((draw.uniform(0.05...0.15)).rounded(digits: 3)),
                "emission_kg_co2_per_mwh": 400,
            ]),
        ]
    }

    /// Coal on a convex curve; in an integer scenario it has to be started and stopped.
    private func coal(_ hub: ExampleHub, capacity: Double, level: Double) -> JSON {
        let points = [(0.0, 1.0), (0.5, 1.0), (0.8, 1.12), (1.0, 1.3)]
        var curve: [JSON] = []
        var cost = 0.0
        var before = 0.0
        for (share, factor) in points {
            cost += (share - before) * capacity * level * factor
            before = share
            curve.append(
                .fields([
                    "output_mw": .number((share * capacity).rounded(digits: 3)),
                    "cost_cny_per_hour": .number(cost.rounded(digits: 2)),
                ]))
        }
        let commitment = JSON.fields([
            "start_up_cost_cny": .number((capacity * 120).rounded(digits: 0)),
            "no_load_cny_per_hour": .number((capacity * 8).rounded(digits: 0)),
            "minimum_up_hours": 4, "minimum_down_hours": 3, "initially_on": true,
            "initial_hours": 12,
        ])
        return .fields([
            "id": .string("coal-" + hub.id), "node": .string(Self.node(hub)),
            "capacity_mw": .number(capacity), "cost_points": .array(curve),
            "minimum_share": settings.isInteger ? 0.35 : nil,
            "emission_kg_co2_per_mwh": 820,
            "ramp_mw_per_hour": .number((capacity * 0.5).rounded(digits: 1)),
            "commitment": settings.isInteger ? commitment : nil,
        ])
    }

    /// A ring where there are three nodes or more, with a chord at every fourth.
    private func acLines(_ half: [ExampleHub]) -> [JSON] {
        guard half.count > 1 else { return [] }
        var pairs = (1..<half.count).map { ($0 - 1, $0) }
        if half.count > 2 { pairs.append((half.count - 1, 0)) }
        pairs += stride(from: 0, to: half.count - 3, by: 4).map { ($0, $0 + 2) }
        return pairs.map { line(half[$0], half[$1]) }
    }

    private func line(_ a: ExampleHub, _ b: ExampleHub) -> JSON {
        let name = "line-\(a.id)-\(b.id)"
        var draw = SeededGenerator(seed: settings.seed, stream: name)
        let kilometres = max(20, a.place.distance(to: b.place))
        return .fields([
            "id": .string(name), "from": .string(Self.node(a)), "to": .string(Self.node(b)),
            "reactance_ohm": .number((0.28 * kilometres).rounded(digits: 2)),
            "voltage_kv": 500,
            "limit_mw": .number(
                ((a.mostMW + b.mostMW) / 2 * draw.uniform(0.2...0.45)).rounded(digits: 1)),
        ])
    }

    /// From the west to the east, both ways, at every second pair.
    private func dcLines(_ east: [ExampleHub], _ west: [ExampleHub]) -> [JSON] {
        stride(from: 0, to: min(east.count, west.count), by: 2).map { index in
            let (a, b) = (west[index], east[index])
            return .fields([
                "id": .string(Self.dcName(a, b)), "from": .string(Self.node(a)),
                "to": .string(Self.node(b)),
                "capacity_mw": .number((a.mostMW * 0.4).rounded(digits: 1)),
                "minimum_share": -0.3, "efficiency": 0.955, "price_cny_per_mwh": 6,
            ])
        }
    }

    private static func dcName(_ a: ExampleHub, _ b: ExampleHub) -> String {
        "dc-\(a.id)-\(b.id)"
    }

    /// What all DC lines may carry at once: less than the sum of what each may.
    private func interface(_ east: [ExampleHub], _ west: [ExampleHub]) -> JSON {
        let used = stride(from: 0, to: min(east.count, west.count), by: 2)
        let most = used.reduce(0.0) { $0 + west[$1].mostMW * 0.4 }
        return .fields([
            "id": "west-to-east", "maximum_mw": .number((most * 0.8).rounded(digits: 1)),
            "members": .array(
                used.map { .fields(["dc_line": .string(Self.dcName(west[$0], east[$0]))]) }),
        ])
    }
}
