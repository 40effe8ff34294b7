/// Runs a case file: assignments of tables, and the short calculations that stand behind them.
///
/// Case files are programs of MATLAB. This carries out what published files contain: table, text
/// and number literals, `[…] = idx_bus` and its relatives, arithmetic on parts of tables (ohms to
/// per unit, kW to MW), and `if` with a number. Everything else is refused with its line; nothing
/// is passed over.
struct MatpowerProgram {
    var text: MatpowerText
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

    /// Names of columns, such as `[PQ, PV, …] = idx_bus;`.
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
    mutating func fullName(_ first: String) throws(MatpowerError) -> String {
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
}
