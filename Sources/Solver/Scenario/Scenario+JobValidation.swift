// Checks of jobs: references, accelerators, and whether a job can be done at all.
extension Scenario {
    func checkJobs(_ decoding: Decoding) {
        let kinds = Set(accelerators.map(\.id))
        let sites = Set(sites.map(\.id))
        _ = unique(jobs.map(\.id), "jobs", decoding)
        for (index, job) in jobs.enumerated() {
            let place = "/jobs/\(index)"
            let before = decoding.faults.count
            refer(job.accelerator, in: kinds, at: place + "/accelerator", "accelerators", decoding)
            for (which, site) in job.allowedSites.enumerated() {
                refer(site, in: sites, at: place + "/allowed_sites/\(which)", "sites", decoding)
            }
            checkPower(job, place, decoding)
            checkProgress(job, place, decoding)
            if decoding.faults.count == before { checkRoom(job, place, decoding) }
        }
    }

    private func checkPower(_ job: Job, _ place: String, _ decoding: Decoding) {
        guard let kind = accelerators.first(where: { $0.id == job.accelerator }) else { return }
        if job.busyKW < kind.offKW {
            decoding.fault(
                place + "/busy_kw", .conflict, given: JSON.text(of: job.busyKW),
                allowed: "at least off_kw of \(kind.id), \(JSON.text(of: kind.offKW)) kW")
        }
    }

    /// What runs at the start runs in a pool of its kind at a site where it may.
    private func checkProgress(_ job: Job, _ place: String, _ decoding: Decoding) {
        guard let progress = job.progress, let id = progress.site, let name = progress.pool else {
            return
        }
        guard let site = sites.first(where: { $0.id == id }) else {
            refer(
                id, in: Set(sites.map(\.id)), at: place + "/progress/site", "sites", decoding)
            return
        }
        if !job.allowedSites.isEmpty, !job.allowedSites.contains(id) {
            decoding.fault(
                place + "/progress/site", .conflict, given: "\"\(id)\"",
                allowed: "one of allowed_sites: \(job.allowedSites.joined(separator: ", "))")
        }
        guard let pool = site.pools.first(where: { $0.id == name }) else {
            refer(
                name, in: Set(site.pools.map(\.id)), at: place + "/progress/pool", "pools",
                decoding)
            return
        }
        if pool.accelerator != job.accelerator {
            decoding.fault(
                place + "/progress/pool", .conflict, given: "a pool of \(pool.accelerator)",
                allowed: "a pool of \(job.accelerator)")
        }
        if let release = job.release, release > grid.start {
            decoding.fault(
                place + "/release", .conflict, given: release.utcText,
                allowed: "at most the start, for a job that runs already")
        }
    }

    /// The window must be long enough, and some pool large enough for long enough.
    private func checkRoom(_ job: Job, _ place: String, _ decoding: Decoding) {
        let allowed = sites.filter {
            job.allowedSites.isEmpty || job.allowedSites.contains($0.id)
        }
        let pools = allowed.flatMap(\.pools).filter { $0.accelerator == job.accelerator }
        guard let most = pools.map(\.largestForJobs).max() else {
            decoding.fault(
                place + "/accelerator", .conflict,
                given: "no pool of \(job.accelerator) at an allowed site",
                allowed: "a kind that a pool of an allowed site has")
            return
        }
        guard Double(job.accelerators) * job.minimumScale <= most else {
            decoding.fault(
                place + "/accelerators", .conflict, given: "\(job.accelerators)",
                allowed: "at most \(JSON.text(of: most)) in one pool of an allowed site, "
                    + "for minimum_scale \(JSON.text(of: job.minimumScale))")
            return
        }
        checkTime(job, JobWindow(job, self), place, decoding)
    }

    private func checkTime(
        _ job: Job, _ window: JobWindow, _ place: String, _ decoding: Decoding
    ) {
        // A job that is done needs no time, whatever its deadline was.
        guard window.steps > 0 else { return }
        if window.latestStart < window.first {
            let steps = max(0, (window.end ?? 0) - window.first)
            decoding.fault(
                place + "/hours", .conflict, given: JSON.text(of: job.hours),
                allowed: "at most the \(JSON.text(of: Double(steps) * grid.stepHours)) hours of "
                    + "whole steps left between release and deadline")
            return
        }
        guard window.isReleased, !window.mayWait || job.isHeld else { return }
        let canRun =
            job.isFixedGang
            ? window.places.indices.contains {
                !window.starts($0, isRunning: job.isHeld).isEmpty
            }
            : Double(openSteps(window)) >= window.work - 1e-9
        guard !canRun else { return }
        decoding.fault(
            place, .conflict,
            given: "no time at which \(job.accelerators) accelerators of a pool are in working "
                + "order for the whole of it",
            allowed: "accelerators, release and deadline that leave room for the job")
    }

    /// At most five columns a step of its window in each pool that may run a job, and three by
    /// itself.
    var jobColumns: Int {
        jobs.reduce(0) { sum, job in
            let window = JobWindow(job, self)
            return sum + window.range.count * (5 * window.places.count + 3)
        }
    }

    /// Steps in which some pool can run a job, those after the horizon included.
    private func openSteps(_ window: JobWindow) -> Int {
        guard let end = window.end else { return .max }
        let within = window.range.filter { step in
            window.places.indices.contains { window.fits($0, step) }
        }.count
        return within + max(0, end - max(window.first, grid.stepCount))
    }
}
