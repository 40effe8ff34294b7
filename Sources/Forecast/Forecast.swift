/// A forecast: a point and the 1…99 % quantiles of every step, and where they come from.
public struct Forecast: Sendable, Equatable {
    /// Percentages of the quantiles; the grid is the same always, so asking for more moves none.
    public static let percents = Array(1...99)

    /// Start of the first step, seconds since the epoch.
    public let start: Int
    /// Length of a step in seconds.
    public let stepSeconds: Int
    /// The point forecast of each step, in the target's unit.
    public var point: [Double]
    /// Row-major, one row of 99 ascending values a step, in the target's unit.
    public var quantiles: [Double]
    /// Which model, from what, how good.
    public var provenance: Provenance
    /// Errors of past forecasts, truth less point: one row a forecast, one column a step of the
    /// horizon, NaN where the truth is not known; nil where the model keeps none.
    ///
    /// They say how the steps hang together, for `scenarios`; `Recipes.jointForecast` sets them for
    /// every kind.
    public var pastErrors: Matrix?

    /// Creates a forecast.
    ///
    /// - Precondition: `quantiles` has 99 values a step.
    public init(
        start: Int, stepSeconds: Int, point: [Double], quantiles: [Double], provenance: Provenance
    ) {
        precondition(quantiles.count == point.count * 99, "99 quantiles a step")
        self.start = start
        self.stepSeconds = stepSeconds
        self.point = point
        self.quantiles = quantiles
        self.provenance = provenance
    }

    /// Number of steps.
    public var count: Int { point.count }

    /// Start of a step, seconds since the epoch.
    public func time(_ step: Int) -> Int { start + step * stepSeconds }

    /// The quantile of a step at a percentage from 1 to 99.
    public func quantile(_ step: Int, percent: Int) -> Double { quantiles[step * 99 + percent - 1] }

    /// The 99 quantiles of a step, ascending.
    public func quantiles(of step: Int) -> ArraySlice<Double> {
        quantiles[step * 99..<(step + 1) * 99]
    }

    /// The 99 quantiles of an equally weighted sample, between its values linearly (type 7).
    ///
    /// - Parameter sorted: ascending, not empty.
    public static func quantiles(ofSorted sorted: [Double]) -> [Double] {
        percents.map { percent in
            let place = Double(percent) / 100 * Double(sorted.count - 1)
            let below = Int(place)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
        }
    }
}

/// Where a forecast comes from.
public struct Provenance: Sendable, Equatable {
    /// The model or recipe that answered.
    public var model: String
    /// Steps of history that it was estimated on.
    public var historySteps: Int
    /// Inputs that it used, by name.
    public var inputsUsed: [String]
    /// Inputs that it was given and could not use, by name.
    public var inputsMissing: [String]
    /// What a reader must know before trusting the numbers.
    public var flags: Set<Flag>
    /// The members of a combination with their weights.
    public var members: [Member]

    /// Something about the data or the model that lowers the quality of an answer.
    public enum Flag: String, Sendable, CaseIterable, Comparable {
        /// The recipe could not answer; a model that needs less did.
        case fellBack = "fell_back"
        /// Missing values of the target were filled before estimating.
        case gapsFilled = "gaps_filled"
        /// Less history than the model wants.
        case shortHistory = "short_history"
        /// An input has no values over a part of the horizon or of the history.
        case inputMissing = "input_missing"
        /// The target has not changed over the whole window.
        case constantTarget = "constant_target"
        /// Values far from all others were drawn in before estimating.
        case outliersClipped = "outliers_clipped"
        /// The quantiles rest on few errors of the past.
        case fewErrors = "few_errors"
        /// How the steps of scenarios hang together is assumed, for few errors are known.
        case assumedCorrelation = "assumed_correlation"

        /// By name.
        public static func < (a: Flag, b: Flag) -> Bool { a.rawValue < b.rawValue }
    }

    /// One member of a combination.
    public struct Member: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// Its weight; those of all members add up to 1.
        public let weight: Double
        /// Its own point forecast, one value a step.
        public let point: [Double]

        /// Creates a member.
        public init(name: String, weight: Double, point: [Double]) {
            self.name = name
            self.weight = weight
            self.point = point
        }
    }

    /// Creates a provenance.
    public init(
        model: String, historySteps: Int, inputsUsed: [String] = [],
        inputsMissing: [String] = [], flags: Set<Flag> = [], members: [Member] = []
    ) {
        self.model = model
        self.historySteps = historySteps
        self.inputsUsed = inputsUsed
        self.inputsMissing = inputsMissing
        self.flags = flags
        self.members = members
    }
}
