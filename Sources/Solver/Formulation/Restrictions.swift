/// Pairs of decisions that exclude each other, and the steps in which binaries hold them to it.
///
/// Charging while discharging, importing while exporting, sending both ways over one line: with
/// losses none of it pays while a MWh is worth something, so the linear program keeps apart what
/// belongs apart. Where it does not (the value of energy there is negative), the steps are named
/// here and the program is written again.
public struct Restrictions: Sendable, Equatable {
    /// Two decisions of which only one may be above zero.
    public enum Pair: Hashable, Sendable {
        /// Charge and discharge, by number of the storage in the schedule.
        case storage(Int)
        /// Import and export, by index of the site.
        case connection(Int)
        /// Flow and back, by number of the DC line.
        case dcLine(Int)
    }

    private var stepsOfPair: [Pair: Set<Int>] = [:]

    /// No restrictions: a linear program.
    public init() {}

    /// Whether nothing is restricted.
    public var isEmpty: Bool { stepsOfPair.isEmpty }

    /// The pairs that are restricted in some step.
    var pairs: [Pair] { Array(stepsOfPair.keys) }

    /// The steps in which a pair is held apart, ascending.
    func steps(_ pair: Pair) -> [Int] { (stepsOfPair[pair] ?? []).sorted() }

    /// Holds a pair apart in more steps.
    mutating func add(_ pair: Pair, steps: some Sequence<Int>) {
        stepsOfPair[pair, default: []].formUnion(steps)
    }

    /// Joins the restrictions of another.
    mutating func formUnion(_ other: Restrictions) {
        for (pair, steps) in other.stepsOfPair { add(pair, steps: steps) }
    }
}

/// Two columns of one step of which only one may be above zero.
struct ExclusiveColumns {
    let name: String
    let first: Int
    let second: Int
}

extension ProgramBuilder {
    /// Keeps pairs of columns apart with one binary each.
    ///
    ///     first ≤ most · direction,   second ≤ most · (1 − direction)
    ///
    /// where most is the upper bound of the column.
    mutating func addExclusive(_ pairs: [ExclusiveColumns]) {
        let direction = addColumns(.direction, pairs.map(\.name), steps: 1, upper: 1)
        let rows = addRows(
            .exclusive, pairs.flatMap { [$0.name + ",first", $0.name + ",second"] }, steps: 1,
            lower: -.infinity, upper: 0)
        for (index, pair) in pairs.enumerated() {
            let (first, second) = (rows(2 * index, 0), rows(2 * index + 1, 0))
            setInteger(direction(index, 0))
            addTerm(row: first, column: pair.first, 1)
            addTerm(row: first, column: direction(index, 0), -upperBound(column: pair.first))
            addTerm(row: second, column: pair.second, 1)
            addTerm(row: second, column: direction(index, 0), upperBound(column: pair.second))
            addConstant(row: second, -upperBound(column: pair.second))
        }
    }
}
