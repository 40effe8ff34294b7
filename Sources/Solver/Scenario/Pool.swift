/// Accelerators of one kind at a site, and what they may serve.
public struct Pool: Sendable {
    /// Replicas whose loading was begun before the first step and is not yet done.
    public struct LoadingUnderWay: Sendable {
        /// How many; they count as loaded, and are busy with loading.
        public let replicas: Double
        /// Time until they serve, minutes from the start.
        public let remainingMinutes: Double

        init(_ fields: Fields) {
            replicas = fields.number("replicas", "How many.", Allowed.count)
            remainingMinutes = fields.number(
                "remaining_minutes", "Minutes from the start until they serve.", 0...1440)
        }
    }

    /// Permission to serve one profile.
    public struct Service: Sendable {
        /// Serving profile.
        public let profile: String
        /// Replicas loaded before the first step; nil when the first loading is free.
        public let initialReplicas: Double?
        /// Those of them that are still loading.
        public let initialLoading: [LoadingUnderWay]
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
            initialLoading = fields.list(
                "initial_loading", "Those of initial_replicas that are still loading.",
                element: LoadingUnderWay.init)
            let loading = initialLoading.reduce(0) { $0 + $1.replicas }
            if loading > (initialReplicas ?? 0) * (1 + 1e-9) + 1e-9 {
                fields.fault(
                    "initial_loading", .conflict, given: "\(JSON.text(of: loading)) replicas",
                    allowed: "at most initial_replicas, \(JSON.text(of: initialReplicas ?? 0))")
            }
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
    /// What may be served here; empty for a pool of jobs only.
    public let serves: [Service]
    /// Accelerators that may be added; nil for none.
    public let expansion: Expansion?

    init(_ fields: Fields) {
        id = fields.id()
        accelerator = fields.id("accelerator", "Kind of accelerator.")
        accelerators = fields.series(
            "accelerators", "Accelerators in working order.", Allowed.count)
        serves = fields.list(
            "serves", "What may be served here; absent for a pool of jobs only.",
            element: Service.init)
        expansion = fields.object("expansion", "Accelerators that may be added.") {
            Expansion($0, unit: "accelerator", plural: "accelerators")
        }
    }
}
