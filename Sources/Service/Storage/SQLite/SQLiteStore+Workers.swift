/// Jobs as workers see them.
extension SQLiteStore {
    package func claim(_ claim: Claim) throws(StoreError) -> JobRecord? {
        try write { connection throws(StoreError) in
            var candidates: [JobRecord] = []
            for lane in Set(claim.lanes) {
                candidates += try connection.jobs(
                    Self.mostUrgent, [.text(lane.rawValue), .moment(claim.at)])
            }
            guard var job = candidates.min(by: { $0.isMoreUrgent(than: $1) }) else { return nil }
            let event = job.begin(claim)
            try connection.save(job, [event])
            return job
        }
    }

    /// In the words of the index `jobs_queued`.
    private static let mostUrgent = """
        state = 'queued' AND lane = ? AND coalesce(needed_by, 9223372036854775807) > ?
        ORDER BY coalesce(needed_by, 9223372036854775807), priority DESC, created_at, id LIMIT 1
        """

    package func heartbeat(
        _ id: String, attempt: Int, at moment: Moment, leaseSeconds: Double, progress: Progress?
    ) throws(StoreError) -> Heartbeat {
        try write { connection throws(StoreError) in
            guard var job = try connection.job(id, heldByAttempt: attempt) else { return .lost }
            let event = job.prolong(
                until: moment.adding(seconds: leaseSeconds), progress: progress, at: moment)
            try connection.save(job, event.map { [$0] } ?? [])
            return .held(
                isStopRequested: job.isStopRequested, isCancelRequested: job.isCancelRequested)
        }
    }

    package func finish(_ id: String, attempt: Int, _ ending: Ending) throws(StoreError) -> Bool {
        guard ending.state.isTerminal else { return false }
        return try write { connection throws(StoreError) in
            guard let old = try connection.job(id, heldByAttempt: attempt) else { return false }
            let author = Author(
                tenant: old.tenant, actor: old.owner ?? "", traceID: "", at: ending.at)
            try connection.end(old, ending, by: author)
            return true
        }
    }

    package func abandon(
        _ id: String, attempt: Int, reason: String, problem: [UInt8], at moment: Moment
    ) throws(StoreError) -> Bool {
        try write { connection throws(StoreError) in
            guard let job = try connection.job(id, heldByAttempt: attempt) else { return false }
            try connection.abandon(job, reason: reason, problem: problem, at: moment)
            return true
        }
    }

    package func sweep(at moment: Moment, problem: [UInt8]) throws(StoreError) -> Int {
        try write { connection throws(StoreError) in
            let late = try connection.jobs(
                "state = 'queued' AND needed_by <= ? ORDER BY needed_by, id", [.moment(moment)])
            for job in late {
                var expired = job
                let event = expired.expire(at: moment)
                try connection.change(
                    job, to: expired, [event], "job.expire", by: .system(job.tenant, at: moment))
            }
            let left = try connection.jobs(
                "state = 'running' AND lease_until <= ? ORDER BY lease_until, id",
                [.moment(moment)])
            for job in left {
                try connection.abandon(job, reason: "lease expired", problem: problem, at: moment)
            }
            return late.count + left.count
        }
    }

    package func unanswered(at moment: Moment) throws(StoreError) -> [JobRecord] {
        try read { connection throws(StoreError) in
            try connection.jobs(
                """
                parent IS NOT NULL AND (state = 'queued' AND needed_by <= ?1
                    OR state = 'running' AND lease_until <= ?1)
                ORDER BY needed_by, id
                """, [.moment(moment)])
        }.filter { $0.isUnanswered(at: moment) }
    }

    package func settle(_ job: JobRecord, _ ending: Ending, at moment: Moment)
        throws(StoreError) -> Bool
    {
        guard ending.state.isTerminal else { return false }
        return try write { connection throws(StoreError) in
            guard let old = try connection.job(job.id, tenant: job.tenant),
                old.generation == job.generation, old.isUnanswered(at: moment)
            else { return false }
            try connection.end(old, ending, by: .system(old.tenant, at: ending.at))
            return true
        }
    }

    package func held(by owner: String) throws(StoreError) -> [JobRecord] {
        try read { connection throws(StoreError) in
            try connection.jobs("state = 'running' AND owner = ? ORDER BY id", [.text(owner)])
        }
    }

    package func queues() throws(StoreError) -> [QueueFigures] {
        try read { connection throws(StoreError) in
            var figures: [QueueFigures] = []
            for lane in Lane.allCases {
                let name = StoredRow.Value.text(lane.rawValue)
                let oldest = try connection.first(
                    "SELECT min(created_at) FROM jobs WHERE state = 'queued' AND lane = ?", [name]
                ) { row throws(StoreError) in try row.optionalMoment() }
                figures.append(
                    QueueFigures(
                        lane: lane, queued: try connection.queuedCount(lane),
                        running: try connection.number(
                            "SELECT count(*) FROM jobs WHERE state = 'running' AND lane = ?", name),
                        oldestQueuedAt: oldest ?? nil))
            }
            return figures
        }
    }

    package func totals() throws(StoreError) -> [JobTotal] {
        try read { connection throws(StoreError) in
            try connection.rows(
                "SELECT \(StoredTable.jobTotals.list) FROM job_totals ORDER BY figure, label, bound"
            ) { row throws(StoreError) in try JobTotal(&row) }
        }
    }
}

extension SQLiteConnection {
    fileprivate func end(_ old: JobRecord, _ ending: Ending, by author: Author)
        throws(StoreError)
    {
        var new = old
        let event = new.end(ending)
        for part in ending.parts {
            try run(
                StoredTable.jobParts.insertion, .text(old.id), .text(part.name),
                .text(part.digest), .bytes(part.bytes))
        }
        try change(old, to: new, [event], "job.finish", by: author)
        try add(ending.totals)
    }

    fileprivate func abandon(
        _ job: JobRecord, reason: String, problem: [UInt8], at moment: Moment
    ) throws(StoreError) {
        var new = job
        let event = new.abandon(reason: reason, problem: problem, at: moment)
        try change(
            job, to: new, [event], "job.abandon", by: .system(job.tenant, at: moment))
    }
}
