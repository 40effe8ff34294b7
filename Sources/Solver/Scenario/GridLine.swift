/// An AC line or transformer of the grid.
///
/// Impedances are per unit on the grid's base, or in ohm with the voltage they are seen from.
public struct GridLine: Sendable {
    /// Identifier, unique among lines and DC lines.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Node that positive flow leaves.
    public let from: String
    /// Node that positive flow enters.
    public let to: String
    /// Series impedance as given.
    private let given: Impedance
    /// Largest flow either way before expansion, MW; nil for none.
    public let limitMW: Double?
    /// Share of the limit, expansion included, that may be used.
    public let limitShare: Series
    /// Off-nominal turns ratio at `from`.
    public let tapRatio: Double
    /// Phase shift at `from`, degrees; positive delays.
    public let phaseShiftDegrees: Double
    /// Least angle of `from` over `to`, degrees; nil for none.
    public let angleMinimumDegrees: Double?
    /// Largest angle of `from` over `to`, degrees; nil for none.
    public let angleMaximumDegrees: Double?
    /// Capacity that may be added, in MW, with the impedance as it is; nil for none.
    public let expansion: Expansion?

    private enum Impedance: Sendable {
        case perUnit(r: Double, x: Double)
        case ohm(r: Double, x: Double, kV: Double)
    }

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        from = fields.id("from", "Node that positive flow leaves.")
        to = fields.id("to", "Node that positive flow enters.")
        given = Self.impedance(fields)
        limitMW = fields.optionalNumber(
            "limit_mw", "Largest flow either way; absent means none.", Allowed.powerMW)
        limitShare = fields.series(
            "limit_share", "Share of the limit that may be used.", 0...100, default: 1)
        tapRatio = fields.number(
            "tap_ratio", "Off-nominal turns ratio at from.", 0.01...100, default: 1)
        phaseShiftDegrees = fields.number(
            "phase_shift_degrees", "Phase shift at from; positive delays.", -360...360, default: 0)
        angleMinimumDegrees = fields.optionalNumber(
            "angle_minimum_degrees", "Least angle of from over to; absent means none.", -360...360)
        angleMaximumDegrees = fields.optionalNumber(
            "angle_maximum_degrees", "Largest angle of from over to; absent means none.",
            -360...360)
        expansion = fields.object("expansion", "Capacity that may be added to limit_mw.") {
            Expansion($0, unit: "mw")
        }
        check(fields)
    }

    private static func impedance(_ fields: Fields) -> Impedance {
        let range = -1e9...1e9
        let perUnit = fields.optionalNumber(
            "reactance_pu", "Series reactance, per unit of base_mva.", range)
        let resistance = fields.number(
            "resistance_pu", "Series resistance, per unit of base_mva.", range, default: 0)
        let ohm = fields.optionalNumber("reactance_ohm", "Series reactance, Ω.", range)
        let resistanceOhm = fields.number(
            "resistance_ohm", "Series resistance, Ω.", range, default: 0)
        let voltage = fields.optionalNumber(
            "voltage_kv", "Voltage that the values in Ω are seen from.", 1e-3...1e5)
        guard !fields.isRecording else { return .perUnit(r: 0, x: 0) }
        if let ohm, perUnit == nil, !fields.has("resistance_pu") {
            guard let voltage else {
                fields.fault(
                    "voltage_kv", .missing, given: "reactance_ohm without it",
                    allowed: "the voltage that reactance_ohm is seen from")
                return .perUnit(r: 0, x: 0)
            }
            return .ohm(r: resistanceOhm, x: ohm, kV: voltage)
        }
        if fields.has("reactance_ohm") || fields.has("resistance_ohm") || fields.has("voltage_kv") {
            fields.fault(
                "reactance_ohm", .conflict, given: "per-unit values and values in Ω",
                allowed: "reactance_pu, or reactance_ohm with voltage_kv")
        } else if !fields.has("reactance_pu") {
            fields.fault(
                "reactance_pu", .missing, given: "nothing",
                allowed: "reactance_pu, or reactance_ohm with voltage_kv")
        }
        return .perUnit(r: resistance, x: perUnit ?? 0)
    }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        if from == to, !from.isEmpty {
            fields.fault("to", .conflict, given: "\"\(to)\"", allowed: "another node than from")
        }
        if let low = angleMinimumDegrees, let high = angleMaximumDegrees, low > high {
            fields.fault(
                "angle_minimum_degrees", .conflict, given: JSON.text(of: low),
                allowed: "at most angle_maximum_degrees, \(JSON.text(of: high))")
        }
        if expansion != nil, limitMW == nil {
            fields.fault(
                "expansion", .conflict, given: "without limit_mw",
                allowed: "a limit_mw that it adds to; 0 where nothing stands")
        }
    }

    /// Series resistance, per unit.
    public func resistancePU(baseMVA: Double) -> Double {
        switch given {
        case .perUnit(let r, _): r
        case .ohm(let r, _, let kV): r * baseMVA / (kV * kV)
        }
    }

    /// Series reactance, per unit.
    public func reactancePU(baseMVA: Double) -> Double {
        switch given {
        case .perUnit(_, let x): x
        case .ohm(_, let x, let kV): x * baseMVA / (kV * kV)
        }
    }
}
