/// A model served in a way: what is sold, to whom, how fast and at what price.
public struct Product: Sendable {
    /// How a product must be served.
    public enum Kind: String, Sendable, CaseIterable {
        /// At once, within latency limits.
        case interactive
        /// Within a maximum delay.
        case batch
    }

    /// Batch work left from before the horizon.
    public struct Backlog: Sendable {
        /// Demand centre.
        public let origin: String
        /// Output tokens not yet made, million.
        public let millionTokens: Double
        /// Time until it is late, hours from the start.
        public let dueInHours: Double

        init(_ fields: Fields) {
            origin = fields.id("origin", "Demand centre.")
            millionTokens = fields.number(
                "million_tokens", "Output tokens not yet made.", Allowed.millionTokens)
            dueInHours = fields.number(
                "due_in_hours", "Hours from the start until it is late.", Allowed.hours,
                default: 0)
        }
    }

    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// How it must be served.
    public let kind: Kind
    /// Who asks for how much, demand classes after the product's own demand.
    public internal(set) var demand: [Demand]
    /// Quality on a scale of the user's own; nil when it is below every floor.
    public let quality: Double?
    /// Input tokens with each output token.
    public let inputTokensPerOutputToken: Double
    /// Share of the input that is found in a cache.
    public let cachedShareOfInput: Double
    /// Share of a replica's busy time that uncached input would take.
    public let prefillShareOfWork: Double
    /// Price of output tokens, CNY per million.
    public let outputPriceCNYPerMillionTokens: Series
    /// Price of input tokens not in the cache, CNY per million.
    public let inputPriceCNYPerMillionTokens: Double
    /// Price of input tokens found in the cache, CNY per million.
    public let cachedInputPriceCNYPerMillionTokens: Double
    /// What the user's business gains per million output tokens, CNY; nil when not given.
    public let businessValueCNYPerMillionTokens: Double?
    /// Penalty for output tokens not served, CNY per million, beyond the revenue lost.
    public let unservedPenaltyCNYPerMillionTokens: Double
    /// Model FLOP of one output token with its share of input, GFLOP.
    public let gigaflopPerOutputToken: Double
    /// Network volume, GB per million output tokens.
    public let gigabytesPerMillionTokens: Double
    /// Largest time to the first token seen by the caller, ms; nil for none.
    public let firstTokenLimitMS: Double?
    /// Largest time per further token, ms; nil for none.
    public let tokenIntervalLimitMS: Double?
    /// Share of the loaded replicas kept free.
    public let spareShare: Double
    /// Square-root head-room β: replicas on ≥ busy + β√busy; nil for none.
    public let headroomBeta: Double?
    /// Largest share of an origin's tokens that may move between sites in a step; nil for any.
    public let maxShareMovedPerStep: Double?
    /// Batch: hours from arrival to the latest service.
    public let maxDelayHours: Double
    /// Batch: price of lateness, CNY per million tokens and hour.
    public let latePriceCNYPerMillionTokensHour: Double
    /// Batch: work left from before.
    public let initialBacklog: [Backlog]
    /// Batch: cost of making later what is left at the end, CNY per million; nil to estimate.
    public let terminalPriceCNYPerMillionTokens: Double?
    /// Share of the energy that must be matched by carbon-free supply in each clock hour.
    public let greenShare: Double?

    /// Numbers that a quality may have.
    static let qualityRange = 0.0...1e6

    /// The penalty when a product states none, CNY per million output tokens.
    public static let defaultUnservedPenaltyCNYPerMillionTokens = 100.0

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        kind = fields.choice("kind", "How it must be served.", of: Kind.self) ?? .interactive
        demand = fields.list(
            "demand", "Who asks for how much; may be absent when a demand class asks for it.",
            element: Demand.init)
        quality = fields.optionalNumber(
            "quality", "Quality on any one scale, for the floors of demand classes.",
            Self.qualityRange)
        inputTokensPerOutputToken = fields.number(
            "input_tokens_per_output_token", "Input tokens with each output token.",
            Allowed.ratio, default: 0)
        cachedShareOfInput = fields.number(
            "cached_share_of_input", "Share of the input found in a cache.", Allowed.share,
            default: 0)
        prefillShareOfWork = fields.number(
            "prefill_share_of_work", "Share of busy time that uncached input would take.",
            0...0.999, default: 0)
        outputPriceCNYPerMillionTokens = fields.series(
            "output_price_cny_per_million_tokens", "Price of output tokens.", 0...1e6)
        inputPriceCNYPerMillionTokens = fields.number(
            "input_price_cny_per_million_tokens", "Price of input tokens not cached.", 0...1e6,
            default: 0)
        cachedInputPriceCNYPerMillionTokens = fields.number(
            "cached_input_price_cny_per_million_tokens", "Price of cached input tokens.", 0...1e6,
            default: 0)
        businessValueCNYPerMillionTokens = fields.optionalNumber(
            "business_value_cny_per_million_tokens", "Gain of the user's business.", 0...1e9)
        unservedPenaltyCNYPerMillionTokens = fields.number(
            "unserved_penalty_cny_per_million_tokens",
            "Penalty for output tokens not served, beyond the revenue lost.", 0...1e7,
            default: Self.defaultUnservedPenaltyCNYPerMillionTokens)
        gigaflopPerOutputToken = fields.number(
            "gigaflop_per_output_token", "Model FLOP of one output token.", 0...1e9, default: 0)
        gigabytesPerMillionTokens = fields.number(
            "gigabytes_per_million_tokens", "Network volume.", 0...1e6, default: 0)
        firstTokenLimitMS = fields.optionalNumber(
            "first_token_limit_ms", "Largest time to the first token.", Allowed.milliseconds)
        tokenIntervalLimitMS = fields.optionalNumber(
            "token_interval_limit_ms", "Largest time per further token.", Allowed.milliseconds)
        spareShare = fields.number(
            "spare_share", "Share of the loaded replicas kept free.", 0...0.99, default: 0)
        headroomBeta = fields.optionalNumber(
            "headroom_beta", "Replicas on >= busy + beta * sqrt(busy).", 0...10)
        maxShareMovedPerStep = fields.optionalNumber(
            "max_share_moved_per_step", "Largest share of tokens that may move in a step.",
            Allowed.share)
        maxDelayHours = fields.number(
            "max_delay_hours", "Batch: hours from arrival to the latest service.", Allowed.hours,
            default: 0)
        latePriceCNYPerMillionTokensHour = fields.number(
            "late_price_cny_per_million_tokens_hour", "Batch: price of lateness.", 0...1e6,
            default: 10)
        initialBacklog = fields.list(
            "initial_backlog", "Batch: work left from before.", element: Backlog.init)
        terminalPriceCNYPerMillionTokens = fields.optionalNumber(
            "terminal_price_cny_per_million_tokens",
            "Batch: cost of making later what is left at the end.", 0...1e6)
        greenShare = fields.optionalNumber(
            "green_share", "Share of energy matched by carbon-free supply in each clock hour.",
            Allowed.share)
        checkKind(fields)
    }

    private func checkKind(_ fields: Fields) {
        let interactiveOnly = [
            "first_token_limit_ms", "token_interval_limit_ms", "max_share_moved_per_step",
            "headroom_beta",
        ]
        let batchOnly = [
            "max_delay_hours", "late_price_cny_per_million_tokens_hour", "initial_backlog",
            "terminal_price_cny_per_million_tokens",
        ]
        for key in kind == .batch ? interactiveOnly : batchOnly where fields.has(key) {
            fields.fault(
                key, .conflict, given: "a product of kind \(kind.rawValue)",
                allowed: "a product of kind \(kind == .batch ? "interactive" : "batch")")
        }
        if kind == .batch, !outputPriceCNYPerMillionTokens.isConstant {
            fields.fault(
                "output_price_cny_per_million_tokens", .conflict, given: "a price that varies",
                allowed: "one price: batch work is paid by arrival, not by when it is made")
        }
    }

    /// Work of one output token relative to the measured, uncached one.
    public var workPerToken: Double { 1 - prefillShareOfWork * cachedShareOfInput }

    /// Batch: the delay in whole steps, rounded down.
    func delaySteps(_ grid: TimeGrid) -> Int {
        Int((maxDelayHours / grid.stepHours + 1e-9).rounded(.down))
    }

    /// Revenue of a million output tokens with their input, CNY.
    public func revenueCNYPerMillionTokens(_ step: Int) -> Double {
        outputPriceCNYPerMillionTokens[step] + inputTokensPerOutputToken
            * (cachedShareOfInput * cachedInputPriceCNYPerMillionTokens
                + (1 - cachedShareOfInput) * inputPriceCNYPerMillionTokens)
    }
}
