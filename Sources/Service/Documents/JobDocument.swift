import Solver

/// Jobs as JSON and as a table.
enum JobDocument {
    /// Every job of the horizon with what it does; nil for a scenario without jobs.
    static func json(_ plan: Plan) -> JSON? {
        let scenario = plan.scenario
        guard !scenario.jobs.isEmpty else { return nil }
        return .array(
            plan.schedule.jobs.map { run in
                let state = plan.endStates.jobs[run.job]
                return .fields([
                    "id": .string(scenario.jobs[run.job].id),
                    "status": .string(state.status.rawValue),
                    "hours_done": .number(run.hoursDone), "hours_left": .number(run.hoursLeft),
                    "late_hours": .number(run.lateHours), "restarts": .number(run.restarts),
                    "value_cny": .number(run.valueCNY * (1 - run.declined)),
                    "terminal_price_cny_per_hour": .number(run.terminalPriceCNYPerHour),
                    "runs": .array(run.runs.map { json($0, plan) }),
                ])
            })
    }

    private static func json(_ run: Schedule.JobRun.Run, _ plan: Plan) -> JSON {
        let scenario = plan.scenario
        return .fields([
            "site": .string(scenario.sites[run.site].id),
            "pool": .string(scenario.sites[run.site].pools[run.pool].id),
            "from": .string(scenario.grid.text(run.steps.lowerBound)),
            "to": .string(scenario.grid.text(run.steps.upperBound)),
            "scale": .list(run.scale),
        ])
    }
}

extension PlanTables {
    /// Jobs: what became of them, where and when they run.
    func jobs(_ plan: Plan) -> String {
        let rows = plan.endStates.jobs.map { state in
            let job = scenario.jobs[state.job]
            let run = plan.schedule.jobs.first { $0.job == state.job }
            let places = (run?.runs ?? []).map { run in
                let (from, to) = (time(run.steps.lowerBound), time(run.steps.upperBound))
                let isOneDay = from.prefix(5) == to.prefix(5)
                return scenario.sites[run.site].id + " " + from + "–"
                    + (isOneDay ? to.dropFirst(6) : to[...])
            }
            let more = places.count > 3 ? " …" : ""
            return [
                name(job.name, job.id), Words.jobStatus(state.status)[language],
                places.prefix(3).joined(separator: ", ") + more,
                Layout.number(run?.hoursDone ?? 0), Layout.number(state.hoursLeft),
                Layout.number(run?.lateHours ?? 0), Layout.number(run?.restarts ?? 0),
            ]
        }
        return Layout.table(
            [
                say("job", "作业"), say("state at the end", "期末状态"), say("where and when", "地点与时间"),
                say("hours done", "已运行（小时）"), say("left", "剩余"), say("late", "逾期"),
                say("restarts", "重启"),
            ], rows)
    }

    /// Month, day and time of a step.
    private func time(_ step: Int) -> String {
        let text = scenario.grid.text(step)
        return text.dropFirst(5).prefix(5) + " " + text.dropFirst(11).prefix(5)
    }
}
