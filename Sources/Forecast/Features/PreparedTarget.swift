import Glibc

/// A target as models of whole days want it: no gaps, no values far from all others, and on the
/// scale on which its errors are alike.
struct PreparedTarget {
    /// The scale on which a model works.
    enum Scale {
        /// As it is: temperatures.
        case linear
        /// Logarithms: carbon intensity and demand, whose errors grow with them.
        case logarithmic
    }

    /// One value a step on the model's scale, none missing.
    private(set) var values: [Double]
    /// What `subtract` took away, of history and horizon; empty for nothing.
    private(set) var offset: [Double] = []
    /// Whether the source has the step.
    let isPresent: [Bool]
    /// What was done to it.
    let flags: Set<Provenance.Flag>
    private let scale: Scale

    /// Distance from the median in robust deviations beyond which a value is drawn in.
    private static let farthest = 15.0
    /// Logarithms are taken of no less than this share of the median.
    private static let leastShare = 0.01

    /// Prepares a target that has at least one value; a gap is filled from the days before it.
    init(_ target: Series, scale: Scale) {
        self.scale = scale
        let sorted = target.values.filter(\.isFinite).sorted()
        let middle = sorted[sorted.count / 2]
        let size = sorted.reduce(0) { max($0, abs($1)) }
        let floor = max(abs(middle) * Self.leastShare, size * 1e-9, .leastNormalMagnitude)
        var values = target.values.map { value in
            scale == .logarithmic ? log(max(value, floor)) : value
        }
        var flags: Set<Provenance.Flag> = []
        if Self.drawIn(&values) { flags.insert(.outliersClipped) }
        isPresent = values.map(\.isFinite)
        if isPresent.contains(false) { flags.insert(.gapsFilled) }
        Self.fill(&values, period: max(1, 86_400 / target.stepSeconds))
        self.values = values
        self.flags = flags
    }

    /// Leaves a model what remains besides an offset that reaches over the horizon.
    mutating func subtract(_ offset: [Double]) {
        self.offset = offset
        for step in values.indices { values[step] -= offset[step] }
    }

    /// The offset of a step; 0 without one.
    func offset(at step: Int) -> Double { offset.indices.contains(step) ? offset[step] : 0 }

    /// From the model's scale back to the target's.
    func restored(_ value: Double) -> Double {
        scale == .logarithmic ? exp(min(max(value, -700), 700)) : value
    }

    /// Draws values in that lie far outside the bulk; true when there was one.
    static func drawIn(_ values: inout [Double]) -> Bool {
        let sorted = values.filter(\.isFinite).sorted()
        guard sorted.count >= 20 else { return false }
        let middle = sorted[sorted.count / 2]
        let spread = (sorted[sorted.count * 9 / 10] - sorted[sorted.count / 10]) / 2.563
        guard spread > 0 else { return false }
        let low = middle - farthest * spread
        let high = middle + farthest * spread
        var isChanged = false
        for index in values.indices where values[index] < low || values[index] > high {
            values[index] = values[index] < low ? low : high
            isChanged = true
        }
        return isChanged
    }

    /// Fills each gap with the value a period before, else a period after, else the nearest one.
    static func fill(_ values: inout [Double], period: Int) {
        for index in values.indices where !values[index].isFinite && index >= period {
            values[index] = values[index - period]
        }
        for index in values.indices.reversed()
        where !values[index].isFinite && index + period < values.count {
            values[index] = values[index + period]
        }
        var last = values.first(where: \.isFinite) ?? 0
        for index in values.indices {
            if values[index].isFinite { last = values[index] } else { values[index] = last }
        }
    }
}
