/// Jobs and their events as statements.
extension PostgreSQLConnection {
    func job(_ id: String, tenant: String) throws(StoreError) -> JobRecord? {
        try jobs("id = $1 AND tenant = $2", [.text(id), .text(tenant)]).first
    }

    /// The job that this attempt holds, locked against all others.
    func lockedJob(_ id: String, heldByAttempt attempt: Int) throws(StoreError) -> JobRecord? {
        guard let job = try jobs("id = $1 FOR NO KEY UPDATE", [.text(id)]).first,
            job.isHeld(byAttempt: attempt)
        else { return nil }
        return job
    }

    /// Jobs by a condition that may go on with an order, a limit and a lock.
    func jobs(_ condition: String, _ values: [PostgreSQLValue]) throws(StoreError) -> [JobRecord] {
        try rows("SELECT \(StoredTable.jobs.columnList) FROM jobs WHERE \(condition)", values) {
            row throws(StoreError) in try JobRecord(&row)
        }
    }

    /// Writes what may change in a job, and its new events.
    func save(_ job: JobRecord, _ events: [JobEvent]) throws(StoreError) {
        try send(
            Self.update, [.text(job.id), .maybe(job.neededBy)] + job.changingParameters)
        for event in events {
            try send(StoredTable.jobEvents.insertStatement, event.parameters(job: job.id))
        }
    }

    private static let update =
        "UPDATE jobs SET needed_by = $2, "
        + JobRecord.changingColumns.enumerated().map { "\($1) = $\($0 + 3)" }
        .joined(separator: ", ") + " WHERE id = $1"
}

extension PostgreSQLTransaction {
    /// A job, locked against workers.
    func lockedJob(_ id: String, tenant: String) throws(StoreError) -> JobRecord? {
        try connection.jobs(
            "id = $1 AND tenant = $2 FOR NO KEY UPDATE", [.text(id), .text(tenant)]
        ).first
    }

    /// Writes what became of a job, its events and its audit line.
    func change(
        _ old: JobRecord, to new: JobRecord, _ events: [JobEvent], _ action: String,
        by author: Author
    ) throws(StoreError) {
        queued = nil
        try connection.save(new, events)
        try record(
            action, "job \(new.id)", before: old.recordDigest, after: new.recordDigest, by: author)
        if new.state.isTerminal, !old.state.isTerminal { try add(new.endTotals) }
    }

    /// Counts what a job ended with.
    func add(_ totals: [JobTotal]) throws(StoreError) {
        for total in totals { try connection.send(Self.addition, total.parameters) }
    }

    private static let addition = """
        \(StoredTable.jobTotals.insertStatement) ON CONFLICT (figure, label, bound) DO UPDATE SET
        ends = job_totals.ends + excluded.ends, total = job_totals.total + excluded.total
        """

    /// Deletes the data of an ended job.
    func discard(_ job: JobRecord, by author: Author) throws(StoreError) -> JobRecord {
        var new = job
        new.discard(at: author.at)
        try connection.send("DELETE FROM job_parts WHERE job = $1", [.text(job.id)])
        try connection.send("DELETE FROM job_events WHERE job = $1", [.text(job.id)])
        try change(job, to: new, [], "job.discard", by: author)
        try dropDocumentIfUnused(job.documentDigest, tenant: job.tenant)
        return new
    }

    /// Ends a job with its parts.
    func end(_ old: JobRecord, _ ending: Ending, by author: Author) throws(StoreError) {
        var new = old
        let event = new.end(ending)
        for part in ending.parts {
            try connection.send(
                StoredTable.jobParts.insertStatement,
                [.text(old.id), .text(part.name), .text(part.digest), .bytes(part.bytes)])
        }
        try change(old, to: new, [event], "job.finish", by: author)
        try add(ending.totals)
    }

    /// Gives a job back that its worker left.
    func abandon(_ job: JobRecord, reason: String, problem: [UInt8], at moment: Moment)
        throws(StoreError)
    {
        var new = job
        let event = new.abandon(reason: reason, problem: problem, at: moment)
        try change(job, to: new, [event], "job.abandon", by: .system(job.tenant, at: moment))
    }
}
