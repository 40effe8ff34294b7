import Glibc

/// Runs a case file: assignments of tables, and the short calculations that stand behind them.
///
/// Case files are programs of MATLAB. This carries out what published files contain: table, text
/// and number literals, `[…] = idx_bus` and its relatives, arithmetic on parts of tables (ohms to
/// per unit, kW to MW), and `if` with a number. Everything else is refused with its line; nothing
/// is passed over.
struct MatpowerProgram {
    private(set) var text: MatpowerText
    /// Name of the function, which is that of the case.
    private(set) var name = ""
    /// Values by name, `mpc.bus` as `bus`.
    private(set) var values: [String: MatpowerValue] = [:]
    private var output = "mpc"

    init(_ bytes: [UInt8]) throws(MatpowerError) {
        text = MatpowerText(bytes)
        while try statement() {}
    }

    /// The value of a calculation with numbers alone.
    static func number(_ bytes: [UInt8]) throws(MatpowerError) -> Double {
        var program = try MatpowerProgram([])
        program.text = MatpowerText(bytes)
        guard let value = try program.expression().scalar, program.text.current == nil else {
            throw program.text.error(program.text.restOfLine, "a number")
        }
        return value
    }

    /// Carries out one statement; false at the end of the file.
    private mutating func statement() throws(MatpowerError) -> Bool {
        try text.skip(lineEnds: true)
        while text.take(";") || text.take(",") { try text.skip(lineEnds: true) }
        guard text.current != nil else { return false }
        let start = text
        if text.take("[") {
            try columnNames(start)
            return true
        }
        guard let word = text.word() else {
            throw text.error(text.restOfLine, "an assignment")
        }
        switch word {
        case "function": try function()
        case "return", "end", "endfunction": break
        case "if": try condition()
        default: try assignment(word, start)
        }
        return true
    }

    /// `function mpc = name` or `function [baseMVA, bus, …] = name`.
    private mutating func function() throws(MatpowerError) {
        try text.skip(lineEnds: false)
        if text.take("[") {
            while let byte = text.current, byte != UInt8(ascii: "]") {
                _ = byte
                text.advance()
            }
            _ = text.take("]")
        } else if let word = text.word() {
            output = word
        }
        try text.skip(lineEnds: false)
        if text.take("=") {
            try text.skip(lineEnds: false)
            name = text.word() ?? ""
        }
        text.skipLine()
    }

    /// `if number … end`, without an else.
    private mutating func condition() throws(MatpowerError) {
        let line = text.line
        guard let value = try expression().scalar else {
            throw MatpowerError(line: line, given: "if", allowed: "if with one number")
        }
        guard value == 0 else { return }
        var depth = 1
        while depth > 0 {
            try text.skip(lineEnds: true)
            guard text.current != nil else {
                throw MatpowerError(line: line, given: "if", allowed: "an end for it")
            }
            let start = text
            switch text.word() {
            case "if", "for", "while", "switch": depth += 1
            case "end", "endif": depth -= 1
            case "else", "elseif":
                throw start.error("else", "if without else")
            default: break
            }
            if depth > 0 { text.skipLine() }
        }
    }

    /// `[PQ, PV, …] = idx_bus;`
    private mutating func columnNames(_ start: MatpowerText) throws(MatpowerError) {
        var names: [String] = []
        try text.skip(lineEnds: true)
        while !text.take("]") {
            guard let word = text.word() else {
                throw start.error(
                    start.restOfLine, "[names] = idx_bus, idx_gen, idx_brch or idx_cost")
            }
            names.append(word)
            try text.skip(lineEnds: true)
            _ = text.take(",")
            try text.skip(lineEnds: true)
        }
        try text.skip(lineEnds: false)
        guard text.take("=") else {
            throw start.error(start.restOfLine, "[names] = idx_bus, idx_gen, idx_brch or idx_cost")
        }
        try text.skip(lineEnds: false)
        guard let function = text.word(), let columns = MatpowerColumns.values(of: function),
            names.count <= columns.count
        else {
            throw start.error(start.restOfLine, "[names] = idx_bus, idx_gen, idx_brch or idx_cost")
        }
        for (name, column) in zip(names, columns) { values[name] = .matrix(MatpowerMatrix(column)) }
        try endStatement()
    }

    private mutating func assignment(
        _ first: String, _ start: MatpowerText
    ) throws(MatpowerError) {
        let name = try fullName(first)
        try text.skip(lineEnds: false)
        let index = text.take("(") ? try self.index() : nil
        try text.skip(lineEnds: false)
        guard text.take("="), text.current != UInt8(ascii: "=") else {
            throw start.error(start.restOfLine, "an assignment")
        }
        try text.skip(lineEnds: false)
        let value = try rightHandSide()
        try endStatement()
        guard let index else {
            values[name] = value
            return
        }
        guard var table = values[name]?.matrix, let part = value.matrix,
            table.set(index, part)
        else {
            throw start.error(
                start.restOfLine, "a table, rows and columns that it has, and a value of that shape"
            )
        }
        values[name] = .matrix(table)
    }

    /// `mpc.bus` is the table `bus`; in version 1 it is written without `mpc.`.
    private mutating func fullName(_ first: String) throws(MatpowerError) -> String {
        guard text.take(".") else { return first }
        guard first == output, let field = text.word() else {
            throw text.error(first + ".", "a field of \(output)")
        }
        return field
    }

    private mutating func rightHandSide() throws(MatpowerError) -> MatpowerValue {
        switch text.current {
        case UInt8(ascii: "["):
            _ = text.take("[")
            return .matrix(try text.matrix())
        case UInt8(ascii: "{"):
            _ = text.take("{")
            return .texts(try text.texts())
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .texts([try text.quoted()])
        default: return .matrix(try expression())
        }
    }

    private mutating func endStatement() throws(MatpowerError) {
        try text.skip(lineEnds: false)
        guard let byte = text.current else { return }
        guard text.take(";") || text.take(",") || byte == Byte.newline else {
            throw text.error(text.restOfLine, "the end of the statement")
        }
    }

    // MARK: Expressions

    private mutating func expression() throws(MatpowerError) -> MatpowerMatrix {
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
    private mutating func index() throws(MatpowerError) -> MatpowerIndex {
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

/// Which part of a table is meant; nil for all rows or columns.
struct MatpowerIndex {
    let rows: [Int]?
    let columns: [Int]?

    /// The places within a table; nil where it has none.
    func places(in table: MatpowerMatrix) -> (rows: [Int], columns: [Int])? {
        let rows = rows ?? Array(0..<table.rows)
        let columns = columns ?? Array(0..<table.columns)
        guard rows.allSatisfy({ $0 < table.rows }), columns.allSatisfy({ $0 < table.columns })
        else { return nil }
        return (rows, columns)
    }
}

extension MatpowerMatrix {
    /// A part of the table; nil where it has no such place.
    func part(_ index: MatpowerIndex) -> MatpowerMatrix? {
        guard let places = index.places(in: self) else { return nil }
        return MatpowerMatrix(
            rows: places.rows.count, columns: places.columns.count,
            values: places.rows.flatMap { row in
                places.columns.map { values[row * columns + $0] }
            }, lines: places.rows.map(line))
    }

    /// Writes a part of the table; false where shapes do not agree.
    mutating func set(_ index: MatpowerIndex, _ part: MatpowerMatrix) -> Bool {
        guard let places = index.places(in: self) else { return false }
        let number = part.scalar
        guard
            number != nil
                || (part.rows == places.rows.count && part.columns == places.columns.count)
        else { return false }
        for (i, row) in places.rows.enumerated() {
            for (j, column) in places.columns.enumerated() {
                values[row * columns + column] = number ?? part.values[i * part.columns + j]
            }
        }
        return true
    }
}
