/// How much a day's supply and demand depend on a quantity of the weather, by its name.
///
/// Temperature moves demand, and says more of a day than how dry or wet it is; the factors were
/// chosen on data before 2021-07 of two zones. A name that says nothing counts once.
package enum WeatherRelevance {
    private static let moist = ["dew", "humid", "precip", "rain", "snow"]
    private static let warm = ["temp", "t2m"]

    /// Shares of the weight that known inputs have together, in their order.
    package static func shares(_ names: [String]) -> [Double] {
        let factors = names.map { factor($0.lowercased()) }
        let sum = factors.reduce(0, +)
        return factors.map { $0 / sum }
    }

    private static func factor(_ name: String) -> Double {
        if moist.contains(where: { name.contains($0) }) { return 0.25 }
        return warm.contains { name.contains($0) } ? 4 : 1
    }
}
