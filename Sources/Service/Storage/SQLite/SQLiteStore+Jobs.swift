/// Jobs as clients see them.
extension SQLiteStore {
    package func submit(_ submission: Submission) throws(StoreError) -> Submission.Result {
        try write { connection throws(StoreError) in
            let author = submission.author
            switch try connection.repetition(of: submission.idempotency, by: author) {
            case .same(let response): return .replayed(response)
            case .other: return .keyReused
            case nil: break
            }
            if let refusal = try connection.refusal(of: submission) { return refusal }
            for document in submission.documents {
                try connection.keep(document, tenant: author.tenant)
            }
            for job in submission.jobs { try connection.add(job, by: author) }
            try connection.keep(submission.idempotency, by: author)
            return .accepted
        }
    }

    package func job(_ id: String, tenant: String) throws(StoreError) -> JobRecord? {
        try read { connection throws(StoreError) in try connection.job(id, tenant: tenant) }
    }

    package func jobs(_ filter: JobFilter, tenant: String, after: String?, limit: Int)
        throws(StoreError) -> Page<JobRecord>
    {
        let (condition, values) = filter.condition(tenant: tenant, after: after)
        return try read { connection throws(StoreError) in
            let found = try connection.jobs(
                condition + " ORDER BY id DESC LIMIT ?", values + [.number(limit + 1)])
            return Page(found, limit: limit, cursor: \.id)
        }
    }

    package func counts(ofBatch batch: String, tenant: String)
        throws(StoreError) -> [JobState: Int]
    {
        let counts = try read { connection throws(StoreError) in
            try connection.rows(
                "SELECT state, count(*) FROM jobs WHERE batch = ? AND tenant = ? GROUP BY state",
                [.text(batch), .text(tenant)]
            ) { row throws(StoreError) -> (JobState, Int) in (try row.name(), try row.integer()) }
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    package func requestStop(_ id: String, by author: Author)
        throws(StoreError) -> Conditional<JobRecord>
    {
        try change(id, "job.stop", by: author) { job, _ in
            guard job.state == .running else { return .refused }
            return job.requestStop() ? .changed : .unchanged
        }
    }

    package func cancel(_ id: String, by author: Author)
        throws(StoreError) -> Conditional<JobRecord>
    {
        try change(id, "job.cancel", by: author) { job, events in
            guard !job.state.isTerminal else { return .refused }
            return job.cancel(at: author.at, events: &events) ? .changed : .unchanged
        }
    }

    package func retry(_ id: String, neededBy: Moment?, by author: Author)
        throws(StoreError) -> Conditional<JobRecord>
    {
        try write { connection throws(StoreError) in
            guard let old = try connection.job(id, tenant: author.tenant) else { return .missing }
            guard old.isRetriable else { return .refused(old) }
            var new = old
            let event = new.retry(neededBy: neededBy, at: author.at)
            try connection.run("DELETE FROM job_parts WHERE job = ?", .text(id))
            try connection.change(old, to: new, [event], "job.retry", by: author)
            return .done(new)
        }
    }

    package func discard(_ id: String, by author: Author)
        throws(StoreError) -> Conditional<JobRecord>
    {
        try write { connection throws(StoreError) in
            guard let job = try connection.job(id, tenant: author.tenant) else { return .missing }
            guard job.state.isTerminal else { return .refused(job) }
            guard job.discardedAt == nil else { return .done(job) }
            return .done(try connection.discard(job, by: author))
        }
    }

    package func parts(ofJob id: String, tenant: String) throws(StoreError) -> [JobPart.Listing] {
        try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT job_parts.name, job_parts.digest, length(job_parts.bytes)
                FROM jobs JOIN job_parts ON job = id WHERE id = ? AND tenant = ?
                ORDER BY job_parts.name
                """, [.text(id), .text(tenant)]
            ) { row throws(StoreError) in
                JobPart.Listing(
                    name: try row.text(), digest: try row.text(), byteCount: try row.integer())
            }
        }
    }

    package func part(_ name: String, ofJob id: String, tenant: String)
        throws(StoreError) -> JobPart?
    {
        try read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT job_parts.digest, job_parts.bytes FROM jobs JOIN job_parts ON job = id
                WHERE id = ? AND tenant = ? AND job_parts.name = ?
                """, [.text(id), .text(tenant), .text(name)]
            ) { row throws(StoreError) in
                JobPart(name: name, digest: try row.text(), bytes: try row.bytes())
            }
        }
    }

    package func events(ofJob id: String, after number: Int, limit: Int, tenant: String)
        throws(StoreError) -> [JobEvent]
    {
        try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT number, job_events.kind, at, data FROM jobs JOIN job_events ON job = id
                WHERE id = ? AND tenant = ? AND number > ? ORDER BY number LIMIT ?
                """, [.text(id), .text(tenant), .number(number), .number(limit)]
            ) { row throws(StoreError) in try JobEvent(&row) }
        }
    }

    package func changed(_ generations: [String: Int]) throws(StoreError) -> [JobRecord] {
        try read { connection throws(StoreError) in
            var changed: [JobRecord] = []
            for (id, generation) in generations {
                changed += try connection.jobs(
                    "id = ? AND generation <> ?", [.text(id), .number(generation)])
            }
            return changed
        }
    }

    private enum Effect {
        case changed
        case unchanged
        case refused
    }

    private func change(
        _ id: String, _ action: String, by author: Author,
        _ apply: @escaping @Sendable (inout JobRecord, inout [JobEvent]) -> Effect
    ) throws(StoreError) -> Conditional<JobRecord> {
        try write { connection throws(StoreError) in
            guard let old = try connection.job(id, tenant: author.tenant) else { return .missing }
            var new = old
            var events: [JobEvent] = []
            switch apply(&new, &events) {
            case .refused: return .refused(old)
            case .unchanged: return .done(old)
            case .changed:
                try connection.change(old, to: new, events, action, by: author)
                return .done(new)
            }
        }
    }
}

extension JobFilter {
    /// The condition of a list, with its values.
    fileprivate func condition(tenant: String, after: String?) -> (String, [StoredRow.Value]) {
        let parts: [(String, String?)] = [
            ("tenant = ?", tenant), ("id < ?", after), ("kind = ?", kind?.rawValue),
            ("state = ?", state?.rawValue), ("batch = ?", batch), ("client_ref = ?", clientRef),
            ("EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)", tag),
        ]
        let given = parts.compactMap { part in part.1.map { (part.0, StoredRow.Value.text($0)) } }
        return (given.map(\.0).joined(separator: " AND "), given.map(\.1))
    }
}
