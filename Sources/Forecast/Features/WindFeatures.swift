import Glibc

/// What the weather forecast says of each step, as a distribution of power depends on it.
///
/// Columns over history and horizon: every known input, wind speeds from pairs of components, the
/// leading quantity some hours before and after, its mean and spread around, and the time of day.
struct WindFeatures {
    /// One quantity at every step, NaN where unknown.
    struct Column {
        let name: String
        var values: [Double]
        /// Inverse length scale after standardising: how fast the answer changes with it.
        let rate: Double
    }

    private(set) var columns: [Column] = []
    /// Inputs that were used, and those without values where they are needed.
    private(set) var used: [String] = []
    private(set) var missing: [String] = []
    /// Whether gaps of inputs were bridged.
    private(set) var isBridged = false
    /// Steps of history and horizon.
    let count: Int

    private let problem: ForecastProblem
    private let first: Int
    /// Steps an hour, at least one.
    private let hour: Int

    /// Names by which a leading quantity is recognised.
    private static let windNames = ["speed", "wind"]
    /// Hours of inputs that are bridged.
    private static let bridgedHours = 6

    init(_ problem: ForecastProblem) {
        self.problem = problem
        first = problem.target.step(at: problem.start)
        count = first + problem.horizon
        hour = max(1, 3600 / problem.stepSeconds)
        var inputs: [(name: String, values: [Double])] = []
        for series in problem.known {
            guard let values = aligned(series) else {
                missing.append(series.name)
                continue
            }
            used.append(series.name)
            inputs.append((series.name, values))
        }
        let speeds = Self.speeds(inputs)
        let rate = 0.5 * min(1, (6 / Double(max(inputs.count + speeds.count, 1))).squareRoot())
        for input in inputs + speeds { add(input.name, input.values, rate) }
        if let leading = Self.leading(inputs, speeds) {
            addSurroundings(leading)
        }
        addClock()
    }

    /// The values of each column at a step, in the order of `columns`.
    func row(_ step: Int) -> [Double] { columns.map { $0.values[step] } }

    /// Adds a quantity that the caller knows.
    mutating func add(_ name: String, _ values: [Double], _ rate: Double) {
        columns.append(Column(name: name, values: values, rate: rate))
    }

    /// A known input on the target's grid, short gaps bridged; nil when it does not cover half of the
    /// horizon or has no history.
    private mutating func aligned(_ series: Series) -> [Double]? {
        let shift = (problem.target.start - series.start) / series.stepSeconds
        var values = (0..<count).map { step in
            series.values.indices.contains(step + shift) ? series.values[step + shift] : .nan
        }
        let ahead = values[first...].count(where: \.isFinite)
        guard 2 * ahead >= problem.horizon, values[..<first].contains(where: \.isFinite) else {
            return nil
        }
        if Self.bridge(&values, longest: Self.bridgedHours * hour) { isBridged = true }
        return values
    }

    /// Puts straight lines over gaps; true when there was one.
    private static func bridge(_ values: inout [Double], longest: Int) -> Bool {
        var last: Int?
        var isBridged = false
        for step in values.indices where values[step].isFinite {
            if let from = last, step - from > 1, step - from <= longest + 1 {
                isBridged = true
                let slope = (values[step] - values[from]) / Double(step - from)
                for place in from + 1..<step {
                    values[place] = values[from] + slope * Double(place - from)
                }
            }
            last = step
        }
        return isBridged
    }

    /// Speeds of all pairs of components, whose names differ by u and v alone.
    private static func speeds(
        _ inputs: [(name: String, values: [Double])]
    ) -> [(name: String, values: [Double])] {
        inputs.compactMap { input in
            for place in input.name.indices where "uU".contains(input.name[place]) {
                var name = input.name
                let letter = input.name[place] == "u" ? "v" : "V"
                name.replaceSubrange(place...place, with: letter)
                guard let other = inputs.first(where: { $0.name == name }) else { continue }
                let values = zip(input.values, other.values).map { hypot($0, $1) }
                return ("speed of \(input.name)", values)
            }
            return nil
        }
    }

    /// The quantity that says most: the speed highest above ground, else the first.
    private static func leading(
        _ inputs: [(name: String, values: [Double])],
        _ speeds: [(name: String, values: [Double])]
    ) -> [Double]? {
        func height(_ name: String) -> Int {
            Int(String(name.filter { $0.isASCII && $0.isNumber }.prefix(9))) ?? 0
        }
        if let speed = speeds.max(by: { height($0.name) < height($1.name) }) {
            return speed.values
        }
        let named = inputs.first { input in
            windNames.contains { Self.contains(input.name, $0) }
        }
        return named?.values ?? inputs.first?.values
    }

    private static func contains(_ name: String, _ part: String) -> Bool {
        let name = Array(name.lowercased().utf8)
        let part = Array(part.utf8)
        guard name.count >= part.count else { return false }
        return (0...name.count - part.count).contains {
            name[$0..<$0 + part.count].elementsEqual(part)
        }
    }

    private mutating func addSurroundings(_ values: [Double]) {
        let last = values.count - 1
        for shift in [-3, -2, -1, 1, 2, 3] {
            add(
                "\(shift) h",
                values.indices.map { values[min(max($0 + shift * hour, 0), last)] }, 0.3)
        }
        let wide = Self.moments(values, reach: 12 * hour)
        add("mean of a day", wide.mean, 0.2)
        add("spread of hours", Self.moments(values, reach: 3 * hour).deviation, 0.2)
    }

    /// Mean and standard deviation of the values around each step.
    static func moments(
        _ values: [Double], reach: Int
    ) -> (mean: [Double], deviation: [Double]) {
        let centre = values.first(where: \.isFinite) ?? 0
        var sums = [0.0]
        var squares = [0.0]
        var numbers = [0.0]
        for value in values {
            let part = value.isFinite ? value - centre : 0
            sums.append(sums[sums.count - 1] + part)
            squares.append(squares[squares.count - 1] + part * part)
            numbers.append(numbers[numbers.count - 1] + (value.isFinite ? 1 : 0))
        }
        var means: [Double] = []
        var deviations: [Double] = []
        for step in values.indices {
            let from = max(0, step - reach)
            let to = min(values.count, step + reach + 1)
            let number = numbers[to] - numbers[from]
            let mean = (sums[to] - sums[from]) / number
            let square = (squares[to] - squares[from]) / number
            means.append(centre + mean)
            deviations.append(max(square - mean * mean, 0).squareRoot())
        }
        return (means, deviations)
    }

    private mutating func addClock() {
        let angles = (0..<count).map { step in
            let second = problem.target.time(step)
            return 2 * Double.pi
                * Double(second - second.flooredQuotient(by: 86_400) * 86_400) / 86_400
        }
        add("sine of the hour", angles.map { sin($0) }, 0.3)
        add("cosine of the hour", angles.map { cos($0) }, 0.3)
    }
}
