import Solver

/// Reproducible random numbers (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Small random programs with every kind of row, bound and number.
enum RandomProgram {
    static func make(_ random: inout SeededNumbers) -> LinearProgram {
        let rows = Int.random(in: 0...6, using: &random)
        let columns = Int.random(in: rows == 0 ? 0...6 : 1...6, using: &random)
        var start: [Int32] = [0]
        var rowIndex: [Int32] = []
        var value: [Double] = []
        for _ in 0..<columns {
            for row in 0..<rows where Bool.random(using: &random) {
                rowIndex.append(Int32(row))
                value.append(number(&random))
            }
            start.append(Int32(value.count))
        }
        let rowBounds = (0..<rows).map { _ in bounds(&random, crossed: false) }
        let columnBounds = (0..<columns).map { _ in bounds(&random, crossed: true) }
        return LinearProgram(
            cost: (0..<columns).map { _ in Bool.random(using: &random) ? number(&random) : 0 },
            offset: Bool.random(using: &random) ? number(&random) : 0,
            columnLower: columnBounds.map(\.0), columnUpper: columnBounds.map(\.1),
            rowLower: rowBounds.map(\.0), rowUpper: rowBounds.map(\.1),
            matrix: SparseMatrix(
                rowCount: rows, columnStart: start, rowIndex: rowIndex, value: value),
            integerColumns: (0..<columns).filter { _ in Bool.random(using: &random) },
            maximises: Bool.random(using: &random))
    }

    /// A nonzero number: whole, short, or any 53 bits with an exponent that fits bounds.
    private static func number(_ random: inout SeededNumbers) -> Double {
        let sign = Bool.random(using: &random) ? 1.0 : -1.0
        switch Int.random(in: 0...2, using: &random) {
        case 0: return sign * Double(Int.random(in: 1...50, using: &random))
        case 1: return sign * Double(Int.random(in: 1...99_999, using: &random)) / 1000
        default:
            let exponent = Int.random(in: -90...90, using: &random)
            let fraction = Double.random(in: 1..<2, using: &random)
            return sign * Double(sign: .plus, exponent: exponent, significand: fraction)
        }
    }

    /// Bounds of every kind; only ranges of eighths are sure to have an exact width.
    private static func bounds(
        _ random: inout SeededNumbers, crossed: Bool
    ) -> (Double, Double) {
        let eighth = Double(Int.random(in: -400...400, using: &random)) / 8
        let width = Double(Int.random(in: 1...400, using: &random)) / 8
        switch Int.random(in: 0...7, using: &random) {
        case 0: return (-.infinity, .infinity)
        case 1: return (number(&random), .infinity)
        case 2: return (-.infinity, number(&random))
        case 3:
            let both = number(&random)
            return (both, both)
        case 4: return (0, .infinity)
        case 5 where crossed: return (number(&random), number(&random))
        case 6 where crossed: return (0, number(&random))
        default: return (eighth, eighth + width)
        }
    }
}
