import Glibc

/// The 99 quantiles of past errors, some of which count more than others.
package enum ResidualQuantiles {
    /// The 1…99 % quantiles of a weighted sample; NaN values and weights of zero do not count.
    ///
    /// Between the values the distribution is linear, each value at the middle of its own weight.
    /// Nil when nothing counts.
    package static func weighted(_ values: [Double], _ weights: [Double]) -> [Double]? {
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
            let place = Double(percent) / 100
            while index < sample.count, places[index] < place { index += 1 }
            guard index > 0 else { return sample[0].0 }
            guard index < sample.count else { return sample[sample.count - 1].0 }
            let share = (place - places[index - 1]) / (places[index] - places[index - 1])
            return sample[index - 1].0 + share * (sample[index].0 - sample[index - 1].0)
        }
    }

    /// The quantiles of the errors made where a feature (the forecast itself, an hour, a wind speed)
    /// was close to its value now.
    ///
    /// Errors weigh by a triangular kernel that reaches to the `neighbours`-th nearest feature
    /// (Stone: Consistent nonparametric regression, 1977), times the weights given.
    package static func conditional(
        errors: [Double], features: [Double], at feature: Double, neighbours: Int,
        weights: [Double]? = nil
    ) -> [Double]? {
        precondition(errors.count == features.count, "one feature an error")
        let distances = zip(errors, features).map { error, other in
            error.isFinite && other.isFinite ? abs(other - feature) : .infinity
        }
        let near = distances.filter(\.isFinite).sorted()
        guard !near.isEmpty else { return nil }
        let reach = near[min(max(neighbours, 1), near.count) - 1] * (1 + 1e-9)
        let closeness = distances.enumerated().map { index, distance -> Double in
            guard distance <= reach else { return 0 }
            // Many features may be the same: then all of them count alike.
            return (weights?[index] ?? 1) * (reach > 0 ? max(1 - distance / reach, 1e-6) : 1)
        }
        return weighted(errors, closeness)
    }
}
