extension Product {
    /// Share of a demand centre's tokens that a site served before the first step.
    public struct InitialShare: Sendable {
        /// Site.
        public let site: String
        /// Share of the tokens asked for.
        public let share: Double

        init(_ fields: Fields) {
            site = fields.id("site", "Site.")
            share = fields.number("share", "Share of the tokens asked for.", Allowed.share)
        }
    }

    /// Tokens that one demand centre asks for.
    public struct Demand: Sendable {
        /// Demand centre.
        public let origin: String
        /// Output tokens asked for, million per hour.
        public let millionTokensPerHour: Series
        /// Sites that may serve it (data residency); empty for all.
        public let allowedSites: [String]
        /// Shares of the sites before the first step; nil when not known.
        public let initialShares: [InitialShare]?
        /// Index of the demand class whose tokens these are; nil for the product's own demand.
        public let demandClass: Int?

        /// Less than this is below the feasibility tolerance of every engine: it would count as
        /// nothing without a word.
        static let leastDemand = 1e-6

        init(_ fields: Fields) {
            origin = fields.id("origin", "Demand centre.")
            millionTokensPerHour = fields.series(
                "million_tokens_per_hour", "Output tokens asked for.", Allowed.millionTokens)
            allowedSites = fields.words(
                "allowed_sites", "Sites that may serve it; absent means all.",
                allowed: "the id of a site", parse: { $0 })
            let shares = fields.list(
                "initial_shares",
                "Shares of the sites before the first step, for max_share_moved_per_step; "
                    + "a site not named had none.", element: InitialShare.init)
            initialShares = fields.has("initial_shares") ? shares : nil
            let sum = shares.reduce(0) { $0 + $1.share }
            if sum > 1 + 1e-6 {
                fields.fault(
                    "initial_shares", .conflict, given: "shares of \(JSON.text(of: sum)) in all",
                    allowed: "at most 1 in all")
            }
            demandClass = nil
            if fields.has("allowed_sites"), allowedSites.isEmpty {
                fields.fault(
                    "allowed_sites", .notAllowed, given: "an empty list",
                    allowed: "at least one site, or no such field for all sites")
            }
            if let least = millionTokensPerHour.smallestPositive, least < Self.leastDemand {
                fields.fault(
                    "million_tokens_per_hour", .notAllowed, given: JSON.text(of: least),
                    allowed: "0, or at least \(Self.leastDemand): one token an hour")
            }
        }

        /// A demand of nothing by itself, for the tokens of a class.
        init(origin: String, allowedSites: [String], demandClass: Int) {
            self.origin = origin
            self.allowedSites = allowedSites
            self.demandClass = demandClass
            millionTokensPerHour = Series(0)
            initialShares = nil
        }
    }
}
