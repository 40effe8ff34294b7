/// What it takes to switch a generator on and off; without it, output is all there is to decide.
public struct Commitment: Sendable {
    /// The state before the first step, and how long it has lasted.
    public struct Past: Sendable, Equatable {
        /// Whether the generator was on.
        public let isOn: Bool
        /// Hours in that state; nil when longer than every minimum time.
        public let hours: Double?
    }

    /// Cost of a start, CNY.
    public let startUpCostCNY: Double
    /// Cost of a stop, CNY.
    public let shutDownCostCNY: Double
    /// Cost of every hour on, whatever the output, CNY.
    public let noLoadCNYPerHour: Double
    /// Hours that it stays on once started.
    public let minimumUpHours: Double
    /// Hours that it stays off once stopped.
    public let minimumDownHours: Double
    /// Largest output in the step of a start, MW; nil for any.
    public let startUpRampMW: Double?
    /// Largest output in the step before a stop, MW; nil for any.
    public let shutDownRampMW: Double?
    /// The state before the first step; nil when not known, and then the first state is free.
    public let past: Past?

    init(_ fields: Fields) {
        startUpCostCNY = fields.number(
            "start_up_cost_cny", "Cost of a start.", 0...1e9, default: 0)
        shutDownCostCNY = fields.number(
            "shut_down_cost_cny", "Cost of a stop.", 0...1e9, default: 0)
        noLoadCNYPerHour = fields.number(
            "no_load_cny_per_hour", "Cost of every hour on, whatever the output.", 0...1e9,
            default: 0)
        minimumUpHours = fields.number(
            "minimum_up_hours", "Hours that it stays on once started.", Allowed.hours, default: 0)
        minimumDownHours = fields.number(
            "minimum_down_hours", "Hours that it stays off once stopped.", Allowed.hours,
            default: 0)
        startUpRampMW = fields.optionalNumber(
            "start_up_ramp_mw", "Largest output in the step of a start; absent means any.",
            Allowed.powerMW)
        shutDownRampMW = fields.optionalNumber(
            "shut_down_ramp_mw", "Largest output in the step before a stop; absent means any.",
            Allowed.powerMW)
        let isOn = fields.optionalBool(
            "initially_on", "State before the first step; absent means that the first is free.")
        let hours = fields.optionalNumber(
            "initial_hours",
            "Hours in that state; absent means longer than every minimum time.", 0...1e6)
        past = isOn.map { Past(isOn: $0, hours: hours) }
        if hours != nil, isOn == nil, !fields.isRecording {
            fields.fault(
                "initial_hours", .conflict, given: "without initially_on",
                allowed: "together with initially_on")
        }
    }
}

// What a commitment asks of the other fields of its generator.
extension Generator {
    func checkCommitment(_ fields: Fields) {
        guard let commitment, !fields.isRecording else { return }
        if expansion != nil {
            fields.fault(
                "expansion", .conflict, given: "with commitment",
                allowed: "one of the two: capacity that grows cannot be switched; give each unit "
                    + "that may be built a generator of its own")
        }
        let least = minimumMW + capacityMW * minimumShare.smallest
        if capacityMW < 0 || availabilityShare.smallest < 0 || least < 0 {
            fields.fault(
                "commitment", .conflict, given: "output below 0",
                allowed: "capacity, availability and minimum of at least 0: a source")
        }
        for (key, ramp) in [
            ("start_up_ramp_mw", commitment.startUpRampMW),
            ("shut_down_ramp_mw", commitment.shutDownRampMW),
        ] {
            guard let ramp, ramp < least else { continue }
            fields.fault(
                "commitment/\(key)", .conflict, given: "\(ramp)",
                allowed: "at least the smallest output while running, \(least) MW")
        }
        checkPast(commitment, fields)
    }

    private func checkPast(_ commitment: Commitment, _ fields: Fields) {
        guard let initialMW else { return }
        switch commitment.past?.isOn {
        case nil:
            fields.fault(
                "initial_mw", .conflict, given: "\(initialMW) without commitment/initially_on",
                allowed: "together with initially_on")
        case false? where initialMW != 0:
            fields.fault(
                "initial_mw", .conflict, given: "\(initialMW) while initially off",
                allowed: "0, or initially_on")
        default: break
        }
    }
}
