import Solver

/// The horizon as the charts draw it: intervals of one or more clock hours, and local ticks.
package struct Timeline {
    /// A labelled point in time.
    package struct Tick {
        /// Place in the horizon, 0 to 1.
        package let share: Double
        /// Local time, or date.
        package let label: String
    }

    /// The steps of each interval.
    package let steps: [Range<Int>]
    /// The clock hours of each interval, as the chain counts them.
    let hours: [Range<Int>]
    /// Local ticks.
    package let ticks: [Tick]
    /// Number of steps of the horizon.
    let stepCount: Int
    /// Length of a step, hours.
    let stepHours: Double

    /// Clock hours of an interval; the first and last may be cut.
    let hoursPerInterval: Int

    /// More intervals than this are merged.
    private static let largestCount = 200

    /// Creates the intervals from the clock hours of a plan.
    init(_ plan: Plan) {
        let grid = plan.scenario.grid
        let starts = Self.hourStarts(grid, plan.chain.hours)
        let lengths = [1, 2, 3, 4, 6, 12, 24, 48, 96, 168, 336]
        let each = lengths.first { starts.count <= $0 * Self.largestCount } ?? 672
        var steps: [Range<Int>] = []
        var hours: [Range<Int>] = []
        for first in stride(from: 0, to: starts.count, by: each) {
            let next = min(starts.count, first + each)
            let end = next < starts.count ? starts[next] : grid.stepCount
            steps.append(starts[first]..<end)
            hours.append(first..<next)
        }
        self.steps = steps
        self.hours = hours
        hoursPerInterval = each
        stepCount = grid.stepCount
        stepHours = grid.stepHours
        ticks = Self.ticks(grid)
    }

    /// Place of a step in the horizon, 0 to 1.
    func share(_ step: Int) -> Double { Double(step) / Double(max(1, stepCount)) }

    /// Whether single days can be told apart, so that shading them helps.
    var isShort: Bool { Double(stepCount) * stepHours <= 72 }

    /// What a level stands for, when it is more than an hour.
    var note: Text? {
        hoursPerInterval == 1
            ? nil
            : Text(
                "Each level is the mean of \(hoursPerInterval) hours.",
                "每一台阶为\(hoursPerInterval)小时均值。")
    }

    /// Length of an interval, hours.
    func length(_ index: Int) -> Double { Double(steps[index].count) * stepHours }

    /// Mean over the steps of each interval.
    func means(_ values: [Double]) -> [Double] {
        steps.map { range in
            range.reduce(0) { $0 + values[$1] } / Double(max(1, range.count))
        }
    }

    /// Amount of each interval divided by its length, from amounts by clock hour.
    func rates(_ amount: (Int) -> Double) -> [Double] {
        hours.indices.map { index in
            hours[index].reduce(0) { $0 + amount($1) } / length(index)
        }
    }

    /// The same horizon with an interval for each step, as long as there are not too many.
    func finest() -> [Range<Int>] {
        stepCount <= Self.largestCount ? (0..<stepCount).map { $0..<$0 + 1 } : steps
    }

    private static func hourStarts(_ grid: TimeGrid, _ hours: [String]) -> [Int] {
        var starts: [Int] = []
        for step in 0..<grid.stepCount
        where starts.count < hours.count && grid.text(step) == hours[starts.count] {
            starts.append(step)
        }
        return starts
    }

    private static func ticks(_ grid: TimeGrid) -> [Tick] {
        let span = grid.stepCount * grid.stepMinutes
        let spacings = [5, 15, 30, 60, 180, 240, 360, 720, 1440, 2880, 10_080, 20_160, 43_200]
        let spacing = spacings.first { span <= $0 * 9 } ?? 86_400
        let isOneDay = span <= 1440
        return (0...grid.stepCount).compactMap { step in
            let offset = grid.offsetSeconds[min(step, grid.stepCount - 1)]
            let minutes = (grid.instant(step).seconds + offset) / 60
            guard minutes.isMultiple(of: spacing) else { return nil }
            let text = grid.text(step)
            let clock = String(text.dropFirst(11).prefix(5))
            let date = String(text.dropFirst(5).prefix(5))
            let isLastMidnight = step == grid.stepCount && clock == "00:00" && isOneDay
            return Tick(
                share: Double(step) / Double(grid.stepCount),
                label: isLastMidnight ? "24:00" : clock == "00:00" && !isOneDay ? date : clock)
        }
    }
}
