import Foundation
import Solver
import Testing

private func read(_ text: String) throws(ProgramFileError) -> LinearProgram {
    try LinearProgram(mps: Array(text.utf8))
}

/// A file with one column of one row; `extra` stands before ENDATA.
private func small(columns: String = " x c 1 r 2", extra: String = "") -> String {
    "NAME t\nROWS\n N c\n L r\nCOLUMNS\n\(columns)\nRHS\n s r 4\n\(extra)\nENDATA\n"
}

private func lines(_ program: LinearProgram) -> String {
    String(decoding: program.mps(), as: UTF8.self)
}

@Suite("MPS reading") struct MPSReadingTests {
    @Test("A free file with every row type") func rowTypes() throws {
        let program = try read(
            """
            NAME  four rows
            * a comment
            ROWS
             N  cost
             N  other
             L  l
             G  g
             E  e
            COLUMNS
             x cost 1.5 l 1
             x g 2D0 e 3e0
             x other 9
             y l -4 cost -.5

            RHS
             set l 10 g 20
             set e 30
             set cost 7
            ENDATA
            ignored
            """)
        #expect(program.cost == [1.5, -0.5])
        #expect(program.offset == -7)
        #expect(program.rowLower == [-.infinity, 20, 30])
        #expect(program.rowUpper == [10, .infinity, 30])
        #expect(program.matrix.columnStart == [0, 3, 4])
        #expect(program.matrix.rowIndex == [0, 1, 2, 0])
        #expect(program.matrix.value == [1, 2, 3, -4])
        #expect(program.columnLower == [0, 0])
        #expect(program.columnUpper == [.infinity, .infinity])
        #expect(program.names.programName == "four rows")
        #expect(program.names.columnName(1) == "y")
        #expect(program.names.rowName(2) == "e")
        #expect(!program.maximises)
    }

    @Test("Entries out of row order are sorted and zeros left out") func unsorted() throws {
        let program = try read(
            "ROWS\n N c\n L a\n L b\n L d\nCOLUMNS\n x d 3 a 1\n x b 0\n y b 2\nENDATA")
        #expect(program.matrix.columnStart == [0, 2, 3])
        #expect(program.matrix.rowIndex == [0, 2, 1])
        #expect(program.matrix.value == [1, 3, 2])
        #expect(program.cost == [0, 0])
    }

    @Test("Carriage returns, tabs, a byte order mark and lower-case words") func whitespace() throws
    {
        let text =
            "\u{FEFF}name\tt\r\nrows\r\n n\tc\r\n l\tr\r\ncolumns\r\n\tx\tc\t1\tr\t2\r\n"
            + "rhs\r\n\ts\tr\t4\r\nendata\r\n"
        #expect(try read(text) == read(small()))
    }

    @Test(
        "All ways to say the sense",
        arguments: [
            "OBJSENSE MAX", "OBJSENSE\n MAX", "OBJSENSE\n    MAXIMIZE", "OBJSENSE\nMAX",
            "objsense maximize",
        ])
    func maximise(sense: String) throws {
        let program = try read(sense + "\n" + small(extra: " s c 3"))
        #expect(program.maximises)
        #expect(program.cost == [-1])
        #expect(program.offset == 3)
        let late = try read(small(extra: sense))
        #expect(late.maximises)
        #expect(try !read("OBJSENSE\n MINIMIZE\n" + small()).maximises)
    }

    @Test("OBJNAME chooses the objective") func objectiveName() throws {
        let text = "OBJNAME\n b\nROWS\n N a\n N b\n L r\nCOLUMNS\n x a 1 b 2\n x r 1\nENDATA"
        #expect(try read(text).cost == [2])
        #expect(try read(text.replacingOccurrences(of: "\n b", with: " b")).cost == [2])
    }

    @Test("Without an N row all costs are zero") func noObjective() throws {
        #expect(try read("ROWS\n L r\nCOLUMNS\n x r 1\nENDATA").cost == [0])
    }

    @Test("Ranges on every row type") func ranges() throws {
        let program = try read(
            """
            ROWS
             N c
             L l
             G g
             E up
             E down
             E none
            COLUMNS
             x l 1 g 1
             x up 1 down 1
             x none 1
            RHS
             l 10 g 20
             up 30 down 40
             none 50
            RANGES
             set l 2 g -3
             set up 4 down -5
             set none 0
            ENDATA
            """)
        #expect(program.rowLower == [8, 20, 30, 35, 50])
        #expect(program.rowUpper == [10, 23, 34, 40, 50])
    }

    @Test("RHS, RANGES and BOUNDS without set names") func omittedSets() throws {
        let named = try read(
            small(extra: " s c 1\nRANGES\n s r 1\nBOUNDS\n UP b x 9\n"))
        let plain = try read(
            "ROWS\n N c\n L r\nCOLUMNS\n x c 1 r 2\nRHS\n r 4 c 1\nRANGES\n r 1\nBOUNDS\n UP x 9\nENDATA"
        )
        #expect(named == plain)
    }

    @Test(
        "Every bound type",
        arguments: [
            ("UP b x 5", 0, 5, false), ("UP x 5", 0, 5, false), ("UP b x 0", 0, 0, false),
            ("UP b x -5", -.infinity, -5, false), ("UP b x 1e30", 0, .infinity, false),
            ("UP b x Inf", 0, .infinity, false),
            ("LO b x -2\n UP b x -1", -2, -1, false), ("LO b x 0\n UP b x -1", 0, -1, false),
            ("UP b x -1\n LO b x 0", 0, -1, false), ("LO b x 7\n UP b x 6", 7, 6, false),
            ("LO b x -1e31", -.infinity, .infinity, false), ("LO b x 3", 3, .infinity, false),
            ("FX b x 3", 3, 3, false), ("FX b x -3", -3, -3, false),
            ("FR b x", -.infinity, .infinity, false), ("FR x", -.infinity, .infinity, false),
            ("FR b x 0", -.infinity, .infinity, false), ("FR x 0", -.infinity, .infinity, false),
            ("MI b x", -.infinity, .infinity, false), ("MI b x\n UP b x 4", -.infinity, 4, false),
            ("UP b x 4\n PL b x", 0, .infinity, false), ("BV b x", 0, 1, true),
            ("BV x", 0, 1, true), ("LI b x 2", 2, .infinity, true), ("UI b x 9", 0, 9, true),
            ("up b x 5", 0, 5, false),
        ] as [(String, Double, Double, Bool)])
    func bounds(line: String, lower: Double, upper: Double, isInteger: Bool) throws {
        let program = try read(small(extra: "BOUNDS\n \(line)"))
        #expect(program.columnLower == [lower])
        #expect(program.columnUpper == [upper])
        #expect(program.integerColumns == (isInteger ? [0] : []))
    }

    @Test("Integer markers") func markers() throws {
        let program = try read(
            small(
                columns:
                    " a r 1\n M1 'MARKER' 'INTORG'\n x c 1 r 2\n y c 1\n M2 'MARKER' 'INTEND'\n"
                    + " z c 1"))
        #expect(program.integerColumns == [1, 2])
        #expect(program.columnUpper == [.infinity, .infinity, .infinity, .infinity])
        #expect(program.columnLower == [0, 0, 0, 0])
    }

    @Test("Infinite right-hand sides that hold") func infiniteSides() throws {
        let program = try read(
            "ROWS\n N c\n L l\n G g\nCOLUMNS\n x l 1 g 1\nRHS\n s l 1e30 g -Infinity\nENDATA")
        #expect(program.rowLower == [-.infinity, -.infinity])
        #expect(program.rowUpper == [.infinity, .infinity])
    }

    @Test("Names of any length and of any bytes but blanks") func longNames() throws {
        let name = String(repeating: "länge", count: 400)
        let program = try read(small(columns: " \(name) c 1 r 2\n RHS c 1"))
        #expect(program.names.columnName(0) == name)
        #expect(program.names.columnName(1) == "RHS")
    }

    @Test("Fixed format with blanks in names") func fixedFormat() throws {
        let program = try read(
            """
            NAME          FIXED
            ROWS
             N  THE COST
             L  ROW 1
             G  ROW 2
            COLUMNS
                COL A     THE COST       1.0       ROW 1          2.0
                COL A     ROW 2          3.0
                B         ROW 1         -4.0
            RHS
                THE SET   ROW 1         10.0       ROW 2          5.0
            RANGES
                THE SET   ROW 1          2.5
            BOUNDS
             UP THE BND   COL A          8.0
             FR THE BND   B
            ENDATA
            """)
        #expect(program.cost == [1, 0])
        #expect(program.matrix.value == [2, 3, -4])
        #expect(program.rowLower == [7.5, 5])
        #expect(program.rowUpper == [10, .infinity])
        #expect(program.columnUpper == [8, .infinity])
        #expect(program.columnLower == [0, -.infinity])
        #expect(program.names.columnName(0) == "COL A")
        #expect(program.names.rowName(1) == "ROW 2")
    }

    @Test("NAME with FREE never cuts at columns") func freeKeyword() throws {
        #expect(try read("NAME a b FREE\n" + small()).names.programName == "t")
        let error = #expect(throws: ProgramFileError.self) {
            _ = try read("NAME x FREE\nROWS\n N  THE COST\nCOLUMNS\nENDATA")
        }
        #expect(error?.code == .rowsShape)
    }

    @Test(
        "Numbers are rounded correctly",
        arguments: [
            "0", "-0.0", "1", "+1.5", ".5", "5.", "1e22", "1e23", "123456789012345678", "1e-5",
            "9007199254740993", "0.1", "2.2250738585072014e-308", "4.9e-324",
            "1.7976931348623157e308",
            "3.141592653589793238462643383279", "1234567890123456789012345",
            "0.000000000000000000000000012",
            "8.533e-68", "1e29", "6.02214076d23", "00000000000000000000000000001.25",
        ])
    func numbers(text: String) throws {
        let program = try read(small(columns: " x c \(text) r 1"))
        let swift = text.replacingOccurrences(of: "d", with: "e")
        let expected = Double(swift.hasPrefix(".") ? "0" + swift : swift)
        #expect(program.cost.first == expected)
    }

    @Test("A thousand random numbers are rounded like the standard library's") func randomNumbers()
        throws
    {
        var random = SystemRandomNumberGenerator()
        var columns: [String] = []
        var expected: [Double] = []
        while expected.count < 1000 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            let short = Double.random(in: -1000...1000, using: &random)
            let rounded = (short * 1000).rounded() / 1000
            columns.append(" x\(expected.count) c \(expected.count % 2 == 0 ? number : rounded)")
            expected.append(expected.count % 2 == 0 ? number : rounded)
        }
        #expect(try read(small(columns: columns.joined(separator: "\n"))).cost == expected)
    }
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

@Suite("MPS writing") struct MPSWritingTests {
    @Test("The file as it looks") func layout() throws {
        let program = LinearProgram(
            cost: [1, -0.5], offset: 3, columnLower: [0, -.infinity], columnUpper: [.infinity, 4],
            rowLower: [1, -.infinity], rowUpper: [3, 0.1],
            matrix: SparseMatrix(
                rowCount: 2, columnStart: [0, 2, 2], rowIndex: [0, 1], value: [1, 1e-7]),
            integerColumns: [0], maximises: true)
        #expect(
            lines(program) == """
                NAME program
                OBJSENSE
                 MAX
                ROWS
                 N COST
                 G r1
                 L r2
                COLUMNS
                 M0 'MARKER' 'INTORG'
                 x1 COST -1
                 x1 r1 1
                 x1 r2 1e-07
                 M0 'MARKER' 'INTEND'
                 x2 COST 0.5
                RHS
                 RHS COST 3
                 RHS r1 1
                 RHS r2 0.1
                RANGES
                 RANGES r1 2
                BOUNDS
                 PL BND x1
                 MI BND x2
                 UP BND x2 4
                ENDATA

                """)
        #expect(try LinearProgram(mps: program.mps()) == program)
    }

    @Test("Names with blanks and names twice stay apart") func names() throws {
        let program = LinearProgram(
            cost: [1, 2, 3], columnLower: [0, 0, 0], columnUpper: [1, 1, 1],
            rowLower: [0, 0], rowUpper: [1, 1],
            matrix: SparseMatrix(
                rowCount: 2, columnStart: [0, 1, 2, 2], rowIndex: [0, 1], value: [1, 1]),
            names: ListedNames(
                programName: "my name", columns: ["a b", "a_b", ""], rows: ["COST", "COST"]))
        let back = try LinearProgram(mps: program.mps())
        #expect(back == program)
        #expect((0..<3).map(back.names.columnName) == ["a_b", "a_b_2", "_"])
        #expect((0..<2).map(back.names.rowName) == ["COST", "COST_2"])
        #expect(back.names.programName == "my_name")
    }

    @Test("A row that can never hold becomes two rows") func crossedRow() throws {
        let program = LinearProgram(
            cost: [1], columnLower: [0], columnUpper: [1], rowLower: [5], rowUpper: [3],
            matrix: SparseMatrix(rowCount: 1, columnStart: [0, 1], rowIndex: [0], value: [2]))
        let back = try LinearProgram(mps: program.mps())
        #expect(back.rowLower == [-.infinity, 5])
        #expect(back.rowUpper == [3, .infinity])
        #expect(back.matrix.value == [2, 2])
    }

    @Test("A range whose width is no double is off by one unit at most") func wideRange() throws {
        let lower = -(1 + Double.ulpOfOne)
        let program = LinearProgram(
            cost: [1], columnLower: [0], columnUpper: [1], rowLower: [lower, 0.1],
            rowUpper: [1, 0.7],
            matrix: SparseMatrix(rowCount: 2, columnStart: [0, 1], rowIndex: [0], value: [2]))
        let back = try LinearProgram(mps: program.mps())
        #expect(back.rowLower == [lower, 0.1])
        #expect(abs(back.rowUpper[0] - 1) <= Double.ulpOfOne)
        #expect(back.rowUpper[1] == 0.7)
    }

    @Test("An empty program and one without rows") func empty() throws {
        let empty = LinearProgram(
            cost: [], columnLower: [], columnUpper: [], rowLower: [], rowUpper: [],
            matrix: SparseMatrix(rowCount: 0, columnStart: [0], rowIndex: [], value: []))
        #expect(try LinearProgram(mps: empty.mps()) == empty)
        #expect(try LinearProgram(lp: empty.lp()) == empty)
    }

    @Test("Random programs come back equal") func roundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("MPS round trip, seed \(seed)")
        var random = SeededNumbers(state: seed)
        for round in 0..<300 {
            let program = RandomProgram.make(&random)
            let back = try LinearProgram(mps: program.mps())
            try #require(back == program, "seed \(seed), round \(round)")
        }
    }
}

@Suite("MPS Netlib files") struct MPSNetlibTests {
    private static let shared = ProcessInfo.processInfo.environment["WATTOKEN_SHARED"]
    private static let folder = (shared ?? "") + "/cases/netlib/"
    private static let isThere = shared != nil && FileManager.default.fileExists(atPath: folder)

    /// Rows, columns and nonzeros without the objective, and the sum of the coefficients, as
    /// HiGHS reads them.
    static let sizes: [(name: String, rows: Int, columns: Int, nonzeros: Int, sum: Double)] = [
        ("25fv47", 821, 1571, 10400, -8163.244722999981),
        ("adlittle", 56, 97, 383, 325.7008), ("afiro", 27, 32, 83, 25.37),
        ("bandm", 305, 472, 2494, 5685.50855000001), ("blend", 74, 83, 491, 64.67121000000007),
        ("recipe", 91, 180, 663, 8834.674439999992), ("share2b", 96, 79, 694, -17071.9),
        ("stocfor1", 117, 111, 447, 23144),
    ]

    @Test(
        "Each file has its rows, columns and nonzeros and survives both formats",
        .enabled(if: isThere, "WATTOKEN_SHARED names no folder with cases/netlib"),
        arguments: sizes)
    func readFile(_ size: (name: String, rows: Int, columns: Int, nonzeros: Int, sum: Double))
        throws
    {
        let url = URL(fileURLWithPath: Self.folder + size.name + ".mps")
        let program = try ProgramFile.read([UInt8](Data(contentsOf: url)), name: url.path)
        #expect(program.rowCount == size.rows)
        #expect(program.columnCount == size.columns)
        #expect(program.matrix.nonzeroCount == size.nonzeros)
        let sum = program.matrix.value.reduce(0, +)
        #expect(abs(sum - size.sum) <= 1e-9 * max(1, abs(size.sum)))
        #expect(try LinearProgram(mps: program.mps()) == program)
        #expect(try LinearProgram(lp: program.lp()) == program)
    }
}
