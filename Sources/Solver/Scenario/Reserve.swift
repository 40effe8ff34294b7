/// What must be left over for the loss of a site, and spinning reserve of the grid.
public struct Reserve: Sendable {
    /// Spinning reserve of a group of nodes.
    public struct Spinning: Sendable {
        /// Share of the load that the generators there could still give.
        public let share: Double
        /// The nodes; empty for all.
        public let nodes: [String]

        init(_ fields: Fields) {
            share = fields.number(
                "share", "Share of the load that the generators could still give.", 0...10)
            nodes = fields.words(
                "nodes", "Nodes that stand together; absent means all.",
                allowed: "the id of a node", parse: { $0 })
            if !fields.isRecording, fields.has("nodes"), nodes.isEmpty {
                fields.fault(
                    "nodes", .notAllowed, given: "an empty list",
                    allowed: "at least one node, or no such field for all nodes")
            }
        }
    }

    /// Sites whose loss must leave their interactive tokens served.
    public let losses: [String]
    /// Replicas that load within this time may start when a site is lost, minutes.
    public let allowedOutageMinutes: Double
    /// Spinning reserve.
    public let spinning: [Spinning]

    /// No reserve.
    static let none = Reserve()

    private init() {
        losses = []
        allowedOutageMinutes = 0
        spinning = []
    }

    init(_ fields: Fields) {
        losses = fields.words(
            "losses", "Sites that may be lost, one at a time.", allowed: "the id of a site",
            parse: { $0 })
        allowedOutageMinutes = fields.number(
            "allowed_outage_minutes", "Replicas that load within this time may start then.",
            0...1440, default: 0)
        spinning = fields.list("spinning", "Spinning reserve.", element: Spinning.init)
    }
}
