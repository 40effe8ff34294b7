extension PostgreSQLSchema {
    /// Version 2: what the ends of jobs add up to.
    static let version2 = [
        """
        CREATE TABLE job_totals (
            figure text COLLATE "C" NOT NULL, label text COLLATE "C" NOT NULL,
            bound bigint NOT NULL, ends bigint NOT NULL, total bigint NOT NULL,
            PRIMARY KEY (figure, label, bound)
        ) WITH (fillfactor = 70)
        """
    ]
}
