/// To what a limit over a year applies, and what breaking it costs.
public struct PolicyScope: Sendable {
    /// Identifier, unique among the rules of its list.
    public let id: String
    /// Sites that count together; empty for all.
    public let sites: [String]
    /// First instant that counts; nil for the start of the horizon.
    public let from: Instant?
    /// First instant that counts no more; nil for the end of the horizon.
    public let to: Instant?
    /// Price of breaking the limit, CNY per MWh; nil when it is hard.
    public let priceCNYPerMWh: Double?

    init(_ fields: Fields) {
        id = fields.id()
        sites = fields.words(
            "sites", "Sites that count together; absent means all.",
            allowed: "the id of a site", parse: { $0 })
        if fields.has("sites"), sites.isEmpty {
            fields.fault(
                "sites", .notAllowed, given: "an empty list",
                allowed: "at least one site, or no such field for all sites")
        }
        (from, to) = fields.interval(
            from: "First instant that counts.", to: "First instant that counts no more.",
            required: false)
        priceCNYPerMWh = fields.optionalNumber(
            "violation_price_cny_per_mwh", "Price of breaking the limit; absent means it is hard.",
            0...1e6)
    }

    /// Whether a step counts: it does when it begins within the interval.
    func includes(_ grid: TimeGrid, _ step: Int) -> Bool {
        let begin = grid.instant(step)
        return (from.map { $0 <= begin } ?? true) && (to.map { begin < $0 } ?? true)
    }
}
