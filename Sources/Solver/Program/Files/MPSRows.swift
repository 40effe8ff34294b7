/// The ROWS of an MPS file with what later sections say about each.
///
/// Everything is kept by the number of the row's name, so that one search serves all sections;
/// the objective and dropped N rows have names too.
struct MPSRows {
    /// What a row name stands for.
    enum Role: Equatable {
        case objective, dropped
        case row(Int32)
    }

    /// The names in the order of the file.
    private(set) var names = NameTable()
    /// N, L, G or E of each name.
    private(set) var types: [UInt8] = []
    /// What each name stands for.
    private(set) var roles: [Role] = []
    /// Number of the name of each row of the program.
    private(set) var numbers: [Int32] = []
    /// Line on which each name was declared.
    private(set) var lines: [Int32] = []
    /// Last column with an entry in each row, −1 before the first.
    var lastColumn: [Int32] = []
    /// Line of that entry.
    var lastLine: [Int32] = []
    /// The right-hand sides with their lines; line 0 where none was given.
    var rightHandSides = MPSVector()
    /// The ranges with their lines; line 0 where none was given.
    var ranges = MPSVector()

    /// Number of rows of the program.
    var count: Int { numbers.count }
    /// True once an N row became the objective.
    private(set) var hasObjective = false

    /// Adds a row; returns the line of an earlier row of the same name, if there is one.
    mutating func add(
        type: UInt8, _ bytes: [UInt8], _ range: Range<Int>, line: Int, isObjective: Bool
    ) -> Int? {
        let (number, isNew) = names.insert(bytes, range)
        guard isNew else { return Int(lines[number]) }
        types.append(type)
        lines.append(Int32(clamping: line))
        lastColumn.append(-1)
        lastLine.append(0)
        rightHandSides.append()
        ranges.append()
        if type == UInt8(ascii: "N") {
            roles.append(isObjective ? .objective : .dropped)
            hasObjective = hasObjective || isObjective
        } else {
            roles.append(.row(Int32(numbers.count)))
            numbers.append(Int32(number))
        }
        return nil
    }

    /// Constant of the objective: minus its right-hand side.
    var objectiveConstant: Double {
        guard let number = roles.firstIndex(of: .objective) else { return 0 }
        return 0 - rightHandSides.value[number]
    }

    /// Lower and upper bounds of all rows.
    func bounds() -> (lower: [Double], upper: [Double]) {
        var lower: [Double] = []
        var upper: [Double] = []
        lower.reserveCapacity(count)
        upper.reserveCapacity(count)
        for number in numbers.lazy.map(Int.init) {
            let side = rightHandSides.value[number]
            let hasRange = ranges.line[number] > 0 && side.isFinite
            let range = hasRange ? ranges.value[number] : nil
            let pair = Self.bounds(type: types[number], side: side, range: range)
            lower.append(DecimalText.bounding(pair.lower))
            upper.append(DecimalText.bounding(pair.upper))
        }
        return (lower, upper)
    }

    /// The bounds that a type, a right-hand side and a range give together.
    ///
    /// A range R makes an L row `side − |R| … side` and a G row `side … side + |R|`; an E row
    /// reaches from `side` by R, upwards when R is positive and downwards when it is negative.
    /// Behind an infinite side a range says nothing.
    private static func bounds(
        type: UInt8, side: Double, range: Double?
    ) -> (lower: Double, upper: Double) {
        switch type {
        case UInt8(ascii: "L"): (range.map { side - $0.magnitude } ?? -.infinity, side)
        case UInt8(ascii: "G"): (side, range.map { side + $0.magnitude } ?? .infinity)
        default: (side + min(range ?? 0, 0), side + max(range ?? 0, 0))
        }
    }
}

/// One RHS or RANGES set: a value and its line for each row name.
struct MPSVector {
    /// Value of each row name, 0 where none was given.
    var value: [Double] = []
    /// Line that gave it, 0 where none did.
    var line: [Int32] = []
    /// Where the name of the set stands first.
    var set: Range<Int>?

    /// Makes room for one more row name.
    mutating func append() {
        value.append(0)
        line.append(0)
    }
}
