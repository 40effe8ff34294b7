/// Names that changes take when nobody has them: a group asks once which of all its names are free,
/// instead of each change for each name.
struct PostgreSQLNames: Sendable {
    private var keys: Set<Key> = []
    private var references: Set<Reference> = []

    private struct Key: Hashable {
        var tenant: String
        var endpoint: String
        var key: String
    }

    private struct Reference: Hashable {
        var tenant: String
        var name: String
    }

    /// None.
    init() {}

    /// The idempotency key and the client references of a submission.
    init(_ submission: Submission) {
        let tenant = submission.author.tenant
        if let idempotency = submission.idempotency {
            keys = [Key(tenant: tenant, endpoint: idempotency.endpoint, key: idempotency.key)]
        }
        references = Set(
            submission.jobs.compactMap(\.clientRef).map { Reference(tenant: tenant, name: $0) })
    }

    /// All names of several changes.
    init(_ all: [PostgreSQLNames]) {
        for names in all {
            keys.formUnion(names.keys)
            references.formUnion(names.references)
        }
    }

    func contains(_ idempotency: Idempotency, of tenant: String) -> Bool {
        keys.contains(Key(tenant: tenant, endpoint: idempotency.endpoint, key: idempotency.key))
    }

    func contains(reference: String, of tenant: String) -> Bool {
        references.contains(Reference(tenant: tenant, name: reference))
    }

    /// Somebody has it now.
    mutating func remove(_ idempotency: Idempotency, of tenant: String) {
        keys.remove(Key(tenant: tenant, endpoint: idempotency.endpoint, key: idempotency.key))
    }

    mutating func remove(reference: String, of tenant: String) {
        references.remove(Reference(tenant: tenant, name: reference))
    }

    /// The free ones among them are found by rows of `search`.
    struct Sought {
        private let keys: [Key]
        private let references: [Reference]
        private(set) var free = PostgreSQLNames()

        init(_ names: PostgreSQLNames) {
            keys = Array(names.keys)
            references = Array(names.references)
        }

        /// Parameters of `search`.
        var parameters: [PostgreSQLValue] {
            [
                .texts(keys.map(\.tenant)), .texts(keys.map(\.endpoint)), .texts(keys.map(\.key)),
                .texts(references.map(\.tenant)), .texts(references.map(\.name)),
            ]
        }

        /// Takes a row: its kind and its number from 1.
        mutating func take(_ kind: Int, _ number: Int) {
            if kind == 1 {
                free.keys.insert(keys[number - 1])
            } else {
                free.references.insert(references[number - 1])
            }
        }

        /// Kind, number and nothing for each name that nobody has.
        static let search = """
            SELECT 1::bigint, number, NULL::text FROM unnest($1::text[], $2::text[], $3::text[])
                WITH ORDINALITY AS sought (its_tenant, its_endpoint, its_key, number)
            WHERE NOT EXISTS (SELECT 1 FROM idempotency
                WHERE tenant = its_tenant AND endpoint = its_endpoint AND key = its_key)
            UNION ALL
            SELECT 2, number, NULL FROM unnest($4::text[], $5::text[])
                WITH ORDINALITY AS sought (its_tenant, its_name, number)
            WHERE NOT EXISTS (SELECT 1 FROM jobs
                WHERE tenant = its_tenant AND client_ref = its_name)
            """
    }
}
