/// The entries of ROWS, COLUMNS, RHS and RANGES.
///
/// Each function checks its whole line before it changes anything, so that a line which does not
/// fit may be tried again in the other format.
extension MPSReader {
    mutating func rowsEntry(_ fields: MPSFields) throws(ProgramFileError) {
        guard fields.count == 2 else { throw error(.rowsShape, whole(fields)) }
        let type = fields[0].count == 1 ? bytes[fields[0].lowerBound] & 0xDF : 0
        guard "NLGE".utf8.contains(type) else { throw error(.unknownRowType, fields[0]) }
        let isNamed = objectiveName.map { bytes[$0] == bytes[fields[1]] } ?? true
        let earlier = rows.add(
            type: type, bytes, fields[1], line: line, isObjective: isNamed && !rows.hasObjective)
        if let earlier { throw error(.duplicateRow, fields[1], earlierLine: earlier) }
    }

    mutating func columnsEntry(_ fields: MPSFields) throws(ProgramFileError) {
        if fields.count == 3, bytes[fields[2].lowerBound] == UInt8(ascii: "'") {
            return try marker(fields[2])
        }
        guard fields.count == 3 || fields.count == 5 else {
            throw error(.columnsShape, whole(fields))
        }
        let first = try pair(fields, 1)
        let second = fields.count == 5 ? try pair(fields, 3) : nil
        try checkFinite(first.value, fields[2])
        if let second { try checkFinite(second.value, fields[4]) }
        guard columns.open(bytes, fields[0]) else { throw error(.scatteredColumn, fields[0]) }
        try addCoefficient(first, fields[0].lowerBound..<fields[1].upperBound)
        if let second { try addCoefficient(second, fields[3]) }
    }

    private mutating func marker(_ field: Range<Int>) throws(ProgramFileError) {
        switch Byte.word(bytes, field) {
        case "'INTORG'": columns.marksInteger = true
        case "'INTEND'": columns.marksInteger = false
        default: throw error(.unknownMarker, field)
        }
    }

    private mutating func addCoefficient(
        _ pair: (row: Int, value: Double), _ place: Range<Int>
    ) throws(ProgramFileError) {
        let column = Int32(columns.count - 1)
        guard rows.lastColumn[pair.row] != column else {
            throw error(.duplicateEntry, place, earlierLine: Int(rows.lastLine[pair.row]))
        }
        rows.lastColumn[pair.row] = column
        rows.lastLine[pair.row] = Int32(clamping: line)
        switch rows.roles[pair.row] {
        case .objective: columns.setCost(pair.value)
        case .row(let row): columns.add(row: row, pair.value)
        case .dropped: break
        }
    }

    mutating func rightHandSideEntry(_ fields: MPSFields) throws(ProgramFileError) {
        try vectorEntry(fields, into: \.rightHandSides) { type, value in
            guard value.isInfinite, type != UInt8(ascii: "N") else {
                return value.isInfinite ? .notFinite : nil
            }
            let holds = value > 0 ? UInt8(ascii: "L") : UInt8(ascii: "G")
            return type == holds ? nil : .infiniteRightHandSide
        }
    }

    mutating func rangesEntry(_ fields: MPSFields) throws(ProgramFileError) {
        try vectorEntry(fields, into: \.ranges) { type, _ in
            type == UInt8(ascii: "N") ? .rangeOnObjective : nil
        }
    }

    /// Takes a line of RHS or RANGES; `problem` judges a value by the type of its row.
    private mutating func vectorEntry(
        _ fields: MPSFields, into vector: WritableKeyPath<MPSRows, MPSVector>,
        problem: (_ type: UInt8, _ value: Double) -> ProgramFileError.Code?
    ) throws(ProgramFileError) {
        guard 2...5 ~= fields.count else { throw error(.vectorShape, whole(fields)) }
        let first = fields.count % 2
        var pairs = [(field: first, try pair(fields, first))]
        if fields.count > 3 { pairs.append((field: first + 2, try pair(fields, first + 2))) }
        for (field, (row, value)) in pairs {
            let value = DecimalText.bounding(value)
            let isDropped = rows.roles[row] == .dropped
            let code = value.isNaN ? .notFinite : problem(rows.types[row], value)
            if let code, !isDropped { throw error(code, fields[field + 1]) }
            guard rows[keyPath: vector].line[row] == 0 else {
                let earlier = Int(rows[keyPath: vector].line[row])
                throw error(.duplicateEntry, fields[field], earlierLine: earlier)
            }
        }
        if first == 1 { try checkSet(fields[0], &rows[keyPath: vector].set) }
        for (_, (row, value)) in pairs {
            rows[keyPath: vector].value[row] = DecimalText.bounding(value)
            rows[keyPath: vector].line[row] = Int32(clamping: line)
        }
    }

    /// Remembers the name of the first set and refuses another one.
    func checkSet(_ name: Range<Int>, _ set: inout Range<Int>?) throws(ProgramFileError) {
        guard let first = set else { return set = name }
        guard bytes[first] == bytes[name] else { throw error(.secondSet, name) }
    }

    /// The row and the number in two fields.
    private func pair(
        _ fields: MPSFields, _ index: Int
    ) throws(ProgramFileError) -> (row: Int, value: Double) {
        guard let row = rows.names.find(bytes, fields[index]) else {
            throw error(.unknownRow, fields[index])
        }
        guard let value = DecimalText.value(bytes, fields[index + 1]) else {
            throw error(.notANumber, fields[index + 1])
        }
        return (row, value)
    }

    private func checkFinite(_ value: Double, _ field: Range<Int>) throws(ProgramFileError) {
        guard value.isFinite else { throw error(.notFinite, field) }
    }

    /// The text from the first field to the last.
    func whole(_ fields: MPSFields) -> Range<Int> {
        fields[0].lowerBound..<fields[fields.count - 1].upperBound
    }
}
