import Solver

/// The 96-point declaration: energy of every quarter of an hour of the day, by account.
enum DeclarationDocument {
    /// One point: a quarter of an hour.
    struct Point {
        let site: String
        let start: Instant
        let offsetSeconds: Int
        /// Number in the local day, 1 to 96; days on which clocks change have 92 or 100.
        let number: Int
        let declaredMW: Double

        var energyMWh: Double { declaredMW / 4 }
        var time: String { start.text(offsetSeconds: offsetSeconds) }
    }

    /// The points that start within the horizon; a step of an hour gives four.
    static func points(_ plan: Plan) -> [Point] {
        let grid = plan.scenario.grid
        return plan.schedule.declarations.flatMap { declaration in
            var points: [Point] = []
            for step in grid.steps {
                let start = grid.instant(step).seconds
                for second in stride(from: start, to: grid.instant(step + 1).seconds, by: 900)
                where second % 900 == 0 || step == 0 {
                    let local = second + grid.offsetSeconds[step]
                    points.append(
                        Point(
                            site: plan.scenario.sites[declaration.site].id,
                            start: Instant(seconds: second),
                            offsetSeconds: grid.offsetSeconds[step],
                            number: (local - Int((Double(local) / 86_400).rounded(.down)) * 86_400)
                                / 900 + 1,
                            declaredMW: declaration.declaredMW[step]))
                }
            }
            return points
        }
    }

    static func json(_ plan: Plan) -> JSON {
        let points = points(plan)
        return .array(
            plan.schedule.declarations.map { declaration in
                let site = plan.scenario.sites[declaration.site].id
                let own = points.filter { $0.site == site }
                return .fields([
                    "site": .string(site), "start": own.first.map { .string($0.time) },
                    "point_minutes": 15, "first_point": own.first.map { .integer($0.number) },
                    "mwh": .list(own.map(\.energyMWh)),
                ])
            })
    }

    static func csv(_ plan: Plan) -> String {
        let lines = points(plan).map { point in
            "\(point.time),\(point.site),\(point.number),\(point.declaredMW),\(point.energyMWh)"
        }
        return (["time,site,point,declared_mw,mwh"] + lines).joined(separator: "\n")
    }
}
