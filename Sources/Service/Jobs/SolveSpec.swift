package import Solver

/// Settings of a solve as a job: engine, limits, changes, and what it goes on from.
package struct SolveSpec: Sendable, Equatable {
    /// Which engine runs.
    package var engine = SolveSettings.Engine.auto
    /// Wall-clock limit; nil for none.
    package var wall: ISODuration?
    /// Relative gap at which an integer solve may stop; nil for the solver's own.
    package var relativeGap: Double?
    /// Nodes after which an integer solve stops.
    package var nodeLimit: Int?
    /// Iterations after which a solve stops, the same on every machine.
    package var workLimit: Int?
    /// Changes made to the scenario first, `PATH=VALUE`.
    package var assignments: [String] = []
    /// Whether the explanation also tells over which changes its worths hold; that needs a basis,
    /// and so GLPK.
    package var asksRanges = false
    /// The job whose plan's end states are this one's starting states.
    package var continueFrom: String?

    /// Most changes of one job.
    package static let mostChanges = 1000

    /// The defaults.
    package init() {}

    /// Reads the members of a job that concern the solve; faults are noted in `fields`.
    package init(_ fields: Fields) {
        engine =
            fields.choice(
                "engine", "Which engine solves.", of: SolveSettings.Engine.self, default: .auto)
            ?? .auto
        let limits = fields.object("limits", "When a solve ends at the latest.") {
            Limits($0)
        }
        wall = limits?.wall
        relativeGap = limits?.gap
        nodeLimit = limits?.nodes
        workLimit = limits?.work
        assignments = fields.words(
            "set", "Changes made to the scenario first.",
            allowed: "PATH=VALUE, such as \"carbon.price_cny_per_tonne=120\"",
            item: .fields(["type": "string", "pattern": "^[^=]+="]),
            parse: { ScenarioChange($0) == nil ? nil : $0 })
        if assignments.count > Self.mostChanges {
            fields.fault(
                "set", .tooLarge, given: "\(assignments.count) changes",
                allowed: "at most \(Self.mostChanges)")
        }
        asksRanges = fields.bool(
            "ranges", "Whether to explain over which changes worths hold; only GLPK can tell.",
            default: false)
        continueFrom = fields.label(
            "continue_from", "Job whose plan ends where this one begins.")
    }

    private struct Limits {
        let wall: ISODuration?
        let gap: Double?
        let nodes: Int?
        let work: Int?

        init(_ fields: Fields) {
            wall = fields.duration(
                "wall", "Wall-clock time.", 0.001...31 * 86_400, example: "PT5M")
            gap = fields.optionalNumber(
                "gap", "Relative gap at which an integer solve may stop.", 0...1)
            nodes = fields.optionalInteger(
                "nodes", "Nodes after which an integer solve stops.", 1...Int(Int32.max))
            work = fields.optionalInteger(
                "work", "Iterations of the method: a limit that is the same on every machine.",
                1...1_000_000_000_000)
        }
    }

    /// Reads a document; every fault of it is in the error.
    package init(_ document: JSON) throws(ScenarioError) {
        self = try Decoding.read(document) { SolveSpec($0) }
    }

    /// Reads a document; every fault of it is in the error.
    package init(json bytes: [UInt8]) throws(ScenarioError) {
        try self.init(Scenario.parsed(bytes))
    }

    /// JSON Schema of the document.
    package static var schema: JSON { Decoding.schema { SolveSpec($0) } }

    /// The document.
    package var json: JSON {
        let limits = JSON.fields([
            "wall": wall.map { .string($0.text) }, "gap": relativeGap.map { .number($0) },
            "nodes": nodeLimit.map { .integer($0) }, "work": workLimit.map { .integer($0) },
        ])
        return .fields([
            "engine": .string(engine.rawValue), "limits": limits == .object([]) ? nil : limits,
            "set": assignments.isEmpty ? nil : .array(assignments.map { .string($0) }),
            "ranges": asksRanges ? .bool(true) : nil,
            "continue_from": continueFrom.map { .string($0) },
        ])
    }

    /// The changes, in order.
    package var changes: [ScenarioChange] { assignments.compactMap { ScenarioChange($0) } }

    /// Settings of the solver, without a clock.
    package var settings: SolveSettings {
        var settings = SolveSettings()
        settings.engine = engine
        settings.relativeGap = relativeGap ?? settings.relativeGap
        settings.nodeLimit = nodeLimit ?? settings.nodeLimit
        settings.iterationLimit = workLimit ?? settings.iterationLimit
        settings.timeLimitSeconds = wall?.seconds ?? .infinity
        return settings
    }
}
