/// How new jobs come in.
extension PostgreSQLStore {
    package func submit(_ submission: Submission) throws(StoreError) -> Submission.Result {
        try write(PostgreSQLNames(submission)) { transaction throws(StoreError) in
            let author = submission.author
            switch try transaction.repetition(of: submission.idempotency, by: author) {
            case .same(let response): return .replayed(response)
            case .other: return .keyReused
            case nil: break
            }
            if let refusal = try transaction.refusal(of: submission) { return refusal }
            for document in submission.documents {
                try transaction.keep(document, tenant: author.tenant)
            }
            let documents = Set(submission.documents.map(\.digest))
            for job in submission.jobs {
                let isNew = documents.contains(job.documentDigest) && job.tenant == author.tenant
                try transaction.add(job, hasDocument: isNew, by: author)
            }
            try transaction.keep(submission.idempotency, by: author)
            return .accepted
        }
    }
}

extension PostgreSQLTransaction {
    /// Adds a job with its first event, and ends what it supersedes.
    fileprivate func add(_ job: JobRecord, hasDocument: Bool, by author: Author)
        throws(StoreError)
    {
        if !hasDocument {
            let found = try connection.number(
                "SELECT count(*) FROM documents WHERE tenant = $1 AND digest = $2",
                [.text(job.tenant), .text(job.documentDigest)])
            guard found == 1 else {
                throw .damaged("a job names a document that is not there")
            }
        }
        try add(job)
        try record(
            "\(job.kind.rawValue).submit", "job \(job.id)", after: job.recordDigest, by: author)
        guard let id = job.supersedes, let old = try lockedJob(id, tenant: job.tenant) else {
            return
        }
        var new = old
        var events: [JobEvent] = []
        new.supersede(by: job.id, at: author.at, events: &events)
        try change(old, to: new, events, "job.supersede", by: author)
    }

    /// Why a submission cannot be accepted, or nil.
    fileprivate func refusal(of submission: Submission) throws(StoreError) -> Submission.Result? {
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
                guard let old = try lockedJob(id, tenant: tenant) else {
                    return .nothingToSupersede(job: id)
                }
                if old.state == .queued { leaving[id] = old.lane }
            }
            if let parent = job.parent, try connection.job(parent, tenant: tenant) == nil {
                return .noParent(job: parent)
            }
        }
        return try overflow(of: submission, leaving: Array(leaving.values))
    }

    /// Which limit the new jobs would break when those they supersede have left.
    private func overflow(of submission: Submission, leaving: [Lane]) throws(StoreError)
        -> Submission.Result?
    {
        // Whatever queues a job writes a line, in whichever process: no more can have come.
        if queued == nil, let last = lastCount,
            last.overflow(of: submission, leaving: leaving, more: lineCount - last.line) == nil
        {
            return nil
        }
        return try counted().overflow(of: submission, leaving: leaving)
    }

    private func counted() throws(StoreError) -> PostgreSQLQueuedCounts {
        if let queued { return queued }
        var counts = PostgreSQLQueuedCounts(line: firstLine)
        let rows = try connection.rows(
            "SELECT lane, tenant, count(*) FROM jobs WHERE state = 'queued' GROUP BY lane, tenant"
        ) { row throws(StoreError) -> (Lane, String, Int) in
            (try row.name(), try row.text(), try row.integer())
        }
        for (lane, tenant, count) in rows { counts.add(count, lane, tenant: tenant) }
        queued = counts
        lastCount = counts
        return counts
    }
}
