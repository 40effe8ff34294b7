/// A call to use less for a while, against a baseline (需求响应).
public struct DemandResponseCall: Sendable {
    /// Identifier.
    public let id: String
    /// Sites that answer together: what one saves and another uses more does not count.
    public let sites: [String]
    /// First instant.
    public let from: Instant
    /// First instant after.
    public let to: Instant
    /// Import of the sites together without the call, MW.
    public let baselineMW: Series
    /// Reduction asked for, MW.
    public let reductionMW: Series
    /// Pay for a MWh reduced, up to what is asked, CNY.
    public let payCNYPerMWh: Double
    /// Penalty for a MWh asked for and not reduced, CNY; nil for none.
    public let penaltyCNYPerMWh: Double?
    /// Whether the call must be answered: without a penalty it is a hard limit.
    public let isMandatory: Bool

    init(_ fields: Fields) {
        id = fields.id()
        sites = fields.words(
            "sites", "Sites that answer together.", allowed: "the id of a site", required: true,
            parse: { $0 })
        let interval = fields.interval(required: true)
        from = interval.from ?? Instant(seconds: 0)
        to = interval.to ?? Instant(seconds: 0)
        baselineMW = fields.series(
            "baseline_mw", "Import of the sites together without the call.", Allowed.powerMW)
        reductionMW = fields.series("reduction_mw", "Reduction asked for.", Allowed.powerMW)
        payCNYPerMWh = fields.number(
            "pay_cny_per_mwh", "Pay for energy reduced, up to what is asked.", 0...1e6)
        penaltyCNYPerMWh = fields.optionalNumber(
            "penalty_cny_per_mwh",
            "Penalty for energy asked for and not reduced, once the call is answered.", 0...1e6)
        isMandatory = fields.bool(
            "mandatory", "Whether the call must be answered; without a penalty it is hard.",
            default: false)
        guard !fields.isRecording else { return }
        if fields.has("sites"), sites.isEmpty {
            fields.fault(
                "sites", .notAllowed, given: "an empty list", allowed: "at least one site")
        }
    }

    /// Steps that begin within the call; empty when it lies outside the horizon.
    func steps(_ grid: TimeGrid) -> Range<Int> {
        let inside = (0..<grid.stepCount).filter {
            from <= grid.instant($0) && grid.instant($0) < to
        }
        return inside.isEmpty ? 0..<0 : inside[0]..<inside[0] + inside.count
    }
}
