/// A decision that people pin, freeze or bound for an interval.
public struct Pin: Sendable {
    /// What may be pinned.
    public enum Decision: String, Sendable, CaseIterable {
        /// Import of a site, MW.
        case gridImport = "import"
        /// Export of a site, MW.
        case gridExport = "export"
        /// Facility power of a site, MW.
        case facility
        /// Loaded replicas of a profile in a pool of a site.
        case replicas
        /// Busy replicas of a profile in one of its modes.
        case busy
        /// Charging of a storage, MW.
        case charge
        /// Discharging of a storage, MW.
        case discharge
        /// State of charge of a storage at the end of each step, MWh.
        case stateOfCharge = "state_of_charge"
        /// Carbon-free supply used, MW.
        case used
        /// Output of a generator, MW.
        case output
        /// Tokens of a product from an origin to a site, million per hour.
        case tokens
        /// Share of an origin's tokens of a product that a site serves.
        case share
        /// Flow of an AC line, MW; positive from its `from`.
        case lineFlow = "line_flow"
        /// Flow of a DC line, MW at `from` in the sense of its limits; negative for reverse flow.
        case dcLineFlow = "dc_line_flow"
        /// Whether a job in one piece starts in the step, at a site or anywhere.
        case jobStart = "job_start"
        /// Accelerators of a job at work, at a site or anywhere.
        case jobAccelerators = "job_accelerators"

        /// Unit of the value.
        public var unit: String {
            switch self {
            case .replicas, .busy: "replicas"
            case .jobStart: "starts"
            case .jobAccelerators: "accelerators"
            case .stateOfCharge: "MWh"
            case .tokens: "million tokens per hour"
            case .share: "share"
            default: "MW"
            }
        }
    }

    /// Identifier.
    public let id: String
    /// What is pinned.
    public let decision: Decision
    /// Of what.
    public let subject: Subject
    /// Least value; nil for none.
    public let atLeast: Series?
    /// Largest value; nil for none.
    public let atMost: Series?
    /// When, by whom and why.
    public let hold: Hold
    /// From when on it does not count; nil for never.
    public let expires: Instant?

    private static let range = -1e9...1e9

    init(_ fields: Fields) {
        id = fields.id()
        decision =
            fields.choice("decision", "What is pinned.", of: Decision.self) ?? .gridImport
        subject = Subject(fields)
        let equals = fields.optionalSeries(
            "equals", "The value, such as that of the last plan to freeze it.", Self.range)
        let atLeast = fields.optionalSeries("at_least", "Least value.", Self.range)
        let atMost = fields.optionalSeries("at_most", "Largest value.", Self.range)
        self.atLeast = equals ?? atLeast
        self.atMost = equals ?? atMost
        hold = Hold(fields)
        expires = fields.instant(
            "expires", "From when on the pin does not count; absent means never.", required: false)
        guard !fields.isRecording else { return }
        if let expires, expires <= hold.from {
            fields.fault(
                "expires", .conflict, given: expires.utcText,
                allowed: "after from, \(hold.from.utcText)")
        }
        let given = ["equals", "at_least", "at_most"].filter(fields.has)
        if given.isEmpty {
            fields.fault(
                "equals", .missing, given: "nothing", allowed: "equals, or at_least or at_most")
        } else if given.count > 1, given.contains("equals") {
            fields.fault(
                "equals", .conflict, given: given.joined(separator: " and "),
                allowed: "equals alone, or at_least and at_most")
        }
    }

    /// Whether it holds whole numbers: what it costs at the margin no price can tell.
    func holdsWholeNumbers(_ scenario: Scenario) -> Bool {
        switch (decision, try? scenario.thing(self)) {
        case (.replicas, .service(let site, let pool, _)):
            scenario.sites[site].pools[pool].hasIntegerReplicas
        case (.jobStart, _): true
        case (.jobAccelerators, .job(let job, _)): scenario.jobs[job].minimumScale == 1
        default: false
        }
    }

    /// Whether it has expired when the horizon starts.
    func isExpired(_ grid: TimeGrid) -> Bool { expires.map { $0 <= grid.start } ?? false }

    /// Whether it counts in a step.
    func holds(_ grid: TimeGrid, _ step: Int) -> Bool {
        hold.holds(grid, step) && (expires.map { grid.instant(step) < $0 } ?? true)
    }
}
