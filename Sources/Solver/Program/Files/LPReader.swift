extension LinearProgram {
    /// Reads a program from the text of a CPLEX LP file.
    ///
    /// Columns are numbered as they first appear, also in Bounds and the integer sections. Their
    /// bounds are `0 … +infinity` unless Bounds says otherwise; an upper bound below zero leaves
    /// the lower one at 0. Several terms of one column in one row add up. Words such as `bounds`
    /// open a section only at the beginning of a line. Bounds and right-hand sides from 1e30 on
    /// are infinite.
    public init(lp bytes: [UInt8]) throws(ProgramFileError) {
        var reader = LPReader(bytes)
        self = try reader.read()
    }
}

/// Reads the sections of an LP file one after the other.
struct LPReader {
    var lexer: LPLexer
    var columns = LPColumns()
    private var rows = LPRows()
    private var cost: [(column: Int, value: Double)] = []
    private var offset = 0.0
    private var maximises = false
    private var programName = "program"

    init(_ bytes: [UInt8]) { lexer = LPLexer(bytes) }

    /// Reads everything up to End.
    mutating func read() throws(ProgramFileError) -> LinearProgram {
        switch lexer.token {
        case .section(.minimise): maximises = false
        case .section(.maximise): maximises = true
        default: throw error(.expectedObjective)
        }
        lexer.advance()
        try readObjective()
        while true {
            guard case .section(let section) = lexer.token else { throw unexpected() }
            if section == .end { return assembled() }
            if section == .unsupported { throw error(.unsupportedSection) }
            lexer.advance()
            while !atSectionEnd { try entry(of: section) }
        }
    }

    private var atSectionEnd: Bool {
        switch lexer.token {
        case .section, .endOfFile: true
        default: false
        }
    }

    private mutating func entry(of section: LPWords.Section) throws(ProgramFileError) {
        switch section {
        case .rows: try readRow()
        case .bounds: try readBound()
        case .integers: columns.isInteger[try columnName()] = true
        case .binaries: columns.setBinary(try columnName())
        default: throw error(.unexpectedText)
        }
    }

    private mutating func readObjective() throws(ProgramFileError) {
        if case .label(let name) = lexer.token {
            programName = Byte.text(lexer.bytes, name)
            lexer.advance()
        }
        if atSectionEnd { return }
        let expression = try expression()
        guard expression.constant.isFinite else { throw error(.notFinite) }
        cost = expression.terms
        offset = expression.constant
    }

    private mutating func readRow() throws(ProgramFileError) {
        var label: Range<Int>?
        let line = lexer.line
        if case .label(let name) = lexer.token {
            label = name
            if let earlier = rows.earlierLine(of: name, lexer.bytes) {
                let given = Byte.text(lexer.bytes, name)
                throw ProgramFileError(
                    .duplicateRow, line: line, given: given, earlierLine: earlier)
            }
            lexer.advance()
        }
        let first = try expression()
        let sign = try relation()
        guard first.terms.isEmpty else {
            let bounds = try range(sign, to: rightHandSide())
            return try add(first, bounds, label, line)
        }
        let second = try expression()
        guard isRelation else {
            if second.terms.isEmpty {
                let bounds = try range(sign, to: second.constant)
                return try add(first, bounds, label, line)
            }
            let bounds = try range(sign.flipped, to: first.constant)
            return try add(second, bounds, label, line)
        }
        guard try relation() == sign, sign != .equal else { throw error(.mixedRelations) }
        let last = try rightHandSide()
        let low = try range(sign.flipped, to: first.constant)
        let high = try range(sign, to: last)
        let bounds = sign == .lessOrEqual ? (low.lower, high.upper) : (high.lower, low.upper)
        try add(second, bounds, label, line)
    }

    private mutating func add(
        _ expression: LPExpression, _ bounds: (lower: Double, upper: Double),
        _ label: Range<Int>?, _ line: Int
    ) throws(ProgramFileError) {
        guard expression.constant.isFinite else { throw error(.notFinite) }
        let lower = DecimalText.bounding(bounds.lower - expression.constant)
        let upper = DecimalText.bounding(bounds.upper - expression.constant)
        guard lower < .infinity, upper > -.infinity else { throw error(.infiniteRightHandSide) }
        rows.add(expression.terms, (lower, upper), label, line, lexer.bytes)
    }

    /// The bounds of `expression sign side`; sides that can never hold are refused.
    private func range(
        _ sign: LPToken, to side: Double
    ) throws(ProgramFileError) -> (lower: Double, upper: Double) {
        let side = DecimalText.bounding(side)
        switch sign {
        case .lessOrEqual where side > -.infinity: return (-.infinity, side)
        case .greaterOrEqual where side < .infinity: return (side, .infinity)
        case .equal where side.isFinite: return (side, side)
        default: throw error(.infiniteRightHandSide)
        }
    }

    private mutating func assembled() -> LinearProgram {
        var costs = [Double](repeating: 0, count: columns.count)
        for (column, value) in cost { costs[column] += maximises ? 0 - value : value }
        return LinearProgram(
            cost: costs, offset: maximises ? 0 - offset : offset,
            columnLower: columns.lower, columnUpper: columns.upper,
            rowLower: rows.lower, rowUpper: rows.upper,
            matrix: rows.matrix(columnCount: columns.count),
            integerColumns: columns.isInteger.indices.filter { columns.isInteger[$0] },
            maximises: maximises,
            names: PooledNames(
                programName: programName, columns: columns.names, rows: rows.allNames(),
                rowNumbers: rows.numbers))
    }
}
