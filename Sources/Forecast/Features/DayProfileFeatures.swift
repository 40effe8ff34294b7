import Glibc

/// What was known at the same clock time of past days, and what followed: one row a day, oldest
/// first, and last the day that is asked.
///
/// The horizon is cut in blocks of one day; each block has its own features, because what is known
/// of the second day is older than what is known of the first.
struct DayProfileFeatures {
    /// Where a group of features comes from; each source has a weight of its own in a kernel.
    enum Source: CaseIterable {
        /// The last day of the target, the last four hours of it and how they changed, and the day
        /// before.
        case lastDay, lastHours, lastChanges, dayBefore
        /// The mean of the last week at each time of day, and that of all times of one to 28 days.
        case weekMean, levels
        /// Observed inputs: their last day, and the last three hours of it.
        case inputs, inputsLastHours
        /// Inputs known ahead on the day to forecast, and the day before it.
        case known, knownBefore
        /// Day of the week, and twice-yearly course of the seasons.
        case weekday, season
    }

    /// Features of one source, standardised: one row a past day and one for the day asked.
    struct Group {
        let source: Source
        /// Place of the known input that it comes from; nil for all else.
        let input: Int?
        /// Part of the source's weight.
        let share: Double
        let values: Matrix
    }

    /// The groups that carry any information.
    private(set) var groups: [Group] = []
    /// Known inputs that are used.
    private(set) var inputs = 0
    /// Targets of the past days, on the model's scale.
    let targets: Matrix
    /// Rows from a past day to the last whose target was known at its gate.
    let gap: Int
    /// Names of inputs without a value on the day asked, which are left out.
    private(set) var missing: [String] = []
    /// Age of each past day in days.
    let ages: [Int]

    /// Weight of the day's own weather for solar power, relative to that for other kinds.
    private static let solarNow = 6.0
    /// Past days that are used at most.
    static let mostDays = 1100

    private let frame: Frame

    /// Grid and place of the block.
    private struct Frame {
        let problem: ForecastProblem
        let steps: Int
        let first: Int
        let block: Int
        let width: Int
        /// Start of the forecast that each row stands for, on the target's grid.
        var origins: [Int] = []

        /// Time of a step of the target's grid.
        func time(_ step: Int) -> Int { problem.target.time(step) }
    }

    /// Gathers the features of a block; nil when there are fewer than `leastDays` past days.
    init?(_ problem: ForecastProblem, _ target: PreparedTarget, block: Int, leastDays: Int) {
        let steps = max(1, 86_400 / problem.stepSeconds)
        let first = problem.target.step(at: problem.start)
        let width = min(steps, problem.horizon - block * steps)
        let lead = problem.lead
        gap = max(1, (lead + block * steps + width + steps - 1) / steps)
        var frame = Frame(
            problem: problem, steps: steps, first: first, block: block, width: width)
        let oldest = (first - lead - 3 * steps) / steps
        let days = min(oldest - gap + 1, Self.mostDays)
        guard days >= leastDays else { return nil }
        let past = (gap..<gap + days).reversed().filter { day in
            let start = first - day * steps + block * steps
            let present = (start..<start + width).count { target.isPresent[$0] }
            return 2 * present >= width
        }
        guard past.count >= leastDays else { return nil }
        frame.origins = past.map { first - $0 * steps } + [first]
        ages = past
        targets = Matrix(
            past.map { day in
                let start = first - day * steps + block * steps
                return Array(target.values[start..<start + width])
            })
        self.frame = frame
        addTarget(target.values)
        addInputs()
        addKnown()
        addCalendar()
    }

    private mutating func addTarget(_ values: [Double]) {
        let lead = frame.problem.lead
        let steps = frame.steps
        let hours = max(1, steps * 4 / 24)
        func day(_ origin: Int, _ back: Int) -> [Double] {
            ProfileWindow.means(values, origin - lead - back * steps, steps, bins: 24)
        }
        func lastHours(_ origin: Int) -> [Double] {
            ProfileWindow.means(values, origin - lead - hours, hours, bins: 4)
        }
        add(.lastDay) { day($0, 1) }
        add(.dayBefore) { day($0, 2) }
        add(.lastHours, row: lastHours)
        add(.lastChanges) { origin in
            let hours = lastHours(origin)
            return zip(hours.dropFirst(), hours).map { $0 - $1 }
        }
        add(.weekMean) { origin in ProfileWindow.mean((1...7).map { day(origin, $0) }) }
        add(.levels) { origin in
            [1, 3, 7, 28].map { days in
                ProfileWindow.means(values, origin - lead - days * steps, days * steps, bins: 1)[0]
            }
        }
    }

    private mutating func addInputs() {
        let steps = frame.steps
        let hours = max(1, steps * 3 / 24)
        for (source, length, bins) in [
            (Source.inputs, steps, 24), (.inputsLastHours, hours, 3),
        ] {
            let parts = frame.problem.inputs.map { series in
                let values = ProfileWindow.tamed(series.values)
                let shift = (frame.problem.target.start - series.start) / series.stepSeconds
                let lead = max(0, frame.first + shift - series.count)
                return { (origin: Int) -> [Double] in
                    ProfileWindow.means(values, origin + shift - lead - length, length, bins: bins)
                }
            }
            guard !parts.isEmpty else { continue }
            add(source) { origin in parts.flatMap { $0(origin) } }
        }
    }

    private mutating func addKnown() {
        let steps = frame.steps
        let usable = frame.problem.known.filter { series in
            let shift = (frame.problem.target.start - series.start) / series.stepSeconds
            let start = frame.first + shift + frame.block * steps
            let isThere = (start..<start + frame.width).contains {
                series.values.indices.contains($0) && series.values[$0].isFinite
            }
            if !isThere { missing.append(series.name) }
            return isThere
        }
        inputs = usable.count
        let shares = WeatherRelevance.shares(usable.map(\.name))
        for (place, series) in usable.enumerated() {
            let values = ProfileWindow.tamed(series.values)
            let shift = (frame.problem.target.start - series.start) / series.stepSeconds
            let ahead = shift + frame.block * steps
            // What the sky does to solar power it does at that hour.
            let now = frame.problem.kind == .solar ? Self.solarNow : 1
            add(.known, (place, now * shares[place])) { origin in
                ProfileWindow.means(values, origin + ahead, steps, bins: 24)
            }
            add(.knownBefore, (place, shares[place])) { origin in
                ProfileWindow.means(values, origin + ahead - steps, steps, bins: 24)
            }
        }
    }

    private mutating func addCalendar() {
        let frame = frame
        let zone = frame.problem.zone
        func middle(_ origin: Int) -> Int {
            frame.time(origin + frame.block * frame.steps + frame.width / 2)
        }
        add(.weekday) { origin in
            let day = (zone.day(of: middle(origin)) + 3) % 7
            return (0..<7).map { $0 == day ? 1 : 0 }
        }
        add(.season) { origin in
            let angle = 4 * Double.pi * Double(middle(origin)) / (365.25 * 86_400)
            return [sin(angle), cos(angle)]
        }
    }

    /// Adds a group: features of each row, made zero in the mean and one in deviation over the past;
    /// a feature that is missing or never changes is zero.
    private mutating func add(
        _ source: Source, _ input: (place: Int, share: Double)? = nil, row: (Int) -> [Double]
    ) {
        var values = Matrix(frame.origins.map(row))
        let past = values.rows - 1
        for column in 0..<values.columns {
            var sum = 0.0
            var squares = 0.0
            var number = 0.0
            for row in 0..<past where values[row, column].isFinite {
                sum += values[row, column]
                squares += values[row, column] * values[row, column]
                number += 1
            }
            let mean = number > 0 ? sum / number : 0
            let variance = number > 1 ? squares / number - mean * mean : 0
            let isFlat = variance <= 1e-18 * max(mean * mean, .leastNormalMagnitude)
            let scale = isFlat ? 0 : 1 / variance.squareRoot()
            for row in 0...past {
                let value = (values[row, column] - mean) * scale
                values[row, column] = value.isFinite ? min(max(value, -6), 6) : 0
            }
        }
        groups.append(
            Group(source: source, input: input?.place, share: input?.share ?? 1, values: values))
    }
}
