/// A value for every step: one number for all, or one for each.
public struct Series: Sendable, Equatable {
    private let values: [Double]
    private let constant: Double

    /// The same value in every step.
    public init(_ constant: Double) {
        self.constant = constant
        values = []
    }

    /// One value a step.
    public init(_ values: [Double]) {
        self.values = values
        constant = 0
    }

    /// The value in one step.
    public subscript(step: Int) -> Double { values.isEmpty ? constant : values[step] }

    /// True when one number holds for every step.
    public var isConstant: Bool { values.isEmpty }

    /// The largest value.
    public var largest: Double { values.max() ?? constant }

    /// The series with every sign turned.
    var negated: Series { isConstant ? Series(-constant) : Series(values.map { -$0 }) }

    /// The smallest value above zero; nil when there is none.
    var smallestPositive: Double? {
        (values.isEmpty ? [constant] : values).filter { $0 > 0 }.min()
    }

    /// The smallest value.
    public var smallest: Double { values.min() ?? constant }
}
