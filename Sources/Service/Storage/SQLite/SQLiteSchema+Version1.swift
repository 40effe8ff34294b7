extension SQLiteSchema {
    /// Version 1.
    ///
    /// Moments are microseconds, lists of texts are JSON. A job's document has no foreign key,
    /// because a discarded job keeps its digest.
    static let version1 = """
        CREATE TABLE tenants (
            id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE access_keys (
            id TEXT NOT NULL PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants,
            name TEXT NOT NULL, secret_digest TEXT NOT NULL, scopes TEXT NOT NULL,
            created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER, rotated_from TEXT
        ) STRICT;
        CREATE INDEX access_keys_by_tenant ON access_keys (tenant, id);

        CREATE TABLE documents (
            tenant TEXT NOT NULL REFERENCES tenants, digest TEXT NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (tenant, digest)
        ) STRICT;

        CREATE TABLE scenarios (
            id TEXT NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
            tenant TEXT NOT NULL REFERENCES tenants, name TEXT, document_digest TEXT NOT NULL,
            document_bytes INTEGER NOT NULL, created_at INTEGER NOT NULL,
            PRIMARY KEY (id, version),
            FOREIGN KEY (tenant, document_digest) REFERENCES documents
        ) STRICT;
        CREATE INDEX scenarios_by_tenant ON scenarios (tenant, id, version);
        CREATE INDEX scenarios_by_document ON scenarios (tenant, document_digest);

        CREATE TABLE jobs (
            id TEXT NOT NULL PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants, batch TEXT,
            kind TEXT NOT NULL, lane TEXT NOT NULL, priority INTEGER NOT NULL, needed_by INTEGER,
            client_ref TEXT, tags TEXT NOT NULL, parent TEXT, origin TEXT, supersedes TEXT,
            spec BLOB NOT NULL, document_digest TEXT NOT NULL,
            attempt_limit INTEGER NOT NULL, created_at INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN
                ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired')),
            outcome TEXT, fallback_reason TEXT, superseded_by TEXT, attempt INTEGER NOT NULL,
            attempts_before INTEGER NOT NULL, owner TEXT, lease_until INTEGER,
            generation INTEGER NOT NULL, last_event INTEGER NOT NULL,
            is_stop_requested INTEGER NOT NULL, is_cancel_requested INTEGER NOT NULL,
            progress BLOB, problem BLOB, started_at INTEGER, last_progress_at INTEGER,
            finished_at INTEGER, discarded_at INTEGER,
            CHECK ((state = 'running') = (owner IS NOT NULL)),
            CHECK ((owner IS NULL) = (lease_until IS NULL))
        ) STRICT;
        CREATE INDEX jobs_by_tenant ON jobs (tenant, id);
        CREATE UNIQUE INDEX jobs_by_client_ref ON jobs (tenant, client_ref)
            WHERE client_ref IS NOT NULL;
        CREATE INDEX jobs_by_batch ON jobs (batch, tenant) WHERE batch IS NOT NULL;
        CREATE INDEX jobs_queued ON jobs
            (lane, coalesce(needed_by, 9223372036854775807), priority DESC, created_at, id)
            WHERE state = 'queued';
        CREATE INDEX jobs_running ON jobs (lease_until, id) WHERE state = 'running';
        CREATE INDEX jobs_with_document ON jobs (tenant, document_digest)
            WHERE discarded_at IS NULL;
        CREATE INDEX jobs_with_data ON jobs (finished_at)
            WHERE finished_at IS NOT NULL AND discarded_at IS NULL;

        -- How many jobs are queued; counting them for every submit would cost more than the rest.
        CREATE TABLE queue_lengths (
            lane TEXT NOT NULL, tenant TEXT NOT NULL, jobs INTEGER NOT NULL CHECK (jobs >= 0),
            PRIMARY KEY (lane, tenant)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER queue_takes AFTER INSERT ON jobs WHEN new.state = 'queued'
            BEGIN
                INSERT INTO queue_lengths VALUES (new.lane, new.tenant, 1)
                    ON CONFLICT DO UPDATE SET jobs = jobs + 1;
            END;
        CREATE TRIGGER queue_changes AFTER UPDATE OF state ON jobs
            WHEN (old.state = 'queued') <> (new.state = 'queued')
            BEGIN
                UPDATE queue_lengths SET jobs = jobs + iif(new.state = 'queued', 1, -1)
                    WHERE lane = new.lane AND tenant = new.tenant;
            END;

        CREATE TABLE job_parts (
            job TEXT NOT NULL REFERENCES jobs, name TEXT NOT NULL, digest TEXT NOT NULL,
            bytes BLOB NOT NULL, PRIMARY KEY (job, name)
        ) STRICT;

        CREATE TABLE job_events (
            job TEXT NOT NULL REFERENCES jobs, number INTEGER NOT NULL CHECK (number > 0),
            kind TEXT NOT NULL, at INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (job, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE idempotency (
            tenant TEXT NOT NULL REFERENCES tenants, endpoint TEXT NOT NULL, key TEXT NOT NULL,
            fingerprint TEXT NOT NULL, status INTEGER NOT NULL, location TEXT, body BLOB NOT NULL,
            created_at INTEGER NOT NULL, PRIMARY KEY (tenant, endpoint, key)
        ) STRICT;
        CREATE INDEX idempotency_by_age ON idempotency (created_at);

        CREATE TABLE series (
            tenant TEXT NOT NULL REFERENCES tenants, id TEXT NOT NULL, unit TEXT NOT NULL,
            step_seconds INTEGER NOT NULL, created_at INTEGER NOT NULL,
            generation INTEGER NOT NULL, PRIMARY KEY (tenant, id)
        ) STRICT;

        CREATE TABLE series_segments (
            tenant TEXT NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL,
            start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, known_at INTEGER NOT NULL,
            is_estimated INTEGER NOT NULL, samples BLOB NOT NULL,
            PRIMARY KEY (tenant, series, number), FOREIGN KEY (tenant, series) REFERENCES series
        ) STRICT;
        CREATE INDEX series_segments_by_time ON series_segments (tenant, series, start_at, end_at);

        CREATE TABLE audit (
            number INTEGER NOT NULL PRIMARY KEY, tenant TEXT NOT NULL, actor TEXT NOT NULL,
            trace_id TEXT NOT NULL, at INTEGER NOT NULL, action TEXT NOT NULL,
            object TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
            previous TEXT NOT NULL, digest TEXT NOT NULL
        ) STRICT;
        CREATE INDEX audit_by_tenant ON audit (tenant, number);
        CREATE TRIGGER audit_has_no_gap BEFORE INSERT ON audit
            WHEN new.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit)
            BEGIN SELECT raise(ABORT, 'audit lines come in order'); END;
        CREATE TRIGGER audit_keeps_lines BEFORE UPDATE ON audit
            BEGIN SELECT raise(ABORT, 'audit lines stay as they are'); END;
        CREATE TRIGGER audit_loses_none BEFORE DELETE ON audit
            BEGIN SELECT raise(ABORT, 'audit lines stay'); END;
        """
}
