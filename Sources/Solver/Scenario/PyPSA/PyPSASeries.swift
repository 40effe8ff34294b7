/// A value of a PyPSA attribute: one number, or one for each snapshot.
struct PyPSASeries: Equatable {
    private(set) var values: [Double]

    init(_ constant: Double) { values = [constant] }

    init(_ values: [Double]) {
        // One number says as much as many equal ones; NaN never equals anything.
        let isConstant = values.allSatisfy { $0 == values[0] }
        self.values = isConstant ? Array(values.prefix(1)) : values
    }

    subscript(step: Int) -> Double { values.count == 1 ? values[0] : values[step] }

    /// The number that holds in every snapshot; nil where it changes.
    var constant: Double? { values.count == 1 ? values[0] : nil }

    var isEverywhereNaN: Bool { values.allSatisfy(\.isNaN) }

    func map(_ transform: (Double) -> Double) -> PyPSASeries { PyPSASeries(values.map(transform)) }

    func with(_ other: PyPSASeries, _ transform: (Double, Double) -> Double) -> PyPSASeries {
        let count = max(values.count, other.values.count)
        return PyPSASeries((0..<count).map { transform(self[$0], other[$0]) })
    }

    var json: JSON { values.count == 1 ? .number(values[0]) : .numbers(values) }

    /// The value as a member of a scenario; nil where it is what the scenario assumes anyway.
    func json(unless standIn: Double) -> JSON? { constant == standIn ? nil : json }
}
