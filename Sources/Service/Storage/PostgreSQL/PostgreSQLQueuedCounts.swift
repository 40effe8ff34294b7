/// How many jobs were queued, by lane and by tenant, and when that was.
///
/// Counting reads every queued job, which would cost more than the rest of a submission.
struct PostgreSQLQueuedCounts: Sendable {
    private var lanes: [Lane: Int] = [:]
    private var tenants: [String: Int] = [:]
    /// A line of the trail from before the count.
    let line: Int

    init(line: Int) { self.line = line }

    mutating func add(_ count: Int, _ lane: Lane, tenant: String) {
        lanes[lane, default: 0] += count
        tenants[tenant, default: 0] += count
    }

    /// Which limit a submission would break, if so many more have come and these have left.
    func overflow(of submission: Submission, leaving: [Lane], more: Int = 0) -> Submission.Result? {
        let admission = submission.admission
        for lane in Lane.allCases {
            let coming = submission.jobs.count { $0.lane == lane }
            guard coming > 0 else { continue }
            let queued = lanes[lane, default: 0] + more - leaving.count { $0 == lane }
            if queued + coming > admission.queuedPerLane { return .laneFull(lane, queued: queued) }
        }
        let queued = tenants[submission.author.tenant, default: 0] + more - leaving.count
        guard queued + submission.jobs.count > admission.queuedPerTenant else { return nil }
        return .tenantFull(queued: queued)
    }
}
