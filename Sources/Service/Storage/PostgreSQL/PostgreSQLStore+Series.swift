/// Series and their segments.
extension PostgreSQLStore {
    package func addSeries(_ series: SeriesRecord, by author: Author) throws(StoreError) -> Bool {
        try write { transaction throws(StoreError) in
            let added = try transaction.connection.run(
                StoredTable.series.insertStatement + " ON CONFLICT DO NOTHING", series.parameters)
            guard added > 0 else { return false }
            try transaction.record(
                "series.add", "series \(series.id)", after: series.recordDigest, by: author)
            return true
        }
    }

    package func series(_ id: String, tenant: String) throws(StoreError) -> SeriesRecord? {
        try read { connection throws(StoreError) in try connection.series(id, tenant: tenant) }
    }

    package func seriesList(tenant: String, after: String?, limit: Int)
        throws(StoreError) -> Page<SeriesRecord>
    {
        let found = try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT \(StoredTable.series.columnList) FROM series
                WHERE tenant = $1 AND id > coalesce($2, '') ORDER BY id LIMIT $3
                """, [.text(tenant), .maybe(after), .number(limit + 1)]
            ) { row throws(StoreError) in try SeriesRecord(&row) }
        }
        return Page(found: found, limit: limit, cursor: \.id)
    }

    package func append(
        _ segment: SeriesSegment, toSeries id: String, by author: Author,
        _ idempotency: Idempotency?
    ) throws(StoreError) -> Written<SeriesRecord>? {
        try write { transaction throws(StoreError) in
            switch try transaction.repetition(of: idempotency, by: author) {
            case .same(let response): return .replayed(response)
            case .other: return .keyReused
            case nil: break
            }
            let connection = transaction.connection
            guard let old = try connection.series(id, tenant: author.tenant) else { return nil }
            var new = old
            new.generation += 1
            let key: [PostgreSQLValue] = [.text(old.tenant), .text(id)]
            let last = try connection.number(
                """
                SELECT coalesce(max(number), 0) FROM series_segments
                WHERE tenant = $1 AND series = $2
                """, key)
            try connection.send(
                StoredTable.seriesSegments.insertStatement,
                segment.parameters(of: old, number: last + 1))
            try connection.send(
                "UPDATE series SET generation = $3 WHERE tenant = $1 AND id = $2",
                key + [.number(new.generation)])
            try transaction.record(
                "series.append", "series \(id)", before: old.recordDigest, after: new.recordDigest,
                by: author)
            try transaction.keep(idempotency, by: author)
            return .done(new)
        }
    }

    package func segments(
        ofSeries id: String, from: Moment, to: Moment, knownAt: Moment, tenant: String
    ) throws(StoreError) -> [SeriesSegment] {
        try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT start_at, known_at, is_estimated, samples FROM series_segments
                WHERE tenant = $1 AND series = $2 AND start_at < $3 AND end_at > $4
                    AND known_at <= $5
                ORDER BY known_at, number
                """, [.text(tenant), .text(id), .moment(to), .moment(from), .moment(knownAt)]
            ) { row throws(StoreError) in try SeriesSegment(&row) }
        }
    }
}

extension PostgreSQLConnection {
    fileprivate func series(_ id: String, tenant: String) throws(StoreError) -> SeriesRecord? {
        try first(
            "SELECT \(StoredTable.series.columnList) FROM series WHERE tenant = $1 AND id = $2",
            [.text(tenant), .text(id)]
        ) { row throws(StoreError) in try SeriesRecord(&row) }
    }
}
