import Certificates
import Foundation
import Solver

extension Command {
    static let doctor = Command(
        name: "doctor", operands: "", operandCount: 0...0,
        summary: Text(
            en: "check this installation: libraries, engine, time zones, database, limits",
            zh: "检查安装：程序库、求解引擎、时区、数据库、系统限制"),
        options: [database],
        run: { options, session in
            let checks = Doctor.checks + Doctor.service(try StoreLocation(options, session))
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

    // MARK: The service

    /// What `serve` needs beside the solver.
    static func service(_ location: StoreLocation) -> [Check] {
        [database(location), descriptors, clock, digest]
    }

    /// A database that is there must open, fit this program and take writes; none is made.
    private static func database(_ location: StoreLocation) -> Check {
        if case .sqlite(let path) = location, !OutputFile.exists(path) {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return Check(
                name: "database", isGood: unsafe access(folder, W_OK) == 0,
                detail: "none yet; serve would make one in \(folder)")
        }
        do {
            let store = try location.open()
            defer { store.close() }
            try store.check()
            return Check(name: "database", isGood: true, detail: "takes writes")
        } catch {
            return Check(name: "database", isGood: false, detail: "\(error)")
        }
    }

    private static var descriptors: Check {
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit)
        return Check(
            name: "open files", isGood: limit.rlim_max >= 13_000,
            detail: "at most \(limit.rlim_max); 12000 connections need 13000")
    }

    /// A clock that runs backwards, or stands in the past, breaks deadlines.
    private static var clock: Check {
        let now = Moment.now
        let isSane = now > Moment(microseconds: 1_750_000_000_000_000)
        return Check(name: "clock", isGood: isSane, detail: now.text)
    }

    /// FIPS 180-4, example of one block: "abc".
    private static var digest: Check {
        let digest = Digest(of: "abc").hexadecimal
        return Check(
            name: "libsodium",
            isGood: digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            detail: "SHA-256 of abc")
    }
}
