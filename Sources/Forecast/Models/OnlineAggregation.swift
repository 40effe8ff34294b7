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

    /// Starts without a loss: all weigh the same.
    package init(members: Int, window: Int = 56, rate: Double = 15) {
        self.members = members
        self.window = window
        self.rate = rate
    }

    /// The weights of those members that have something to say; they add up to 1.
    ///
    /// A member whose losses are not known counts as an average one.
    package func weights(_ available: [Bool]) -> [Double] {
        precondition(available.count == members, "one word a member")
        let means = (0..<members).map { member -> Double? in
            let known = losses.map { $0[member] }.filter(\.isFinite)
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
        let seen = zip(means, available).compactMap { $1 ? $0 : nil }
        let mean = seen.reduce(0, +) / Double(max(seen.count, 1))
        let raw = zip(means, available).map { loss, isAvailable -> Double in
            guard isAvailable else { return 0 }
            guard let loss, mean > 0 else { return 1 }
            return exp(-rate * (loss / mean - 1))
        }
        let total = raw.reduce(0, +)
        return total > 0 ? raw.map { $0 / total } : raw
    }

    /// Learns the losses of the members on one forecast; NaN for one that said nothing.
    package mutating func learn(_ loss: [Double]) {
        precondition(loss.count == members, "one loss a member")
        losses.append(loss)
        if losses.count > window { losses.removeFirst() }
    }
}
