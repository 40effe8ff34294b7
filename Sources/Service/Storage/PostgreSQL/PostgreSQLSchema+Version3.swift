extension PostgreSQLSchema {
    /// Version 3: the registry.
    ///
    /// Moments are seconds here, as in log entries. Rows are added and change in named columns only,
    /// and nothing is deleted; final states have no exit. Intervals of one thing do not overlap: an
    /// exclusion constraint over ranges, in which a text is the range of itself, so that no extension
    /// has to be there.
    static let version3 =
        registryFunctions + registryTables + energyTables + certificateTables + measuredTables
        + leafTable

    private static let registryFunctions = [
        #"CREATE TYPE registry_text_range AS RANGE (subtype = text, collation = "C")"#,
        """
        CREATE FUNCTION registry_stays() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''rows of the registry stay as they are''; END'
        """,
        """
        CREATE FUNCTION registry_has_no_gap() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN
                IF new.number <> (SELECT coalesce(max(number) + 1, 0) FROM log_leaves) THEN
                    RAISE EXCEPTION ''leaves come in order'';
                END IF;
                RETURN new;
            END'
        """,
    ]

    private static let registryTables =
        [
            """
            CREATE TABLE registry_accounts (
                id text COLLATE "C" PRIMARY KEY,
                role text NOT NULL CHECK (role IN ('issuer', 'holder')), opened_at bigint NOT NULL)
            """,
            """
            CREATE UNIQUE INDEX registry_has_one_issuer ON registry_accounts (role)
                WHERE role = 'issuer'
            """,
        ] + stays("registry_accounts") + [
            """
            CREATE TABLE issuer_keys (
                id text COLLATE "C" PRIMARY KEY, public_key text NOT NULL UNIQUE,
                state text NOT NULL CHECK (state IN ('current', 'replaced')),
                since_at bigint NOT NULL, replaced_at bigint,
                CHECK ((state = 'current') = (replaced_at IS NULL)))
            """,
            "CREATE UNIQUE INDEX issuer_has_one_key ON issuer_keys (state) WHERE state = 'current'",
        ] + keeps("issuer_keys", "id, public_key, since_at")
        + ends("issuer_keys", "old.state = 'replaced' AND new.state <> 'replaced'") + [
            """
            CREATE TABLE rule_sets (
                id text COLLATE "C" NOT NULL, version text COLLATE "C" NOT NULL,
                digest text NOT NULL, added_at bigint NOT NULL, PRIMARY KEY (id, version))
            """
        ] + stays("rule_sets") + [
            """
            CREATE TABLE emission_factors (
                id text COLLATE "C" PRIMARY KEY,
                kind text NOT NULL CHECK (kind IN ('average', 'residual', 'life-cycle')),
                region text NOT NULL CHECK (region <> ''), vintage bigint NOT NULL,
                mg_per_kwh bigint NOT NULL CHECK (mg_per_kwh >= 0),
                source text NOT NULL CHECK (source <> ''), added_at bigint NOT NULL)
            """
        ] + stays("emission_factors") + [
            """
            CREATE TABLE registry_requests (
                account text COLLATE "C" NOT NULL REFERENCES registry_accounts,
                request text COLLATE "C" NOT NULL, kind text NOT NULL, fingerprint text NOT NULL,
                asked_at bigint NOT NULL, first_leaf bigint NOT NULL CHECK (first_leaf >= 0),
                leaves bigint NOT NULL CHECK (leaves > 0), PRIMARY KEY (account, request))
            """
        ] + stays("registry_requests")

    private static let energyTables =
        [
            """
            CREATE TABLE energy_certificates (
                id text COLLATE "C" PRIMARY KEY, scheme text NOT NULL,
                registry text COLLATE "C" NOT NULL, serial text COLLATE "C" NOT NULL,
                device text COLLATE "C" NOT NULL, source text NOT NULL, zone text NOT NULL,
                start_at bigint NOT NULL, end_at bigint NOT NULL CHECK (start_at < end_at),
                wh bigint NOT NULL CHECK (wh > 0), storage text, charged_wh bigint,
                charged_start_at bigint, charged_end_at bigint,
                state text NOT NULL CHECK (state IN ('live', 'withdrawn')),
                imported_at bigint NOT NULL, ended_at bigint, reason text,
                UNIQUE (registry, serial), CHECK ((state = 'live') = (ended_at IS NULL)),
                CHECK (storage IS NULL OR charged_wh >= wh),
                CONSTRAINT energy_overlaps_none EXCLUDE USING gist
                    (registry_text_range(device, device, '[]') WITH &&,
                    int8range(start_at, end_at) WITH &&) WHERE (state = 'live'))
            """,
            """
            CREATE UNIQUE INDEX energy_of_device ON energy_certificates (device, start_at)
                WHERE state = 'live'
            """,
        ]
        + keeps(
            "energy_certificates",
            """
            id, scheme, registry, serial, device, source, zone, start_at, end_at, wh, storage,
            charged_wh, charged_start_at, charged_end_at, imported_at
            """)
        + ends("energy_certificates", "old.state = 'withdrawn' AND new.state <> 'withdrawn'") + [
            """
            CREATE TABLE storage_charges (
                charged text COLLATE "C" PRIMARY KEY REFERENCES energy_certificates,
                certificate text COLLATE "C" NOT NULL REFERENCES energy_certificates)
            """,
            "CREATE INDEX charges_of_certificate ON storage_charges (certificate)",
        ] + stays("storage_charges") + [
            """
            CREATE TABLE retirements (
                id text COLLATE "C" PRIMARY KEY,
                account text COLLATE "C" NOT NULL REFERENCES registry_accounts,
                kind text NOT NULL CHECK (kind IN ('claim', 'storage', 'certificate')),
                purpose text NOT NULL, beneficiary text NOT NULL,
                wh bigint NOT NULL CHECK (wh > 0), retired_at bigint NOT NULL)
            """
        ] + stays("retirements") + sliceTable

    private static let sliceTable =
        [
            """
            CREATE TABLE energy_slices (
                id text COLLATE "C" PRIMARY KEY,
                certificate text COLLATE "C" NOT NULL REFERENCES energy_certificates,
                parent text COLLATE "C" REFERENCES energy_slices,
                wh bigint NOT NULL CHECK (wh > 0),
                owner text COLLATE "C" NOT NULL REFERENCES registry_accounts,
                state text NOT NULL CHECK (state IN ('active', 'reserved', 'retired', 'expired',
                    'withdrawn', 'split', 'merged')),
                reserved_for text, reserved_until bigint,
                retirement text COLLATE "C" REFERENCES retirements,
                CHECK ((state = 'reserved') = (reserved_for IS NOT NULL)),
                CHECK ((state = 'reserved') = (reserved_until IS NOT NULL)),
                CHECK (state <> 'retired' OR retirement IS NOT NULL),
                CHECK (retirement IS NULL OR state IN ('retired', 'withdrawn')))
            """,
            "CREATE INDEX slices_of_energy ON energy_slices (certificate)",
            "CREATE INDEX slices_of_owner ON energy_slices (owner, id)",
        ] + keeps("energy_slices", "id, certificate, parent, wh")
        + ends(
            "energy_slices",
            """
            old.state IN ('withdrawn', 'split', 'merged') OR old.state IN ('retired', 'expired')
            AND (new.state <> 'withdrawn' OR new.retirement IS DISTINCT FROM old.retirement)
            """)

    private static let certificateTables =
        [
            """
            CREATE TABLE green_certificates (
                id text COLLATE "C" PRIMARY KEY,
                parent text COLLATE "C" REFERENCES green_certificates,
                status_index bigint NOT NULL UNIQUE CHECK (status_index >= 0),
                product text NOT NULL, model text NOT NULL, tokenizer text NOT NULL,
                rule_set text COLLATE "C" NOT NULL, rule_version text COLLATE "C" NOT NULL,
                wh bigint NOT NULL CHECK (wh >= 0),
                matched_wh bigint NOT NULL CHECK (matched_wh BETWEEN 0 AND wh),
                input bigint NOT NULL CHECK (input >= 0),
                output bigint NOT NULL CHECK (output >= 0),
                cached bigint NOT NULL CHECK (cached >= 0),
                location_mg bigint NOT NULL CHECK (location_mg >= 0),
                market_mg bigint NOT NULL CHECK (market_mg >= 0),
                life_cycle_mg bigint NOT NULL CHECK (life_cycle_mg >= 0),
                embodied_mg bigint NOT NULL CHECK (embodied_mg >= 0),
                proposer text NOT NULL, reserved_until bigint NOT NULL,
                proposed_at bigint NOT NULL,
                owner text COLLATE "C" NOT NULL REFERENCES registry_accounts,
                state text NOT NULL CHECK (state IN ('proposed', 'issued', 'retired', 'split',
                    'dropped', 'revoked')),
                approver text, issuer_key text COLLATE "C" REFERENCES issuer_keys, document text,
                issued_at bigint, ended_at bigint, reason text, beneficiary text,
                FOREIGN KEY (rule_set, rule_version) REFERENCES rule_sets,
                CHECK ((state IN ('proposed', 'dropped')) = (document IS NULL)),
                CHECK ((document IS NULL) = (approver IS NULL)),
                CHECK ((document IS NULL) = (issuer_key IS NULL)),
                CHECK ((document IS NULL) = (issued_at IS NULL)),
                CHECK (approver <> proposer),
                CHECK ((state IN ('proposed', 'issued')) = (ended_at IS NULL)))
            """,
            """
            CREATE INDEX certificates_of_parent ON green_certificates (parent)
                WHERE parent IS NOT NULL
            """,
            "CREATE INDEX certificates_of_owner ON green_certificates (owner, id)",
        ]
        + keeps(
            "green_certificates",
            """
            id, parent, status_index, product, model, tokenizer, rule_set, rule_version, wh,
            matched_wh, input, output, cached, location_mg, market_mg, life_cycle_mg, embodied_mg,
            proposer, reserved_until, proposed_at
            """)
        + ends(
            "green_certificates",
            """
            old.state IN ('split', 'dropped', 'revoked')
            OR old.state = 'retired' AND new.state <> 'revoked'
            OR old.state = 'issued' AND new.state IN ('proposed', 'dropped')
            OR old.state = 'proposed' AND new.state NOT IN ('issued', 'dropped')
            OR old.document IS NOT NULL AND new.document IS DISTINCT FROM old.document
            """) + [
            """
            CREATE TABLE certificate_hours (
                certificate text COLLATE "C" NOT NULL REFERENCES green_certificates,
                site text COLLATE "C" NOT NULL, start_at bigint NOT NULL,
                end_at bigint NOT NULL CHECK (start_at < end_at),
                wh bigint NOT NULL CHECK (wh >= 0), input bigint NOT NULL CHECK (input >= 0),
                output bigint NOT NULL CHECK (output >= 0),
                cached bigint NOT NULL CHECK (cached >= 0),
                PRIMARY KEY (certificate, site, start_at))
            """,
            "CREATE INDEX hours_of_site ON certificate_hours (site, start_at)",
        ] + stays("certificate_hours") + [
            """
            CREATE TABLE certificate_energy (
                certificate text COLLATE "C" NOT NULL,
                slice text COLLATE "C" NOT NULL REFERENCES energy_slices,
                site text COLLATE "C" NOT NULL, start_at bigint NOT NULL,
                wh bigint NOT NULL CHECK (wh > 0), PRIMARY KEY (certificate, slice),
                FOREIGN KEY (certificate, site, start_at) REFERENCES certificate_hours)
            """,
            "CREATE INDEX energy_of_slice ON certificate_energy (slice)",
        ] + stays("certificate_energy") + [
            """
            CREATE TABLE certificate_documents (
                digest text COLLATE "C" PRIMARY KEY, bytes bytea NOT NULL)
            """
        ] + stays("certificate_documents")

    private static let measuredTables =
        [
            """
            CREATE TABLE meter_readings (
                site text COLLATE "C" NOT NULL, meter text COLLATE "C" NOT NULL,
                start_at bigint NOT NULL, revision bigint NOT NULL CHECK (revision >= 0),
                end_at bigint NOT NULL CHECK (start_at < end_at),
                boundary text NOT NULL CHECK (boundary IN ('facility', 'it')),
                wh bigint NOT NULL CHECK (wh >= 0), quality text NOT NULL,
                recorded_at bigint NOT NULL, live bigint NOT NULL CHECK (live IN (0, 1)),
                PRIMARY KEY (site, meter, start_at, revision),
                CONSTRAINT readings_overlap_none EXCLUDE USING gist
                    (registry_text_range(site, site, '[]') WITH &&,
                    registry_text_range(meter, meter, '[]') WITH &&,
                    int8range(start_at, end_at) WITH &&) WHERE (live = 1))
            """,
            """
            CREATE UNIQUE INDEX readings_of_meter ON meter_readings (site, meter, start_at)
                WHERE live = 1
            """,
        ]
        + keeps(
            "meter_readings",
            "site, meter, start_at, revision, end_at, boundary, wh, quality, recorded_at")
        + ends("meter_readings", "new.live > old.live") + [
            """
            CREATE TABLE token_counts (
                product text COLLATE "C" NOT NULL, site text COLLATE "C" NOT NULL,
                model text COLLATE "C" NOT NULL, start_at bigint NOT NULL,
                revision bigint NOT NULL CHECK (revision >= 0),
                end_at bigint NOT NULL CHECK (start_at < end_at), tokenizer text NOT NULL,
                input bigint NOT NULL CHECK (input >= 0),
                output bigint NOT NULL CHECK (output >= 0),
                cached bigint NOT NULL CHECK (cached >= 0), recorded_at bigint NOT NULL,
                live bigint NOT NULL CHECK (live IN (0, 1)),
                PRIMARY KEY (product, site, model, start_at, revision),
                CONSTRAINT counts_overlap_none EXCLUDE USING gist
                    (registry_text_range(product, product, '[]') WITH &&,
                    registry_text_range(site, site, '[]') WITH &&,
                    registry_text_range(model, model, '[]') WITH &&,
                    int8range(start_at, end_at) WITH &&) WHERE (live = 1))
            """,
            """
            CREATE UNIQUE INDEX counts_of_product ON token_counts (product, site, model, start_at)
                WHERE live = 1
            """,
        ]
        + keeps(
            "token_counts",
            """
            product, site, model, start_at, revision, end_at, tokenizer, input, output, cached,
            recorded_at
            """)
        + ends("token_counts", "new.live > old.live") + hourTables

    private static let hourTables =
        [
            """
            CREATE TABLE site_hours (
                site text COLLATE "C" NOT NULL,
                start_at bigint NOT NULL CHECK (start_at % 3600 = 0),
                metered_wh bigint NOT NULL, certified_wh bigint NOT NULL,
                matched_wh bigint NOT NULL,
                CHECK (0 <= matched_wh AND matched_wh <= certified_wh
                    AND certified_wh <= metered_wh),
                PRIMARY KEY (site, start_at))
            """
        ] + keeps("site_hours", "site, start_at") + [
            """
            CREATE TABLE product_hours (
                product text COLLATE "C" NOT NULL, site text COLLATE "C" NOT NULL,
                model text COLLATE "C" NOT NULL, tokenizer text COLLATE "C" NOT NULL,
                start_at bigint NOT NULL CHECK (start_at % 3600 = 0),
                metered_input bigint NOT NULL, metered_output bigint NOT NULL,
                metered_cached bigint NOT NULL, certified_input bigint NOT NULL,
                certified_output bigint NOT NULL, certified_cached bigint NOT NULL,
                CHECK (certified_input BETWEEN 0 AND metered_input),
                CHECK (certified_output BETWEEN 0 AND metered_output),
                CHECK (certified_cached BETWEEN 0 AND metered_cached),
                PRIMARY KEY (product, site, model, tokenizer, start_at))
            """
        ] + keeps("product_hours", "product, site, model, tokenizer, start_at")

    private static let leafTable =
        [
            """
            CREATE TABLE log_leaves (
                number bigint PRIMARY KEY CHECK (number >= 0),
                entry bytea NOT NULL CHECK (length(entry) BETWEEN 1 AND 65535),
                hash bytea NOT NULL CHECK (length(hash) = 32))
            """,
            """
            CREATE TRIGGER log_leaves_have_no_gap BEFORE INSERT ON log_leaves
                FOR EACH ROW EXECUTE FUNCTION registry_has_no_gap()
            """,
        ] + stays("log_leaves")

    /// Rows of a table stay as they were written.
    private static func stays(_ table: String) -> [String] {
        [
            """
            CREATE TRIGGER \(table)_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON \(table)
                FOR EACH STATEMENT EXECUTE FUNCTION registry_stays()
            """
        ]
    }

    /// Some columns of a table stay as they were written, and all rows stay.
    private static func keeps(_ table: String, _ columns: String) -> [String] {
        [
            """
            CREATE TRIGGER \(table)_keep BEFORE UPDATE OF \(columns) OR DELETE OR TRUNCATE
                ON \(table) FOR EACH STATEMENT EXECUTE FUNCTION registry_stays()
            """
        ]
    }

    /// No change of a row has this property.
    private static func ends(_ table: String, _ condition: String) -> [String] {
        [
            """
            CREATE TRIGGER \(table)_end BEFORE UPDATE ON \(table) FOR EACH ROW
                WHEN (\(condition)) EXECUTE FUNCTION registry_stays()
            """
        ]
    }
}
