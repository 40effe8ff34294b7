/// Jobs as workers see them.
extension PostgreSQLStore {
    package func claim(_ claim: Claim) throws(StoreError) -> JobRecord? {
        let lanes = Set(claim.lanes)
        guard !lanes.isEmpty else { return nil }
        let first = lanes.count == 1 ? lanes.first : nil
        return try transaction { connection throws(StoreError) in
            let candidates =
                if let first {
                    try connection.jobs(
                        Self.mostUrgent("lane = $2 AND"),
                        [.moment(claim.at), .text(first.rawValue)])
                } else {
                    try connection.jobs(Self.mostUrgent(""), [.moment(claim.at)])
                }
            guard var job = candidates.first else { return nil }
            let event = job.begin(claim)
            try connection.save(job, [event])
            return job
        }
    }

    /// In the words of the indexes `jobs_queued` and `jobs_queued_anywhere`.
    private static func mostUrgent(_ lane: String) -> String {
        """
        \(lane) state = 'queued' AND coalesce(needed_by, 9223372036854775807) > $1
        ORDER BY coalesce(needed_by, 9223372036854775807), priority DESC, created_at, id LIMIT 1
        FOR NO KEY UPDATE SKIP LOCKED
        """
    }

    package func heartbeat(
        _ id: String, attempt: Int, at moment: Moment, leaseSeconds: Double, progress: Progress?
    ) throws(StoreError) -> Heartbeat {
        let lease = moment.adding(seconds: leaseSeconds)
        guard let progress else {
            return try prolong(id, attempt: attempt, until: lease)
        }
        return try transaction { connection throws(StoreError) in
            guard var job = try connection.lockedJob(id, heldByAttempt: attempt) else {
                return .lost
            }
            let event = job.prolong(until: lease, progress: progress, at: moment)
            try connection.save(job, event.map { [$0] } ?? [])
            return .held(
                isStopRequested: job.isStopRequested, isCancelRequested: job.isCancelRequested)
        }
    }

    private func prolong(_ id: String, attempt: Int, until lease: Moment) throws(StoreError)
        -> Heartbeat
    {
        try read { connection throws(StoreError) in
            try connection.first(
                """
                UPDATE jobs SET lease_until = $3
                WHERE id = $1 AND attempt = $2 AND state = 'running'
                RETURNING is_stop_requested, is_cancel_requested
                """, [.text(id), .number(attempt), .moment(lease)]
            ) { row throws(StoreError) in
                .held(isStopRequested: try row.flag(), isCancelRequested: try row.flag())
            } ?? .lost
        }
    }

    package func finish(_ id: String, attempt: Int, _ ending: Ending) throws(StoreError) -> Bool {
        guard ending.state.isTerminal else { return false }
        return try write { transaction throws(StoreError) in
            guard let old = try transaction.connection.lockedJob(id, heldByAttempt: attempt)
            else { return false }
            let author = Author(
                tenant: old.tenant, actor: old.owner ?? "", traceID: "", at: ending.at)
            try transaction.end(old, ending, by: author)
            return true
        }
    }

    package func abandon(
        _ id: String, attempt: Int, reason: String, problem: [UInt8], at moment: Moment
    ) throws(StoreError) -> Bool {
        try write { transaction throws(StoreError) in
            guard let job = try transaction.connection.lockedJob(id, heldByAttempt: attempt)
            else { return false }
            try transaction.abandon(job, reason: reason, problem: problem, at: moment)
            return true
        }
    }

    package func sweep(at moment: Moment, problem: [UInt8]) throws(StoreError) -> Int {
        try write { transaction throws(StoreError) in
            // What is locked is being claimed or prolonged at this moment.
            let late = try transaction.connection.jobs(
                """
                state = 'queued' AND coalesce(needed_by, 9223372036854775807) <= $1
                ORDER BY coalesce(needed_by, 9223372036854775807), priority DESC, created_at, id
                FOR NO KEY UPDATE SKIP LOCKED
                """, [.moment(moment)])
            for job in late {
                var expired = job
                let event = expired.expire(at: moment)
                try transaction.change(
                    job, to: expired, [event], "job.expire", by: .system(job.tenant, at: moment))
            }
            let left = try transaction.connection.jobs(
                """
                state = 'running' AND lease_until <= $1 ORDER BY lease_until, id
                FOR NO KEY UPDATE SKIP LOCKED
                """, [.moment(moment)])
            for job in left {
                try transaction.abandon(
                    job, reason: "lease expired", problem: problem, at: moment)
            }
            return late.count + left.count
        }
    }

    package func unanswered(at moment: Moment) throws(StoreError) -> [JobRecord] {
        try read { connection throws(StoreError) in
            let queued = try connection.jobs(
                """
                parent IS NOT NULL AND state = 'queued'
                AND coalesce(needed_by, 9223372036854775807) <= $1 ORDER BY needed_by, id
                """, [.moment(moment)])
            let running = try connection.jobs(
                """
                parent IS NOT NULL AND state = 'running' AND lease_until <= $1
                ORDER BY needed_by, id
                """, [.moment(moment)])
            return queued + running
        }.filter { $0.isUnanswered(at: moment) }
    }

    package func settle(_ job: JobRecord, _ ending: Ending, at moment: Moment)
        throws(StoreError) -> Bool
    {
        guard ending.state.isTerminal else { return false }
        return try write { transaction throws(StoreError) in
            guard let old = try transaction.lockedJob(job.id, tenant: job.tenant),
                old.generation == job.generation, old.isUnanswered(at: moment)
            else { return false }
            try transaction.end(old, ending, by: .system(old.tenant, at: ending.at))
            return true
        }
    }

    package func held(by owner: String) throws(StoreError) -> [JobRecord] {
        try read { connection throws(StoreError) in
            try connection.jobs("state = 'running' AND owner = $1 ORDER BY id", [.text(owner)])
        }
    }

    package func queues() throws(StoreError) -> [QueueFigures] {
        let found = try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT lane, count(*), 0::bigint, min(created_at) FROM jobs
                WHERE state = 'queued' GROUP BY lane
                UNION ALL
                SELECT lane, 0, count(*), NULL FROM jobs WHERE state = 'running' GROUP BY lane
                """
            ) { row throws(StoreError) in
                QueueFigures(
                    lane: try row.name(), queued: try row.integer(), running: try row.integer(),
                    oldestQueuedAt: try row.optionalMoment())
            }
        }
        return Lane.allCases.map { lane in
            let figures = found.filter { $0.lane == lane }
            return QueueFigures(
                lane: lane, queued: figures.reduce(0) { $0 + $1.queued },
                running: figures.reduce(0) { $0 + $1.running },
                oldestQueuedAt: figures.compactMap(\.oldestQueuedAt).first)
        }
    }

    package func totals() throws(StoreError) -> [JobTotal] {
        try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT \(StoredTable.jobTotals.columnList) FROM job_totals
                ORDER BY figure, label, bound
                """
            ) { row throws(StoreError) in try JobTotal(&row) }
        }
    }
}
