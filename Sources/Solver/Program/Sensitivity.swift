/// What to ask of an optimal basis: how far some bounds or costs may move before it changes.
public struct SensitivityQuestions: Sendable {
    /// Bounds that are loosened together by the same amount: uppers rise, lowers fall.
    public var limits: [[ProgramConflict.Side]]
    /// Costs that move together: by column, how much each changes for a change of one.
    public var costs: [[CostRate]]

    /// The change of one cost.
    public struct CostRate: Sendable {
        /// Index of the column.
        public let column: Int
        /// Change of its cost for a change of one.
        public let rate: Double

        /// Creates a rate.
        public init(column: Int, rate: Double) {
            self.column = column
            self.rate = rate
        }
    }

    /// Creates questions.
    public init(limits: [[ProgramConflict.Side]] = [], costs: [[CostRate]] = []) {
        self.limits = limits
        self.costs = costs
    }
}

/// Ranges over which one optimal basis stays optimal, in the order of the questions.
///
/// At a degenerate optimum several bases are optimal, and the range of one may be only a part of
/// the range over which the price or the plan holds.
public struct Sensitivity: Sendable, Equatable {
    /// For each set of bounds, from how much tightening (negative) to how much loosening its dual
    /// prices hold.
    public let limits: [ClosedRange<Double>?]
    /// For each set of costs, over which changes the point stays optimal.
    public let costs: [ClosedRange<Double>?]
}
