import Glibc

/// Demand processes of all kernels, weighted by how well each explains the values so far.
///
/// The weights are powers of the marginal likelihoods: no kernel is the true one, and neighbouring
/// values say less than independent ones would, so that the full likelihood trusts one kernel too
/// soon. P. Grünwald, T. van Ommen: Inconsistency of Bayesian inference for misspecified linear
/// models, and a proposal for repairing it, Bayesian Analysis 12 (2017).
package struct DemandMixture {
    /// A forecast of some steps, on the scale of the values.
    struct Answer {
        var means: [Double]
        /// Standard deviations: of the processes, and between their means.
        var deviations: [Double]
    }

    private let factors: [DemandFactor]
    private let whites: [DemandFactor.Whitened]
    private let centre: Double

    /// The power of the likelihood.
    private static let power = 0.2

    /// Learns from the values of a layout's places.
    package init(_ factors: [DemandFactor], _ values: [Double]) {
        let sorted = values.sorted()
        let centre = sorted[sorted.count / 2]
        let centred = values.map { $0 - centre }
        self.factors = factors
        self.centre = centre
        whites = factors.map { $0.whitened(centred) }
    }

    /// The forecast of the horizon.
    var answer: Answer {
        let count = whites[0].values.count
        var answer = mixed(
            before: count, means: zip(factors, whites).map { $0.means($1) },
            sizes: factors.map(\.variances))
        for step in answer.means.indices { answer.means[step] += centre }
        return answer
    }

    /// The errors and deviations of the forecasts of some places by those before the first of them.
    func trial(_ places: Range<Int>) -> Answer {
        let trials = zip(factors, whites).map { $0.trial($1, places) }
        return mixed(
            before: places.lowerBound, means: trials.map(\.errors), sizes: trials.map(\.sizes))
    }

    /// The weight of each kernel by the values before a place.
    package func weights(before place: Int) -> [Double] {
        let evidence = whites.map { $0.evidence[place] }
        let best = evidence.max() ?? 0
        let raw = evidence.map { exp(Self.power * ($0 - best)) }
        let total = raw.reduce(0, +)
        return raw.map { $0 / total }
    }

    private func mixed(before place: Int, means: [[Double]], sizes: [[Double]]) -> Answer {
        let weights = weights(before: place)
        var mean = [Double](repeating: 0, count: means[0].count)
        var square = mean
        for (index, weight) in weights.enumerated() {
            let variance = whites[index].variances[place]
            for step in mean.indices {
                let value = means[index][step]
                mean[step] += weight * value
                square[step] += weight * (value * value + variance * sizes[index][step])
            }
        }
        let deviations = zip(mean, square).map { max($1 - $0 * $0, 1e-18).squareRoot() }
        return Answer(means: mean, deviations: deviations)
    }
}
