/// A training run or other gang: so many accelerators for so many hours, between two instants.
///
/// A job takes its accelerators from one pool at a time and holds them for whole steps; its run
/// time is rounded up to whole steps of the horizon.
public struct Job: Sendable {
    /// How far a job has come before the first step.
    public struct Progress: Sendable {
        /// Hours of run time done, at full scale.
        public let hoursDone: Double
        /// Site where it runs at the start; nil while it is paused.
        public let site: String?
        /// Pool of that site.
        public let pool: String?

        init(_ fields: Fields) {
            hoursDone = fields.number(
                "hours_done", "Hours of run time done before the start.", Allowed.hours)
            site = fields.optionalID(
                "site", "Site where it runs at the start; absent while it is paused.")
            pool = fields.optionalID("pool", "Pool of that site.")
            if (site == nil) != (pool == nil) {
                let absent = site == nil ? "site" : "pool"
                fields.fault(
                    absent, .missing, given: "nothing", allowed: "site and pool, or neither")
            }
        }
    }

    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Kind of accelerator.
    public let accelerator: String
    /// Accelerators at full scale.
    public let accelerators: Int
    /// Run time at full scale, hours.
    public let hours: Double
    /// Power of one accelerator that runs the job, kW at the IT boundary.
    public let busyKW: Double
    /// Share of peak FLOP that the model gets out of the accelerators; nil when not known.
    public let modelFLOPUtilisation: Double?
    /// Earliest start; nil for the start of the horizon.
    public let release: Instant?
    /// When it should be done: later costs the lateness price; nil for no such wish.
    public let due: Instant?
    /// When it must be done; nil for never.
    public let deadline: Instant?
    /// Sites where it may run; empty for all with such accelerators.
    public let allowedSites: [String]
    /// Whether it may be interrupted, and go on elsewhere.
    public let isPreemptible: Bool
    /// Cost of every restart, CNY.
    public let checkpointCostCNY: Double
    /// Run time lost at every restart, hours.
    public let restartHours: Double
    /// Smallest share of the accelerators that it can run on; 1 for all or none.
    public let minimumScale: Double
    /// What it is worth when done, CNY.
    public let valueCNY: Double
    /// Price of every hour after `due`, CNY.
    public let latenessPriceCNYPerHour: Double
    /// Whether it may be left undone for good.
    public let mayBeDeclined: Bool
    /// Cost of an hour of run time after the horizon, CNY; nil to estimate.
    public let terminalPriceCNYPerHour: Double?
    /// How far it has come; nil for a job that has not begun.
    public let progress: Progress?

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        accelerator = fields.id("accelerator", "Kind of accelerator.")
        accelerators = fields.integer(
            "accelerators", "Accelerators at full scale, all of one pool.", 1...100_000_000)
        hours = fields.number(
            "hours", "Run time at full scale; rounded up to whole steps.", 1e-3...8784)
        busyKW = fields.number(
            "busy_kw", "Power of one accelerator that runs the job.", Allowed.kilowatts)
        modelFLOPUtilisation = fields.optionalNumber(
            "model_flop_utilisation", "Share of peak FLOP that the model gets.", Allowed.share)
        release = fields.instant("release", "Earliest start.", required: false)
        due = fields.instant(
            "due", "When it should be done; later costs the lateness price.", required: false)
        deadline = fields.instant("deadline", "When it must be done.", required: false)
        allowedSites = fields.words(
            "allowed_sites", "Sites where it may run; absent means all with such accelerators.",
            allowed: "the id of a site", parse: { $0 })
        isPreemptible = fields.bool(
            "preemptible", "Whether it may be interrupted, and go on elsewhere.", default: false)
        checkpointCostCNY = fields.number(
            "checkpoint_cost_cny", "Preemptible: cost of every restart.", 0...1e9, default: 0)
        restartHours = fields.number(
            "restart_hours", "Preemptible: run time lost at every restart.", Allowed.hours,
            default: 0)
        minimumScale = fields.number(
            "minimum_scale", "Smallest share of the accelerators that it can run on.", 0.01...1,
            default: 1)
        valueCNY = fields.number("value_cny", "What it is worth when done.", 0...1e12, default: 0)
        latenessPriceCNYPerHour = fields.number(
            "lateness_price_cny_per_hour", "Price of every hour after due.", 0...1e9, default: 0)
        mayBeDeclined = fields.bool(
            "may_be_declined", "Whether it may be left undone for good.", default: false)
        terminalPriceCNYPerHour = fields.optionalNumber(
            "terminal_price_cny_per_hour",
            "Cost of an hour of run time after the horizon, for what is left then.", 0...1e9)
        progress = fields.object(
            "progress", "How far it has come before the start.", element: Progress.init)
        check(fields)
    }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        if fields.has("allowed_sites"), allowedSites.isEmpty {
            fields.fault(
                "allowed_sites", .notAllowed, given: "an empty list",
                allowed: "at least one site, or no such field for all sites")
        }
        for key in ["checkpoint_cost_cny", "restart_hours"] where fields.has(key) && !isPreemptible
        {
            fields.fault(
                key, .conflict, given: "a job that is not preemptible",
                allowed: "\"preemptible\": true")
        }
        if due == nil, fields.has("lateness_price_cny_per_hour") {
            fields.fault(
                "lateness_price_cny_per_hour", .conflict, given: "without due",
                allowed: "due, the instant from which it is paid")
        }
        if let release, let deadline, release >= deadline {
            fields.fault(
                "deadline", .conflict, given: deadline.utcText,
                allowed: "after release, \(release.utcText)")
        }
        if let due, let deadline, due > deadline {
            fields.fault(
                "due", .conflict, given: due.utcText,
                allowed: "at most deadline, \(deadline.utcText)")
        }
        if let progress, progress.hoursDone > hours {
            fields.fault(
                "progress/hours_done", .conflict, given: JSON.text(of: progress.hoursDone),
                allowed: "at most hours, \(JSON.text(of: hours)): a job that is done")
        }
        if let progress, progress.site == nil, !isPreemptible, progress.hoursDone < hours {
            fields.fault(
                "progress", .conflict, given: "a paused job that is not preemptible",
                allowed: "the site and pool where it runs")
        }
    }
}
