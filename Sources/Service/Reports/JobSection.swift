import Solver

/// Training runs and other jobs: when and where they run, and what they take.
package struct JobSection {
    private let context: ReportContext

    package init(_ context: ReportContext) { self.context = context }

    /// More jobs than this are not drawn.
    private static let largestRowCount = 60

    /// The section; empty for a scenario without jobs.
    func markup() -> [Markup] {
        guard !context.scenario.jobs.isEmpty else { return [] }
        let keys = context.chartSites.map { Figure.Key(color: $0.color, name: $0.name) }
        let left = states.count - chart.rows.count
        let note = Text(
            "Grey: from release to deadline. The stroke marks the due time. The height of a bar "
                + "is the share of the job's accelerators at work."
                + (left > 0 ? " \(left) more jobs are in the table only." : ""),
            "灰色：自发布至截止。竖线：应完成时间。条形高度：作业所用加速卡的比例。"
                + (left > 0 ? "另有\(left)个作业仅列于表中。" : ""))
        return [
            .section(
                "jobs", Text("Jobs", "作业"),
                [
                    Figure.markup(
                        Text("When and where jobs run", "作业的时间与地点"), chart.markup(),
                        keys: keys, note: note, style: "full"),
                    table,
                ])
        ]
    }

    private var states: [EndStates.JobState] { context.plan.endStates.jobs }

    private func run(_ job: Int) -> Schedule.JobRun? {
        context.plan.schedule.jobs.first { $0.job == job }
    }

    /// The drawing's rows.
    package var chart: JobChart {
        JobChart(
            rows: states.prefix(Self.largestRowCount).map(row), timeline: context.timeline,
            sites: context.chartSites)
    }

    private func row(_ state: EndStates.JobState) -> JobChart.Row {
        let job = context.scenario.jobs[state.job]
        let grid = context.scenario.grid
        let due = job.due.map { step($0) }
        return JobChart.Row(
            name: context.names.jobs[state.job],
            window: (job.release.map(step) ?? 0)..<max(
                job.release.map(step) ?? 0, job.deadline.map(step) ?? grid.stepCount),
            due: due.flatMap { $0 > 0 && $0 < grid.stepCount ? $0 : nil },
            bars: (run(state.job)?.runs ?? []).map { bar($0, job) }, ending: ending(state))
    }

    /// The step of the horizon in which an instant lies, its ends included.
    private func step(_ instant: Instant) -> Int {
        let grid = context.scenario.grid
        let steps = (instant.seconds - grid.start.seconds) / (grid.stepMinutes * 60)
        return min(grid.stepCount, max(0, steps))
    }

    private func bar(_ run: Schedule.JobRun.Run, _ job: Job) -> JobChart.Bar {
        let site = context.chartSites.firstIndex { $0.sites.contains(run.site) } ?? 0
        let mean = run.scale.reduce(0, +) / Double(max(1, run.scale.count))
        let accelerators = NumberText.plain(mean * Double(job.accelerators))
        let time = "\(context.time(run.steps.lowerBound)) – \(context.time(run.steps.upperBound))"
        return JobChart.Bar(
            steps: run.steps, scale: run.scale, site: site,
            tip: context.names.sites[run.site]
                + Text(": \(time), \(accelerators) accelerators", "：\(time)，\(accelerators)卡"))
    }

    /// What became of a job, and how late.
    private func ending(_ state: EndStates.JobState) -> Text {
        let late = run(state.job)?.lateHours ?? 0
        let hours = NumberText.plain(late)
        return Words.jobStatus(state.status)
            + (late > 1e-6 ? Text(", \(hours) h late", "，逾期\(hours)小时") : "")
    }

    private var table: Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Job", "作业"), isNumber: false),
                .init(heading: Text("State at the end", "期末状态"), isNumber: false),
                .init(heading: Text("Sites", "站点"), isNumber: false),
                .init(heading: Text("Accelerators", "加速卡")),
                .init(heading: Text("Run time", "运行时间"), unit: Text("h", "小时")),
                .init(heading: Text("Left", "剩余"), unit: Text("h", "小时")),
                .init(heading: Text("Restarts", "重启")),
                .init(heading: Text("IT energy", "IT电量"), unit: "MWh"),
                .init(heading: Text("Value", "价值"), unit: Text("CNY", "元")),
            ])
        table.rows = states.map { state in
            let job = context.scenario.jobs[state.job]
            let run = run(state.job)
            let sites = Set((run?.places ?? []).map(\.site)).sorted().map {
                context.names.shortSites[$0]
            }
            let worked = (run?.places ?? []).reduce(0) { $0 + $1.scale.reduce(0, +) }
            let energy =
                worked * context.scenario.grid.stepHours * Double(job.accelerators) * job.busyKW
                / 1000
            let value = run.map { $0.valueCNY * (1 - $0.declined) } ?? 0
            return [
                Markup(context.names.jobs[state.job]), Markup(ending(state)),
                Markup(
                    Text(
                        sites.map(\.en).joined(separator: ", "),
                        sites.map(\.zh).joined(separator: "，"))),
            ]
                + [
                    NumberText.fixed(Double(job.accelerators)),
                    NumberText.plain(run?.hoursDone ?? 0), NumberText.plain(state.hoursLeft),
                    NumberText.fixed(run?.restarts ?? 0), NumberText.plain(energy),
                    NumberText.plain(value),
                ].map { Markup($0) }
        }
        return table.markup()
    }
}
