import Solver

/// A transport problem as a linear program.
///
/// With supplies g, needs n, zones z and all amounts as a share of the largest:
///
///     maximise Σ p[n] · ((1 + δ) · near[g,n] + direct[g,n] + Σ_z out[z,n])
///     Σ_n near[g,n] + Σ_n direct[g,n] + in[g] ≤ S[g]
///     Σ_{g in z} in[g] = Σ_n out[z,n]
///     Σ_g near[g,n] + Σ_g direct[g,n] + Σ_z out[z,n] ≤ N[n]
///
/// `near` are pairs of the same hour and a near zone, which also raise the hourly share: δ = 1/1024
/// breaks ties for them and outweighs no priority by more than that. Where hours do not matter there
/// are only `direct` pairs; else the other pairs go through one pool for each zone, because a pair for
/// every two hours of a year would be too many. Among equal optima the second stage takes the one
/// whose needs come first in rank.
struct TransportProgram {
    /// What a column is.
    enum Column {
        case pair(supply: Int, need: Int)
        case into(supply: Int)
        case out(zone: Int, need: Int)
    }

    private let problem: TransportProblem
    private let columns: [Column]
    private let zones: [String]
    private let scale: Double

    private static let nearBonus = 1.0 / 1024

    init(_ problem: TransportProblem) {
        self.problem = problem
        zones = Set(problem.supplies.map(\.zone)).sorted()
        let largest = problem.needs.map(\.wattHours).max() ?? 1
        scale = Double(max(1, largest)) / 1024
        let needsOfHour = Dictionary(grouping: problem.needs.indices) { problem.needs[$0].hour }
        let isTimed = problem.supplies.contains { $0.hour != nil }
        var columns: [Column] = []
        for supply in problem.supplies.indices {
            let hour = problem.supplies[supply].hour
            let candidates =
                isTimed ? hour.flatMap { needsOfHour[$0] } ?? [] : Array(problem.needs.indices)
            for need in candidates
            where problem.allows(supply: supply, need: need)
                && (!isTimed || problem.isHourly(supply, need))
            {
                columns.append(.pair(supply: supply, need: need))
            }
            if isTimed { columns.append(.into(supply: supply)) }
        }
        if isTimed {
            for (zone, name) in zones.enumerated() {
                for need in problem.needs.indices
                where problem.allows(name, problem.needs[need].zone) {
                    columns.append(.out(zone: zone, need: need))
                }
            }
        }
        self.columns = columns
    }

    /// The amount of each column, Wh.
    func solve() throws(EnergyAssignment.Failure) -> [(column: Column, wattHours: Double)] {
        var request = SolveRequest(program)
        let ranks = columns.map(rank)
        request.tieBreak = { ranks }
        let outcome: Outcome
        do throws(SolverError) {
            outcome = try ProgramSolver.solve(request)
        } catch {
            throw .program(error)
        }
        guard outcome.status == .optimal, let point = outcome.point else {
            throw .unsolved(outcome.status)
        }
        return zip(columns, point.columns).map { ($0, $1 * scale) }
    }

    private func rank(_ column: Column) -> Double {
        let count = Double(problem.needs.count)
        return switch column {
        case .pair(_, let need), .out(_, let need): Double(need + 1) / count
        case .into: 0
        }
    }

    /// Rows: supplies, then needs, then pools.
    private var program: LinearProgram {
        let (supplies, needs) = (problem.supplies.count, problem.needs.count)
        let hasPools = columns.contains { if case .into = $0 { true } else { false } }
        let pools = hasPools ? zones.count : 0
        var (rows, places, values) = ([Int32](), [Int32](), [Double]())
        var (cost, upper) = ([Double](), [Double]())
        func add(_ row: Int, _ value: Double) {
            rows.append(Int32(row))
            places.append(Int32(cost.count))
            values.append(value)
        }
        let zoneOf = Dictionary(uniqueKeysWithValues: zones.enumerated().map { ($1, $0) })
        let largest = Double(problem.needs.map(\.priority).max() ?? 1)
        let needed = problem.needs.reduce(0) { $0 + Double($1.wattHours) } / scale
        for column in columns {
            switch column {
            case .pair(let supply, let need):
                add(supply, 1)
                add(supplies + need, 1)
                let bonus = problem.isHourly(supply, need) ? 1 + Self.nearBonus : 1
                cost.append(-bonus * Double(problem.needs[need].priority) / largest)
                upper.append(limit(supply: supply, need: need))
            case .into(let supply):
                add(supply, 1)
                let zone = zoneOf[problem.supplies[supply].zone] ?? 0
                add(supplies + needs + zone, 1)
                cost.append(0)
                upper.append(min(needed, Double(problem.supplies[supply].wattHours) / scale))
            case .out(let zone, let need):
                add(supplies + need, 1)
                add(supplies + needs + zone, -1)
                cost.append(-Double(problem.needs[need].priority) / largest)
                upper.append(Double(problem.needs[need].wattHours) / scale)
            }
        }
        let matrix = SparseMatrix(
            rowCount: supplies + needs + pools, columnCount: cost.count, rows: rows,
            columns: places, values: values)
        // No more can flow than is needed; without that limit a large supply would dwarf the rest.
        let limits =
            problem.supplies.map { min(needed, Double($0.wattHours) / scale) }
            + problem.needs.map { Double($0.wattHours) / scale }
            + [Double](repeating: 0, count: pools)
        return LinearProgram(
            cost: cost, columnLower: [Double](repeating: 0, count: cost.count),
            columnUpper: upper, rowLower: [Double](repeating: 0, count: limits.count),
            rowUpper: limits, matrix: matrix)
    }

    private func limit(supply: Int, need: Int) -> Double {
        Double(min(problem.supplies[supply].wattHours, problem.needs[need].wattHours)) / scale
    }
}
