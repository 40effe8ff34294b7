/// A demand as its process wants it: logarithms without gaps.
struct DemandHistory {
    /// One value a step.
    let values: [Double]
    /// Steps that were measured.
    let present: Int
    /// What was done to them.
    let flags: Set<Provenance.Flag>
    /// Inputs that were of use.
    let used: [String]
    private let target: PreparedTarget

    /// Steps that an input named `ok` marks with 0 are gaps in the collection.
    init(_ problem: ForecastProblem) {
        var series = problem.target
        let marks = problem.inputs.first { $0.name == "ok" }
        if let marks {
            for step in series.values.indices where marks.value(at: series.time(step)) == 0 {
                series.values[step] = .nan
            }
            if !series.hasValues { series = problem.target }
        }
        used = marks.map { [$0.name] } ?? []
        target = PreparedTarget(series, scale: .logarithmic)
        flags = target.flags
        present = target.isPresent.count { $0 }
        values = target.values
    }

    /// From the logarithm back to the target.
    func restored(_ value: Double) -> Double { target.restored(value) }
}
