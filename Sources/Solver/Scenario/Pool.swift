/// Accelerators of one kind at a site, and what they may serve.
public struct Pool: Sendable {
    /// Permission to serve one profile.
    public struct Service: Sendable {
        /// Serving profile.
        public let profile: String
        /// Replicas loaded before the first step; nil when the first loading is free.
        public let initialReplicas: Double?
        /// Replicas that must stay loaded.
        public let minimumReplicas: Double
        /// When the weights are at the site; nil when they are there from the start.
        public let availableFrom: Instant?
        /// Share of the site's off power and fixed overhead in a green product's energy to match.
        public let greenOverheadShare: Double

        init(_ fields: Fields) {
            profile = fields.id("profile", "Serving profile.")
            initialReplicas = fields.optionalNumber(
                "initial_replicas", "Replicas loaded before the first step.", Allowed.count)
            minimumReplicas = fields.number(
                "minimum_replicas", "Replicas that must stay loaded.", Allowed.count, default: 0)
            availableFrom = fields.instant(
                "available_from", "When the weights are at the site.", required: false)
            greenOverheadShare = fields.number(
                "green_overhead_share",
                "Share of the site's off power and fixed overhead that a green product matches too.",
                Allowed.share, default: 0)
        }
    }

    /// Identifier, unique in its site.
    public let id: String
    /// Kind of accelerator.
    public let accelerator: String
    /// Accelerators in working order.
    public let accelerators: Series
    /// What may be served here.
    public let serves: [Service]

    init(_ fields: Fields) {
        id = fields.id()
        accelerator = fields.id("accelerator", "Kind of accelerator.")
        accelerators = fields.series(
            "accelerators", "Accelerators in working order.", Allowed.count)
        serves = fields.list(
            "serves", "What may be served here.", atLeast: 1, element: Service.init)
    }
}
