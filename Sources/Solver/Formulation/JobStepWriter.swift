/// Writes one job step by step.
struct JobStepWriter {
    let entry: TrainingJobs.Entry
    let room: JobRoom
    let declined: Int?
    /// The row progress + left + declined = 1.
    let work: Int

    var job: Job { entry.job }
    var grid: TimeGrid { room.scenario.grid }
    var window: Range<Int> { entry.window.range }

    func write(_ builder: inout ProgramBuilder) -> JobSteps.Columns {
        // Work that is no whole number of steps is met exactly where the scale allows, else
        // rounded up.
        let whole = Double(entry.window.steps)
        let isExact = job.minimumScale * whole <= entry.window.work
        let lost = job.restartHours / grid.stepHours
        var columns = JobSteps.Columns(
            isPreemptible: job.isPreemptible, work: isExact ? entry.window.work : whole,
            lost: job.minimumScale < 1 ? lost : (lost - 1e-9).rounded(.up))
        columns.options = entry.window.places.indices.map { option(&builder, $0) }
        addOnePlace(&builder, columns.options)
        columns.first = addFirst(&builder, columns)
        let progress = addProgress(&builder, columns)
        if let declined { builder.addTerm(row: work, column: declined, 1) }
        columns.left = addLeft(&builder, columns)
        addLateness(&builder, &columns, progress)
        return columns
    }

    private func option(_ builder: inout ProgramBuilder, _ number: Int) -> JobSteps.Option {
        let place = entry.window.places[number]
        let name = room.name(job, place)
        let wasRunning = entry.window.runningPlace == number && window.lowerBound == 0
        let run = builder.addColumns(.jobRun, [name], in: window, upper: 0)
        for step in window where entry.window.fits(number, step) {
            builder.setBounds(column: run(0, step), lower: 0, upper: 1)
            builder.setInteger(run(0, step))
        }
        let scale = job.minimumScale < 1 ? addScale(&builder, name, run) : run
        for step in window {
            room.add(&builder, job, place, step: step, column: scale(0, step))
        }
        let needsBegin =
            !job.isPreemptible || job.checkpointCostCNY > 0 || job.restartHours > 0
        let begin = needsBegin ? addBegin(&builder, name, run, wasRunning) : nil
        return JobSteps.Option(place: place, run: run, scale: scale, begin: begin)
    }

    /// The scale of a job that runs: `minimum · run ≤ scale ≤ run`.
    private func addScale(
        _ builder: inout ProgramBuilder, _ name: String, _ run: Family
    ) -> Family {
        let scale = builder.addColumns(.jobScale, [name], in: window, upper: 1)
        let most = builder.addRows(
            .jobScaleLimit, [name], in: window, lower: -.infinity, upper: 0)
        let least = builder.addRows(
            .jobScaleMinimum, [name], in: window, lower: 0, upper: .infinity)
        for step in window {
            builder.addTerm(row: most(0, step), column: scale(0, step), 1)
            builder.addTerm(row: most(0, step), column: run(0, step), -1)
            builder.addTerm(row: least(0, step), column: scale(0, step), 1)
            builder.addTerm(row: least(0, step), column: run(0, step), -job.minimumScale)
        }
        return scale
    }

    private func addBegin(
        _ builder: inout ProgramBuilder, _ name: String, _ run: Family, _ wasRunning: Bool
    ) -> Family {
        let begin = builder.addColumns(
            .jobBegin, [name], in: window, upper: job.isHeld ? 0 : 1)
        let state = builder.addRows(
            .jobBeginState, [name], in: window, lower: 0, upper: .infinity)
        let isBounded = job.restartHours > 0
        let capped = isBounded ? [name] : []
        let runs = builder.addRows(
            .jobBeginRun, capped, in: window, lower: -.infinity, upper: 0)
        let rests = builder.addRows(
            .jobBeginRest, capped, in: window, lower: -.infinity, upper: 1)
        for step in window {
            let column = begin(0, step)
            builder.addCost(column: column, job.checkpointCostCNY)
            builder.addTerm(row: state(0, step), column: column, 1)
            builder.addTerm(row: state(0, step), column: run(0, step), -1)
            let before = step > window.lowerBound ? run(0, step - 1) : nil
            if let before {
                builder.addTerm(row: state(0, step), column: before, 1)
            } else if wasRunning {
                builder.addConstant(row: state(0, step), 1)
            }
            guard isBounded else { continue }
            builder.addTerm(row: runs(0, step), column: column, 1)
            builder.addTerm(row: runs(0, step), column: run(0, step), -1)
            builder.addTerm(row: rests(0, step), column: column, 1)
            if let before {
                builder.addTerm(row: rests(0, step), column: before, 1)
            } else if wasRunning {
                builder.addConstant(row: rests(0, step), 1)
            }
        }
        return begin
    }

    private func addOnePlace(_ builder: inout ProgramBuilder, _ options: [JobSteps.Option]) {
        guard options.count > 1 else { return }
        let rows = builder.addRows(
            .jobOnePlace, [job.id], in: window, lower: -.infinity, upper: 1)
        for step in window {
            for option in options {
                builder.addTerm(row: rows(0, step), column: option.run(0, step), 1)
            }
        }
    }

    /// The first begin of a job that has none yet costs nothing; one that cannot be interrupted
    /// has no second.
    private func addFirst(
        _ builder: inout ProgramBuilder, _ columns: JobSteps.Columns
    ) -> Family? {
        let begins = columns.options.compactMap(\.begin)
        guard !begins.isEmpty, job.progress == nil else { return nil }
        guard job.isPreemptible else {
            let row = builder.addRows(
                .jobOneRun, [job.id], steps: 1, lower: -.infinity, upper: 1)
            for begin in begins {
                for step in window { builder.addTerm(row: row(0, 0), column: begin(0, step), 1) }
            }
            return nil
        }
        let first = builder.addColumns(.jobFirst, [job.id], in: window, upper: 1)
        let rows = builder.addRows(
            .jobFirstBegin, [job.id], in: window, lower: -.infinity, upper: 0)
        let once = builder.addRows(
            .jobFirstOnce, [job.id], steps: 1, lower: -.infinity, upper: 1)
        for step in window {
            builder.addCost(column: first(0, step), -job.checkpointCostCNY)
            builder.addTerm(row: rows(0, step), column: first(0, step), 1)
            builder.addTerm(row: once(0, 0), column: first(0, step), 1)
            for begin in begins {
                builder.addTerm(row: rows(0, step), column: begin(0, step), -1)
            }
        }
        return first
    }
}
