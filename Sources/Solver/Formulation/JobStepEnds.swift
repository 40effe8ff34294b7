// What a job told step by step has done, leaves and pays at its end.
extension JobStepWriter {
    /// Work done as a share of all, a running total over the window.
    func addProgress(
        _ builder: inout ProgramBuilder, _ columns: JobSteps.Columns
    ) -> RunningTotal {
        let progress = RunningTotal(
            &builder, column: .jobProgress, row: .jobProgressState,
            members: window.isEmpty ? [] : [job.id], in: window, initial: [0])
        let share = 1 / columns.work
        let most = share * columns.lost * Double(window.count)
        for step in window {
            builder.setBounds(column: progress.total(0, step), lower: -most, upper: 1)
            func add(_ column: Int, _ steps: Double) {
                progress.add(&builder, member: 0, step: step, column: column, steps * share)
            }
            for option in columns.options {
                add(option.scale(0, step), 1)
                if let begin = option.begin { add(begin(0, step), -columns.lost) }
            }
            if let first = columns.first { add(first(0, step), columns.lost) }
        }
        if let last = window.last {
            builder.addTerm(row: work, column: progress.total(0, last), 1)
        }
        return progress
    }

    /// What may be left: as much as can be done between the end of the horizon and the deadline.
    func addLeft(
        _ builder: inout ProgramBuilder, _ columns: JobSteps.Columns
    ) -> Int? {
        let after = entry.window.end.map { Double($0 - grid.stepCount) } ?? .infinity
        guard after > 0 else { return nil }
        let left = builder.addColumns(
            .jobLeft, [job.id], steps: 1, upper: min(1, after / columns.work))(0, 0)
        builder.addTerm(row: work, column: left, 1)
        builder.addCost(
            column: left, entry.terminalPriceCNYPerHour * columns.work * grid.stepHours)
        if !job.isPreemptible { addOnward(&builder, columns, left) }
        return left
    }

    /// What has begun and cannot be interrupted still runs at the end while work is left:
    /// left + Σ begin ≤ 1 + Σ run[T−1].
    private func addOnward(
        _ builder: inout ProgramBuilder, _ columns: JobSteps.Columns, _ left: Int
    ) {
        guard let last = window.last else { return }
        let row = builder.addRows(
            .jobOnward, [job.id], steps: 1, lower: -.infinity, upper: job.isHeld ? 0 : 1)(0, 0)
        builder.addTerm(row: row, column: left, 1)
        for option in columns.options {
            builder.addTerm(row: row, column: option.run(0, last), -1)
            guard let begin = option.begin, !job.isHeld else { continue }
            for step in window { builder.addTerm(row: row, column: begin(0, step), 1) }
        }
    }

    func addLateness(
        _ builder: inout ProgramBuilder, _ columns: inout JobSteps.Columns,
        _ progress: RunningTotal
    ) {
        guard let due = entry.dueHours else { return }
        let price = job.latenessPriceCNYPerHour
        columns.lateBefore = entry.lateHours(end: window.lowerBound, grid)
        builder.addOffset(price * columns.lateBefore)
        if let declined { builder.addCost(column: declined, -price * columns.lateBefore) }
        addOpen(&builder, &columns, progress)
        addLateAfter(&builder, &columns, due: due)
    }

    /// open[t] ≥ 1 − declined − progress[t−1] in the steps after it is due.
    private func addOpen(
        _ builder: inout ProgramBuilder, _ columns: inout JobSteps.Columns,
        _ progress: RunningTotal
    ) {
        let steps = window.filter { entry.lateHours(end: $0 + 1, grid) > 0 }
        guard let firstLate = steps.first else { return }
        let range = firstLate..<window.upperBound
        let open = builder.addColumns(.jobOpen, [job.id], in: range, upper: 1)
        let rows = builder.addRows(
            .jobOpenState, [job.id], in: range, lower: 1, upper: .infinity)
        for step in range {
            let hours = min(grid.stepHours, entry.lateHours(end: step + 1, grid))
            builder.setInteger(open(0, step))
            builder.addCost(column: open(0, step), job.latenessPriceCNYPerHour * hours)
            builder.addTerm(row: rows(0, step), column: open(0, step), 1)
            if let declined { builder.addTerm(row: rows(0, step), column: declined, 1) }
            if step > window.lowerBound {
                builder.addTerm(row: rows(0, step), column: progress.total(0, step - 1), 1)
            }
            columns.open.append((open(0, step), hours))
        }
    }

    /// What is left ends as soon after the horizon as it can.
    private func addLateAfter(
        _ builder: inout ProgramBuilder, _ columns: inout JobSteps.Columns, due: Double
    ) {
        guard let left = columns.left else { return }
        let hours = columns.work * grid.stepHours
        let late = builder.addColumns(
            .jobLate, [job.id], steps: 1, upper: ProgramBuilder.neverReached(hours))(0, 0)
        let free = max(0, due - Double(grid.stepCount) * grid.stepHours)
        let row = builder.addRows(
            .jobLateState, [job.id], steps: 1, lower: -free, upper: .infinity)(0, 0)
        builder.addCost(column: late, job.latenessPriceCNYPerHour)
        builder.addTerm(row: row, column: late, 1)
        builder.addTerm(row: row, column: left, -hours)
        columns.late = late
    }
}
