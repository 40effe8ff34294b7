/// Jobs as clients see them.
extension PostgreSQLStore {
    package func job(_ id: String, tenant: String) throws(StoreError) -> JobRecord? {
        try read { connection throws(StoreError) in try connection.job(id, tenant: tenant) }
    }

    package func jobs(_ filter: JobFilter, tenant: String, after: String?, limit: Int)
        throws(StoreError) -> Page<JobRecord>
    {
        let (condition, values) = filter.condition(tenant: tenant, after: after)
        let found = try read { connection throws(StoreError) in
            try connection.jobs(
                condition + " ORDER BY id DESC LIMIT $\(values.count + 1)",
                values + [.number(limit + 1)])
        }
        return Page(found: found, limit: limit, cursor: \.id)
    }

    package func counts(ofBatch batch: String, tenant: String)
        throws(StoreError) -> [JobState: Int]
    {
        let counts = try read { connection throws(StoreError) in
            try connection.rows(
                "SELECT state, count(*) FROM jobs WHERE batch = $1 AND tenant = $2 GROUP BY state",
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
        try write { transaction throws(StoreError) in
            guard let old = try transaction.lockedJob(id, tenant: author.tenant) else {
                return .missing
            }
            guard old.isRetriable else { return .refused(old) }
            var new = old
            let event = new.retry(neededBy: neededBy, at: author.at)
            try transaction.connection.send("DELETE FROM job_parts WHERE job = $1", [.text(id)])
            try transaction.change(old, to: new, [event], "job.retry", by: author)
            return .done(new)
        }
    }

    package func discard(_ id: String, by author: Author)
        throws(StoreError) -> Conditional<JobRecord>
    {
        try write { transaction throws(StoreError) in
            guard let job = try transaction.lockedJob(id, tenant: author.tenant) else {
                return .missing
            }
            guard job.state.isTerminal else { return .refused(job) }
            guard job.discardedAt == nil else { return .done(job) }
            return .done(try transaction.discard(job, by: author))
        }
    }

    package func parts(ofJob id: String, tenant: String) throws(StoreError) -> [JobPart.Listing] {
        try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT job_parts.name, job_parts.digest, length(job_parts.bytes)::bigint
                FROM jobs JOIN job_parts ON job = id WHERE id = $1 AND tenant = $2
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
                WHERE id = $1 AND tenant = $2 AND job_parts.name = $3
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
                WHERE id = $1 AND tenant = $2 AND number > $3 ORDER BY number LIMIT $4
                """, [.text(id), .text(tenant), .number(number), .number(limit)]
            ) { row throws(StoreError) in try JobEvent(&row) }
        }
    }

    package func changed(_ generations: [String: Int]) throws(StoreError) -> [JobRecord] {
        let known = Array(generations)
        return try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT \(StoredTable.jobs.columnList)
                FROM unnest($1::text[], $2::bigint[]) AS known (known_id, known_generation)
                JOIN jobs ON id = known_id WHERE generation <> known_generation
                """, [.texts(known.map(\.key)), .integers(known.map { Int64($0.value) })]
            ) { row throws(StoreError) in try JobRecord(&row) }
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
        try write { transaction throws(StoreError) in
            guard let old = try transaction.lockedJob(id, tenant: author.tenant) else {
                return .missing
            }
            var new = old
            var events: [JobEvent] = []
            switch apply(&new, &events) {
            case .refused: return .refused(old)
            case .unchanged: return .done(old)
            case .changed:
                try transaction.change(old, to: new, events, action, by: author)
                return .done(new)
            }
        }
    }
}

extension JobFilter {
    /// The condition of a list, with its values.
    fileprivate func condition(tenant: String, after: String?) -> (String, [PostgreSQLValue]) {
        let parts: [(String, String?)] = [
            ("tenant =", tenant), ("id <", after), ("kind =", kind?.rawValue),
            ("state =", state?.rawValue), ("batch =", batch), ("client_ref =", clientRef),
            ("tags::jsonb ?", tag),
        ]
        let given = parts.compactMap { part in part.1.map { (part.0, $0) } }
        let conditions = given.enumerated().map { "\($1.0) $\($0 + 1)" }
        return (conditions.joined(separator: " AND "), given.map { .text($0.1) })
    }
}
