extension LinearProgram {
    /// The program as a CPLEX LP file that reads back as an equal program.
    ///
    /// The objective lists every column, also those without a cost, so that their order is kept.
    /// Names are changed where the format could not tell them from numbers, signs or its own
    /// words, and become unique. Bounds of magnitude 1e30 and more read back as infinite.
    /// A range is one row, `a <= sum <= b`; HiGHS 1.15 misreads those, so give it MPS instead.
    public func lp() -> [UInt8] {
        var writer = LPWriter(self)
        return writer.text()
    }
}

/// Writes one program section by section.
struct LPWriter {
    private static let termsPerLine = 6
    private let program: LinearProgram
    private let columnNames: [String]
    private let rowNames: [String]
    private var out = ProgramText()

    init(_ program: LinearProgram) {
        self.program = program
        var columns = UniqueNames(repair: UniqueNames.lp)
        columnNames = (0..<program.columnCount).map { columns.take(program.names.columnName($0)) }
        var rows = UniqueNames(repair: UniqueNames.lp)
        rowNames = (0..<program.rowCount).map { rows.take(program.names.rowName($0)) }
    }

    mutating func text() -> [UInt8] {
        writeObjective()
        writeRows()
        writeBounds()
        if program.isMixedInteger {
            out.add("General\n")
            for column in program.integerColumns { out.add(" \(columnNames[column])\n") }
        }
        out.add("End\n")
        return out.bytes
    }

    private mutating func writeObjective() {
        let sign = program.maximises ? -1.0 : 1.0
        out.add(program.maximises ? "Maximize\n" : "Minimize\n")
        out.add(" \(UniqueNames.lp(program.names.programName)):")
        let cost = program.cost
        write(cost.indices.lazy.map { (column: $0, value: sign * cost[$0]) })
        if program.offset != 0 { writeSigned(sign * program.offset) }
        out.add("\n")
    }

    private mutating func writeRows() {
        out.add("Subject To\n")
        let byRow = program.matrix.transposed()
        for row in 0..<program.rowCount {
            let lower = program.rowLower[row]
            let upper = program.rowUpper[row]
            let isRange = lower != upper && lower > -.infinity && upper < .infinity
            out.add(" \(rowNames[row]):")
            if isRange { out.add(" \(Self.bound(lower)) <=") }
            let entries = byRow.entries(ofColumn: row)
            write(entries.lazy.map { (column: Int(byRow.rowIndex[$0]), value: byRow.value[$0]) })
            if lower == upper {
                out.add(" = \(Self.bound(lower))\n")
            } else if isRange || upper < .infinity {
                out.add(" <= \(Self.bound(upper))\n")
            } else {
                out.add(" >= \(Self.bound(lower))\n")
            }
        }
    }

    /// Writes a sum; one without terms as `0` times the first column.
    private mutating func write(_ terms: some Collection<(column: Int, value: Double)>) {
        if terms.isEmpty { out.add(" 0 \(columnNames.first ?? "")") }
        for (place, term) in terms.enumerated() {
            if place > 0, place.isMultiple(of: Self.termsPerLine) { out.add("\n ") }
            if term.value.magnitude == 1 {
                out.add(term.value < 0 ? " -" : " +")
            } else {
                writeSigned(term.value)
            }
            out.add(" ")
            out.add(columnNames[term.column])
        }
    }

    private mutating func writeSigned(_ number: Double) {
        out.add(number < 0 ? " - " : " + ")
        out.add(number.magnitude)
    }

    private mutating func writeBounds() {
        out.add("Bounds\n")
        for column in 0..<program.columnCount {
            let lower = program.columnLower[column]
            let upper = program.columnUpper[column]
            let name = columnNames[column]
            if lower == -.infinity, upper == .infinity {
                out.add(" \(name) free\n")
            } else if lower == upper {
                out.add(" \(name) = \(Self.bound(lower))\n")
            } else if lower != 0 || upper != .infinity {
                out.add(" \(Self.bound(lower)) <= \(name) <= \(Self.bound(upper))\n")
            }
        }
    }

    private static func bound(_ number: Double) -> String {
        if number.isInfinite { return number < 0 ? "-inf" : "+inf" }
        return ProgramText.decimal(number)
    }
}
