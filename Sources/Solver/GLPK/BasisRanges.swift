import CGLPK

/// How far bounds and costs may move before an optimal basis stops being optimal.
///
/// With the basis held, columns and rows are linear in the bounds, and reduced costs are linear in
/// the costs. Each question moves its bounds or costs by one, has GLPK recompute the point of the
/// same basis (`glp_warm_up`), and reads the slopes; the range ends where the first variable meets
/// a bound, or the first reduced cost changes its sign.
struct BasisRanges {
    private let program: LinearProgram
    private let base: GLPKBasicPoint

    /// Slopes below this are rounding.
    fileprivate static let flat = 1e-9
    /// Reduced costs of the wrong sign up to this still belong to an optimal basis.
    private static let dualTolerance = 1e-6

    /// Reads the basis; nil when it is not optimal for the program as it stands.
    init?(_ program: LinearProgram, _ problem: borrowing GLPKProblem) {
        self.program = program
        guard problem.warmUp() == 0 else { return nil }
        base = problem.basicPoint
        let isOptimal = base.variables.allSatisfy { variable in
            switch variable.status {
            case .lower: variable.dual >= -Self.dualTolerance
            case .upper: variable.dual <= Self.dualTolerance
            case .basic, .free, .fixed: true
            }
        }
        guard isOptimal else { return nil }
    }

    func answer(
        _ questions: SensitivityQuestions, _ problem: borrowing GLPKProblem
    ) -> Sensitivity {
        var limits: [ClosedRange<Double>?] = []
        for sides in questions.limits { limits.append(range(loosening: sides, problem)) }
        var costs: [ClosedRange<Double>?] = []
        for rates in questions.costs { costs.append(range(moving: rates, problem)) }
        return Sensitivity(limits: limits, costs: costs)
    }

    private func range(
        loosening sides: [ProgramConflict.Side], _ problem: borrowing GLPKProblem
    ) -> ClosedRange<Double>? {
        for side in sides { setBounds(side, looserBy: 1, problem) }
        defer { for side in sides { setBounds(side, looserBy: 0, problem) } }
        guard problem.warmUp() == 0 else { return nil }
        let moved = problem.basicPoint
        let rates = Self.rates(sides, rowCount: program.rowCount, bounds)
        var range = -Double.infinity...Double.infinity
        for (index, variable) in base.variables.enumerated() {
            let slope = moved.variables[index].value - variable.value
            let rate = rates[index] ?? (lower: 0, upper: 0)
            let (lower, upper) = bounds(index)
            // value + slope · t must stay at or below upper + rate · t, and likewise above lower.
            range = range.limited(room: upper - variable.value, closing: slope - rate.upper)
            range = range.limited(room: variable.value - lower, closing: rate.lower - slope)
        }
        return range
    }

    /// How the bounds of the variables move that are loosened by one.
    private static func rates(
        _ sides: [ProgramConflict.Side], rowCount: Int, _ bounds: (Int) -> (Double, Double)
    ) -> [Int: (lower: Double, upper: Double)] {
        var rates: [Int: (lower: Double, upper: Double)] = [:]
        for side in sides {
            let index: Int
            switch side.limit {
            case .row(let row): index = row
            case .column(let column): index = rowCount + column
            }
            let rate = side.isUpper ? 1.0 : -1.0
            let (lower, upper) = bounds(index)
            let isPair = lower == upper
            let old = rates[index] ?? (lower: 0, upper: 0)
            rates[index] = (
                isPair || !side.isUpper ? rate : old.lower,
                isPair || side.isUpper ? rate : old.upper
            )
        }
        return rates
    }

    private func range(
        moving rates: [SensitivityQuestions.CostRate], _ problem: borrowing GLPKProblem
    ) -> ClosedRange<Double>? {
        for entry in rates {
            problem.setCost(column: entry.column, program.cost[entry.column] + entry.rate)
        }
        defer {
            for entry in rates {
                problem.setCost(column: entry.column, program.cost[entry.column])
            }
        }
        guard problem.warmUp() == 0 else { return nil }
        let moved = problem.basicPoint
        var range = -Double.infinity...Double.infinity
        for (index, variable) in base.variables.enumerated() {
            let slope = moved.variables[index].dual - variable.dual
            guard abs(slope) > Self.flat else { continue }
            switch variable.status {
            case .lower:
                range = range.clamped(within: -variable.dual / slope, slope * .infinity)
            case .upper:
                range = range.clamped(within: -variable.dual / slope, -slope * .infinity)
            case .free: range = 0...0
            case .basic, .fixed: break
            }
        }
        return range
    }

    /// Bounds of a variable: rows first, then columns.
    private func bounds(_ index: Int) -> (Double, Double) {
        let column = index - program.rowCount
        return column < 0
            ? (program.rowLower[index], program.rowUpper[index])
            : (program.columnLower[column], program.columnUpper[column])
    }

    /// Loosens one bound; two that are equal move together, as their one dual means.
    private func setBounds(
        _ side: ProgramConflict.Side, looserBy amount: Double, _ problem: borrowing GLPKProblem
    ) {
        func moved(_ lower: Double, _ upper: Double) -> (Double, Double) {
            let change = side.isUpper ? amount : -amount
            if lower == upper { return (lower + change, upper + change) }
            return side.isUpper ? (lower, upper + change) : (lower + change, upper)
        }
        switch side.limit {
        case .row(let row):
            let (lower, upper) = moved(program.rowLower[row], program.rowUpper[row])
            problem.setBounds(row: row, lower: lower, upper: upper)
        case .column(let column):
            let (lower, upper) = moved(program.columnLower[column], program.columnUpper[column])
            problem.setBounds(column: column, lower: lower, upper: upper)
        }
    }
}

extension ClosedRange<Double> {
    /// The part between two ends, given in any order; rounding never takes zero out of it.
    /// The part in which `closing · t` does not use up the room that there is.
    fileprivate func limited(room: Double, closing: Double) -> ClosedRange {
        guard room.isFinite, abs(closing) > BasisRanges.flat else { return self }
        return clamped(within: Swift.max(0, room) / closing, -closing * .infinity)
    }

    fileprivate func clamped(within a: Double, _ b: Double) -> ClosedRange {
        Swift.max(lowerBound, Swift.min(a, b, 0))...Swift.min(upperBound, Swift.max(a, b, 0))
    }
}

/// The point of a basis: rows first, then columns.
struct GLPKBasicPoint {
    /// Where a variable stands.
    enum Status {
        case basic, lower, upper, free, fixed

        init(_ code: Int32) {
            switch code {
            case GLP_NL: self = .lower
            case GLP_NU: self = .upper
            case GLP_NF: self = .free
            case GLP_NS: self = .fixed
            default: self = .basic
            }
        }
    }

    struct Variable {
        let status: Status
        let value: Double
        let dual: Double
    }

    let variables: [Variable]
}
