import Glibc

// Calculations with numbers and tables.
extension MatpowerProgram {
    mutating func expression() throws(MatpowerError) -> MatpowerMatrix {
        var value = try term()
        while true {
            try text.skip(lineEnds: false)
            if text.take("+") {
                value = try combined(value, try term()) { $0 + $1 }
            } else if text.take("-") {
                value = try combined(value, try term()) { $0 - $1 }
            } else {
                return value
            }
        }
    }

    private mutating func term() throws(MatpowerError) -> MatpowerMatrix {
        var value = try power()
        while true {
            try text.skip(lineEnds: false)
            _ = text.current == Byte.point && text.take(".")
            if text.take("*") {
                value = try combined(value, try power()) { $0 * $1 }
            } else if text.take("/") {
                value = try combined(value, try power()) { $0 / $1 }
            } else {
                return value
            }
        }
    }

    private mutating func power() throws(MatpowerError) -> MatpowerMatrix {
        let value = try factor()
        try text.skip(lineEnds: false)
        guard text.take("^") else { return value }
        return try combined(value, try factor()) { pow($0, $1) }
    }

    private func combined(
        _ a: MatpowerMatrix, _ b: MatpowerMatrix, _ operation: (Double, Double) -> Double
    ) throws(MatpowerError) -> MatpowerMatrix {
        guard let value = a.combined(b, operation) else {
            throw text.error(
                "tables of \(a.rows) × \(a.columns) and \(b.rows) × \(b.columns)",
                "tables of one shape, or a number")
        }
        return value
    }

    private mutating func factor() throws(MatpowerError) -> MatpowerMatrix {
        try text.skip(lineEnds: false)
        if text.take("-") { return try combined(MatpowerMatrix(0), try factor()) { $0 - $1 } }
        if text.take("+") { return try factor() }
        if text.take("(") {
            let value = try expression()
            try text.skip(lineEnds: false)
            guard text.take(")") else { throw text.error(text.restOfLine, "a closing )") }
            return value
        }
        if let number = text.number() { return MatpowerMatrix(number) }
        let start = text
        guard let word = text.word() else { throw text.error(text.restOfLine, "a number") }
        return try named(word, start)
    }

    /// A table or a part of one, a function of a number, or a constant.
    private mutating func named(
        _ word: String, _ start: MatpowerText
    ) throws(MatpowerError) -> MatpowerMatrix {
        let name = try fullName(word)
        if let table = values[name]?.matrix {
            guard text.take("(") else { return table }
            guard let part = table.part(try index()) else {
                throw start.error(start.restOfLine, "rows and columns that \(name) has")
            }
            return part
        }
        if let function = Self.functions[name], text.take("(") {
            let value = try expression()
            guard text.take(")") else { throw text.error(text.restOfLine, "a closing )") }
            return try combined(value, MatpowerMatrix(0)) { a, _ in function(a) }
        }
        switch name {
        case "Inf", "inf": return MatpowerMatrix(.infinity)
        case "pi": return MatpowerMatrix(.pi)
        default:
            throw start.error(
                start.restOfLine,
                "numbers, tables given before, + - * / ^, sin, cos, tan, asin, acos, atan, sqrt, abs"
            )
        }
    }

    private static let functions: [String: @Sendable (Double) -> Double] = [
        "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) }, "asin": { asin($0) },
        "acos": { acos($0) }, "atan": { atan($0) }, "sqrt": { sqrt($0) }, "abs": { abs($0) },
    ]

    /// `row, columns)` with `:` for all; the opening bracket is taken already.
    mutating func index() throws(MatpowerError) -> MatpowerIndex {
        let rows = try places()
        try text.skip(lineEnds: false)
        guard text.take(",") else { throw text.error(text.restOfLine, "rows, columns") }
        let columns = try places()
        try text.skip(lineEnds: false)
        guard text.take(")") else { throw text.error(text.restOfLine, "a closing )") }
        return MatpowerIndex(rows: rows, columns: columns)
    }

    /// Places counted from zero; nil for all.
    private mutating func places() throws(MatpowerError) -> [Int]? {
        try text.skip(lineEnds: false)
        if text.take(":") { return nil }
        var list: [Double] = []
        if text.take("[") {
            try text.skip(lineEnds: false)
            while !text.take("]") {
                guard let value = try factor().scalar else {
                    throw text.error(text.restOfLine, "a list of places")
                }
                list.append(value)
                try text.skip(lineEnds: false)
                _ = text.take(",")
                try text.skip(lineEnds: false)
            }
        } else if let value = try expression().scalar {
            list = [value]
        }
        guard !list.isEmpty, list.allSatisfy({ $0 >= 1 && $0 == $0.rounded() && $0 < 1e9 }) else {
            throw text.error(text.restOfLine, "places counted from 1")
        }
        return list.map { Int($0) - 1 }
    }
}
