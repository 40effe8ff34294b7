import Foundation
import Solver

extension Command {
    static let doctor = Command(
        name: "doctor", operands: "", operandCount: 0...0,
        summary: Text(
            en: "check this installation: libraries, engine, time zones",
            zh: "检查安装：程序库、求解引擎、时区"),
        options: [],
        run: { _, session in
            let checks = Doctor.checks
            let rows = checks.map { check in
                [check.name, check.isGood ? "ok" : "FAIL", check.detail]
            }
            session.console.print(
                Layout.table(
                    [
                        Text(en: "check", zh: "检查")[session.console.language],
                        Text(en: "result", zh: "结果")[session.console.language], "",
                    ], rows))
            return checks.allSatisfy(\.isGood) ? .ok : .internalError
        })
}

/// The checks of `doctor`: each does what a user's solve would do.
enum Doctor {
    struct Check {
        let name: String
        let isGood: Bool
        let detail: String
    }

    static var checks: [Check] { [build, engine, judge, timeZone, gzip] }

    private static var build: Check {
        Check(
            name: "wattoken", isGood: true,
            detail: "\(Tool.version), \(ProcessInfo.processInfo.operatingSystemVersionString)")
    }

    /// max x + y, x + 2y ≤ 4, 3x + y ≤ 6: 2.8 at (1.6, 1.2).
    private static var engine: Check {
        let program = LinearProgram(
            cost: [-1, -1], columnLower: [0, 0], columnUpper: [.infinity, .infinity],
            rowLower: [-.infinity, -.infinity], rowUpper: [4, 6],
            matrix: SparseMatrix(
                rowCount: 2, columnCount: 2, rows: [0, 0, 1, 1], columns: [0, 1, 0, 1],
                values: [1, 2, 3, 1]))
        let outcome = try? ProgramSolver.solve(program)
        let objective = outcome?.proof.objective ?? .nan
        return Check(
            name: "GLPK \(GLPKVersion.text)",
            isGood: outcome?.status == .optimal && abs(objective + 2.8) < 1e-9,
            detail: "2 × 2 LP: \(objective)")
    }

    /// A point that breaks a row must be refused.
    private static var judge: Check {
        let program = LinearProgram(
            cost: [1], columnLower: [0], columnUpper: [.infinity], rowLower: [1],
            rowUpper: [.infinity],
            matrix: SparseMatrix(rowCount: 1, columnCount: 1, rows: [0], columns: [0], values: [1])
        )
        let proof = Judge(program).judge(Point(columns: [0], rowDuals: [1]))
        return Check(
            name: "judge", isGood: proof.status == .limit,
            detail: "refuses a point that breaks a row")
    }

    private static var timeZone: Check {
        let zone = TimeZone(identifier: "Asia/Shanghai")
        return Check(
            name: "time zones",
            isGood: zone?.secondsFromGMT(for: Date(timeIntervalSince1970: 1_790_000_000)) == 28_800,
            detail: zone == nil ? "tzdata is missing" : "Asia/Shanghai is +08:00")
    }

    private static var gzip: Check {
        // The smallest gzip file: an empty member.
        let empty: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        let output = try? Gzip.inflated(empty, limitBytes: 10)
        return Check(name: "zlib", isGood: output?.isEmpty == true, detail: "inflates")
    }
}
