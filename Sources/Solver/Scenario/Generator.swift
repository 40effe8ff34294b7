/// A dispatchable source of power: a generator at a site, or a supply at a node of the grid.
public struct Generator: Sendable {
    /// A point of a convex, piecewise linear cost curve.
    public struct CostPoint: Sendable, Equatable {
        /// Output, MW.
        public let outputMW: Double
        /// Cost at that output, CNY an hour.
        public let costCNYPerHour: Double

        init(_ fields: Fields) {
            outputMW = fields.number("output_mw", "Output.", Generator.powerRange)
            costCNYPerHour = fields.number(
                "cost_cny_per_hour", "Cost at that output.", -1e12...1e12)
        }
    }

    /// Output is negative for a load that can be bid, as in power-system cases.
    static let powerRange = -1e6...1e6

    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Largest output, MW.
    public let capacityMW: Double
    /// Output available, share of the capacity.
    public let availabilityShare: Series
    /// Smallest output while running beside the share, MW.
    public let minimumMW: Double
    /// Smallest output while running, share of the capacity; it grows with an expansion.
    public let minimumShare: Series
    /// Price of a MWh, CNY; fuel and all that goes with it.
    public let priceCNYPerMWh: Series
    /// Price that rises with output: cost of c·P² an hour, CNY per MW²h.
    public let quadraticCNYPerMW2h: Double
    /// Convex cost curve, ascending in output; empty when the price alone tells the cost.
    public let costPoints: [CostPoint]
    /// Cost of every hour whatever is decided, CNY.
    public let fixedCNYPerHour: Double
    /// Direct emissions, kg CO₂ per MWh.
    public let emissionKgCO2PerMWh: Double
    /// Largest change of output, MW per hour; nil for any.
    public let rampMWPerHour: Double?
    /// Largest rise of output in an hour beside it, share of the capacity; nil for any.
    public let rampUpSharePerHour: Double?
    /// Largest fall of output in an hour beside it, share of the capacity; nil for any.
    public let rampDownSharePerHour: Double?
    /// Output before the first step, MW; nil when not known.
    public let initialMW: Double?
    /// Capacity that may be added, in MW; nil for none.
    public let expansion: Expansion?
    /// What it takes to switch it on and off; nil when only its output is decided.
    public let commitment: Commitment?

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        capacityMW = fields.number("capacity_mw", "Largest output.", Self.powerRange)
        availabilityShare = fields.series(
            "availability_share", "Output available as a share of capacity.", -100...100,
            default: 1)
        minimumMW = fields.number(
            "minimum_mw", "Smallest output while running.", Self.powerRange, default: 0)
        minimumShare = fields.series(
            "minimum_share",
            "Smallest output while running as a share of capacity, on top of minimum_mw.",
            -100...100,
            default: 0)
        priceCNYPerMWh = fields.series(
            "price_cny_per_mwh", "Price of energy, fuel included.", Allowed.priceCNYPerMWh,
            default: 0)
        quadraticCNYPerMW2h = fields.number(
            "quadratic_cny_per_mw2h", "Cost that rises with the square of output.", 0...1e6,
            default: 0)
        costPoints = fields.list(
            "cost_points", "Convex cost curve, ascending in output; instead of a price.",
            element: CostPoint.init)
        fixedCNYPerHour = fields.number(
            "fixed_cny_per_hour", "Cost of every hour whatever is decided.", -1e12...1e12,
            default: 0)
        emissionKgCO2PerMWh = fields.number(
            "emission_kg_co2_per_mwh", "Direct emissions.", Allowed.emissionKgPerMWh, default: 0)
        rampMWPerHour = fields.optionalNumber(
            "ramp_mw_per_hour", "Largest change of output in an hour.", Allowed.powerMW)
        rampUpSharePerHour = fields.optionalNumber(
            "ramp_up_share_per_hour",
            "Largest rise of output in an hour, share of capacity; it grows with an expansion.",
            0...1e4)
        rampDownSharePerHour = fields.optionalNumber(
            "ramp_down_share_per_hour",
            "Largest fall of output in an hour, share of capacity; it grows with an expansion.",
            0...1e4)
        initialMW = fields.optionalNumber(
            "initial_mw", "Output before the first step.", Self.powerRange)
        expansion = fields.object("expansion", "Capacity that may be added.") {
            Expansion($0, unit: "mw")
        }
        commitment = fields.object(
            "commitment", "What it takes to switch it on and off; absent means never switched.",
            element: Commitment.init)
        check(fields)
        checkCommitment(fields)
    }

    /// Largest output of the capacity there is in a step, MW.
    public func availableMW(_ step: Int) -> Double { capacityMW * availabilityShare[step] }

    /// Smallest output of the capacity there is in a step, MW.
    public func minimumMW(_ step: Int) -> Double { minimumMW + capacityMW * minimumShare[step] }

    /// Largest rise of output of the capacity there is, MW in an hour; nil for any.
    var rampUpMWPerHour: Double? { ramp(rampUpSharePerHour) }

    /// Largest fall of output of the capacity there is, MW in an hour; nil for any.
    var rampDownMWPerHour: Double? { ramp(rampDownSharePerHour) }

    private func ramp(_ share: Double?) -> Double? {
        let limits = [rampMWPerHour, share.map { $0 * abs(capacityMW) }].compactMap { $0 }
        return limits.min()
    }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        for (index, point) in costPoints.enumerated().dropFirst() {
            let before = costPoints[index - 1]
            let isRising = point.outputMW > before.outputMW
            let isConvex = index < 2 || slope(index) >= slope(index - 1)
            if !isRising || !isConvex {
                fields.fault(
                    "cost_points/\(index)", .conflict,
                    given: "\(point.outputMW) MW at \(point.costCNYPerHour) CNY/h",
                    allowed: "rising output, and prices that do not fall from piece to piece")
            }
        }
        if costPoints.count == 1 {
            fields.fault(
                "cost_points", .missing, given: "1 point", allowed: "at least 2, or none")
        }
        if !costPoints.isEmpty, quadraticCNYPerMW2h > 0 || fields.has("price_cny_per_mwh") {
            fields.fault(
                "cost_points", .conflict, given: "with another price",
                allowed: "a curve, or a price with its quadratic part")
        }
    }

    /// Price between a point of the curve and the one before it, CNY per MWh.
    private func slope(_ index: Int) -> Double {
        let (a, b) = (costPoints[index - 1], costPoints[index])
        return (b.costCNYPerHour - a.costCNYPerHour) / (b.outputMW - a.outputMW)
    }

    /// The lines cost ≥ slope·P + intercept of the curve, CNY an hour; empty without a curve.
    var costLines: [(slope: Double, intercept: Double)] {
        costPoints.indices.dropFirst().map { index in
            let slope = slope(index)
            let point = costPoints[index]
            return (slope, point.costCNYPerHour - slope * point.outputMW)
        }
    }
}
