/// A Gaussian process for the prices of all slots of a day.
///
/// The weights of the groups of features were chosen on the days before the official tests of the
/// EPF benchmark, by powers of about two, the same for all markets.
struct PriceProcess: PriceMember {
    /// Weights of the groups, in the distance and in the linear part.
    struct Weights: Sendable {
        var price: [Int: (distance: Double, linear: Double)]
        var late: (distance: Double, linear: Double)
        var input: [Int: (distance: Double, linear: Double)]
        var weekday: (distance: Double, linear: Double)
        var time: Double

        func callAsFunction(_ group: PriceFeatures.Group) -> (distance: Double, linear: Double) {
            switch group {
            case .price(let days): price[days] ?? (0, 0)
            case .lateHours: late
            case .input(let days): input[days] ?? (0, 0)
            case .weekday: weekday
            case .time: (time, 0)
            }
        }
    }

    let name: String
    private let style: PriceScale.Style
    private let weights: Weights
    private let lengthScale: Double
    private let settings: GaussianProcess.Settings
    private var state: State?

    private struct State: Sendable {
        let frame: PriceFrame
        /// Columns that have a weight, with the root of it.
        let near: [(column: Int, weight: Double)]
        let straight: [(column: Int, weight: Double)]
        var process: GaussianProcess
        var nextDay: Int
        var asked: (day: Int, query: GaussianProcess.Query)?

        func query(_ day: Int, _ table: DayTable) -> GaussianProcess.Query {
            let row = frame.row(day, table)
            return process.query(
                near: near.map { row[$0.column] * $0.weight },
                straight: straight.map { row[$0.column] * $0.weight })
        }
    }

    init(
        name: String, style: PriceScale.Style, weights: Weights, lengthScale: Double,
        settings: GaussianProcess.Settings
    ) {
        self.name = name
        self.style = style
        self.weights = weights
        self.lengthScale = lengthScale
        self.settings = settings
    }

    mutating func forget() { state = nil }

    mutating func learn(before day: Int, _ table: DayTable) throws(LinearAlgebraError) {
        let anchor = PriceFrame.anchor(of: day, table)
        var current: State
        if let state, state.frame.anchor == anchor {
            current = state
        } else {
            state = nil
            current = try estimated(anchor, table)
        }
        state = nil
        while current.nextDay < day {
            let learned = current.nextDay
            let query =
                current.asked?.day == learned
                ? current.asked?.query : nil
            try current.process.learn(
                query ?? current.query(learned, table),
                targets: current.frame.features.target(learned, table))
            current.nextDay += 1
        }
        current.asked = nil
        state = current
    }

    mutating func predict(_ day: Int, _ table: DayTable) -> [Double] {
        guard let query = state?.query(day, table), let frame = state?.frame else { return [] }
        // Only the next day's question serves again, once its truth is known.
        if state?.nextDay == day { state?.asked = (day, query) }
        return frame.features.prices(query.means, day, table)
    }

    private func estimated(
        _ anchor: Int, _ table: DayTable
    ) throws(LinearAlgebraError) -> State {
        let frame = PriceFrame(style, anchor: anchor, table)
        let columns = frame.features.groups.enumerated().map { column, group in
            (column, weights(group))
        }
        let near = columns.filter { $0.1.distance > 0 }
            .map { (column: $0.0, weight: $0.1.distance.squareRoot() / lengthScale) }
        let straight = columns.filter { $0.1.linear > 0 }
            .map { (column: $0.0, weight: $0.1.linear.squareRoot()) }
        let rows = frame.training.map { frame.row($0, table) }
        let process = try GaussianProcess(
            near: Matrix(rows.map { row in near.map { row[$0.column] * $0.weight } }),
            straight: Matrix(rows.map { row in straight.map { row[$0.column] * $0.weight } }),
            targets: Matrix(frame.training.map { frame.features.target($0, table) }),
            settings: settings, room: 28)
        return State(
            frame: frame, near: near, straight: straight, process: process, nextDay: anchor)
    }
}

extension PriceProcess {
    /// On prices as they are: strong in markets whose level stays.
    static let raw = PriceProcess(
        name: "gp", style: .fixed,
        weights: Weights(
            price: [1: (8, 8), 2: (2, 1), 3: (0.25, 0.5), 7: (0.5, 0.25)], late: (0.25, 1),
            input: [0: (6, 4), 1: (1, 1)], weekday: (0.5, 0), time: 0.25),
        lengthScale: 8,
        settings: GaussianProcess.Settings(
            linear: 0.05, noise: 0.1, noiseDays: 1000))

    /// On prices against their last week: strong where the level wanders.
    static let level = PriceProcess(
        name: "gp_level", style: .level,
        weights: Weights(
            price: [1: (8, 8), 2: (2, 0.5), 3: (0.25, 0.5), 7: (1, 0.25)], late: (0.25, 0.5),
            input: [0: (6, 4), 1: (2, 1), 7: (0.25, 0.25)], weekday: (1, 0.25), time: 0),
        lengthScale: 8,
        settings: GaussianProcess.Settings(
            linear: 0.05, noise: 0.2, noiseDays: 1500))
}
