/// A sum of terms and a constant.
struct LPExpression {
    var terms: [(column: Int, value: Double)] = []
    var constant = 0.0
}

extension LPToken {
    /// The same relation seen from its other side.
    var flipped: LPToken {
        switch self {
        case .lessOrEqual: .greaterOrEqual
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}

/// The parts that objective, rows and bounds share.
extension LPReader {
    /// Terms up to the first token that is neither a sign nor part of the first term.
    mutating func expression() throws(ProgramFileError) -> LPExpression {
        var result = LPExpression()
        try addTerm(to: &result)
        while lexer.token == .plus || lexer.token == .minus { try addTerm(to: &result) }
        if lexer.token == .quadratic { throw error(.quadratic) }
        return result
    }

    private mutating func addTerm(to result: inout LPExpression) throws(ProgramFileError) {
        let sign = signs()
        var factor: Double?
        if case .number(let number) = lexer.token {
            factor = number
            lexer.advance()
        }
        if case .name(let name) = lexer.token {
            let value = sign * (factor ?? 1)
            guard value.isFinite else { throw error(.notFinite) }
            result.terms.append((columns.number(of: name, lexer.bytes), value))
            lexer.advance()
        } else if let factor {
            result.constant += sign * factor
        } else {
            throw error(lexer.token == .quadratic ? .quadratic : .expectedExpression)
        }
    }

    private mutating func signs() -> Double {
        var sign = 1.0
        while lexer.token == .plus || lexer.token == .minus {
            if lexer.token == .minus { sign = -sign }
            lexer.advance()
        }
        return sign
    }

    var isRelation: Bool {
        [.lessOrEqual, .greaterOrEqual, .equal].contains(lexer.token)
    }

    mutating func relation() throws(ProgramFileError) -> LPToken {
        guard isRelation else { throw error(.expectedRelation) }
        defer { lexer.advance() }
        return lexer.token
    }

    mutating func rightHandSide() throws(ProgramFileError) -> Double {
        let sign = signs()
        guard case .number(let number) = lexer.token else { throw error(.expectedRightHandSide) }
        lexer.advance()
        return sign * number
    }

    mutating func columnName() throws(ProgramFileError) -> Int {
        guard case .name(let name) = lexer.token else { throw error(.expectedName) }
        lexer.advance()
        return columns.number(of: name, lexer.bytes)
    }

    /// One line of Bounds in any of its forms.
    mutating func readBound() throws(ProgramFileError) {
        if case .name = lexer.token {
            let column = try columnName()
            if case .name(let word) = lexer.token, Byte.word(lexer.bytes, word) == "FREE" {
                lexer.advance()
                return columns.setFree(column)
            }
            guard isRelation else { throw error(.expectedBound) }
            return try apply(relation(), rightHandSide(), to: column)
        }
        let isValue: Bool
        switch lexer.token {
        case .plus, .minus, .number: isValue = true
        default: isValue = false
        }
        guard isValue else { throw error(.expectedBound) }
        let first = try rightHandSide()
        let sign = try relation()
        let column = try columnName()
        try apply(sign.flipped, first, to: column)
        guard isRelation else { return }
        guard try relation() == sign, sign != .equal else { throw error(.mixedRelations) }
        try apply(sign, rightHandSide(), to: column)
    }

    private mutating func apply(
        _ sign: LPToken, _ value: Double, to column: Int
    ) throws(ProgramFileError) {
        let value = DecimalText.bounding(value)
        switch sign {
        case .lessOrEqual where value > -.infinity: columns.upper[column] = value
        case .greaterOrEqual where value < .infinity: columns.lower[column] = value
        case .equal where value.isFinite:
            columns.lower[column] = value
            columns.upper[column] = value
        default: throw error(.infiniteBound)
        }
    }

    /// An error at the current token, which it quotes.
    func error(_ code: ProgramFileError.Code) -> ProgramFileError {
        let given =
            lexer.token == .endOfFile
            ? "the end of the file" : Byte.text(lexer.bytes, lexer.range)
        return ProgramFileError(code, line: lexer.line, given: given)
    }

    func unexpected() -> ProgramFileError {
        switch lexer.token {
        case .endOfFile: ProgramFileError(.cutOff, line: lexer.line, given: "")
        default: error(.unexpectedText)
        }
    }
}
