/// Adaptive conformal bands that differ by the level of the forecast.
///
/// Little, some and much power miss their bands in different ways: each third of the forecasts has
/// its own factors, which learn from the forecasts of the past in the order of time. The outer bands
/// are never narrower than they were: seasons that were not yet seen miss more than those that were.
package struct LevelConformal {
    /// Medians at which the second and the third group begin.
    private var bounds: [Double] = []
    private var groups = [AdaptiveConformal](
        repeating: AdaptiveConformal(leastOuterFactor: 1), count: 3)

    /// Past forecasts without which nothing is learned.
    private static let leastSteps = 300

    /// Learns from past forecasts.
    ///
    /// - Parameters:
    ///   - quantiles: 99 a step, oldest first.
    ///   - truth: what came; NaN where it is not known.
    ///   - day: steps of a day: so many of a group are one lesson.
    package init(_ quantiles: [Double], truth: [Double], day: Int) {
        guard truth.count >= Self.leastSteps else { return }
        let medians = truth.indices.map { quantiles[$0 * 99 + 49] }
        let sorted = medians.sorted()
        bounds = [sorted[sorted.count / 3], sorted[sorted.count * 2 / 3]]
        for group in groups.indices {
            let steps = truth.indices.filter { place(of: medians[$0]) == group }
            for start in stride(from: 0, to: steps.count, by: day) {
                let part = steps[start..<min(start + day, steps.count)]
                guard 2 * part.count > day else { continue }
                groups[group].learn(
                    part.flatMap { quantiles[$0 * 99..<($0 + 1) * 99] },
                    truth: part.map { truth[$0] })
            }
        }
    }

    /// The quantiles with the widths that the misses ask for, between 0 and a top.
    package func adapted(_ quantiles: [Double], top: Double) -> [Double] {
        guard !bounds.isEmpty else { return quantiles }
        return stride(from: 0, to: quantiles.count, by: 99).flatMap { start in
            groups[place(of: quantiles[start + 49])].adapted(
                Array(quantiles[start..<start + 99])
            ).map { min(max($0, 0), top) }
        }
    }

    private func place(of median: Double) -> Int { bounds.count { median >= $0 } }
}
