/// A family of columns or rows: members × steps, numbered member by member, steps inside.
package struct Family: Sendable {
    /// What the family is, such as `import` or `state_of_charge`.
    package let kind: FamilyKind
    /// Index of the first member's first step.
    package let first: Int
    /// Names of the members, such as `zhangjiakou` or `beijing,chat,wuhu`.
    package let members: [String]
    /// Steps of each member; 1 for what has no time.
    package let stepCount: Int
    /// The first of those steps in the horizon: later for what exists in a window only.
    package var firstStep = 0
    /// Steps of the horizon that one of the family's covers: more than one for clock hours.
    package var stepLength = 1

    package var count: Int { members.count * stepCount }

    /// The steps of the horizon that the family covers.
    var steps: Range<Int> { firstStep..<firstStep + stepCount }

    /// The index of a member in a step.
    package func callAsFunction(_ member: Int, _ step: Int) -> Int {
        first + member * stepCount + step - firstStep
    }

    /// True for what has no time, or exists in the first step only.
    private var isTimeless: Bool { stepCount == 1 && firstStep == 0 }

    /// The step of each index, one after the other; −1 for what has no time.
    var stepOfEach: [Int32] {
        guard !isTimeless else { return [Int32](repeating: -1, count: count) }
        let steps = steps.map { Int32($0 * stepLength) }
        return members.flatMap { _ in steps }
    }

    package func name(_ index: Int) -> String {
        let member = members[(index - first) / stepCount]
        let step = isTimeless ? "" : "," + String((index - first) % stepCount + firstStep)
        return "\(kind.rawValue)[\(member)\(step)]"
    }
}

extension Family {
    /// The values of one member in all its steps.
    func values(_ all: [Double], _ member: Int) -> [Double] {
        Array(all[self(member, firstStep)..<self(member, firstStep) + stepCount])
    }
}

/// Assembles a `LinearProgram` in flat arrays, family by family.
///
/// Parts add columns and rows of their own and terms to the rows of others; nothing here knows
/// what a part means.
struct ProgramBuilder {
    private(set) var columnFamilies: [Family] = []
    private(set) var rowFamilies: [Family] = []
    private var cost: [Double] = []
    private var columnLower: [Double] = []
    private var columnUpper: [Double] = []
    private var rowLower: [Double] = []
    private var rowUpper: [Double] = []
    private var rows: [Int32] = []
    private var columns: [Int32] = []
    private var values: [Double] = []
    private(set) var offset = 0.0
    private var integers: Set<Int> = []
    private var startBasis: [BasisPair] = []

    mutating func addColumns(
        _ kind: FamilyKind, _ members: [String], steps: Int, firstStep: Int = 0,
        lower: Double = 0, upper: Double = .infinity
    ) -> Family {
        let family = Family(
            kind: kind, first: cost.count, members: members, stepCount: steps,
            firstStep: firstStep)
        cost.append(contentsOf: repeatElement(0, count: family.count))
        columnLower.append(contentsOf: repeatElement(lower, count: family.count))
        columnUpper.append(contentsOf: repeatElement(upper, count: family.count))
        columnFamilies.append(family)
        return family
    }

    mutating func addRows(
        _ kind: FamilyKind, _ members: [String], steps: Int, firstStep: Int = 0,
        stepLength: Int = 1, lower: Double, upper: Double
    ) -> Family {
        var family = Family(
            kind: kind, first: rowLower.count, members: members, stepCount: steps,
            firstStep: firstStep)
        family.stepLength = stepLength
        rowLower.append(contentsOf: repeatElement(lower, count: family.count))
        rowUpper.append(contentsOf: repeatElement(upper, count: family.count))
        rowFamilies.append(family)
        return family
    }

    mutating func addTerm(row: Int, column: Int, _ value: Double) {
        guard value != 0 else { return }
        rows.append(Int32(truncatingIfNeeded: row))
        columns.append(Int32(truncatingIfNeeded: column))
        values.append(value)
    }

    /// A finite bound for what the rest of the program keeps smaller anyway.
    ///
    /// Proofs need finite bounds; a little room keeps them from ever holding, so that duals stay
    /// with the limits that people set.
    static func neverReached(_ most: Double) -> Double { most * 1.001 + 1 }

    mutating func addCost(column: Int, _ value: Double) { cost[column] += value }

    mutating func addOffset(_ value: Double) { offset += value }

    /// Adds columns for a window of steps.
    mutating func addColumns(
        _ kind: FamilyKind, _ members: [String], in window: Range<Int>, lower: Double = 0,
        upper: Double = .infinity
    ) -> Family {
        var family = addColumns(kind, members, steps: window.count, lower: lower, upper: upper)
        family.firstStep = window.lowerBound
        columnFamilies[columnFamilies.count - 1] = family
        return family
    }

    /// Adds rows for a window of steps.
    mutating func addRows(
        _ kind: FamilyKind, _ members: [String], in window: Range<Int>, lower: Double,
        upper: Double
    ) -> Family {
        var family = addRows(kind, members, steps: window.count, lower: lower, upper: upper)
        family.firstStep = window.lowerBound
        rowFamilies[rowFamilies.count - 1] = family
        return family
    }

    mutating func setBounds(column: Int, lower: Double, upper: Double) {
        columnLower[column] = lower
        columnUpper[column] = upper
    }

    /// The bounds of a column so far.
    func bounds(column: Int) -> (Double, Double) { (columnLower[column], columnUpper[column]) }

    func upperBound(column: Int) -> Double { columnUpper[column] }

    mutating func setBounds(row: Int, lower: Double, upper: Double) {
        rowLower[row] = lower
        rowUpper[row] = upper
    }

    /// Gives rows all terms that other rows have so far: `copies` tells the new ones by the old.
    ///
    /// Complexity: O(nonzeros).
    mutating func copyTerms(_ copies: [Int: [Int]]) {
        guard !copies.isEmpty else { return }
        for entry in rows.indices {
            for row in copies[Int(rows[entry])] ?? [] {
                addTerm(row: row, column: Int(columns[entry]), values[entry])
            }
        }
    }

    /// Lowers the lower bound of a column where it is above a value.
    mutating func lowerBound(ofColumn column: Int, atMost value: Double) {
        columnLower[column] = min(columnLower[column], value)
    }

    /// Asks for a whole number in a column.
    mutating func setInteger(_ column: Int) { integers.insert(column) }

    /// Suggests a column without cost for the starting basis, in the place of an equality.
    mutating func suggestBasis(row: Int, column: Int) {
        startBasis.append(BasisPair(row: row, column: column))
    }

    /// Moves a constant of a row to its right-hand side: `row + constant` keeps its bounds.
    mutating func addConstant(row: Int, _ value: Double) {
        rowLower[row] -= value
        rowUpper[row] -= value
    }

    consuming func program(name: String) -> LinearProgram {
        let names = FamilyNames(
            programName: name, columnFamilies: columnFamilies, rowFamilies: rowFamilies)
        var program = LinearProgram(
            cost: cost, offset: offset, columnLower: columnLower, columnUpper: columnUpper,
            rowLower: rowLower, rowUpper: rowUpper,
            matrix: SparseMatrix(
                rowCount: rowLower.count, columnCount: cost.count, rows: rows, columns: columns,
                values: values),
            integerColumns: integers.sorted(), names: names)
        program.startBasis = startBasis
        program.rowSteps = rowFamilies.flatMap(\.stepOfEach)
        return program
    }
}

/// Names made from families when somebody asks.
package struct FamilyNames: ProgramNames {
    package let programName: String
    package let columnFamilies: [Family]
    package let rowFamilies: [Family]

    package func columnName(_ column: Int) -> String { family(column, columnFamilies).name(column) }
    package func rowName(_ row: Int) -> String { family(row, rowFamilies).name(row) }

    /// The family that holds an index, by bisection.
    func family(_ index: Int, _ families: [Family]) -> Family {
        var low = 0
        var high = families.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if families[middle].first <= index { low = middle } else { high = middle - 1 }
        }
        // Empty families share their first index with the next one.
        while families[low].count == 0, low > 0 { low -= 1 }
        return families[low]
    }
}
