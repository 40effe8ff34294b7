extension LinearProgram {
    /// Reads a program from the text of an MPS file, free or fixed.
    ///
    /// The first N row, or the one that OBJNAME names, is the objective; other N rows are dropped.
    /// A right-hand side of the objective is minus its constant. Zero coefficients are left out.
    /// Bounds and right-hand sides from 1e30 on are infinite. Where readers differ:
    ///
    /// - A negative `UP` bound makes the lower bound −infinity unless the file gave one before.
    /// - Integer columns between INTORG and INTEND without bounds are `0 … +infinity`.
    /// - A later bound of a column replaces an earlier one; a second RHS, RANGES or BOUNDS set,
    ///   a second coefficient at one place and a column in two pieces are refused.
    ///
    /// Lines are split at blanks; one that does not fit this way is cut at the columns of the
    /// fixed format, where names may contain blanks.
    public init(mps bytes: [UInt8]) throws(ProgramFileError) {
        var reader = MPSReader(bytes)
        self = try reader.read()
    }
}

/// Reads the lines of an MPS file one after the other.
struct MPSReader {
    /// The sections with entries, in the order in which they may come.
    enum Section: Int {
        case none, sense, objective, rows, columns, rightHandSides, ranges, bounds, end
    }

    let bytes: [UInt8]
    /// Number of the current line.
    private(set) var line = 0
    private(set) var section = Section.none
    /// The last section in the order of the file format that was seen.
    private var furthest = Section.none
    var rows = MPSRows()
    var columns = MPSColumns()
    var maximises = false
    /// The objective's name, if OBJNAME gave it.
    var objectiveName: Range<Int>?
    private var programName = "program"
    /// True when NAME said FREE: lines are never cut at fixed columns.
    private var isFree = false
    /// True once a line fitted the fixed columns only.
    private var isFixed = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads everything up to ENDATA.
    mutating func read() throws(ProgramFileError) -> LinearProgram {
        var position = Byte.start(of: bytes)
        while position < bytes.count, section != .end {
            let start = position
            while position < bytes.count, bytes[position] != Byte.newline { position += 1 }
            line += 1
            if start < position, bytes[start] != Byte.star { try read(start..<position) }
            position += 1
        }
        guard section == .end else { throw error(.cutOff, 0..<0) }
        return assembled()
    }

    private mutating func read(_ text: Range<Int>) throws(ProgramFileError) {
        if Byte.isBlank(bytes[text.lowerBound]) {
            let words = MPSFields(words: bytes, text)
            if words.count > 0 { try entry(words, text) }
        } else {
            try header(Byte.trimmed(bytes, text))
        }
    }

    /// Takes an entry by its words or, where these do not fit, by the fixed columns.
    private mutating func entry(
        _ words: MPSFields, _ text: Range<Int>
    ) throws(ProgramFileError) {
        if isFixed, let cut = MPSFields(columns: bytes, text) { return try entry(cut) }
        do {
            try entry(words)
        } catch {
            let line = text.lowerBound..<Byte.trimmed(bytes, text).upperBound
            guard !isFree, !isFixed, let cut = MPSFields(columns: bytes, line) else { throw error }
            do { try entry(cut) } catch _ { throw error }
            isFixed = true
        }
    }

    private mutating func entry(_ fields: MPSFields) throws(ProgramFileError) {
        switch section {
        case .columns: try columnsEntry(fields)
        case .rows: try rowsEntry(fields)
        case .rightHandSides: try rightHandSideEntry(fields)
        case .ranges: try rangesEntry(fields)
        case .bounds: try boundsEntry(fields)
        case .sense: try setSense(fields[0])
        case .objective: objectiveName = fields[0]
        case .none, .end: throw error(.entryOutsideSection, fields[0])
        }
    }

    private mutating func header(_ text: Range<Int>) throws(ProgramFileError) {
        let words = MPSFields(words: bytes, text)
        let keyword = Byte.word(bytes, words[0])
        if keyword == "NAME" { return name(words[0].upperBound..<text.upperBound) }
        // Some writers begin the line below OBJSENSE in the first column.
        if section == .sense, Self.senses[keyword] != nil { return try setSense(words[0]) }
        let next = Self.sections[keyword]
        guard let next, words.count == 1 || next == .sense || next == .objective else {
            let isKnown = Self.unsupported.contains(keyword)
            throw error(isKnown ? .unsupportedSection : .unknownSection, text)
        }
        try checkOrder(of: next, text)
        section = next
        if next.rawValue > furthest.rawValue { furthest = next }
        if words.count > 1, next == .sense { try setSense(words[1]) }
        if words.count > 1, next == .objective { objectiveName = words[1] }
    }

    private static let sections: [String: Section] = [
        "OBJSENSE": .sense, "OBJNAME": .objective, "ROWS": .rows, "COLUMNS": .columns,
        "RHS": .rightHandSides, "RANGES": .ranges, "BOUNDS": .bounds, "ENDATA": .end,
    ]
    private static let unsupported: Set<String> = [
        "QUADOBJ", "QSECTION", "QMATRIX", "QCMATRIX", "CSECTION", "SOS", "SOS1", "SOS2", "SETS",
        "INDICATORS", "GENCONS", "LAZYCONS", "USERCUTS", "PWLOBJ", "SCENARIOS", "MULTIOBJ",
    ]

    private func checkOrder(of next: Section, _ text: Range<Int>) throws(ProgramFileError) {
        let isFitting =
            switch next {
            case .objective, .rows: furthest.rawValue < Section.rows.rawValue
            case .columns: furthest == .rows || furthest == .columns
            case .rightHandSides, .ranges, .bounds: furthest.rawValue >= Section.columns.rawValue
            case .end: furthest.rawValue >= Section.rows.rawValue
            case .none, .sense: true
            }
        guard isFitting else { throw error(.sectionOrder, text) }
        let isComplete = next == .columns || next == .end
        if isComplete, let objectiveName, !rows.hasObjective {
            throw error(.unknownObjective, objectiveName)
        }
    }

    private mutating func name(_ text: Range<Int>) {
        var words = Byte.text(bytes, text).split(whereSeparator: \.isWhitespace)
        isFree = words.last?.uppercased() == "FREE"
        if isFree { words.removeLast() }
        if !words.isEmpty { programName = words.joined(separator: " ") }
    }

    private mutating func setSense(_ field: Range<Int>) throws(ProgramFileError) {
        guard let sense = Self.senses[Byte.word(bytes, field)] else {
            throw error(.unknownSense, field)
        }
        maximises = sense
    }

    /// The words of OBJSENSE; true for those that maximise.
    private static let senses: [String: Bool] = [
        "MAX": true, "MAXIMIZE": true, "MAXIMISE": true, "MAXIMUM": true,
        "MIN": false, "MINIMIZE": false, "MINIMISE": false, "MINIMUM": false,
    ]

    /// An error on the current line that quotes a part of it.
    func error(
        _ code: ProgramFileError.Code, _ field: Range<Int>, earlierLine: Int? = nil
    ) -> ProgramFileError {
        ProgramFileError(code, line: line, given: Byte.text(bytes, field), earlierLine: earlierLine)
    }

    private mutating func assembled() -> LinearProgram {
        let bounds = rows.bounds()
        let constant = rows.objectiveConstant
        return LinearProgram(
            cost: maximises ? columns.cost.map { 0 - $0 } : columns.cost,
            offset: maximises ? 0 - constant : constant,
            columnLower: columns.lower, columnUpper: columns.upper,
            rowLower: bounds.lower, rowUpper: bounds.upper,
            matrix: columns.matrix(rowCount: rows.count),
            integerColumns: columns.isInteger.indices.filter { columns.isInteger[$0] },
            maximises: maximises,
            names: PooledNames(
                programName: programName, columns: columns.names, rows: rows.names,
                rowNumbers: rows.numbers))
    }
}
