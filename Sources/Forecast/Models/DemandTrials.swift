import Glibc

/// What would have been said at past gates, by the processes and by simple rules: how much to listen
/// to each, and how wrong their mean has been.
///
/// The rules are the medians of the last day, two days and week, the last value, the day before, the
/// week before, and the median of the same hour of seven days; where nothing repeats, or not for long,
/// they do as well as any process, and where a week repeats exactly, better. A weight falls
/// exponentially with the sum of absolute errors, apart for near and far leads: the exponentially
/// weighted average forecaster of N. Cesa-Bianchi, G. Lugosi: Prediction, Learning, and Games, 2006,
/// chapter 2, whose prior trusts the processes most, and which learns more slowly from few days. New
/// errors count more than old ones, and nearly as good members keep nearly their weight: demand
/// changes its ways, and a mean of several is wrong by less than the one that was best before
/// (J. M. Bates, C. W. J. Granger: The combination of forecasts, 1969; A. Timmermann: Forecast
/// combinations, 2006).
package struct DemandTrials {
    /// Weights of the processes and of each rule, by group of leads.
    let weights: [[Double]]
    /// Errors of the weighted mean in deviations of the processes, by group of leads.
    let errors: [DemandErrors]

    /// Ends of the groups of leads, hours.
    private static let groupEnds = [2.0, 8.0, 24.0, .infinity]
    /// Past gates, and places that the first of them has to go by.
    private static let gates = 112
    private static let firstGate = 24
    private static let medianDays = [1, 2, 7]
    /// How sharply, after many days, a loss above the best one's lowers a weight.
    private static let rate = 10.0
    /// Days of gates after which it is half as sharp.
    private static let halfRateDays = 4.0
    /// Days in which an error comes to count half.
    private static let halfLifeDays = 2.0
    /// Weight of the processes before any error is known.
    private static let prior = 0.35
    /// Days whose median at the same hour is a rule.
    private static let profileDays = 7
    /// Rules that are no median of days.
    private static let others = 4
    /// Deviations beyond which an error is drawn in.
    private static let farthest = 5.0

    /// One forecast of one place: by every member its error and its share of the loss, the deviation
    /// it had, and the days since.
    private struct Past {
        let errors: [Double]
        let losses: [Double]
        let deviation: Double
        let age: Double
    }

    /// Makes the trials.
    ///
    /// - Parameters:
    ///   - history: one value a step, on the scale of the processes.
    ///   - reach: steps ahead that are asked for.
    ///   - restored: from that scale to the target.
    init(
        _ mixture: DemandMixture, _ history: [Double], _ layout: HistoryLayout, reach: Int,
        restored: (Double) -> Double
    ) {
        let past = Self.past(mixture, history, layout, reach: reach, restored: restored)
        let days = max(0, Double(layout.steps) * layout.stepHours / 24 - 1)
        let rate = Self.rate * days / (days + Self.halfRateDays)
        let weights = past.map { Self.weights($0, rate: rate) }
        errors = zip(past, weights).map { past, weights in
            DemandErrors(
                past.map { past in
                    let error = zip(past.errors, weights).reduce(0) { $0 + $1.0 * $1.1 }
                    let ratio = error / past.deviation
                    return (min(max(ratio, -Self.farthest), Self.farthest), past.age)
                })
        }
        self.weights = weights
    }

    /// All forecasts that would have been made, by group of leads.
    private static func past(
        _ mixture: DemandMixture, _ history: [Double], _ layout: HistoryLayout, reach: Int,
        restored: (Double) -> Double
    ) -> [[Past]] {
        let places = layout.values(history)
        var past = [[Past]](repeating: [], count: groupEnds.count)
        let step = max(1, places.count / gates)
        for origin in stride(from: min(firstGate, places.count / 2), to: places.count, by: step) {
            let gate = layout.end(origin - 1)
            var last = origin
            while last < places.count, layout.end(last) <= gate + 2 * reach { last += 1 }
            guard last > origin else { continue }
            let trial = mixture.trial(origin..<last)
            let rules = rules(
                history.prefix(history.count + gate / 2), layout,
                (origin..<last).map { layout.ahead($0, of: gate) })
            for (index, place) in (origin..<last).enumerated() {
                let truth = places[place]
                let errors = [trial.means[index]] + rules[index].map { truth - $0 }
                let age = -Double(layout.end(place)) / 48 * layout.stepHours
                let share = exp2(-age / halfLifeDays)
                let value = restored(truth)
                past[group(Double(layout.end(place) - gate) / 2 * layout.stepHours)].append(
                    Past(
                        errors: errors,
                        losses: errors.map { share * abs(restored(truth - $0) - value) },
                        deviation: trial.deviations[index], age: age))
            }
        }
        return past
    }

    private static func weights(_ past: [Past], rate: Double) -> [Double] {
        var losses = [Double](repeating: 0, count: medianDays.count + others + 1)
        for past in past {
            for (member, loss) in past.losses.enumerated() { losses[member] += loss }
        }
        let best = max(losses.min() ?? 0, .leastNormalMagnitude)
        let rule = (1 - prior) / Double(losses.count - 1)
        let raw = losses.enumerated().map { member, loss in
            (member == 0 ? prior : rule) * (loss > best ? exp(-rate * (loss / best - 1)) : 1)
        }
        let total = raw.reduce(0, +)
        return raw.map { $0 / total }
    }

    /// The group of a lead.
    static func group(_ hours: Double) -> Int {
        groupEnds.firstIndex { hours <= $0 + 1e-9 } ?? groupEnds.count - 1
    }

    /// How many errors of a group's leads fit into so many days without overlapping.
    static func independent(_ group: Int, days: Double) -> Double {
        24 * days / (groupEnds[group].isFinite ? groupEnds[group] : 48)
    }

    /// What the rules say, one row for each range of steps after the history.
    package static func rules(
        _ history: ArraySlice<Double>, _ layout: HistoryLayout, _ ahead: [Range<Int>]
    ) -> [[Double]] {
        let last = history.suffix(1)
        let constant =
            medianDays.map { days -> Double in
                let sorted = history.suffix(days * layout.day).sorted()
                return sorted[sorted.count / 2]
            } + last
        return ahead.map { steps in
            // What was known at the same time of the days before, the last of them first.
            let first = (steps.upperBound + layout.day - 1) / layout.day
            let before = (first..<first + profileDays).map { days in
                mean(history, history.endIndex + steps.lowerBound - days * layout.day, steps.count)
            }.prefix { $0 != nil }.compactMap(\.self)
            let day = before.first ?? last[last.startIndex]
            let weeks = (steps.upperBound + 7 * layout.day - 1) / (7 * layout.day)
            let week = mean(
                history, history.endIndex + steps.lowerBound - weeks * 7 * layout.day, steps.count)
            let sorted = before.sorted()
            let profile =
                sorted.isEmpty
                ? day : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            return constant + [day, week ?? day, profile]
        }
    }

    /// The mean of some values; nil when the first of them is not known.
    private static func mean(_ history: ArraySlice<Double>, _ first: Int, _ count: Int) -> Double? {
        guard first >= history.startIndex else { return nil }
        return history[first..<first + count].reduce(0, +) / Double(count)
    }
}
