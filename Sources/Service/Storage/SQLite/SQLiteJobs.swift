/// Jobs and their events as the statements of a transaction.
extension SQLiteConnection {
    /// Adds a job with its first event, and ends what it supersedes.
    func add(_ job: JobRecord, by author: Author) throws(StoreError) {
        guard try hasDocument(job.documentDigest, tenant: job.tenant) else {
            throw .damaged("a job names a document that is not there")
        }
        try run(StoredTable.jobs.insertion, job.row)
        try run(StoredTable.jobEvents.insertion, job.firstEvent.row(job: job.id))
        try record(
            "\(job.kind.rawValue).submit", "job \(job.id)", after: job.recordDigest, by: author)
        guard let id = job.supersedes, let old = try self.job(id, tenant: job.tenant) else {
            return
        }
        var new = old
        var events: [JobEvent] = []
        new.supersede(by: job.id, at: author.at, events: &events)
        try change(old, to: new, events, "job.supersede", by: author)
    }

    func job(_ id: String, tenant: String) throws(StoreError) -> JobRecord? {
        try jobs("id = ? AND tenant = ?", [.text(id), .text(tenant)]).first
    }

    /// The job that this attempt holds.
    func job(_ id: String, heldByAttempt attempt: Int) throws(StoreError) -> JobRecord? {
        guard let job = try jobs("id = ?", [.text(id)]).first, job.isHeld(byAttempt: attempt)
        else { return nil }
        return job
    }

    /// Jobs by a condition that may go on with an order and a limit.
    func jobs(_ condition: String, _ values: [StoredRow.Value]) throws(StoreError) -> [JobRecord] {
        try rows("SELECT \(StoredTable.jobs.list) FROM jobs WHERE \(condition)", values) {
            row throws(StoreError) in try JobRecord(&row)
        }
    }

    /// Writes what became of a job, its events and its audit line.
    func change(
        _ old: JobRecord, to new: JobRecord, _ events: [JobEvent], _ action: String,
        by author: Author
    ) throws(StoreError) {
        try save(new, events)
        try record(
            action, "job \(new.id)", before: old.recordDigest, after: new.recordDigest, by: author)
        if new.state.isTerminal, !old.state.isTerminal { try add(new.endTotals) }
    }

    /// Counts what a job ended with.
    func add(_ totals: [JobTotal]) throws(StoreError) {
        for total in totals { try run(Self.addition, total.row) }
    }

    private static let addition = """
        \(StoredTable.jobTotals.insertion) ON CONFLICT (figure, label, bound) DO UPDATE SET
        ends = job_totals.ends + excluded.ends, total = job_totals.total + excluded.total
        """

    /// Writes what may change in a job, and its new events.
    func save(_ job: JobRecord, _ events: [JobEvent]) throws(StoreError) {
        try run(Self.update, [.maybe(job.neededBy)] + job.stateRow + [.text(job.id)])
        for event in events {
            try run(StoredTable.jobEvents.insertion, event.row(job: job.id))
        }
    }

    private static let update =
        "UPDATE jobs SET needed_by = ?, "
        + JobRecord.stateColumns.map { "\($0) = ?" }.joined(separator: ", ") + " WHERE id = ?"

    /// Deletes the data of an ended job.
    func discard(_ job: JobRecord, by author: Author) throws(StoreError) -> JobRecord {
        var new = job
        new.discard(at: author.at)
        try run("DELETE FROM job_parts WHERE job = ?", .text(job.id))
        try run("DELETE FROM job_events WHERE job = ?", .text(job.id))
        try change(job, to: new, [], "job.discard", by: author)
        try dropDocumentIfUnused(job.documentDigest, tenant: job.tenant)
        return new
    }

    /// Why a submission cannot be accepted, or nil.
    func refusal(of submission: Submission) throws(StoreError) -> Submission.Result? {
        let tenant = submission.author.tenant
        var references: [String: String] = [:]
        var leaving: [String: Lane] = [:]
        for job in submission.jobs {
            if let reference = job.clientRef {
                var holder = references[reference]
                if holder == nil { holder = try self.holder(of: reference, tenant: tenant) }
                if let holder { return .clientRefTaken(clientRef: reference, job: holder) }
                references[reference] = job.id
            }
            if let id = job.supersedes {
                guard let old = try self.job(id, tenant: tenant) else {
                    return .nothingToSupersede(job: id)
                }
                if old.state == .queued { leaving[id] = old.lane }
            }
            if let parent = job.parent, try self.job(parent, tenant: tenant) == nil {
                return .noParent(job: parent)
            }
        }
        return try overflow(of: submission, leaving: Array(leaving.values))
    }

    private func holder(of reference: String, tenant: String) throws(StoreError) -> String? {
        try first(
            "SELECT id FROM jobs WHERE tenant = ? AND client_ref = ?",
            [.text(tenant), .text(reference)]
        ) { row throws(StoreError) in try row.text() }
    }

    /// Which limit the new jobs would break when those they supersede have left.
    private func overflow(of submission: Submission, leaving: [Lane]) throws(StoreError)
        -> Submission.Result?
    {
        let admission = submission.admission
        for lane in Lane.allCases {
            let coming = submission.jobs.count { $0.lane == lane }
            guard coming > 0 else { continue }
            let queued = try queuedCount(lane) - leaving.count { $0 == lane }
            if queued + coming > admission.queuedPerLane { return .laneFull(lane, queued: queued) }
        }
        let tenant = submission.author.tenant
        let queued =
            try number(
                "SELECT sum(jobs) FROM queue_lengths WHERE tenant = ?", .text(tenant))
            - leaving.count
        guard queued + submission.jobs.count > admission.queuedPerTenant else { return nil }
        return .tenantFull(queued: queued)
    }

    func queuedCount(_ lane: Lane) throws(StoreError) -> Int {
        try number(
            "SELECT sum(jobs) FROM queue_lengths WHERE lane = ?", .text(lane.rawValue))
    }
}
