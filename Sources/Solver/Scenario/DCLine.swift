/// A DC line or link of the grid: its flow is decided, not given by angles.
///
/// Its capacity is written like that of a generator, so that lines which cannot turn, which must
/// carry something, or which follow a series need no field of their own.
public struct DCLine: Sendable {
    /// What reverse flow loses.
    public enum ReverseLoss: String, Sendable, CaseIterable {
        /// What leaves `to` arrives at `from` times the efficiency.
        case symmetric
        /// received = efficiency · sent for either sign, as in MATPOWER and PyPSA: with an
        /// efficiency below one, reverse flow gains what forward flow loses.
        case linear
    }

    /// A further node that a link feeds.
    public struct Output: Sendable {
        /// The node.
        public let node: String
        /// MW received there per MW sent; negative where the link takes power.
        public let efficiency: Double

        init(_ fields: Fields) {
            node = fields.id("node", "Node that it feeds.")
            efficiency = fields.number(
                "efficiency", "Received there per MW sent; negative where it takes power.",
                -100...100)
        }
    }

    /// Identifier, unique among lines and DC lines.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Node that positive flow leaves.
    public let from: String
    /// Node that positive flow enters.
    public let to: String
    /// Largest flow, MW at `from`.
    public let capacityMW: Double
    /// Flow available, share of the capacity, expansion included.
    public let availabilityShare: Series
    /// Smallest flow beside the share, MW; negative for reverse flow.
    public let minimumMW: Double
    /// Smallest flow, share of the capacity, expansion included; −1 carries as much back.
    public let minimumShare: Series
    /// MW received at `to` per MW sent.
    public let efficiency: Series
    /// Loss that does not depend on the flow, MW at `to`.
    public let fixedLossMW: Double
    /// What reverse flow loses.
    public let reverseLoss: ReverseLoss
    /// Price of a MWh sent, CNY; reverse flow pays it too when losses are symmetric.
    public let priceCNYPerMWh: Series
    /// Further nodes that it feeds.
    public let outputs: [Output]
    /// Capacity that may be added, in MW; nil for none.
    public let expansion: Expansion?

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        from = fields.id("from", "Node that positive flow leaves.")
        to = fields.id("to", "Node that positive flow enters.")
        capacityMW = fields.number(
            "capacity_mw", "Largest flow, at from.", Generator.powerRange)
        availabilityShare = fields.series(
            "availability_share", "Flow available as a share of capacity.", -100...100, default: 1)
        minimumMW = fields.number(
            "minimum_mw", "Smallest flow; negative for reverse flow.", Generator.powerRange,
            default: 0)
        minimumShare = fields.series(
            "minimum_share",
            "Smallest flow as a share of capacity, on top of minimum_mw; -1 carries as much back.",
            -100...100, default: 0)
        efficiency = fields.series(
            "efficiency", "Received at to per MW sent.", -100...100, default: 1)
        fixedLossMW = fields.number(
            "fixed_loss_mw", "Loss that does not depend on the flow, at to.", Generator.powerRange,
            default: 0)
        reverseLoss =
            fields.choice(
                "reverse_loss",
                "What reverse flow loses: the same share, or the same line through zero as MATPOWER and PyPSA have it.",
                of: ReverseLoss.self, default: .symmetric) ?? .symmetric
        priceCNYPerMWh = fields.series(
            "price_cny_per_mwh", "Price of energy sent.", Allowed.priceCNYPerMWh, default: 0)
        outputs = fields.list("outputs", "Further nodes that it feeds.", element: Output.init)
        expansion = fields.object("expansion", "Capacity that may be added.") {
            Expansion($0, unit: "mw")
        }
        check(fields)
    }

    /// Largest flow of the capacity there is in a step, MW.
    public func availableMW(_ step: Int) -> Double { capacityMW * availabilityShare[step] }

    /// Smallest flow of the capacity there is in a step, MW.
    public func minimumMW(_ step: Int) -> Double { minimumMW + capacityMW * minimumShare[step] }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        if from == to, !from.isEmpty {
            fields.fault("to", .conflict, given: "\"\(to)\"", allowed: "another node than from")
        }
        if reverseLoss == .symmetric, canTurn, efficiency.smallest < 0 || efficiency.largest > 1 {
            fields.fault(
                "reverse_loss", .conflict, given: "symmetric with an efficiency outside 0 to 1",
                allowed: "\"linear\", or a flow that cannot turn")
        }
        if reverseLoss == .symmetric, canTurn, !outputs.isEmpty {
            fields.fault(
                "outputs", .conflict, given: "with symmetric reverse flow",
                allowed: "reverse_loss \"linear\", or a flow that cannot turn")
        }
    }

    /// Whether flow from `to` to `from` is possible.
    var canTurn: Bool {
        let most = capacityMW + (expansion?.maximum ?? 0)
        let least = [capacityMW, most].map {
            min($0 * minimumShare.smallest, $0 * minimumShare.largest)
        }
        return minimumMW + (least.min() ?? 0) < 0
    }
}
