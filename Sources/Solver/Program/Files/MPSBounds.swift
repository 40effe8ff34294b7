/// The entries of BOUNDS.
extension MPSReader {
    /// The kinds of bounds, by the word that stands first on the line.
    private enum Kind: String {
        case upper = "UP"
        case lower = "LO"
        case fixed = "FX"
        case free = "FR"
        case minusInfinity = "MI"
        case plusInfinity = "PL"
        case binary = "BV"
        case integerLower = "LI"
        case integerUpper = "UI"

        var hasValue: Bool {
            switch self {
            case .upper, .lower, .fixed, .integerLower, .integerUpper: true
            case .free, .minusInfinity, .plusInfinity, .binary: false
            }
        }
    }

    mutating func boundsEntry(_ fields: MPSFields) throws(ProgramFileError) {
        guard 2...4 ~= fields.count else { throw error(.boundsShape, whole(fields)) }
        let word = Byte.word(bytes, fields[0])
        guard let kind = Kind(rawValue: word) else {
            throw error(word == "SC" ? .semicontinuous : .unknownBoundType, fields[0])
        }
        let place = try columnField(fields, kind)
        guard let column = columns.names.find(bytes, fields[place]) else {
            throw error(.unknownColumn, fields[place])
        }
        let value = kind.hasValue ? try boundValue(kind, fields[place + 1]) : 0
        if place == 2 { try checkSet(fields[1], &columns.set) }
        apply(kind, value, to: column)
    }

    /// Which field names the column: the set's name before it may be missing.
    private func columnField(
        _ fields: MPSFields, _ kind: Kind
    ) throws(ProgramFileError) -> Int {
        if kind.hasValue {
            guard fields.count > 2 else { throw error(.boundsShape, whole(fields)) }
            return fields.count - 2
        }
        if fields.count == 3 {
            return columns.names.find(bytes, fields[2]) == nil
                && DecimalText.value(bytes, fields[2]) != nil ? 1 : 2
        }
        return fields.count == 2 ? 1 : 2
    }

    private func boundValue(
        _ kind: Kind, _ field: Range<Int>
    ) throws(ProgramFileError) -> Double {
        guard let value = DecimalText.bound(bytes, field) else {
            throw error(.notANumber, field)
        }
        if value.isNaN { throw error(.notFinite, field) }
        let impossible: Bool =
            switch kind {
            case .upper, .integerUpper: value == -.infinity
            case .lower, .integerLower: value == .infinity
            default: value.isInfinite
            }
        if impossible { throw error(.infiniteBound, field) }
        return value
    }

    private mutating func apply(_ kind: Kind, _ value: Double, to column: Int) {
        switch kind {
        case .upper, .integerUpper: setUpper(value, column)
        case .lower, .integerLower: setLower(value, column)
        case .minusInfinity: setLower(-.infinity, column)
        case .plusInfinity: columns.upper[column] = .infinity
        case .fixed:
            setLower(value, column)
            setUpper(value, column)
        case .free:
            setLower(-.infinity, column)
            setUpper(.infinity, column)
        case .binary:
            setLower(0, column)
            setUpper(1, column)
        }
        if kind == .integerLower || kind == .integerUpper || kind == .binary {
            columns.isInteger[column] = true
        }
    }

    private mutating func setLower(_ value: Double, _ column: Int) {
        columns.lower[column] = value
        columns.hasLower[column] = true
    }

    /// A negative upper bound without any lower bound leaves the column free below.
    private mutating func setUpper(_ value: Double, _ column: Int) {
        columns.upper[column] = value
        if value < 0, !columns.hasLower[column] { columns.lower[column] = -.infinity }
    }
}
