/// What the service remembers: one protocol, two stores that share no code.
///
/// Calls block; they come from handler and worker threads, never from a thread of the HTTP server.
/// Every change is one transaction and durable when the call returns: the change itself, its audit
/// line and its idempotency record commit together or not at all; what changes nothing leaves no
/// line. Objects are only ever found together with their tenant: an author's, or the one named.
/// `JobRecord+Changes.swift` has what each change makes of a job, and its events; whatever ends a job
/// adds to the totals (`JobTotal.swift`) in the same transaction.
///
/// Actions of the trail: `tenant.add`; `key.add`, `key.rotate`, `key.revoke`; `scenario.add`,
/// `scenario.replace`, `scenario.delete`; `solve.submit` and `forecast.submit`, each followed by the
/// `job.supersede` it brings; `job.cancel`, `job.stop`, `job.retry`, `job.discard`; `job.finish` (the
/// actor is the worker, of `settle` the service); `job.abandon`, `job.expire`; `series.add`,
/// `series.append`; `store.prune`; `registry.KIND` for each request to the registry.
/// Objects are `tenant ID`, `key ID`, `scenario ID`, `job ID`, `series ID`, `request ACCOUNT ID` and
/// `store`. What the
/// service does by itself has the actor `system` and no trace. Digests are those of
/// `RecordDigest.swift`.
///
/// Ids are made by callers and never come twice; a change that breaks this, or names a document or
/// a tenant that is not there, throws `damaged` and changes nothing. Texts have no NUL.
package protocol Store: RegistryStore {
    // MARK: Life

    /// Checks that the store can be written and has the schema of this program.
    func check() throws(StoreError)
    /// Ends all connections; calls that come later throw `unavailable`.
    func close()

    // MARK: Tenants and keys

    /// Makes the first tenant and its first key; false, changing nothing, when there is a key.
    func bootstrap(_ tenant: Tenant, _ key: AccessKey, by author: Author) throws(StoreError) -> Bool
    func addTenant(_ tenant: Tenant, by author: Author) throws(StoreError) -> Bool
    func tenants() throws(StoreError) -> [Tenant]
    func addKey(_ key: AccessKey, by author: Author, _ idempotency: Idempotency?)
        throws(StoreError) -> Written<AccessKey>
    /// A key by its public part, of any tenant: this is how a caller's tenant becomes known.
    func key(_ id: String) throws(StoreError) -> AccessKey?
    func keys(tenant: String) throws(StoreError) -> [AccessKey]
    /// Adds the new key, of the old one's tenant, and lets the old one end at `oldExpiresAt`, unless
    /// it ends before. `refused` when the old one has been revoked or has expired. In the trail:
    /// `key.rotate` for the old one, then `key.add`.
    func rotateKey(
        _ id: String, to key: AccessKey, oldExpiresAt: Moment, by author: Author
    ) throws(StoreError) -> Conditional<AccessKey>
    /// Ends a key now; `refused` when it has been revoked before.
    func revokeKey(_ id: String, by author: Author) throws(StoreError) -> Conditional<AccessKey>

    // MARK: Scenarios and documents

    /// Stores version 1 of a scenario and its document.
    func addScenario(
        _ scenario: ScenarioRecord, _ document: StoredDocument, by author: Author,
        _ idempotency: Idempotency?
    ) throws(StoreError) -> Written<ScenarioRecord>
    /// Adds a version if the newest has this digest; else `refused` with the newest.
    func replaceScenario(
        _ id: String, ifDigest: String, name: String?, _ document: StoredDocument,
        by author: Author
    ) throws(StoreError) -> Conditional<ScenarioRecord>
    /// Deletes all versions if the newest has this digest, and the documents that only they used.
    /// A document is in use while a version of a scenario or a job that has its data names it.
    func deleteScenario(_ id: String, ifDigest: String, by author: Author)
        throws(StoreError) -> Conditional<ScenarioRecord>
    /// The newest version, or the one asked for.
    func scenario(_ id: String, version: Int?, tenant: String)
        throws(StoreError) -> ScenarioRecord?
    /// Newest versions, newest id first; `after` is a `Page.next`.
    func scenarios(tenant: String, after: String?, limit: Int)
        throws(StoreError) -> Page<ScenarioRecord>
    /// All versions of a scenario, newest first.
    func versions(ofScenario id: String, tenant: String) throws(StoreError) -> [ScenarioRecord]
    func document(_ digest: String, tenant: String) throws(StoreError) -> [UInt8]?

    // MARK: Jobs, for clients

    /// Stores jobs with their first event (`state`, queued), and cancels those they supersede.
    ///
    /// A queued job that is superseded is cancelled in the same transaction, a running one is
    /// asked to stop with `isCancelRequested`, one that has ended stays as it is. In all cases it
    /// gets `supersededBy`, and it no longer counts among those that wait. Checks come in the order
    /// of the results: idempotency key, then `client_ref`, superseded and parent of each job, then
    /// lanes, then the tenant.
    func submit(_ submission: Submission) throws(StoreError) -> Submission.Result
    func job(_ id: String, tenant: String) throws(StoreError) -> JobRecord?
    /// Newest id first; `after` is a `Page.next`.
    func jobs(_ filter: JobFilter, tenant: String, after: String?, limit: Int)
        throws(StoreError) -> Page<JobRecord>
    /// How many jobs of a batch are in each state.
    func counts(ofBatch batch: String, tenant: String) throws(StoreError) -> [JobState: Int]
    /// Asks a running job to end with its best plan; `refused` when it does not run. Asked again,
    /// nothing changes.
    func requestStop(_ id: String, by author: Author) throws(StoreError) -> Conditional<JobRecord>
    /// Cancels a queued job now, asks a running one to end; `refused` when it has ended. Asked
    /// again, nothing changes.
    func cancel(_ id: String, by author: Author) throws(StoreError) -> Conditional<JobRecord>
    /// Queues a failed, cancelled or expired job anew with all its attempts and the given deadline;
    /// its old parts and problem go, its events stay. `refused` in any other state, or when its data
    /// were discarded.
    func retry(_ id: String, neededBy: Moment?, by author: Author)
        throws(StoreError) -> Conditional<JobRecord>
    /// Deletes input, parts and events of an ended job and keeps the record; `refused` when it has
    /// not ended. Discarded again, nothing changes. The input stays where others use it.
    func discard(_ id: String, by author: Author) throws(StoreError) -> Conditional<JobRecord>
    /// Names and digests of a job's parts, by name.
    func parts(ofJob id: String, tenant: String) throws(StoreError) -> [JobPart.Listing]
    func part(_ name: String, ofJob id: String, tenant: String) throws(StoreError) -> JobPart?
    /// Events of a job after a number, in order.
    func events(ofJob id: String, after number: Int, limit: Int, tenant: String)
        throws(StoreError) -> [JobEvent]
    /// Of these jobs, those whose generation is no longer the given one.
    func changed(_ generations: [String: Int]) throws(StoreError) -> [JobRecord]

    // MARK: Jobs, for workers

    /// Takes the most urgent queued job of the lanes: earliest `neededBy` first (none is last),
    /// then highest priority, then oldest. Never a job that another holds, nor one whose
    /// `neededBy` has passed (`sweep` expires it). Counts the attempt, sets the lease, adds a
    /// `state` event.
    func claim(_ claim: Claim) throws(StoreError) -> JobRecord?
    /// Prolongs the lease of an attempt, with progress if there is any, which adds an event. A lease
    /// that has run out is held until `sweep` comes.
    func heartbeat(
        _ id: String, attempt: Int, at: Moment, leaseSeconds: Double, progress: Progress?
    ) throws(StoreError) -> Heartbeat
    /// Ends an attempt with its parts and its `end` event; false, changing nothing, when the attempt
    /// no longer holds the job or the state of the ending is no end.
    func finish(_ id: String, attempt: Int, _ ending: Ending) throws(StoreError) -> Bool
    /// Gives a job back that its worker left (`reason` says why): queued again, or failed with the
    /// problem document when no attempt is left, or cancelled when that was asked.
    /// False when the attempt no longer holds the job.
    func abandon(_ id: String, attempt: Int, reason: String, problem: [UInt8], at: Moment)
        throws(StoreError) -> Bool
    /// Expires queued jobs whose `neededBy` has passed, and abandons jobs whose lease has run out
    /// (reason `lease expired`). Passed is what is not after `at`. Returns how many changed.
    func sweep(at: Moment, problem: [UInt8]) throws(StoreError) -> Int
    /// Jobs that end without an answer at a moment unless `settle` gives them one: those with a
    /// `parent` and a `neededBy` which is not after `at` while they are queued, or whose last attempt
    /// has a lease that has run out.
    func unanswered(at: Moment) throws(StoreError) -> [JobRecord]
    /// Ends such a job, as it was seen, without a worker; false, changing nothing, when it has changed
    /// since.
    func settle(_ job: JobRecord, _ ending: Ending, at: Moment) throws(StoreError) -> Bool
    /// Jobs that a worker holds, by its name.
    func held(by owner: String) throws(StoreError) -> [JobRecord]
    /// One line for each lane.
    func queues() throws(StoreError) -> [QueueFigures]
    /// What the ends of all jobs add up to, by figure, label and bound.
    func totals() throws(StoreError) -> [JobTotal]

    // MARK: Series

    func addSeries(_ series: SeriesRecord, by author: Author) throws(StoreError) -> Bool
    func series(_ id: String, tenant: String) throws(StoreError) -> SeriesRecord?
    /// By id, ascending; `after` is a `Page.next`.
    func seriesList(tenant: String, after: String?, limit: Int)
        throws(StoreError) -> Page<SeriesRecord>
    /// Adds a segment; nil when there is no such series.
    func append(
        _ segment: SeriesSegment, toSeries id: String, by author: Author,
        _ idempotency: Idempotency?
    ) throws(StoreError) -> Written<SeriesRecord>?
    /// Segments that touch [from, to) and were known at a moment, in the order in which they became
    /// known, then came.
    func segments(
        ofSeries id: String, from: Moment, to: Moment, knownAt: Moment, tenant: String
    ) throws(StoreError) -> [SeriesSegment]

    // MARK: Audit and upkeep

    /// Lines of one tenant after a number, in order; of all tenants for nil.
    func audit(tenant: String?, after number: Int, limit: Int) throws(StoreError) -> [AuditRecord]
    /// Deletes data of jobs that ended before a moment (in the trail: `job.discard` for each),
    /// idempotency records made before another, and documents that nothing uses, at most `limit` of
    /// each and the oldest first, so that nobody waits long; then one `store.prune` of no tenant.
    func prune(endedBefore: Moment, idempotencyBefore: Moment, limit: Int, at: Moment)
        throws(StoreError) -> Pruned
    /// The rows of one table sorted by their key, for copies: without the first `after` rows, at
    /// most `limit`.
    func rows(of table: StoredTable, after: Int, limit: Int) throws(StoreError) -> [StoredRow]
    /// Writes rows of another store of the same schema into one that was empty, tables in the order
    /// of `StoredTable`; rows with other columns are `damaged`.
    func restore(_ rows: [StoredRow], into table: StoredTable) throws(StoreError)
}

/// An answer that a store could not give.
package enum StoreError: Error, Equatable {
    /// Not to be reached, or closed; a later try may succeed.
    case unavailable(String)
    /// No room on the disk.
    case full
    /// The disk or the database takes no writes.
    case readOnly
    /// Its schema is not the one of this program.
    case schema(found: Int, needed: Int)
    /// What it returned cannot be.
    case damaged(String)
}

/// How much was deleted in one transaction.
package struct Pruned: Sendable, Equatable {
    package var jobs: Int
    package var keys: Int
    package var documents: Int

    package init(jobs: Int, keys: Int, documents: Int) {
        self.jobs = jobs
        self.keys = keys
        self.documents = documents
    }

    /// Whether there may be more than this limit let through.
    package func isCut(by limit: Int) -> Bool { max(jobs, keys, documents) >= limit }
}

/// Progress that a worker reports with a heartbeat.
package struct Progress: Sendable, Equatable {
    /// `progress` or `incumbent`.
    package var kind: JobEvent.Kind
    /// JSON.
    package var data: [UInt8]

    package init(kind: JobEvent.Kind, data: [UInt8]) {
        self.kind = kind
        self.data = data
    }
}

extension JobPart {
    /// A part without its bytes.
    package struct Listing: Sendable, Equatable {
        package var name: String
        package var digest: String
        package var byteCount: Int

        package init(name: String, digest: String, byteCount: Int) {
            self.name = name
            self.digest = digest
            self.byteCount = byteCount
        }
    }
}

/// The tables of a store, by the names both use, in the order in which they can be copied.
package enum StoredTable: String, Sendable, CaseIterable {
    case tenants
    case accessKeys = "access_keys"
    case documents
    case scenarios
    case jobs
    case jobParts = "job_parts"
    case jobEvents = "job_events"
    case idempotency
    case series
    case seriesSegments = "series_segments"
    case jobTotals = "job_totals"
    case registryAccounts = "registry_accounts"
    case issuerKeys = "issuer_keys"
    case ruleSets = "rule_sets"
    case emissionFactors = "emission_factors"
    case energyCertificates = "energy_certificates"
    case storageCharges = "storage_charges"
    case retirements
    case energySlices = "energy_slices"
    case greenCertificates = "green_certificates"
    case certificateHours = "certificate_hours"
    case certificateEnergy = "certificate_energy"
    case certificateDocuments = "certificate_documents"
    case meterReadings = "meter_readings"
    case tokenCounts = "token_counts"
    case siteHours = "site_hours"
    case productHours = "product_hours"
    case registryRequests = "registry_requests"
    case logLeaves = "log_leaves"
    case audit
}

/// A row as neutral values, in the order of its columns.
package struct StoredRow: Sendable, Equatable {
    package var columns: [String]
    package var values: [Value]

    package init(columns: [String], values: [Value]) {
        self.columns = columns
        self.values = values
    }

    /// A value of a row.
    package enum Value: Sendable, Equatable {
        case null
        case integer(Int64)
        case text(String)
        case bytes([UInt8])
    }
}
