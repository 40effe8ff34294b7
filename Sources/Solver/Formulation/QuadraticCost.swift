/// Costs that rise with the square of output, met from below by tangents.
///
/// For every generator g with a quadratic part q and every step:
///
///     quadratic_cost[g,t] ≥ 2 q a · output[g,t] − q a²       for some outputs a
///
/// Cost: w·Δ · quadratic_cost. A few tangents are written at the start, the others when a solution
/// lies above those there are (`LazyRows`), until the true cost is within 1e-7 of the objective.
/// The program's objective is a lower bound of the true one; the proof states the true one.
struct QuadraticCost {
    /// A generator with a quadratic part.
    private struct Entry: Sendable {
        let name: String
        let quadratic: Double
        let firstOutput: Int
        let firstCost: Int
    }

    private let entries: [Entry]
    private let steps: Int
    private let grid: TimeGrid

    /// Tangents at the start, spread over the range of output.
    private static let initialTangents = 4

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ generators: GeneratorOperation
    ) {
        steps = scenario.grid.stepCount
        grid = scenario.grid
        let members = generators.entries.indices.filter {
            generators.entries[$0].generator.quadraticCNYPerMW2h > 0
        }
        let names = members.map { generators.names[$0] }
        let cost = builder.addColumns(.quadraticCost, names, steps: steps)
        entries = members.enumerated().map { index, member in
            Entry(
                name: names[index],
                quadratic: generators.entries[member].generator.quadraticCNYPerMW2h,
                firstOutput: generators.output(member, 0), firstCost: cost(index, 0))
        }
        addTangents(&builder, cost)
    }

    private func addTangents(_ builder: inout ProgramBuilder, _ cost: Family) {
        let count = Self.initialTangents
        let rows = builder.addRows(
            .tangent, entries.flatMap { entry in (0..<count).map { "\(entry.name),\($0)" } },
            steps: steps, lower: -.infinity, upper: .infinity)
        for (index, entry) in entries.enumerated() {
            for step in 0..<steps {
                let column = entry.firstOutput + step
                let (low, high) = builder.bounds(column: column)
                let most = max(low * low, high * high) * entry.quadratic
                builder.setBounds(
                    column: cost(index, step), lower: 0, upper: ProgramBuilder.neverReached(most))
                builder.addCost(column: cost(index, step), grid.weightedHours(step))
                for tangent in 0..<count {
                    let at = low + (high - low) * Double(tangent) / Double(count - 1)
                    let row = rows(index * count + tangent, step)
                    builder.setBounds(
                        row: row, lower: -entry.quadratic * at * at, upper: .infinity)
                    builder.addTerm(row: row, column: cost(index, step), 1)
                    builder.addTerm(row: row, column: column, -2 * entry.quadratic * at)
                }
            }
        }
    }

    /// The tangents still missing at a point; nil where no cost is quadratic.
    var lazyRows: LazyRows? {
        guard !entries.isEmpty else { return nil }
        return LazyRows(
            tangentsTo: entries.flatMap { entry in
                (0..<steps).map { step in
                    QuadraticTerm(
                        name: "\(entry.name),\(step)", column: entry.firstOutput + step,
                        costColumn: entry.firstCost + step, factor: entry.quadratic,
                        weight: grid.weightedHours(step))
                }
            })
    }
}
