import Foundation

/// A value axis: round ticks that cover the data, and where a value lies.
package struct Axis {
    /// The ticks, ascending; the first and last are the ends of the axis.
    package let ticks: [Double]
    /// Decimals that tell the ticks apart.
    let decimals: Int
    private let start: Double
    private let end: Double

    /// Lowest value shown.
    package var lower: Double { ticks.first ?? 0 }
    /// Highest value shown.
    package var upper: Double { ticks.last ?? 1 }

    /// Creates an axis.
    ///
    /// - Parameters:
    ///   - low: smallest value to show; zero is shown too when it is not far.
    ///   - high: largest value to show.
    ///   - start: coordinate of the lowest value.
    ///   - end: coordinate of the highest value.
    ///   - count: about how many intervals to make.
    package init(_ low: Double, _ high: Double, from start: Double, to end: Double, count: Int = 4)
    {
        self.start = start
        self.end = end
        let bottom = low > 0 && (low < high * 0.7 || high <= low) ? 0 : low
        let span = high > bottom ? high - bottom : max(1, abs(high))
        let raw = span / Double(max(1, count))
        let power = pow(10, log10(raw).rounded(.down))
        let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? power * 10
        let first = (bottom / step + 1e-9).rounded(.down)
        let last = max(first + 1, ((bottom + span) / step - 1e-9).rounded(.up))
        ticks = (Int(first)...Int(last)).map { Double($0) * step }
        let places = (0...6).first { digits in
            let scaled = step * pow(10, Double(digits))
            return abs(scaled - scaled.rounded()) < 1e-6 * scaled
        }
        decimals = places ?? 6
    }

    /// The coordinate of a value.
    package func position(_ value: Double) -> Double {
        start + (value - lower) / (upper - lower) * (end - start)
    }

    /// The label of a tick.
    package func label(_ tick: Double) -> String { NumberText.fixed(tick, decimals) }
}
