import Glibc

/// What would have been said at past gates, by the processes and by simple rules: how much to listen
/// to each, and how wrong their mean has been.
///
/// The rules are the medians of the last day, two days and week and the last value; where nothing
/// repeats they do as well as any process. A weight falls exponentially with the sum of absolute
/// errors, apart for near and far leads: the exponentially weighted average forecaster of
/// N. Cesa-Bianchi, G. Lugosi: Prediction, Learning, and Games, 2006, chapter 2, whose prior trusts
/// the processes most, and which learns more slowly from few days.
struct DemandTrials {
    /// Weights of the processes and of each rule, by group of leads.
    let weights: [[Double]]
    /// Errors of the weighted mean in deviations of the processes, by group of leads.
    let ratios: [[Double]]

    /// Ends of the groups of leads, hours.
    private static let groupEnds = [2.0, 8.0, 24.0, .infinity]
    /// Past gates, and places that the first of them has to go by.
    private static let gates = 112
    private static let firstGate = 24
    private static let medianDays = [1, 2, 7]
    /// How sharply, after many days, a loss above the best one's lowers a weight.
    private static let rate = 20.0
    /// Days of gates after which it is half as sharp.
    private static let halfRateDays = 4.0
    /// Weight of the processes before any error is known.
    private static let prior = 0.5
    /// Deviations beyond which an error is drawn in.
    private static let farthest = 5.0

    /// One forecast of one place: its error by every member, and the deviation it had.
    private struct Past {
        let errors: [Double]
        let deviation: Double
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
        let places = layout.values(history)
        let groups = Self.groupEnds.count
        let members = Self.medianDays.count + 2
        var losses = [[Double]](repeating: [Double](repeating: 0, count: members), count: groups)
        var past = [[Past]](repeating: [], count: groups)
        let step = max(1, places.count / Self.gates)
        for origin in stride(
            from: min(Self.firstGate, places.count / 2), to: places.count, by: step)
        {
            let gate = layout.end(origin - 1)
            var last = origin
            while last < places.count, layout.end(last) <= gate + 2 * reach { last += 1 }
            guard last > origin else { continue }
            let trial = mixture.trial(origin..<last)
            let rules = Self.rules(history.prefix(history.count + gate / 2), layout)
            for (index, place) in (origin..<last).enumerated() {
                let truth = places[place]
                let errors = [trial.means[index]] + rules.map { truth - $0 }
                let group = Self.group(Double(layout.end(place) - gate) / 2 * layout.stepHours)
                past[group].append(Past(errors: errors, deviation: trial.deviations[index]))
                let value = restored(truth)
                for (member, error) in errors.enumerated() {
                    losses[group][member] += abs(restored(truth - error) - value)
                }
            }
        }
        let days = max(0, Double(layout.steps) * layout.stepHours / 24 - 1)
        let rate = Self.rate * days / (days + Self.halfRateDays)
        let weights = losses.map { Self.weights($0, rate: rate) }
        self.weights = weights
        ratios = zip(past, weights).map { past, weights in
            past.map { past in
                let error = zip(past.errors, weights).reduce(0) { $0 + $1.0 * $1.1 }
                return min(max(error / past.deviation, -Self.farthest), Self.farthest)
            }
        }
    }

    private static func weights(_ losses: [Double], rate: Double) -> [Double] {
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

    /// What the rules say, whatever the lead.
    static func rules(_ history: ArraySlice<Double>, _ layout: HistoryLayout) -> [Double] {
        let medians = medianDays.map { days -> Double in
            let steps = max(1, Int((Double(24 * days) / layout.stepHours).rounded()))
            let sorted = history.suffix(steps).sorted()
            return sorted[sorted.count / 2]
        }
        return medians + history.suffix(1)
    }
}
