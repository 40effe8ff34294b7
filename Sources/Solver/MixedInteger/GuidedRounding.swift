/// Whole values for all integer columns near a fractional point.
///
/// The columns nearest to whole numbers come first. Each is rounded the way that breaks the rows
/// less at the point as it has been moved so far (the nearer way where both are equal), and what
/// follows from it is propagated; a way that leads to a conflict is left for the other one.
/// Method: "fix, propagate": Fischetti & Salvagnin, "Feasibility pump 2.0", Math. Programming
/// Computation 1 (2009). Complexity: a small number of passes over the nonzeros.
struct GuidedRounding {
    private let program: LinearProgram
    private(set) var propagation: BoundPropagation
    /// The point, moved as columns were rounded.
    private(set) var point: [Double]
    /// Σ a x of each row at the point.
    private var activity: [Double]
    /// Largest coefficient of each row, by which its violation is measured.
    private let scale: [Double]
    /// So often a column may fit neither way before those that stand in its way are asked to move.
    private static let patience = 2
    /// A value nearer than this to a whole number counts as whole.
    private static let wholeTolerance = 1e-4
    /// Binary columns this near to a whole number are fixed at once, and a share of the others.
    private static let nearTolerance = 0.05
    private static let diveShare = 0.3
    /// Share of contested columns that are fixed.
    private static let contestedShare = 0.25
    /// Columns that fitted neither way.
    private(set) var stuck: [Int] = []

    init(_ program: LinearProgram, propagation: BoundPropagation, at point: [Double]) {
        self.program = program
        self.propagation = propagation
        self.point = point
        var activity = [Double](repeating: 0, count: program.rowCount)
        var scale = [Double](repeating: 1e-9, count: program.rowCount)
        for column in 0..<program.columnCount {
            for entry in program.matrix.entries(ofColumn: column) {
                let row = Int(program.matrix.rowIndex[entry])
                activity[row] += program.matrix.value[entry] * point[column]
                scale[row] = max(scale[row], abs(program.matrix.value[entry]))
            }
        }
        self.activity = activity
        self.scale = scale
    }

    /// Fixes all integer columns, those nearest to whole numbers first.
    ///
    /// - Parameter trouble: how often a column fitted neither way before; the more often the
    ///   earlier it comes. Binary columns come before the others, which have more ways out.
    /// - Returns: the columns that contradict each other where one fits neither way; empty when
    ///   none did.
    mutating func roundAll(trouble: [Int: Int]) -> Set<Int> {
        round(program.integerColumns, trouble: trouble)
    }

    /// Fixes those binary columns that are nearest to whole numbers while there are any left, then the
    /// others; of contested ones few.
    ///
    /// - Parameters:
    ///   - contested: columns that contradicted each other before. Of them only a share, those
    ///     with the largest fractions, is fixed, upwards; the rest waits for what the relaxation
    ///     makes of that. Where none is fractional any more they are like all others.
    ///   - share: how much of what would be fixed is; one column at least.
    ///   - isBold: whether all binary columns count as near.
    ///   - trouble: as for `roundAll`.
    /// - Returns: as `roundAll`.
    mutating func roundSome(
        contested: Set<Int>, share: Double, isBold: Bool, trouble: [Int: Int]
    ) -> Set<Int> {
        let open = contested.filter { fraction($0) > Self.wholeTolerance }
            .sorted { (-point[$0], $0) < (-point[$1], $1) }
        var contradicting: Set<Int> = []
        let many = share * Self.contestedShare * Double(open.count)
        for column in open.prefix(Int(many.rounded(.up))) where !propagation.isFixed(column) {
            contradicting.formUnion(fix(column, isDeep: true, goesUp: true))
        }
        let waits = open.isEmpty ? [] : contested
        let binaries = program.binaryColumns.filter { !propagation.isFixed($0) }
        guard !binaries.isEmpty else {
            return contradicting.union(round(program.integerColumns, trouble: trouble))
        }
        let others = binaries.filter { !waits.contains($0) }
            .sorted { (fraction($0), $0) < (fraction($1), $1) }
        let near = Double(others.prefix { isBold || fraction($0) <= Self.nearTolerance }.count)
        let far = Self.diveShare * (Double(others.count) - near)
        let count = Int((share * (near + far)).rounded(.up))
        return contradicting.union(round(Array(others.prefix(count)), trouble: trouble))
    }

    private mutating func round(_ columns: [Int], trouble: [Int: Int]) -> Set<Int> {
        let order = columns.map { column in
            (-(trouble[column] ?? 0), isBinary(column) ? 0 : 1, fraction(column), column)
        }
        var contradicting: Set<Int> = []
        for (_, _, _, column) in order.sorted(by: <) where !propagation.isFixed(column) {
            let isDeep = trouble[column, default: 0] >= Self.patience
            contradicting.formUnion(fix(column, isDeep: isDeep, goesUp: false))
        }
        return contradicting
    }

    /// Distance to the nearest whole number.
    private func fraction(_ column: Int) -> Double { abs(point[column] - point[column].rounded()) }

    private func isBinary(_ column: Int) -> Bool {
        program.columnLower[column] >= 0 && program.columnUpper[column] <= 1
    }

    /// Fixes a column one way or the other; where neither fits, the columns that contradict.
    private mutating func fix(_ column: Int, isDeep: Bool, goesUp: Bool) -> Set<Int> {
        let value = min(max(point[column], propagation.lower[column]), propagation.upper[column])
        let (down, up) = (value.rounded(.down), value.rounded(.up))
        let near = value.rounded()
        let far = near == down ? up : down
        let farHarm = far == near ? .infinity : harm(column, far)
        let takesFar = goesUp ? far == up : farHarm < harm(column, near) - 1e-9
        let order = takesFar ? [far, near] : [near, far]
        var contradicting: Set<Int> = []
        for choice in order {
            guard let causes = propagation.fix(column, at: choice, isDeep: isDeep)
            else {
                for moved in propagation.moved { follow(moved) }
                return []
            }
            contradicting.formUnion(causes)
        }
        stuck.append(column)
        return contradicting
    }

    /// By how much rows are broken more when a column moves to a value.
    private func harm(_ column: Int, _ value: Double) -> Double {
        let step = value - point[column]
        guard step != 0 else { return 0 }
        var sum = 0.0
        for entry in program.matrix.entries(ofColumn: column) {
            let row = Int(program.matrix.rowIndex[entry])
            let before = violation(row, activity[row])
            let after = violation(row, activity[row] + program.matrix.value[entry] * step)
            sum += (after - before) / scale[row]
        }
        return sum
    }

    private func violation(_ row: Int, _ value: Double) -> Double {
        max(0, program.rowLower[row] - value, value - program.rowUpper[row])
    }

    /// Moves the point into the bounds of a column.
    private mutating func follow(_ column: Int) {
        let value = min(max(point[column], propagation.lower[column]), propagation.upper[column])
        let step = value - point[column]
        guard step != 0 else { return }
        point[column] = value
        for entry in program.matrix.entries(ofColumn: column) {
            activity[Int(program.matrix.rowIndex[entry])] += program.matrix.value[entry] * step
        }
    }
}
