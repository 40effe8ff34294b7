/// A window in which a thing is out of service, whole or in part.
public struct Maintenance: Sendable {
    /// What can be out of service.
    public enum Asset: String, Sendable, CaseIterable {
        /// A site's connection: import and export.
        case connection
        /// A pool: its accelerators.
        case pool
        /// A storage: charging and discharging.
        case storage
        /// A generator or supply of the grid.
        case generator
        /// A carbon-free supply.
        case renewable
        /// An AC line of the grid: open where it is out of service as a whole, else its limit.
        case line
        /// A DC line of the grid: its flow, both ways.
        case dcLine = "dc_line"

        /// Unit of what is out of service.
        public var unit: String { self == .pool ? "accelerators" : "MW" }
    }

    /// Identifier.
    public let id: String
    /// What is out of service.
    public let asset: Asset
    /// Which one.
    public let subject: Subject
    /// Share that stays available.
    public let availableShare: Double
    /// When, by whom and why.
    public let hold: Hold

    init(_ fields: Fields) {
        id = fields.id()
        asset = fields.choice("asset", "What is out of service.", of: Asset.self) ?? .connection
        subject = Subject(fields)
        availableShare = fields.number(
            "available_share", "Share that stays available.", Allowed.share, default: 0)
        hold = Hold(fields)
    }
}
