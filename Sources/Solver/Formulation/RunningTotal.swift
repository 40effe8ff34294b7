/// A cumulative quantity written as a state: total[t] = total[t−1] + Σ terms in t.
///
/// One long row over all steps would tie every step to every other; the chain keeps the
/// elimination of an interior-point engine local in time.
struct RunningTotal {
    let total: Family
    private let state: Family

    /// Adds the columns and the chain for each member; `initial` is the total before step 0.
    init(
        _ builder: inout ProgramBuilder, column: FamilyKind, row: FamilyKind, members: [String],
        steps: Int, initial: [Double]
    ) {
        self.init(
            &builder, column: column, row: row, members: members, in: 0..<steps,
            initial: initial)
    }

    /// The same for a window of steps; `initial` is the total before the window.
    init(
        _ builder: inout ProgramBuilder, column: FamilyKind, row: FamilyKind, members: [String],
        in window: Range<Int>, initial: [Double]
    ) {
        total = builder.addColumns(column, members, in: window, lower: -.infinity)
        state = builder.addRows(row, members, in: window, lower: 0, upper: 0)
        for member in members.indices {
            for step in window {
                builder.addTerm(row: state(member, step), column: total(member, step), 1)
                if step > window.lowerBound {
                    builder.addTerm(row: state(member, step), column: total(member, step - 1), -1)
                } else {
                    builder.addConstant(row: state(member, step), -initial[member])
                }
            }
        }
    }

    /// Adds `coefficient · column` to the total of a member in a step.
    func add(
        _ builder: inout ProgramBuilder, member: Int, step: Int, column: Int, _ coefficient: Double
    ) {
        builder.addTerm(row: state(member, step), column: column, -coefficient)
    }

    /// Adds a constant to the total of a member in a step.
    func addConstant(_ builder: inout ProgramBuilder, member: Int, step: Int, _ value: Double) {
        builder.addConstant(row: state(member, step), -value)
    }

    /// Starts the total of a member anew at a step, from the given value.
    func restart(
        _ builder: inout ProgramBuilder, member: Int, step: Int, from initial: Double
    ) {
        builder.addTerm(row: state(member, step), column: total(member, step - 1), 1)
        builder.addConstant(row: state(member, step), -initial)
    }
}
