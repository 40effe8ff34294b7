import Foundation
import Solver
import Testing

private func read(_ text: String) throws(ProgramFileError) -> LinearProgram {
    try LinearProgram(lp: Array(text.utf8))
}

@Suite("LP file reading") struct LPFileReadingTests {
    @Test("A file with every section") func everything() throws {
        let program = try read(
            """
            \\ a comment
            Maximize
             profit: 3 x + 2y - z + 5  \\ with a constant
            Subject To
             c1: x + y
              + 0.5 z <= 10
             c2: -5 <= x - y <= 10
             x + z >= -2e1
             bounds: 2 x = 4
             10 >= c2 + x >= 1
            Bounds
             -3 <= x <= 8
             y free
             z >= 1
             z <= 1e30
             c2 = 2
            Generals
             x
             y
            Binary
             b
            End
            anything
            """)
        #expect(program.maximises)
        #expect(program.cost == [-3, -2, 1, 0, 0])
        #expect(program.offset == -5)
        #expect(program.rowLower == [-.infinity, -5, -20, 4, 1])
        #expect(program.rowUpper == [10, 10, .infinity, 4, 10])
        #expect(program.matrix.columnStart == [0, 5, 7, 9, 10, 10])
        #expect(program.matrix.rowIndex == [0, 1, 2, 3, 4, 0, 1, 0, 2, 4])
        #expect(program.matrix.value == [1, 1, 1, 2, 1, 1, -1, 0.5, 1, 1])
        #expect(program.columnLower == [-3, -.infinity, 1, 2, 0])
        #expect(program.columnUpper == [8, .infinity, .infinity, 2, 1])
        #expect(program.integerColumns == [0, 1, 4])
        #expect((0..<5).map(program.names.columnName) == ["x", "y", "z", "c2", "b"])
        #expect((0..<5).map(program.names.rowName) == ["c1", "c2", "r3", "bounds", "r5"])
        #expect(program.names.programName == "profit")
    }

    @Test(
        "Words for sections in any case",
        arguments: [
            ("MINIMIZE", "SUBJECT TO", "BOUNDS", "INTEGERS", "END"),
            ("min", "st", "bound", "gen", "end"), ("Minimum", "s.t.", "Bounds", "int", "End"),
            ("minimise", "such that", "bounds", "Integer", "End"),
            ("min", "Subject  To", "bounds", "general", "End"),
        ])
    func words(_ word: (String, String, String, String, String)) throws {
        let program = try read(
            "\(word.0) x\n\(word.1) x + y >= 1\n\(word.2)\n x <= 3\n\(word.3) y\n\(word.4)")
        #expect(program.cost == [1, 0])
        #expect(program.rowLower == [1])
        #expect(program.columnUpper == [3, .infinity])
        #expect(program.integerColumns == [1])
    }

    @Test(
        "Every form of a bound",
        arguments: [
            ("x <= 5", 0, 5), ("x < 5", 0, 5), ("x =< 5", 0, 5), ("5 >= x", 0, 5),
            ("x >= 2", 2, .infinity), ("x => 2", 2, .infinity), ("2 <= x", 2, .infinity),
            ("-5 <= x <= 5", -5, 5), ("5 >= x >= -5", -5, 5), ("x = 3", 3, 3), ("3 = x", 3, 3),
            ("x free", -.infinity, .infinity), ("x FREE", -.infinity, .infinity),
            ("x >= -inf", -.infinity, .infinity), ("-infinity <= x <= 4", -.infinity, 4),
            ("-Inf <= x <= +Inf", -.infinity, .infinity), ("x >= -1e30", -.infinity, .infinity),
            ("x <= -5", 0, -5), ("x <= + 5", 0, 5), ("7 <= x <= 6", 7, 6),
            ("x <= 5\n x >= 1", 1, 5),
        ] as [(String, Double, Double)])
    func bounds(line: String, lower: Double, upper: Double) throws {
        let program = try read("min\n o: x\nst\n x >= 0\nbounds\n \(line)\nend")
        #expect(program.columnLower == [lower])
        #expect(program.columnUpper == [upper])
    }

    @Test("Terms of one column add up and constants move to the right") func sums() throws {
        let program = try read("min x + x + 1 - 3\nst\n a: 2 x - x + 4 >= 6\n b: x - 1 x <= 2\nend")
        #expect(program.cost == [2])
        #expect(program.offset == -2)
        #expect(program.rowLower == [2, -.infinity])
        #expect(program.matrix.value == [1])
    }

    @Test("Numbers and names side by side") func tightText() throws {
        let program = try read("min\n3x+2e1y-.5e1\nst\nc:x+-2y>=-1\nd: x + e2 <= 1e+2\nend")
        #expect(program.cost == [3, 20, 0])
        #expect(program.offset == -5)
        #expect(program.matrix.value == [1, 1, -2, 1])
        #expect(program.rowLower == [-1, -.infinity])
        #expect(program.rowUpper == [.infinity, 100])
        #expect(program.names.columnName(2) == "e2")
    }

    @Test("A constant that moves a side beyond 1e30 makes it infinite") func wideConstant() throws {
        let program = try read("min x\nst\n -9e29 <= x + 9e29 <= 9e29\nend")
        #expect(program.rowLower == [-.infinity])
        #expect(program.rowUpper == [0])
    }

    @Test("An empty objective and no rows") func emptyObjective() throws {
        #expect(try read("min\nst\n x >= 1\nend").cost == [0])
        #expect(try read("max\n obj:\nst\n x >= 1\nend").cost == [0])
        #expect(try read("min obj: 2 x\nend").rowCount == 0)
    }
}

@Suite("LP file errors") struct LPFileErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let code: ProgramFileError.Code
        let line: Int
        let given: String
        let text: String
        var testDescription: String { "\(code) \(given)" }
    }

    static let cases: [Case] = [
        Case(code: .expectedObjective, line: 1, given: "x", text: "x + y"),
        Case(code: .expectedObjective, line: 1, given: "the end of the file", text: ""),
        Case(code: .cutOff, line: 4, given: "", text: "min x\nst\n x >= 1\n"),
        Case(code: .quadratic, line: 2, given: "[", text: "min\n x + [ x ^2 ] / 2\nend"),
        Case(code: .quadratic, line: 3, given: "*", text: "min x\nst\n x * y >= 1\nend"),
        Case(code: .quadratic, line: 3, given: "^", text: "min x\nst\n x ^ 2 >= 1\nend"),
        Case(code: .expectedRelation, line: 3, given: "y", text: "min x\nst\n x y >= 1\nend"),
        Case(code: .expectedRightHandSide, line: 3, given: "y", text: "min x\nst\n x >= y\nend"),
        Case(code: .expectedExpression, line: 3, given: ">=", text: "min x\nst\n >= 1\nend"),
        Case(code: .mixedRelations, line: 3, given: "5", text: "min x\nst\n 1 <= x >= 5\nend"),
        Case(code: .mixedRelations, line: 3, given: "5", text: "min x\nst\n 1 = x = 5\nend"),
        Case(
            code: .duplicateRow, line: 4, given: "c", text: "min x\nst\n c: x >= 1\n c: x <= 2\nend"
        ),
        Case(code: .expectedBound, line: 4, given: "y", text: "min x\nst\nbounds\n x y\nend"),
        Case(code: .expectedBound, line: 3, given: "b:", text: "min x\nbounds\n b: x <= 2\nend"),
        Case(code: .expectedName, line: 3, given: "3", text: "min x\ngeneral\n 3\nend"),
        Case(
            code: .expectedRightHandSide, line: 3, given: "nan", text: "min x\nst\n x >= nan\nend"),
        Case(code: .notFinite, line: 1, given: "x", text: "min 1e400 x\nend"),
        Case(code: .unsupportedSection, line: 2, given: "SOS", text: "min x\nSOS\n s1: x:1\nend"),
        Case(
            code: .unsupportedSection, line: 2, given: "semi",
            text: "min x\nsemi-continuous\n x\nend"),
        Case(
            code: .unsupportedSection, line: 2, given: "Lazy Constraints",
            text: "min x\nLazy Constraints\n x >= 1\nend"),
        Case(code: .unexpectedText, line: 1, given: ">=", text: "min x >= 1\nend"),
    ]

    @Test("Each error names its line and what was given", arguments: cases)
    func errors(_ wrong: Case) throws {
        let error = #expect(throws: ProgramFileError.self) { _ = try read(wrong.text) }
        #expect(error?.code == wrong.code)
        #expect(error?.line == wrong.line)
        #expect(error?.given == wrong.given)
    }

    @Test("Sides that can never hold", arguments: ["x >= inf", "x <= -inf", "x = inf", "inf <= x"])
    func infinite(row: String) throws {
        for (section, code) in [
            ("st", ProgramFileError.Code.infiniteRightHandSide), ("bounds", .infiniteBound),
        ] {
            let error = #expect(throws: ProgramFileError.self) {
                _ = try read("min x\n\(section)\n \(row)\nend")
            }
            #expect(error?.code == code)
        }
    }
}

@Suite("LP file writing") struct LPFileWritingTests {
    @Test("Random programs come back equal") func roundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("LP round trip, seed \(seed)")
        var random = SeededNumbers(state: seed)
        for round in 0..<300 {
            let program = RandomProgram.make(&random)
            let back = try LinearProgram(lp: program.lp())
            try #require(back == program, "seed \(seed), round \(round)")
        }
    }

    @Test("Names that look like numbers, words or signs") func names() throws {
        let names = ["3x", "e5", "free", "a b", "x+y", "Bounds", "subject", "inf", ".x", "a:b"]
        let zeros = [Double](repeating: 0, count: names.count)
        let program = LinearProgram(
            cost: zeros, columnLower: zeros, columnUpper: zeros, rowLower: zeros, rowUpper: zeros,
            matrix: SparseMatrix(
                rowCount: names.count, columnStart: Array(0...Int32(names.count)),
                rowIndex: names.indices.map { Int32($0) }, value: zeros.map { _ in 1 }),
            integerColumns: Array(names.indices),
            names: ListedNames(programName: "end", columns: names, rows: names))
        let back = try LinearProgram(lp: program.lp())
        #expect(back == program)
        #expect(
            names.indices.map(back.names.columnName) == [
                "_3x", "_e5", "_free", "a_b", "x_y", "_Bounds", "_subject", "_inf", "_.x", "a_b_2",
            ])
    }
}

@Suite("Program files of either format: MPS or LP") struct ProgramFileTests {
    private let mps = Array("* c\nNAME a\nROWS\n N c\nCOLUMNS\n x c 1\nENDATA".utf8)
    private let lp = Array("\\ c\n\nMinimize\n x\nEnd".utf8)

    @Test("By the name") func byName() throws {
        #expect(ProgramFile.format(ofName: "a/b.MPS.gz") == .mps)
        #expect(ProgramFile.format(ofName: "b.lp") == .lp)
        #expect(ProgramFile.format(ofName: "lp") == nil)
        #expect(try ProgramFile.read(mps, name: "a.mps").cost == [1])
        let error = #expect(throws: ProgramFileError.self) {
            _ = try ProgramFile.read(lp, name: "a.mps")
        }
        #expect(error?.code == .unknownSection)
    }

    @Test("By the content") func byContent() throws {
        #expect(try ProgramFile.read(mps).cost == [1])
        #expect(try ProgramFile.read(lp, name: "upload").cost == [1])
        for (bytes, code) in [
            (Array("{}".utf8), ProgramFileError.Code.unknownFormat), ([], .unknownFormat),
            ([0x1F, 0x8B, 8], .compressed),
        ] {
            let error = #expect(throws: ProgramFileError.self) { _ = try ProgramFile.read(bytes) }
            #expect(error?.code == code)
        }
    }
}
