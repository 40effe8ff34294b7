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

    @Test("A range behind an infinite side says nothing and a wide one is infinite")
    func infiniteRanges()
        throws
    {
        let program = try read(
            "ROWS\n L l\n G g\n E e\nCOLUMNS\n x l 1\nRHS\n l 1e30 g 9e29\nRANGES\n l 5 g 9e29\n e -inf\nENDATA"
        )
        #expect(program.rowLower == [-.infinity, 9e29, -.infinity])
        #expect(program.rowUpper == [.infinity, .infinity, 0])
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
}
