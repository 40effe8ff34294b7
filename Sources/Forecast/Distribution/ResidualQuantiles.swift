/// The 99 quantiles of past errors, some of which count more than others.
package enum ResidualQuantiles {
    /// The 1…99 % quantiles of a weighted sample; NaN values and weights of zero do not count.
    ///
    /// Between the values the distribution is linear, each value at the middle of its own weight.
    /// Nil when nothing counts. `stretch` times as far from the median as they are, levels are those at
    /// which a new value lies beyond as often as it should: 1 + 1/n with n independent values (V. Vovk
    /// et al.: Algorithmic Learning in a Random World, 2005, split conformal prediction).
    package static func weighted(
        _ values: [Double], _ weights: [Double], stretch: Double = 1
    ) -> [Double]? {
        precondition(values.count == weights.count, "one weight a value")
        let sample = zip(values, weights).filter { $0.0.isFinite && $0.1 > 0 }
            .sorted { $0.0 < $1.0 }
        let total = sample.reduce(0) { $0 + $1.1 }
        guard total > 0 else { return nil }
        var places: [Double] = []
        var sum = 0.0
        for (_, weight) in sample {
            places.append((sum + weight / 2) / total)
            sum += weight
        }
        var index = 0
        return Forecast.percents.map { percent in
            let place = 0.5 + (Double(percent) / 100 - 0.5) * stretch
            while index < sample.count, places[index] < place { index += 1 }
            guard index > 0 else { return sample[0].0 }
            guard index < sample.count else { return sample[sample.count - 1].0 }
            let share = (place - places[index - 1]) / (places[index] - places[index - 1])
            return sample[index - 1].0 + share * (sample[index].0 - sample[index - 1].0)
        }
    }
}
