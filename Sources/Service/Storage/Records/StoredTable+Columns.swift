import Certificates

/// The columns that a copy carries, equal in both stores whatever types they use inside.
///
/// Moments are integers (microseconds), truth is 1 or 0, JSON and documents are bytes, lists of
/// texts are JSON text, values of a segment are IEEE 754 doubles in little-endian bytes.
extension StoredTable {
    /// Names in order; rows are sorted by the first `keyCount` of them, texts by their bytes.
    package var columns: [String] {
        switch self {
        case .tenants: ["id", "name", "created_at"]
        case .accessKeys:
            [
                "id", "tenant", "name", "secret_digest", "scopes", "created_at", "expires_at",
                "revoked_at", "rotated_from",
            ]
        case .documents: ["tenant", "digest", "bytes"]
        case .scenarios:
            [
                "id", "version", "tenant", "name", "document_digest", "document_bytes",
                "created_at",
            ]
        case .jobs:
            [
                "id", "tenant", "batch", "kind", "lane", "priority", "needed_by", "client_ref",
                "tags", "parent", "origin", "supersedes", "spec", "document_digest",
                "attempt_limit", "created_at", "state", "outcome", "fallback_reason",
                "superseded_by", "attempt", "attempts_before", "owner", "lease_until",
                "generation", "last_event", "is_stop_requested", "is_cancel_requested",
                "progress", "problem", "started_at", "last_progress_at", "finished_at",
                "discarded_at",
            ]
        case .jobParts: ["job", "name", "digest", "bytes"]
        case .jobEvents: ["job", "number", "kind", "at", "data"]
        case .idempotency:
            [
                "tenant", "endpoint", "key", "fingerprint", "status", "location", "body",
                "created_at",
            ]
        case .series: ["tenant", "id", "unit", "step_seconds", "created_at", "generation"]
        case .seriesSegments:
            [
                "tenant", "series", "number", "start_at", "end_at", "known_at", "is_estimated",
                "samples",
            ]
        case .jobTotals: ["figure", "label", "bound", "ends", "total"]
        case .audit:
            [
                "number", "tenant", "actor", "trace_id", "at", "action", "object", "before",
                "after", "previous", "digest",
            ]
        case .certificateDocuments: ["digest", "bytes"]
        case .logLeaves: ["number", "entry", "hash"]
        default: registry?.columns ?? []
        }
    }

    /// The table as the registry's rules know it.
    private var registry: RegistryTable? { RegistryTable(rawValue: rawValue) }

    /// How many of the first columns are the primary key.
    package var keyCount: Int {
        switch self {
        case .tenants, .accessKeys, .jobs, .audit: 1
        case .documents, .scenarios, .jobParts, .jobEvents, .series: 2
        case .idempotency, .seriesSegments, .jobTotals: 3
        case .certificateDocuments, .logLeaves: 1
        default: registry?.keyCount ?? 1
        }
    }
}
