import Solver
import Testing

private func read(_ text: String) throws(ProgramFileError) -> LinearProgram {
    try LinearProgram(mps: Array(text.utf8))
}

@Suite("MPS errors") struct MPSErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let code: ProgramFileError.Code
        let line: Int
        let given: String
        let text: String
        var earlier: Int?
        var testDescription: String { "\(code) \(given)" }
    }

    private static let head = "ROWS\n N c\n L r\n E e\n"

    static let cases: [Case] = [
        Case(code: .cutOff, line: 6, given: "", text: head + "COLUMNS\n x r 1\n"),
        Case(code: .cutOff, line: 6, given: "", text: head + "COLUMNS\n x r 1"),
        Case(code: .cutOff, line: 0, given: "", text: ""),
        Case(code: .entryOutsideSection, line: 1, given: "x", text: " x r 1\nENDATA"),
        Case(code: .unknownSection, line: 1, given: "ROWZ", text: "ROWZ\n"),
        Case(
            code: .unknownSection, line: 7, given: "RHS r 5", text: head + "COLUMNS\nRHS\nRHS r 5\n"
        ),
        Case(
            code: .unsupportedSection, line: 6, given: "QUADOBJ", text: head + "COLUMNS\nQUADOBJ\n"),
        Case(code: .unsupportedSection, line: 5, given: "SOS1 x", text: head + "SOS1 x\n"),
        Case(code: .sectionOrder, line: 1, given: "COLUMNS", text: "COLUMNS\n"),
        Case(code: .sectionOrder, line: 1, given: "ENDATA", text: "ENDATA\n"),
        Case(code: .sectionOrder, line: 5, given: "RHS", text: head + "RHS\n"),
        Case(code: .sectionOrder, line: 6, given: "ROWS", text: head + "COLUMNS\nROWS\n"),
        Case(
            code: .sectionOrder, line: 7, given: "COLUMNS", text: head + "COLUMNS\nRHS\nCOLUMNS\n"),
        Case(code: .rowsShape, line: 2, given: "N", text: "ROWS\n N\n"),
        Case(code: .unknownRowType, line: 2, given: "X", text: "ROWS\n X r\n"),
        Case(
            code: .duplicateRow, line: 4, given: "r", text: "ROWS\n N c\n L r\n E r\n", earlier: 3),
        Case(code: .unknownSense, line: 2, given: "UP", text: "OBJSENSE\n UP\n"),
        Case(
            code: .unknownObjective, line: 5, given: "z",
            text: "OBJNAME z\nROWS\n N c\n L r\nCOLUMNS\n"),
        Case(code: .columnsShape, line: 6, given: "x r", text: head + "COLUMNS\n x r\n"),
        Case(code: .columnsShape, line: 6, given: "x r 1 e", text: head + "COLUMNS\n x r 1 e\n"),
        Case(code: .unknownRow, line: 6, given: "q", text: head + "COLUMNS\n x r 1 q 2\n"),
        Case(code: .notANumber, line: 6, given: "1,5", text: head + "COLUMNS\n x r 1,5\n"),
        Case(code: .notANumber, line: 6, given: "0x10", text: head + "COLUMNS\n x r 0x10\n"),
        Case(code: .notANumber, line: 6, given: "1e", text: head + "COLUMNS\n x r 1e\n"),
        Case(code: .notANumber, line: 6, given: "-", text: head + "COLUMNS\n x r -\n"),
        Case(code: .notFinite, line: 6, given: "NaN", text: head + "COLUMNS\n x r NaN\n"),
        Case(code: .notFinite, line: 6, given: "-inf", text: head + "COLUMNS\n x r 1 c -inf\n"),
        Case(code: .notFinite, line: 6, given: "1e400", text: head + "COLUMNS\n x c 1e400\n"),
        Case(
            code: .duplicateEntry, line: 7, given: "x r",
            text: head + "COLUMNS\n x r 1 e 2\n x r 3\n", earlier: 6),
        Case(
            code: .duplicateEntry, line: 6, given: "r", text: head + "COLUMNS\n x r 1 r 2\n",
            earlier: 6),
        Case(
            code: .scatteredColumn, line: 8, given: "x",
            text: head + "COLUMNS\n x r 1\n y r 1\n x e 3\n"),
        Case(
            code: .unknownMarker, line: 6, given: "'SOSORG'",
            text: head + "COLUMNS\n M 'MARKER' 'SOSORG'\n"),
        Case(code: .vectorShape, line: 7, given: "r", text: head + "COLUMNS\nRHS\n r\n"),
        Case(
            code: .infiniteRightHandSide, line: 7, given: "inf",
            text: head + "COLUMNS\nRHS\n e inf\n"),
        Case(
            code: .infiniteRightHandSide, line: 7, given: "-1e30",
            text: head + "COLUMNS\nRHS\n r -1e30\n"),
        Case(code: .notFinite, line: 7, given: "nan", text: head + "COLUMNS\nRHS\n r nan\n"),
        Case(code: .notFinite, line: 7, given: "inf", text: head + "COLUMNS\nRHS\n c inf\n"),
        Case(
            code: .duplicateEntry, line: 8, given: "r",
            text: head + "COLUMNS\nRHS\n s r 1\n s r 2\n",
            earlier: 7),
        Case(
            code: .secondSet, line: 8, given: "t", text: head + "COLUMNS\nRHS\n s r 1\n t e 2\n"),
        Case(
            code: .rangeOnObjective, line: 7, given: "2", text: head + "COLUMNS\nRANGES\n s c 2\n"),
        Case(
            code: .boundsShape, line: 8, given: "UP",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n UP\n"),
        Case(
            code: .boundsShape, line: 8, given: "UP x",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n UP x\n"),
        Case(
            code: .unknownBoundType, line: 8, given: "XX",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n XX b x 1\n"),
        Case(
            code: .semicontinuous, line: 8, given: "SC",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n SC b x 1\n"),
        Case(
            code: .unknownColumn, line: 8, given: "y",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n UP b y 1\n"),
        Case(
            code: .infiniteBound, line: 8, given: "-inf",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n UP b x -inf\n"),
        Case(
            code: .infiniteBound, line: 8, given: "1e30",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n LO b x 1e30\n"),
        Case(
            code: .infiniteBound, line: 8, given: "1e30",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n FX b x 1e30\n"),
        Case(
            code: .notFinite, line: 8, given: "NaN",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n FX b x NaN\n"),
        Case(
            code: .secondSet, line: 9, given: "d",
            text: head + "COLUMNS\n x r 1\nBOUNDS\n UP b x 1\n LO d x 0\n"),
    ]

    @Test("Each error names its line and what was given", arguments: cases)
    func errors(_ wrong: Case) throws {
        let error = #expect(throws: ProgramFileError.self) { _ = try read(wrong.text) }
        #expect(error?.code == wrong.code)
        #expect(error?.line == wrong.line)
        #expect(error?.given == wrong.given)
        #expect(error?.earlierLine == wrong.earlier)
    }

    @Test("The message says what, where, given and allowed") func wording() throws {
        let error = #expect(throws: ProgramFileError.self) {
            _ = try read("ROWS\n N c\n L r\n E r\n")
        }
        #expect(
            error?.description
                == "line 4: this row name is used twice: 'r' (first at line 3); allowed: one row for each name"
        )
    }
}
