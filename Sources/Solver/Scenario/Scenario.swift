import Foundation

/// Everything one solve is given: the horizon, demand, sites, tariffs and policies.
///
/// A value of this type has passed every check; the parts of the model rely on that.
public struct Scenario: Sendable {
    /// Format that documents name in their field `format`.
    public static let format = "wattoken-scenario/1"
    /// Largest size of a document or CSV file, bytes.
    public static let largestDocumentBytes = 256 << 20
    /// Largest number of steps: a year of 15 minutes and some.
    public static let largestStepCount = 40_000
    /// Largest number of columns of a program.
    public static let largestColumnCount = 40_000_000

    /// Name for people.
    public let name: LocalizedName?
    /// The horizon.
    public let grid: TimeGrid
    /// Carbon price and cap.
    public let carbon: CarbonPolicy
    /// Kinds of accelerators.
    public let accelerators: [Accelerator]
    /// Serving profiles.
    public let profiles: [ServingProfile]
    /// Demand centres.
    public let origins: [Origin]
    /// Products.
    public let products: [Product]
    /// Tariffs.
    public let tariffs: [Tariff]
    /// Sites.
    public let sites: [Site]
    /// Ways between demand centres and sites.
    public let network: [NetworkLink]
    /// Training runs and other gangs.
    public let jobs: [Job]
    /// Demand that several products can meet.
    public let demandClasses: [DemandClass]
    /// Power grid; nil when sites stand alone.
    public let powerGrid: PowerGrid?
    /// Quotas, shares and demand-response calls.
    public let policy: Policy
    /// What must be left over for the loss of a site.
    public let reserve: Reserve
    /// Decisions that people pin, freeze or bound.
    public let pins: [Pin]
    /// Windows in which things are out of service.
    public let maintenance: [Maintenance]

    /// Decodes and validates a document; every fault of it is in the error.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 JSON.
    ///   - files: gives the bytes of a CSV file that lies beside the document, by name.
    public init(
        json bytes: [UInt8], files: @escaping (String) -> [UInt8]? = { _ in nil }
    ) throws(ScenarioError) {
        try self.init(Self.parsed(bytes), files: files)
    }

    /// Parses a document, so that it can be changed before it is decoded.
    public static func parsed(_ bytes: [UInt8]) throws(ScenarioError) -> JSON {
        guard bytes.count <= largestDocumentBytes else {
            throw ScenarioError([
                Fault(
                    pointer: "", kind: .tooLarge, given: "\(bytes.count) bytes",
                    allowed: "at most \(largestDocumentBytes) bytes")
            ])
        }
        do throws(JSONSyntaxError) {
            return try JSON(parsing: bytes)
        } catch {
            throw ScenarioError([
                Fault(
                    pointer: "", kind: .malformed, given: "\(error)", allowed: "a JSON document")
            ])
        }
    }

    /// Decodes and validates a parsed document.
    public init(
        _ document: JSON, files: @escaping (String) -> [UInt8]? = { _ in nil }
    ) throws(ScenarioError) {
        try self.init(document, in: Decoding(files: files))
    }

    /// Decodes a document and tells the values of every series that has one a step.
    static func decodedWithSeries(
        _ document: JSON, files: @escaping (String) -> [UInt8]?
    ) throws(ScenarioError) -> (scenario: Scenario, series: [(pointer: String, values: Series)]) {
        let decoding = Decoding(files: files, keepsSeries: true)
        return (try Scenario(document, in: decoding), decoding.series)
    }

    private init(_ document: JSON, in decoding: Decoding) throws(ScenarioError) {
        let fields = Fields(document, at: "", in: decoding)
        guard case .object = document else { throw ScenarioError(decoding.faults) }
        self.init(fields)
        fields.finish()
        if decoding.faults.isEmpty { checkReferences(decoding) }
        if decoding.faults.isEmpty { checkSize(decoding) }
        guard decoding.faults.isEmpty else { throw ScenarioError(decoding.faults) }
    }

    /// The JSON Schema (2020-12) of the format, as the decoder itself states it.
    public static var schema: JSON {
        let body = Decoding(files: { _ in nil }, isRecording: true).recorded { Scenario($0) }
        let column = JSON.fields([
            "type": "object",
            "properties": .fields([
                "csv": .fields([
                    "type": "string", "description": "A CSV file beside the scenario.",
                ]),
                "column": .fields(["type": "string", "description": "A column of that file."]),
            ]),
            "required": .array(["csv", "column"]), "additionalProperties": false,
        ])
        return JSON.fields([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "https://wattoken.example/schema/scenario-1.json",
            "title": "Wattoken scenario",
        ])
        .merged(with: body)
        .adding("$defs", .fields(["csvColumn": column]))
    }

    private init(_ fields: Fields) {
        let format = fields.string("format", "The format of this document: \(Self.format).")
        if !fields.isRecording, format != Self.format, !format.isEmpty {
            fields.fault(
                "format", .notAllowed, given: "\"\(format)\"", allowed: "\"\(Self.format)\"")
        }
        name = fields.name()
        grid = Self.grid(fields)
        carbon =
            fields.object("carbon", "Carbon price and cap.", element: CarbonPolicy.init) ?? .none
        accelerators = fields.list(
            "accelerators", "Kinds of accelerators.", element: Accelerator.init)
        profiles = fields.list(
            "profiles", "Serving profiles.", element: ServingProfile.init)
        origins = fields.list("origins", "Demand centres.", element: Origin.init)
        let products = fields.list("products", "Products.", element: Product.init)
        demandClasses = fields.list(
            "demand_classes", "Demand that several products can meet.",
            element: DemandClass.init)
        self.products = DemandClass.adding(demandClasses, to: products)
        tariffs = fields.list("tariffs", "Tariffs.", element: Tariff.init)
        sites = fields.list(
            "sites", "Sites.", atMost: 20_000, element: Site.init)
        network = fields.list(
            "network", "Ways between demand centres and sites.", element: NetworkLink.init)
        jobs = fields.list(
            "jobs", "Training runs and other gangs.", atMost: 10_000, element: Job.init)
        powerGrid = fields.object(
            "grid", "Power grid that joins sites and supplies.", element: PowerGrid.init)
        policy =
            fields.object(
                "policy", "Quotas, shares and demand-response calls.", element: Policy.init)
            ?? .none
        reserve =
            fields.object(
                "reserve", "What must be left over for the loss of a site.",
                element: Reserve.init) ?? .none
        pins = fields.list(
            "pins", "Decisions that people pin, freeze or bound.", element: Pin.init)
        maintenance = fields.list(
            "maintenance", "Windows in which things are out of service.",
            element: Maintenance.init)
        checkNotEmpty(fields)
    }

    /// A scenario plans sites, a power grid, or both.
    private func checkNotEmpty(_ fields: Fields) {
        guard !fields.isRecording, !fields.has("sites"), !fields.has("grid") else { return }
        fields.fault("sites", .missing, given: "nothing", allowed: "sites, a grid, or both")
    }

    private static func grid(_ fields: Fields) -> TimeGrid {
        let clean = fields.decoding.faults.count
        let zoneName = fields.string(
            "time_zone", "IANA time zone of months, hours and day types.",
            default: "Asia/Shanghai")
        let start = fields.instant("start", "Start of the first step.", required: true)
        let minutes = fields.integer(
            "step_minutes",
            "Length of a step: 5, 15, 30 or 60; without sites also 120, 180, 240, 360, 480, 720 or 1440.",
            5...1440)
        let before = fields.decoding.faults.count
        let count = fields.integer("steps", "Number of steps.", 1...largestStepCount)
        if fields.decoding.faults.count == before { fields.decoding.use(stepCount: count) }
        let weights = weights(fields)
        let dates = { (key: String, meaning: String) in
            Set(
                fields.words(
                    key, meaning, allowed: "a date, such as \"2026-10-01\"",
                    item: .fields(["type": "string", "format": "date"]),
                    parse: { CivilDate($0) }))
        }
        let holidays = dates("holidays", "Public holidays.")
        let makeUpDays = dates("make_up_days", "Weekend days that are worked.")
        let zone = TimeZone(identifier: zoneName)
        if zone == nil, !fields.isRecording {
            fields.fault(
                "time_zone", .notAllowed, given: "\"\(zoneName)\"",
                allowed: "an IANA name, such as \"Asia/Shanghai\"")
        }
        let grid = TimeGrid(
            start: start ?? Instant(seconds: 0), stepMinutes: minutes, stepCount: count,
            timeZone: zone ?? .gmt, weights: weights, holidays: holidays, makeUpDays: makeUpDays)
        checkSteps(fields, grid, hasStart: start != nil && zone != nil)
        if fields.decoding.faults.count == clean { fields.decoding.use(grid) }
        return grid
    }

    /// How often each step counts; what sites pay by the month knows no such thing.
    private static func weights(_ fields: Fields) -> Series {
        let weights = fields.series(
            "step_weights",
            "How often a step counts in costs and totals: a step may stand for several. Without sites only.",
            0...1e6, default: 1)
        if fields.has("step_weights"), fields.has("sites") {
            fields.fault(
                "step_weights", .conflict, given: "with sites",
                allowed: "only for a grid without sites, whose bills are by the month")
        }
        return weights
    }

    /// Hours of a tariff and the quarters of a demand charge must not cut a step in two.
    private static func checkSteps(_ fields: Fields, _ grid: TimeGrid, hasStart: Bool) {
        let minutes = grid.stepMinutes
        let isLong = !fields.has("sites") && TimeGrid.longStepLengths.contains(minutes)
        if !TimeGrid.stepLengths.contains(minutes), !isLong, fields.has("step_minutes") {
            fields.fault(
                "step_minutes", .notAllowed, given: "\(minutes)",
                allowed: "5, 15, 30 or 60; without sites also 120, 180, 240, 360, 480, 720 or 1440")
        } else if hasStart,
            (grid.start.seconds + (grid.offsetSeconds.first ?? 0)) % (min(60, minutes) * 60) != 0
        {
            fields.fault(
                "start", .notAllowed, given: grid.text(0),
                allowed:
                    "a whole number of steps of \(min(60, minutes)) minutes after the local hour")
        }
    }
}

extension JSON {
    fileprivate func merged(with other: JSON) -> JSON {
        guard case .object(let mine) = self, case .object(let theirs) = other else { return self }
        return .object(mine + theirs)
    }
}
