extension SQLiteSchema {
    /// Version 3: the registry.
    ///
    /// Moments are seconds here, as in log entries. Rows are added and change in named columns only, and
    /// nothing is deleted; final states have no exit; intervals of one thing do not overlap: of rows that
    /// do not, the last one that begins before an end is the only one that could.
    static let version3 =
        registryTables + energyTables + certificateTables + measuredTables + leaves

    private static let registryTables = """
        CREATE TABLE registry_accounts (
            id TEXT NOT NULL PRIMARY KEY, role TEXT NOT NULL CHECK (role IN ('issuer', 'holder')),
            opened_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX registry_has_one_issuer ON registry_accounts (role)
            WHERE role = 'issuer';
        \(stays("registry_accounts"))

        CREATE TABLE issuer_keys (
            id TEXT NOT NULL PRIMARY KEY, public_key TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('current', 'replaced')),
            since_at INTEGER NOT NULL, replaced_at INTEGER,
            CHECK ((state = 'current') = (replaced_at IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX issuer_has_one_key ON issuer_keys (state) WHERE state = 'current';
        \(keeps("issuer_keys", "id, public_key, since_at"))
        \(ends("issuer_keys", "old.state = 'replaced' AND new.state <> 'replaced'"))

        CREATE TABLE rule_sets (
            id TEXT NOT NULL, version TEXT NOT NULL, digest TEXT NOT NULL,
            added_at INTEGER NOT NULL, PRIMARY KEY (id, version)
        ) STRICT;
        \(stays("rule_sets"))

        CREATE TABLE emission_factors (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('average', 'residual', 'life-cycle')),
            region TEXT NOT NULL CHECK (region <> ''), vintage INTEGER NOT NULL,
            mg_per_kwh INTEGER NOT NULL CHECK (mg_per_kwh >= 0),
            source TEXT NOT NULL CHECK (source <> ''), added_at INTEGER NOT NULL
        ) STRICT;
        \(stays("emission_factors"))

        CREATE TABLE registry_requests (
            account TEXT NOT NULL REFERENCES registry_accounts, request TEXT NOT NULL,
            kind TEXT NOT NULL, fingerprint TEXT NOT NULL,
            asked_at INTEGER NOT NULL, first_leaf INTEGER NOT NULL CHECK (first_leaf >= 0),
            leaves INTEGER NOT NULL CHECK (leaves > 0), PRIMARY KEY (account, request)
        ) STRICT, WITHOUT ROWID;
        \(stays("registry_requests"))

        """

    private static let energyTables = """
        CREATE TABLE energy_certificates (
            id TEXT NOT NULL PRIMARY KEY, scheme TEXT NOT NULL, registry TEXT NOT NULL,
            serial TEXT NOT NULL, device TEXT NOT NULL, source TEXT NOT NULL, zone TEXT NOT NULL,
            start_at INTEGER NOT NULL, end_at INTEGER NOT NULL CHECK (start_at < end_at),
            wh INTEGER NOT NULL CHECK (wh > 0), storage TEXT, charged_wh INTEGER,
            charged_start_at INTEGER, charged_end_at INTEGER,
            state TEXT NOT NULL CHECK (state IN ('live', 'withdrawn')),
            imported_at INTEGER NOT NULL, ended_at INTEGER, reason TEXT,
            UNIQUE (registry, serial), CHECK ((state = 'live') = (ended_at IS NULL)),
            CHECK (storage IS NULL OR charged_wh >= wh)
        ) STRICT;
        CREATE UNIQUE INDEX energy_of_device ON energy_certificates (device, start_at)
            WHERE state = 'live';
        CREATE TRIGGER energy_overlaps_none BEFORE INSERT ON energy_certificates
            WHEN new.start_at < (SELECT end_at FROM energy_certificates
                WHERE device = new.device AND state = 'live' AND start_at < new.end_at
                ORDER BY start_at DESC LIMIT 1)
            BEGIN SELECT raise(ABORT, 'a device has one certificate for a second'); END;
        \(keeps("energy_certificates", """
            id, scheme, registry, serial, device, source, zone, start_at, end_at, wh, storage,
            charged_wh, charged_start_at, charged_end_at, imported_at
            """))
        \(ends("energy_certificates", "old.state = 'withdrawn' AND new.state <> 'withdrawn'"))

        CREATE TABLE storage_charges (
            charged TEXT NOT NULL PRIMARY KEY REFERENCES energy_certificates,
            certificate TEXT NOT NULL REFERENCES energy_certificates
        ) STRICT;
        CREATE INDEX charges_of_certificate ON storage_charges (certificate);
        \(stays("storage_charges"))

        CREATE TABLE retirements (
            id TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL REFERENCES registry_accounts,
            kind TEXT NOT NULL CHECK (kind IN ('claim', 'storage', 'certificate')),
            purpose TEXT NOT NULL, beneficiary TEXT NOT NULL,
            wh INTEGER NOT NULL CHECK (wh > 0), retired_at INTEGER NOT NULL
        ) STRICT;
        \(stays("retirements"))

        CREATE TABLE energy_slices (
            id TEXT NOT NULL PRIMARY KEY,
            certificate TEXT NOT NULL REFERENCES energy_certificates,
            parent TEXT REFERENCES energy_slices, wh INTEGER NOT NULL CHECK (wh > 0),
            owner TEXT NOT NULL REFERENCES registry_accounts,
            state TEXT NOT NULL CHECK (state IN ('active', 'reserved', 'retired', 'expired',
                'withdrawn', 'split', 'merged')),
            reserved_for TEXT, reserved_until INTEGER, retirement TEXT REFERENCES retirements,
            CHECK ((state = 'reserved') = (reserved_for IS NOT NULL)),
            CHECK ((state = 'reserved') = (reserved_until IS NOT NULL)),
            CHECK (state <> 'retired' OR retirement IS NOT NULL),
            CHECK (retirement IS NULL OR state IN ('retired', 'withdrawn'))
        ) STRICT;
        CREATE INDEX slices_of_energy ON energy_slices (certificate);
        CREATE INDEX slices_of_owner ON energy_slices (owner, id);
        \(keeps("energy_slices", "id, certificate, parent, wh"))
        \(ends("energy_slices", """
            old.state IN ('withdrawn', 'split', 'merged') OR old.state IN ('retired', 'expired')
            AND (new.state <> 'withdrawn' OR new.retirement IS NOT old.retirement)
            """))

        """

    private static let certificateTables = """
        CREATE TABLE green_certificates (
            id TEXT NOT NULL PRIMARY KEY, parent TEXT REFERENCES green_certificates,
            status_index INTEGER NOT NULL UNIQUE CHECK (status_index >= 0),
            product TEXT NOT NULL, model TEXT NOT NULL, tokenizer TEXT NOT NULL,
            rule_set TEXT NOT NULL, rule_version TEXT NOT NULL,
            wh INTEGER NOT NULL CHECK (wh >= 0),
            matched_wh INTEGER NOT NULL CHECK (matched_wh BETWEEN 0 AND wh),
            input INTEGER NOT NULL CHECK (input >= 0), output INTEGER NOT NULL CHECK (output >= 0),
            cached INTEGER NOT NULL CHECK (cached >= 0),
            location_mg INTEGER NOT NULL CHECK (location_mg >= 0),
            market_mg INTEGER NOT NULL CHECK (market_mg >= 0),
            life_cycle_mg INTEGER NOT NULL CHECK (life_cycle_mg >= 0),
            embodied_mg INTEGER NOT NULL CHECK (embodied_mg >= 0),
            proposer TEXT NOT NULL, reserved_until INTEGER NOT NULL, proposed_at INTEGER NOT NULL,
            owner TEXT NOT NULL REFERENCES registry_accounts,
            state TEXT NOT NULL CHECK (state IN ('proposed', 'issued', 'retired', 'split',
                'dropped', 'revoked')),
            approver TEXT, issuer_key TEXT REFERENCES issuer_keys, document TEXT,
            issued_at INTEGER, ended_at INTEGER, reason TEXT, beneficiary TEXT,
            FOREIGN KEY (rule_set, rule_version) REFERENCES rule_sets,
            CHECK ((state IN ('proposed', 'dropped')) = (document IS NULL)),
            CHECK ((document IS NULL) = (approver IS NULL)),
            CHECK ((document IS NULL) = (issuer_key IS NULL)),
            CHECK ((document IS NULL) = (issued_at IS NULL)),
            CHECK (approver <> proposer),
            CHECK ((state IN ('proposed', 'issued')) = (ended_at IS NULL))
        ) STRICT;
        CREATE INDEX certificates_of_parent ON green_certificates (parent)
            WHERE parent IS NOT NULL;
        CREATE INDEX certificates_of_owner ON green_certificates (owner, id);
        \(keeps("green_certificates", """
            id, parent, status_index, product, model, tokenizer, rule_set, rule_version, wh,
            matched_wh, input, output, cached, location_mg, market_mg, life_cycle_mg, embodied_mg,
            proposer, reserved_until, proposed_at
            """))
        \(ends("green_certificates", """
            old.state IN ('split', 'dropped', 'revoked')
            OR old.state = 'retired' AND new.state <> 'revoked'
            OR old.state = 'issued' AND new.state IN ('proposed', 'dropped')
            OR old.state = 'proposed' AND new.state NOT IN ('issued', 'dropped')
            OR old.document IS NOT NULL AND new.document IS NOT old.document
            """))

        CREATE TABLE certificate_hours (
            certificate TEXT NOT NULL REFERENCES green_certificates, site TEXT NOT NULL,
            start_at INTEGER NOT NULL, end_at INTEGER NOT NULL CHECK (start_at < end_at),
            wh INTEGER NOT NULL CHECK (wh >= 0), input INTEGER NOT NULL CHECK (input >= 0),
            output INTEGER NOT NULL CHECK (output >= 0), cached INTEGER NOT NULL CHECK (cached >= 0),
            PRIMARY KEY (certificate, site, start_at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX hours_of_site ON certificate_hours (site, start_at);
        \(stays("certificate_hours"))

        CREATE TABLE certificate_energy (
            certificate TEXT NOT NULL, slice TEXT NOT NULL REFERENCES energy_slices,
            site TEXT NOT NULL, start_at INTEGER NOT NULL, wh INTEGER NOT NULL CHECK (wh > 0),
            PRIMARY KEY (certificate, slice),
            FOREIGN KEY (certificate, site, start_at) REFERENCES certificate_hours
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX energy_of_slice ON certificate_energy (slice);
        \(stays("certificate_energy"))

        CREATE TABLE certificate_documents (
            digest TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL
        ) STRICT;
        \(stays("certificate_documents"))

        """

    private static let measuredTables = """
        CREATE TABLE meter_readings (
            site TEXT NOT NULL, meter TEXT NOT NULL, start_at INTEGER NOT NULL,
            revision INTEGER NOT NULL CHECK (revision >= 0),
            end_at INTEGER NOT NULL CHECK (start_at < end_at),
            boundary TEXT NOT NULL CHECK (boundary IN ('facility', 'it')),
            wh INTEGER NOT NULL CHECK (wh >= 0), quality TEXT NOT NULL,
            recorded_at INTEGER NOT NULL, live INTEGER NOT NULL CHECK (live IN (0, 1)),
            PRIMARY KEY (site, meter, start_at, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX readings_of_meter ON meter_readings (site, meter, start_at)
            WHERE live = 1;
        CREATE TRIGGER readings_overlap_none BEFORE INSERT ON meter_readings
            WHEN new.live = 1 AND new.start_at < (SELECT end_at FROM meter_readings
                WHERE site = new.site AND meter = new.meter AND live = 1 AND start_at < new.end_at
                ORDER BY start_at DESC LIMIT 1)
            BEGIN SELECT raise(ABORT, 'a meter has one reading for a second'); END;
        \(keeps("meter_readings", """
            site, meter, start_at, revision, end_at, boundary, wh, quality, recorded_at
            """))
        \(ends("meter_readings", "new.live > old.live"))

        CREATE TABLE token_counts (
            product TEXT NOT NULL, site TEXT NOT NULL, model TEXT NOT NULL,
            start_at INTEGER NOT NULL, revision INTEGER NOT NULL CHECK (revision >= 0),
            end_at INTEGER NOT NULL CHECK (start_at < end_at), tokenizer TEXT NOT NULL,
            input INTEGER NOT NULL CHECK (input >= 0), output INTEGER NOT NULL CHECK (output >= 0),
            cached INTEGER NOT NULL CHECK (cached >= 0), recorded_at INTEGER NOT NULL,
            live INTEGER NOT NULL CHECK (live IN (0, 1)),
            PRIMARY KEY (product, site, model, start_at, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX counts_of_product ON token_counts (product, site, model, start_at)
            WHERE live = 1;
        CREATE TRIGGER counts_overlap_none BEFORE INSERT ON token_counts
            WHEN new.live = 1 AND new.start_at < (SELECT end_at FROM token_counts
                WHERE product = new.product AND site = new.site AND model = new.model AND live = 1
                    AND start_at < new.end_at
                ORDER BY start_at DESC LIMIT 1)
            BEGIN SELECT raise(ABORT, 'a product has one count for a second'); END;
        \(keeps("token_counts", """
            product, site, model, start_at, revision, end_at, tokenizer, input, output, cached,
            recorded_at
            """))
        \(ends("token_counts", "new.live > old.live"))

        CREATE TABLE site_hours (
            site TEXT NOT NULL, start_at INTEGER NOT NULL CHECK (start_at % 3600 = 0),
            metered_wh INTEGER NOT NULL, certified_wh INTEGER NOT NULL,
            matched_wh INTEGER NOT NULL,
            CHECK (0 <= matched_wh AND matched_wh <= certified_wh AND certified_wh <= metered_wh),
            PRIMARY KEY (site, start_at)
        ) STRICT, WITHOUT ROWID;
        \(keeps("site_hours", "site, start_at"))

        CREATE TABLE product_hours (
            product TEXT NOT NULL, site TEXT NOT NULL, model TEXT NOT NULL,
            tokenizer TEXT NOT NULL, start_at INTEGER NOT NULL CHECK (start_at % 3600 = 0),
            metered_input INTEGER NOT NULL, metered_output INTEGER NOT NULL,
            metered_cached INTEGER NOT NULL, certified_input INTEGER NOT NULL,
            certified_output INTEGER NOT NULL, certified_cached INTEGER NOT NULL,
            CHECK (certified_input BETWEEN 0 AND metered_input),
            CHECK (certified_output BETWEEN 0 AND metered_output),
            CHECK (certified_cached BETWEEN 0 AND metered_cached),
            PRIMARY KEY (product, site, model, tokenizer, start_at)
        ) STRICT, WITHOUT ROWID;
        \(keeps("product_hours", "product, site, model, tokenizer, start_at"))

        """

    private static let leaves = """
        CREATE TABLE log_leaves (
            number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 0),
            entry BLOB NOT NULL CHECK (length(entry) BETWEEN 1 AND 65535),
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE TRIGGER log_leaves_have_no_gap BEFORE INSERT ON log_leaves
            WHEN new.number <> (SELECT coalesce(max(number) + 1, 0) FROM log_leaves)
            BEGIN SELECT raise(ABORT, 'leaves come in order'); END;
        \(stays("log_leaves"))
        """

    /// Rows of a table stay as they were written.
    private static func stays(_ table: String) -> String {
        """
        CREATE TRIGGER \(table)_stay BEFORE UPDATE ON \(table)
            BEGIN SELECT raise(ABORT, 'rows stay as they are'); END;
        \(losesNone(table))
        """
    }

    /// Some columns of a table stay as they were written.
    private static func keeps(_ table: String, _ columns: String) -> String {
        """
        CREATE TRIGGER \(table)_keep BEFORE UPDATE OF \(columns) ON \(table)
            BEGIN SELECT raise(ABORT, 'these columns stay as they are'); END;
        \(losesNone(table))
        """
    }

    private static func losesNone(_ table: String) -> String {
        """
        CREATE TRIGGER \(table)_lose_none BEFORE DELETE ON \(table)
            BEGIN SELECT raise(ABORT, 'rows stay'); END;
        """
    }

    /// No change of a row has this property.
    private static func ends(_ table: String, _ condition: String) -> String {
        """
        CREATE TRIGGER \(table)_end BEFORE UPDATE ON \(table) WHEN \(condition)
            BEGIN SELECT raise(ABORT, 'an end has no exit'); END;
        """
    }
}
