extension SQLiteSchema {
    /// Version 2: what the ends of jobs add up to.
    static let version2 = """
        CREATE TABLE job_totals (
            figure TEXT NOT NULL, label TEXT NOT NULL, bound INTEGER NOT NULL,
            ends INTEGER NOT NULL, total INTEGER NOT NULL, PRIMARY KEY (figure, label, bound)
        ) STRICT, WITHOUT ROWID;
        """
}
