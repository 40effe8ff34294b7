import Service
import Solver
import Testing

/// `lp` on small files: every ending, plain and gzip, and files that are damaged.
@Suite struct LPCommandTests {
    /// min x + 2y, x + y ≤ 4, x ≥ `least`, 0 ≤ x ≤ 4, with the cost of y to choose.
    private static func mps(least: Double = 1, cost: Double = 2, bounds: String = " UP BND X 4\n")
        -> String
    {
        """
        NAME T
        ROWS
         N COST
         L LIM1
         G LIM2
        COLUMNS
         X COST 1 LIM1 1
         X LIM2 1
         Y COST \(cost) LIM1 \(cost < 0 ? -1 : 1)
        RHS
         RHS LIM1 4 LIM2 \(least)
        BOUNDS
        \(bounds)ENDATA

        """
    }

    private func run(
        _ content: [UInt8], name: String = "t.mps", _ options: String...
    ) throws -> ToolRun {
        let bench = try Workbench()
        return ToolRun(["lp", try bench.file(name, content)] + options)
    }

    @Test func anOptimumWithItsProof() throws {
        let run = try run(Array(Self.mps().utf8), "--format", "json")
        #expect(run.code == .ok)
        let proof = try run.json()
        #expect(proof["status"] == "optimal")
        #expect(proof["objective"] == 1)
        #expect(abs(try #require(proof["bound"]?.double) - 1) < 1e-9)
        #expect(proof["columns"] == 2)
        for key in [
            "relative_gap", "max_primal_residual", "max_dual_residual", "engine", "rows",
            "nonzeros", "iterations", "build_seconds", "solve_seconds",
        ] { #expect(proof[key] != nil, "\(key)") }
    }

    @Test func theValuesAsCSV() throws {
        let run = try run(Array(Self.mps().utf8), "--format", "csv")
        #expect(run.rows == [["column", "value"], ["X", "1.0"], ["Y", "0.0"]])
    }

    @Test func theProofAsATable() throws {
        let run = try run(Array(Self.mps().utf8))
        #expect(run.code == .ok)
        #expect(run.text.contains("objective") && run.text.contains("optimal"))
    }

    @Test func anLPFileAndAMaximum() throws {
        let text = "Maximize\n obj: x + y\nSubject To\n c1: x + 2 y <= 4\n c2: 3 x + y <= 6\nEnd\n"
        let run = try run(Array(text.utf8), name: "t.lp", "--format", "json")
        #expect(run.code == .ok)
        let objective = try #require(try run.json()["objective"]?.double)
        #expect(abs(objective - 2.8) < 1e-9)
    }

    @Test func anIntegerProgram() throws {
        let text =
            "Maximize\n obj: x + y\nSubject To\n c1: x + 2 y <= 4\n c2: 3 x + y <= 6\n"
            + "General\n x y\nEnd\n"
        let run = try run(Array(text.utf8), name: "t.lp", "--format", "json")
        #expect(run.code == .ok)
        #expect(try run.json()["objective"] == 2)
        #expect(try run.json()["max_dual_residual"] == .null)
    }

    @Test(arguments: ["json", "table", "csv"])
    func anInfeasibleProgram(_ format: String) throws {
        let run = try run(Array(Self.mps(least: 5).utf8), "--format", format)
        #expect(run.code == .infeasible)
        if format == "json" { #expect(try run.json()["status"] == "infeasible") }
        if format == "csv" {
            #expect(run.data.isEmpty)
            #expect(run.messages.contains("Infeasible, proven"))
        }
    }

    @Test func anUnboundedProgram() throws {
        let run = try run(Array(Self.mps(cost: -1).utf8), "--format", "json")
        #expect(run.code == .infeasible)
        #expect(try run.json()["status"] == "unbounded")
        #expect(try run.json()["objective"] == .null)
    }

    @Test func gzipIsReadWhateverItsName() throws {
        let packed = PlainGzip.member(Array(Self.mps().utf8))
        for name in ["t.mps.gz", "t.mps", "t.MPS.GZ"] {
            let run = try run(packed, name: name, "--format", "json")
            #expect(run.code == .ok)
            #expect(try run.json()["objective"] == 1)
        }
    }

    @Test func gzipInSeveralMembersIsOneFile() throws {
        let bytes = Array(Self.mps().utf8)
        let packed = PlainGzip.member(Array(bytes[..<40])) + PlainGzip.member(Array(bytes[40...]))
        #expect(try run(packed, name: "t.mps.gz").code == .ok)
    }

    @Test func aDamagedGzipIsRefused() throws {
        let packed = PlainGzip.member(Array(Self.mps().utf8))
        var flipped = packed
        flipped[60] ^= 1
        for bytes in [
            Array(packed.dropLast(1)), Array(packed.prefix(60)), Array(packed.prefix(2)), flipped,
            packed + [0x1F, 0x8B], packed + Array("tail".utf8),
        ] {
            let run = try run(bytes, name: "t.mps.gz", "--format", "json")
            #expect(run.code == .invalidInput)
            #expect(run.data.isEmpty)
            #expect(run.messages.contains("not a whole gzip file"))
        }
    }

    @Test(arguments: ["", "hello", "NAME\nROWS\n N C\n N C\n", "{}", "\u{0}\u{0}\u{0}"])
    func textThatIsNoProgramIsRefused(_ text: String) throws {
        for name in ["t.mps", "t.lp", "t"] {
            let run = try run(Array(text.utf8), name: name, "--format", "json")
            if run.code == .ok { Issue.record("\(name) with \(text) was solved: \(run.text)") }
            #expect(run.code == .invalidInput)
            #expect(run.data.isEmpty)
            #expect(run.messages.hasPrefix("wattoken: "))
        }
    }

    @Test(arguments: ["nan", "inf", "1e400"])
    func aNumberThatIsNotFiniteIsRefused(_ number: String) throws {
        let text = Self.mps().replacing("X COST 1", with: "X COST \(number)")
        let run = try run(Array(text.utf8), "--format", "json")
        #expect(run.code == .invalidInput)
        #expect(run.data.isEmpty)
    }

    @Test func noTimeMeansNoAnswer() throws {
        let run = try run(Array(Self.mps().utf8), "--format", "json", "--time-limit", "0")
        #expect(run.code == .limitWithoutSolution)
        #expect(try run.json()["status"] == "limit")
    }

    /// max 5x + 4y, 6x + 4y ≤ 24, x + 2y ≤ 6, whole: 20 at (4, 0); 21 in parts.
    @Test func anIntegerProgramWithItsSearch() throws {
        let text = """
            Maximize
             obj: 5 x + 4 y
            Subject To
             a: 6 x + 4 y <= 24
             b: x + 2 y <= 6
            General
             x y
            End
            """
        let run = try run(Array(text.utf8), name: "t.lp", "--format", "json", "--node-limit", "50")
        #expect(run.code == .ok)
        let proof = try run.json()
        #expect(proof["objective"] == 20 && proof["status"] == "optimal")
        #expect(proof["max_dual_residual"] == .null)
        #expect(try #require(proof["bound"]?.double) >= 20)
        #expect(abs(try #require(proof["relaxation_bound"]?.double) - 21) < 1e-6)
        #expect(abs(try #require(proof["commitment_cost"]?.double) - 1) < 1e-6)
        #expect(proof["duals"] == "fixed_integers")
        #expect(try #require(proof["nodes"]?.double) <= 50)
        let wrong = try self.run(Array(text.utf8), name: "t.lp", "--node-limit", "0")
        #expect(wrong.code == .usage)
    }
}
