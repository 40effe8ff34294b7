import Foundation
import Solver
import Testing

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
