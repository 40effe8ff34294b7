import Solver
import Testing

private func lines(_ program: LinearProgram) -> String {
    String(decoding: program.mps(), as: UTF8.self)
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
