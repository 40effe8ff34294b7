import Solver
import Testing

/// Factors of a basis whose variables are replaced one by one.
@Suite("Factors of a basis") struct BasisFactorTests {
    /// A matrix of which each column has a few entries, and no bounds or costs that matter.
    private static func program(
        rows: Int, columns: Int, _ random: inout SeededNumbers
    ) -> LinearProgram {
        var places: (rows: [Int32], columns: [Int32], values: [Double]) = ([], [], [])
        for column in 0..<columns {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                places.rows.append(Int32.random(in: 0..<Int32(rows), using: &random))
                places.columns.append(Int32(column))
                places.values.append(Double.random(in: -2...2, using: &random))
            }
        }
        return LinearProgram(
            cost: [Double](repeating: 1, count: columns),
            columnLower: [Double](repeating: 0, count: columns),
            columnUpper: [Double](repeating: 1, count: columns),
            rowLower: [Double](repeating: 0, count: rows),
            rowUpper: [Double](repeating: 1, count: rows),
            matrix: SparseMatrix(
                rowCount: rows, columnCount: columns, rows: places.rows, columns: places.columns,
                values: places.values))
    }

    /// Largest entry of B w − a, for the column a of a variable.
    private static func rest(
        _ basis: CrossoverBasis, _ form: SimplexForm, _ w: SparseVector, of variable: Int
    ) -> Double {
        var rest = [Double](repeating: 0, count: basis.heading.count)
        form.forEach(of: variable) { row, value in rest[row] -= value }
        for (place, basic) in basis.heading.enumerated() {
            form.forEach(of: Int(basic)) { row, value in rest[row] += value * w.value[place] }
        }
        return rest.map { abs($0) }.max() ?? 0
    }

    /// Largest entry of Bᵀ ρ − e, for the unit vector e of a position.
    private static func rest(
        _ basis: CrossoverBasis, _ form: SimplexForm, _ rho: SparseVector, at position: Int
    ) -> Double {
        var most = 0.0
        for (place, basic) in basis.heading.enumerated() {
            var sum = place == position ? -1.0 : 0.0
            form.forEach(of: Int(basic)) { row, value in sum += value * rho.value[row] }
            most = max(most, abs(sum))
        }
        return most
    }

    @Test(
        "After every one of 300 replacements, columns and rows of the inverse are those of the basis",
        arguments: 0..<6)
    func replacements(seed: Int) throws {
        var random = SeededNumbers(state: UInt64(seed) &* 7919 &+ 11)
        let rows = 40 + 10 * seed
        let program = Self.program(rows: rows, columns: 2 * rows, &random)
        let form = SimplexForm(program, HorizonWatch(SolveSettings()))
        var basis = CrossoverBasis(
            form, heading: (0..<rows).map { Int32(2 * rows + $0) },
            value: [Double](repeating: 0, count: 3 * rows))
        var w = SparseVector(count: rows)
        var replaced = 0
        for _ in 0..<2000 where replaced < 300 {
            let variable = Int.random(in: 0..<3 * rows, using: &random)
            guard !basis.heading.contains(Int32(variable)) else { continue }
            basis.column(of: variable, into: &w)
            #expect(Self.rest(basis, form, w, of: variable) < 1e-8, "seed \(seed) \(replaced)")
            let places = (0..<rows).filter { abs(w.value[$0]) > 0.1 }
            guard let place = places.randomElement(using: &random) else { continue }
            basis.replace(at: place, by: variable, column: w)
            replaced += 1
            let position = Int.random(in: 0..<rows, using: &random)
            basis.row(at: position, into: &w)
            #expect(Self.rest(basis, form, w, at: position) < 1e-8, "seed \(seed) \(replaced)")
        }
        #expect(replaced == 300, "seed \(seed)")
    }

    @Test("Of dependent columns one is left out, and a logical variable takes its place")
    func dependent() {
        // Columns (1, 1), (2, 2) and (0, 1): the second is twice the first.
        let program = EngineTests.program(
            [1, 1, 1], columns: [(0, 1), (0, 1), (0, 1)],
            rows: [([1, 2, 0], 0, 1), ([1, 2, 1], 0, 1)])
        let form = SimplexForm(program, HorizonWatch(SolveSettings()))
        let basis = CrossoverBasis(
            form, heading: [0, 1], value: [Double](repeating: 0, count: 5))
        #expect(basis.heading.filter { $0 < 3 }.count == 1)
        #expect(basis.heading.contains { $0 >= 3 })
    }
}
