/// Colours that people with any colour vision can tell apart.
///
/// The first eight are those of Okabe and Ito, the rest muted ones of Tol.
enum Palette {
    /// Colours of series, to be used in this order.
    static let series = [
        "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#5E4FA2",
        "#999933", "#882255", "#44AA99", "#666666",
    ]
    /// What stands for everything that has no colour of its own.
    static let other = "#BBBBBB"
    /// Grid import.
    static let grid = "#7F7F7F"
    /// Waste: overhead and losses.
    static let loss = "#B0A8A0"
    /// Money that is paid.
    static let cost = "#D55E00"
    /// Money that is earned.
    static let gain = "#009E73"

    /// The colour of a series; they repeat when there are many.
    static func series(_ index: Int) -> String { series[index % series.count] }

    /// The colour of a product, from the other end of the list.
    static func product(_ index: Int) -> String {
        let order = [4, 1, 2, 5, 7, 3, 9, 10, 8, 6, 0, 11]
        return series[order[index % order.count]]
    }

    /// Stops of the cividis scale, dark blue to yellow.
    private static let scale: [(Double, Double, Double)] = [
        (0, 32, 77), (61, 78, 107), (124, 123, 120), (186, 172, 105), (255, 234, 70),
    ]

    /// A colour of the sequential scale for a share from 0 to 1.
    static func sequential(_ share: Double) -> String {
        let place = min(1, max(0, share)) * Double(scale.count - 1)
        let left = min(scale.count - 2, Int(place))
        let rest = place - Double(left)
        func mix(_ a: Double, _ b: Double) -> Int { Int((a + rest * (b - a)).rounded()) }
        let (a, b) = (scale[left], scale[left + 1])
        return "rgb(\(mix(a.0, b.0)),\(mix(a.1, b.1)),\(mix(a.2, b.2)))"
    }
}
