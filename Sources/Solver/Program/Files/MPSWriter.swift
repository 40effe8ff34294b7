extension LinearProgram {
    /// The program as a free MPS file that reads back as an equal program.
    ///
    /// Names lose their blanks and become unique; zero coefficients are left out. Two things do
    /// not fit the format: a row whose lower bound exceeds its upper one becomes two rows, and a
    /// range whose width is no double may come back with its upper bound one unit in the last
    /// place off. Bounds of magnitude 1e30 and more read back as infinite.
    public func mps() -> [UInt8] {
        var writer = MPSWriter(self)
        return writer.text()
    }
}

/// Writes one program section by section.
struct MPSWriter {
    /// One row as MPS has it.
    private struct Row {
        let type: String
        let side: Double
        var range: Double?
    }

    private let program: LinearProgram
    private let objective: String
    private let rowNames: [String]
    /// Names of the second rows of rows that MPS cannot say in one.
    private var twins: [Int: String] = [:]
    private var out = ProgramText()

    init(_ program: LinearProgram) {
        self.program = program
        var names = UniqueNames(repair: UniqueNames.mps)
        rowNames = (0..<program.rowCount).map { names.take(program.names.rowName($0)) }
        objective = names.take("COST")
        for row in 0..<program.rowCount where program.rowLower[row] > program.rowUpper[row] {
            twins[row] = names.take(rowNames[row] + "_lower")
        }
    }

    mutating func text() -> [UInt8] {
        out.add("NAME \(UniqueNames.mps(program.names.programName))\n")
        if program.maximises { out.add("OBJSENSE\n MAX\n") }
        writeRows()
        var names = UniqueNames(repair: UniqueNames.mps)
        let columnNames = (0..<program.columnCount).map { names.take(program.names.columnName($0)) }
        writeColumns(columnNames)
        writeRightHandSides()
        writeRanges()
        writeBounds(columnNames)
        out.add("ENDATA\n")
        return out.bytes
    }

    private mutating func writeRows() {
        out.add("ROWS\n N \(objective)\n")
        for row in 0..<program.rowCount {
            out.add(" \(form(of: row).type) \(rowNames[row])\n")
            if let twin = twins[row] { out.add(" G \(twin)\n") }
        }
    }

    private mutating func writeColumns(_ names: [String]) {
        out.add("COLUMNS\n")
        var integers = program.integerColumns[...]
        for column in 0..<program.columnCount {
            let isInteger = integers.first == column
            if isInteger {
                if integers.startIndex == 0
                    || program.integerColumns[integers.startIndex - 1] != column - 1
                {
                    out.add(" M\(column) 'MARKER' 'INTORG'\n")
                }
                integers.removeFirst()
            }
            writeColumn(column, names[column])
            if isInteger, integers.first != column + 1 {
                out.add(" M\(column) 'MARKER' 'INTEND'\n")
            }
        }
    }

    private mutating func writeColumn(_ column: Int, _ name: String) {
        let cost = program.maximises ? 0 - program.cost[column] : program.cost[column]
        let entries = program.matrix.entries(ofColumn: column)
        if cost != 0 || entries.isEmpty { write(name, objective, cost) }
        for entry in entries {
            let row = Int(program.matrix.rowIndex[entry])
            write(name, rowNames[row], program.matrix.value[entry])
            if let twin = twins[row] { write(name, twin, program.matrix.value[entry]) }
        }
    }

    private mutating func write(_ first: String, _ second: String, _ number: Double) {
        out.add(" ")
        out.add(first)
        out.add(" ")
        out.add(second)
        out.add(" ")
        out.add(number)
        out.add("\n")
    }

    private mutating func writeRightHandSides() {
        out.add("RHS\n")
        if program.offset != 0 {
            write("RHS", objective, program.maximises ? program.offset : -program.offset)
        }
        for row in 0..<program.rowCount {
            let side = form(of: row).side
            if side != 0 { write("RHS", rowNames[row], side) }
            if let twin = twins[row], program.rowLower[row] != 0 {
                write("RHS", twin, program.rowLower[row])
            }
        }
    }

    private mutating func writeRanges() {
        var isFirst = true
        for row in 0..<program.rowCount {
            guard let range = form(of: row).range else { continue }
            if isFirst { out.add("RANGES\n") }
            isFirst = false
            write("RANGES", rowNames[row], range)
        }
    }

    /// Type, right-hand side and range of a row; a free row is a G row without a lower bound.
    private func form(of row: Int) -> Row {
        let lower = program.rowLower[row]
        let upper = program.rowUpper[row]
        if lower == upper { return Row(type: "E", side: lower) }
        if upper == .infinity { return Row(type: "G", side: lower) }
        if lower == -.infinity || lower > upper { return Row(type: "L", side: upper) }
        let width = upper - lower
        let candidates = [width, width.nextDown, width.nextUp]
        if let range = candidates.first(where: { lower + $0 == upper }) {
            return Row(type: "G", side: lower, range: range)
        }
        let range = candidates.first { upper - $0 == lower }
        return range.map { Row(type: "L", side: upper, range: $0) }
            ?? Row(type: "G", side: lower, range: width)
    }

    private mutating func writeBounds(_ names: [String]) {
        out.add("BOUNDS\n")
        var integers = program.integerColumns[...]
        for column in 0..<program.columnCount {
            let isInteger = integers.first == column
            if isInteger { integers.removeFirst() }
            let lower = program.columnLower[column]
            let upper = program.columnUpper[column]
            if lower == -.infinity, upper == .infinity {
                out.add(" FR BND \(names[column])\n")
            } else if lower == upper {
                write("FX BND", names[column], lower)
            } else {
                if lower == -.infinity { out.add(" MI BND \(names[column])\n") }
                if upper != .infinity { write("UP BND", names[column], upper) }
                let needsLower = lower != 0 || upper < 0
                if needsLower, lower != -.infinity { write("LO BND", names[column], lower) }
                // Some readers take an integer column without bounds for a binary one.
                if isInteger, upper == .infinity { out.add(" PL BND \(names[column])\n") }
            }
        }
    }
}
