package import Certificates
package import Solver

/// Which certificates are to be proposed: of what, made when, by which rules.
package struct ProposalSpec: Sendable, Equatable {
    /// Products that are certified; empty for all.
    package var products: [String] = []
    /// When the tokens were made.
    package var period: UTCInterval?
    /// Id of the rule set.
    package var ruleSet = ""
    /// Its version; nil where the service knows one only.
    package var ruleVersion: String?
    /// Id of the grades; nil where the service knows one only.
    package var grades: String?
    /// Id of the attribution; nil where the service knows one only.
    package var attribution: String?
    /// How long one certificate's batch is.
    package var batch = Batch.month
    /// What the ids of the certificates begin with; a number follows.
    package var idPrefix: String?
    /// From when they are valid; nil for when it was asked.
    package var validFrom: UTCTime?
    /// Until when; nil for no end.
    package var validUntil: UTCTime?
    /// The country that the tokens were served to; nil where none is claimed.
    package var servedTo: String?

    /// Lengths of batches.
    package enum Batch: String, Sendable, CaseIterable {
        case day, month, year

        var length: MatchingWindow.Length {
            switch self {
            case .day: .day
            case .month: .month
            case .year: .year
            }
        }
    }

    /// Longest period, seconds: a leap year.
    static let longestSeconds: Int64 = 366 * 86_400

    /// Reads the members of a job that concern the proposal; faults are noted in `fields`.
    package init(_ fields: Fields) {
        products = fields.registryNames(
            "products", "What is sold, of which tokens are certified; all unless told.",
            required: false)
        period = fields.utcInterval()
        ruleSet = fields.registryName("rule_set", "Id of the rules of matching.") ?? ""
        ruleVersion = fields.registryName(
            "rule_version", "Their version; not needed where there is one.", required: false)
        grades = fields.registryName(
            "grades", "Id of the rules of grades; not needed where there is one.", required: false)
        attribution = fields.registryName(
            "attribution",
            "Id of the rule by which energy is shared among products; not needed where there is one.",
            required: false)
        batch =
            fields.choice(
                "batch", "What one certificate counts, in the civil time of the rules.",
                of: Batch.self, default: .month) ?? .month
        idPrefix = fields.registryName(
            "id_prefix",
            "What the ids of the certificates begin with; the account and the job unless told.",
            required: false)
        validFrom = fields.utcTime(
            "valid_from", "From when they are valid; now unless told.", required: false)
        validUntil = fields.utcTime(
            "valid_until", "Until when; for ever unless told.", required: false)
        servedTo = fields.registryName(
            "served_to", "The country that the tokens were served to, across a border.",
            required: false)
        if let period, period.lengthSeconds > Self.longestSeconds {
            fields.fault(
                "end", .tooLarge, given: period.end.text, allowed: "at most 366 days after start")
        }
        if let period, period.start.seconds % 900 != 0 || period.end.seconds % 900 != 0 {
            fields.fault(
                "start", .notAllowed, given: "\(period.start.text) to \(period.end.text)",
                allowed: "whole quarters of an hour")
        }
    }

    /// Reads a document; every fault of it is in the error.
    package init(json bytes: [UInt8]) throws(ScenarioError) {
        self = try Decoding.read(Scenario.parsed(bytes)) { ProposalSpec($0) }
    }

    /// The document.
    package var json: JSON {
        .fields([
            "products": products.isEmpty ? nil : .array(products.map(JSON.string)),
            "start": period.map { .string($0.start.text) },
            "end": period.map { .string($0.end.text) }, "rule_set": .string(ruleSet),
            "rule_version": ruleVersion.map(JSON.string), "grades": grades.map(JSON.string),
            "attribution": attribution.map(JSON.string), "batch": .string(batch.rawValue),
            "id_prefix": idPrefix.map(JSON.string),
            "valid_from": validFrom.map { .string($0.text) },
            "valid_until": validUntil.map { .string($0.text) },
            "served_to": servedTo.map(JSON.string),
        ])
    }
}
