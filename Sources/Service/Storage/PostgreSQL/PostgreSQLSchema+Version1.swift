extension PostgreSQLSchema {
    /// Version 1.
    ///
    /// Texts compare by their bytes, moments are microseconds, lists of texts are JSON. A job's
    /// document has no foreign key, because a discarded job keeps its digest. Pages of `jobs` keep
    /// room, so that heartbeats touch no index.
    static let version1 =
        [
            """
            CREATE TABLE tenants (
                id text COLLATE "C" PRIMARY KEY, name text NOT NULL, created_at bigint NOT NULL)
            """,
            """
            CREATE TABLE access_keys (
                id text COLLATE "C" PRIMARY KEY,
                tenant text COLLATE "C" NOT NULL REFERENCES tenants, name text NOT NULL,
                secret_digest text NOT NULL, scopes text NOT NULL, created_at bigint NOT NULL,
                expires_at bigint, revoked_at bigint, rotated_from text)
            """,
            "CREATE INDEX access_keys_by_tenant ON access_keys (tenant, id)",
            """
            CREATE TABLE documents (
                tenant text COLLATE "C" NOT NULL REFERENCES tenants,
                digest text COLLATE "C" NOT NULL, bytes bytea NOT NULL,
                PRIMARY KEY (tenant, digest))
            """,
            """
            CREATE TABLE scenarios (
                id text COLLATE "C" NOT NULL, version bigint NOT NULL CHECK (version > 0),
                tenant text COLLATE "C" NOT NULL REFERENCES tenants, name text,
                document_digest text COLLATE "C" NOT NULL, document_bytes bigint NOT NULL,
                created_at bigint NOT NULL, PRIMARY KEY (id, version),
                FOREIGN KEY (tenant, document_digest) REFERENCES documents)
            """,
            "CREATE INDEX scenarios_by_tenant ON scenarios (tenant, id, version)",
            "CREATE INDEX scenarios_by_document ON scenarios (tenant, document_digest)",
        ] + jobs + [
            """
            CREATE TABLE idempotency (
                tenant text COLLATE "C" NOT NULL REFERENCES tenants,
                endpoint text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
                fingerprint text NOT NULL, status bigint NOT NULL, location text,
                body bytea NOT NULL, created_at bigint NOT NULL,
                PRIMARY KEY (tenant, endpoint, key))
            """,
            "CREATE INDEX idempotency_by_age ON idempotency (created_at)",
            """
            CREATE TABLE series (
                tenant text COLLATE "C" NOT NULL REFERENCES tenants, id text COLLATE "C" NOT NULL,
                unit text NOT NULL, step_seconds bigint NOT NULL, created_at bigint NOT NULL,
                generation bigint NOT NULL, PRIMARY KEY (tenant, id))
            """,
            """
            CREATE TABLE series_segments (
                tenant text COLLATE "C" NOT NULL, series text COLLATE "C" NOT NULL,
                number bigint NOT NULL, start_at bigint NOT NULL, end_at bigint NOT NULL,
                known_at bigint NOT NULL, is_estimated boolean NOT NULL, samples bytea NOT NULL,
                PRIMARY KEY (tenant, series, number),
                FOREIGN KEY (tenant, series) REFERENCES series)
            """,
            """
            CREATE INDEX series_segments_by_time
                ON series_segments (tenant, series, start_at, end_at)
            """,
        ] + audit

    private static let jobs = [
        """
        CREATE TABLE jobs (
            id text COLLATE "C" PRIMARY KEY, tenant text COLLATE "C" NOT NULL REFERENCES tenants,
            batch text COLLATE "C", kind text NOT NULL, lane text COLLATE "C" NOT NULL,
            priority bigint NOT NULL, needed_by bigint, client_ref text COLLATE "C",
            tags text NOT NULL, parent text, origin text, supersedes text, spec bytea NOT NULL,
            document_digest text COLLATE "C" NOT NULL, attempt_limit bigint NOT NULL,
            created_at bigint NOT NULL,
            state text NOT NULL CHECK (state IN
                ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired')),
            outcome text, fallback_reason text, superseded_by text, attempt bigint NOT NULL,
            attempts_before bigint NOT NULL, owner text, lease_until bigint,
            generation bigint NOT NULL, last_event bigint NOT NULL,
            is_stop_requested boolean NOT NULL, is_cancel_requested boolean NOT NULL,
            progress bytea, problem bytea, started_at bigint, last_progress_at bigint,
            finished_at bigint, discarded_at bigint,
            CHECK ((state = 'running') = (owner IS NOT NULL)),
            CHECK ((owner IS NULL) = (lease_until IS NULL))
        ) WITH (fillfactor = 70)
        """,
        "CREATE INDEX jobs_by_tenant ON jobs (tenant, id)",
        """
        CREATE UNIQUE INDEX jobs_by_client_ref ON jobs (tenant, client_ref)
            WHERE client_ref IS NOT NULL
        """,
        "CREATE INDEX jobs_by_batch ON jobs (batch, tenant) WHERE batch IS NOT NULL",
        // In the order of claims: of one lane, and of whatever lane.
        """
        CREATE INDEX jobs_queued ON jobs
            (lane, coalesce(needed_by, 9223372036854775807), priority DESC, created_at, id)
            WHERE state = 'queued'
        """,
        """
        CREATE INDEX jobs_queued_anywhere ON jobs
            (coalesce(needed_by, 9223372036854775807), priority DESC, created_at, id)
            WHERE state = 'queued'
        """,
        "CREATE INDEX jobs_running ON jobs (owner, id) WHERE state = 'running'",
        """
        CREATE INDEX jobs_with_document ON jobs (tenant, document_digest)
            WHERE discarded_at IS NULL
        """,
        """
        CREATE INDEX jobs_with_data ON jobs (finished_at)
            WHERE discarded_at IS NULL AND finished_at IS NOT NULL
        """,
        """
        CREATE TABLE job_parts (
            job text COLLATE "C" NOT NULL REFERENCES jobs, name text COLLATE "C" NOT NULL,
            digest text NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (job, name))
        """,
        """
        CREATE TABLE job_events (
            job text COLLATE "C" NOT NULL REFERENCES jobs,
            number bigint NOT NULL CHECK (number > 0), kind text NOT NULL, at bigint NOT NULL,
            data bytea NOT NULL, PRIMARY KEY (job, number))
        """,
    ]

    private static let audit = [
        """
        CREATE TABLE audit (
            number bigint PRIMARY KEY, tenant text COLLATE "C" NOT NULL, actor text NOT NULL,
            trace_id text NOT NULL, at bigint NOT NULL, action text NOT NULL, object text NOT NULL,
            before text NOT NULL, after text NOT NULL, previous text NOT NULL, digest text NOT NULL)
        """,
        "CREATE INDEX audit_by_tenant ON audit (tenant, number)",
        """
        CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''audit lines stay as they are''; END'
        """,
        """
        CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
            FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()
        """,
    ]
}
