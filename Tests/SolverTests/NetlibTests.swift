import Foundation
import Solver
import Testing

@Suite("Netlib optima") struct NetlibTests {
    private static let shared = ProcessInfo.processInfo.environment["WATTOKEN_SHARED"] ?? ""
    private static let isThere =
        !shared.isEmpty && FileManager.default.fileExists(atPath: shared + "/cases/netlib")

    static let optima: [(name: String, optimum: Double)] = [
        ("afiro", -464.75314286), ("adlittle", 225494.96316), ("blend", -30.812149846),
        ("share2b", -415.73224074), ("stocfor1", -41131.976219), ("recipe", -266.616),
        ("bandm", -158.62801845), ("25fv47", 5501.8458883),
    ]

    @Test(
        "Each optimum is found to 1e-6 and proven",
        .enabled(if: isThere, "WATTOKEN_SHARED names no folder with cases/netlib"),
        arguments: optima, [SolveSettings.Engine.glpk, .horizon])
    func optimum(_ item: (name: String, optimum: Double), engine: SolveSettings.Engine) throws {
        let path = Self.shared + "/cases/netlib/\(item.name).mps"
        let program = try ProgramFile.read(
            [UInt8](Data(contentsOf: URL(fileURLWithPath: path))), name: path)
        let outcome = try engine.solve(program)
        #expect(outcome.status == .optimal)
        #expect(outcome.engine == engine.rawValue)
        #expect(isNear(outcome.proof.objective ?? .nan, item.optimum))
        #expect(outcome.proof.relativeGap ?? 1 <= 1e-6)
        // Interior duals miss zero by rounding on columns without a bound; a basis meets it.
        if engine == .glpk {
            #expect(outcome.proof.boundRange == nil, "\(outcome.attempts.map(\.ending))")
        }
    }

    private static let falseOptimumFile = shared + "/cases/false-optimum.mps.gz"

    @Test(
        "GLPK's false optimum is not believed: 1195466.124 or no optimum",
        .enabled(
            if: !shared.isEmpty && FileManager.default.fileExists(atPath: falseOptimumFile),
            "WATTOKEN_SHARED names no folder with cases/false-optimum.mps.gz"),
        arguments: [SolveSettings.Engine.glpk, .horizon])
    func falseOptimum(engine: SolveSettings.Engine) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
        process.arguments = ["-dc", Self.falseOptimumFile]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        let program = try ProgramFile.read(bytes, name: "false-optimum.mps")
        let outcome = try engine.solve(program)
        #expect(outcome.status == .optimal)
        #expect(outcome.engine == engine.rawValue)
        #expect(isNear(outcome.proof.objective ?? .nan, 1_195_466.124))
    }
}
