import Glibc

/// Weights of the members of a combination by how well each did of late.
///
/// A weight falls exponentially with the member's mean loss over the last days, relative to the mean
/// of all members: the exponentially weighted average forecaster on a rolling window.
/// N. Cesa-Bianchi, G. Lugosi: Prediction, Learning, and Games, 2006, chapter 2.
package struct OnlineAggregation: Sendable, Equatable {
    /// Forecasts whose losses count.
    package let window: Int
    /// How sharply: a loss 10 % above the mean divides the weight by e when this is 10.
    package let rate: Double
    private let members: Int
    /// Losses of the members, forecast by forecast, oldest first; at most `window` of them.
    private var losses: [[Double]] = []

    /// Starts with equal weights.
    package init(members: Int, window: Int = 56, rate: Double = 20) {
        self.members = members
        self.window = window
        self.rate = rate
    }

    /// The weights, which add up to 1.
    package var weights: [Double] {
        let equal = Array(repeating: 1 / Double(members), count: members)
        guard !losses.isEmpty else { return equal }
        let sums = losses.reduce(Array(repeating: 0.0, count: members)) { sums, row in
            zip(sums, row).map { $0 + $1 }
        }
        let mean = sums.reduce(0, +) / Double(members)
        guard mean > 0 else { return equal }
        let raw = sums.map { exp(-rate * ($0 / mean - 1)) }
        let total = raw.reduce(0, +)
        return raw.map { $0 / total }
    }

    /// Learns the losses of all members on one forecast; one that is not finite counts for nothing.
    package mutating func learn(_ loss: [Double]) {
        precondition(loss.count == members, "one loss a member")
        guard loss.allSatisfy(\.isFinite) else { return }
        losses.append(loss)
        if losses.count > window { losses.removeFirst() }
    }
}
