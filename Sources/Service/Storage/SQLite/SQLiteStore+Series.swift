/// Series and their segments.
extension SQLiteStore {
    package func addSeries(_ series: SeriesRecord, by author: Author) throws(StoreError) -> Bool {
        try write { connection throws(StoreError) in
            let added = try connection.run(
                StoredTable.series.insertion + " ON CONFLICT DO NOTHING", series.row)
            guard added > 0 else { return false }
            try connection.record(
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
        try read { connection throws(StoreError) in
            let found = try connection.rows(
                """
                SELECT \(StoredTable.series.list) FROM series
                WHERE tenant = ?1 AND (?2 IS NULL OR id > ?2) ORDER BY id LIMIT ?3
                """, [.text(tenant), .maybe(after), .number(limit + 1)]
            ) { row throws(StoreError) in try SeriesRecord(&row) }
            return Page(found, limit: limit, cursor: \.id)
        }
    }

    package func append(
        _ segment: SeriesSegment, toSeries id: String, by author: Author,
        _ idempotency: Idempotency?
    ) throws(StoreError) -> Written<SeriesRecord>? {
        try write { connection throws(StoreError) in
            switch try connection.repetition(of: idempotency, by: author) {
            case .same(let response): return .replayed(response)
            case .other: return .keyReused
            case nil: break
            }
            guard let old = try connection.series(id, tenant: author.tenant) else { return nil }
            var new = old
            new.generation += 1
            let key: [StoredRow.Value] = [.text(old.tenant), .text(id)]
            let last = try connection.first(
                "SELECT max(number) FROM series_segments WHERE tenant = ? AND series = ?", key
            ) { row throws(StoreError) in try row.optionalInteger() ?? 0 }
            try connection.run(
                StoredTable.seriesSegments.insertion, segment.row(of: old, number: (last ?? 0) + 1))
            try connection.run(
                "UPDATE series SET generation = ? WHERE tenant = ? AND id = ?",
                [.number(new.generation)] + key)
            try connection.record(
                "series.append", "series \(id)", before: old.recordDigest, after: new.recordDigest,
                by: author)
            try connection.keep(idempotency, by: author)
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
                WHERE tenant = ? AND series = ? AND start_at < ? AND end_at > ? AND known_at <= ?
                ORDER BY known_at, number
                """, [.text(tenant), .text(id), .moment(to), .moment(from), .moment(knownAt)]
            ) { row throws(StoreError) in try SeriesSegment(&row) }
        }
    }
}

extension SQLiteConnection {
    fileprivate func series(_ id: String, tenant: String) throws(StoreError) -> SeriesRecord? {
        try first(
            "SELECT \(StoredTable.series.list) FROM series WHERE tenant = ? AND id = ?",
            [.text(tenant), .text(id)]
        ) { row throws(StoreError) in try SeriesRecord(&row) }
    }
}
