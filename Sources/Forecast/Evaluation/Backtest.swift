/// Forecasts of the past, each made with what was known then, and their scores.
///
/// The origin rolls day by day (or horizon by horizon below a day); models are told the longer history
/// and decide what to estimate anew. Every baseline of the kind goes through the same gates.
public struct Backtest: Sendable {
    /// What to run.
    public struct Settings: Sendable {
        /// Days, horizon and gate.
        public var rules: GateRules
        /// Seed of everything that is drawn.
        public var seed: UInt64 = 1
        /// Threads for linear algebra.
        public var threads = 1
        /// What the user states of the plant.
        public var options = Recipes.Options()

        /// Creates settings.
        public init(rules: GateRules) { self.rules = rules }
    }

    /// One model with its scores.
    public struct Model: Sendable {
        /// What kind of row it is.
        public enum Role: String, Sendable {
            /// The recipe of the kind.
            case recipe
            /// A member of the recipe's combination, alone.
            case member
            /// A simple forecast that every model must beat.
            case baseline
            /// A column of another file.
            case published
        }
        /// Its name.
        public let name: String
        /// What it is here.
        public let role: Role
        /// Its scores.
        public let scores: Scores
        /// Wall-clock seconds per local day of the test; nil where it was not run here.
        public let secondsPerDay: Double?
        /// The recipe against this model; against the first baseline in the row of the recipe.
        public let test: DieboldMariano?
    }

    /// What was estimated on, and what was tested.
    public struct Split: Sendable, Equatable {
        /// First value of the target.
        public let historyStart: Int
        /// End of the target at the first gate.
        public let firstGateTargetEnd: Int
        /// Start of the first forecast step, and end of the last.
        public let testStart: Int
        /// End of the last forecast step.
        public let testEnd: Int
        /// Local days of the test.
        public let days: Int
        /// Forecasts made.
        public let gates: Int
        /// Forecasts that could not be made, with the reason of the first.
        public let failed: Int
        /// Steps of the test without a true value.
        public let missingTruths: Int
    }

    /// All models: the recipe, its members, the baselines, the columns of the other file.
    public let models: [Model]
    /// The split used.
    public let split: Split
    /// The forecasts of the recipe, in order of time.
    public let forecasts: [Forecast]
    /// The local day of each forecast.
    public let days: [Int]
    /// Why the first forecast that failed could not be made.
    public let firstFailure: ForecastError?
    /// The true values.
    public let truth: Series
}
