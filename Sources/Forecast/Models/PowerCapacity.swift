/// The most that a plant yields.
struct PowerCapacity {
    /// In the target's unit; above 0.
    let capacity: Double
    /// What was found on the way.
    private(set) var flags: Set<Provenance.Flag> = []

    /// The stated capacity, or the largest value seen that is not far above nearly all others.
    init(_ target: Series, stated: Double?) throws(ForecastError) {
        if let stated, stated > 0 {
            capacity = stated
            return
        }
        let sorted = target.values.filter { $0.isFinite && $0 > 0 }.sorted()
        guard let largest = sorted.last else {
            throw .tooLittleHistory(series: target.name, values: 0, needed: 1)
        }
        let usual = 1.5 * sorted[(sorted.count - 1) * 98 / 100]
        if largest > usual { flags.insert(.outliersClipped) }
        capacity = min(largest, usual)
    }

    /// Values between 0 and the capacity; NaN stays.
    func clipped(_ values: [Double]) -> [Double] { values.map { min(max($0, 0), capacity) } }
}
