import Solver

extension Command {
    /// Where everything is kept, for commands beside the service.
    static let database = OptionSpec(
        name: "--database", value: "sqlite:PATH|postgresql://…",
        meaning: Text(
            en: "where everything is kept; sqlite:wattoken.db unless told",
            zh: "数据库；默认 sqlite:wattoken.db"))

    static let backup = Command(
        name: "backup", operands: "", operandCount: 0...0,
        summary: Text(
            en: "copy the database of a running service into one file",
            zh: "将运行中服务的数据库备份为单个文件"),
        options: [database, Shared.output],
        run: { options, session in
            guard let target = options.value("--output") else {
                throw Options.Problem.missingValue("--output")
            }
            let location = try StoreLocation(options, session)
            guard case .sqlite(let path) = location else {
                throw UsageError(
                    text: Text(
                        en: "A PostgreSQL database is backed up by its own tools: "
                            + "pg_dump --format=custom --file=\(target) \"$DATABASE\"",
                        zh: "PostgreSQL 数据库请用其自带工具备份："
                            + "pg_dump --format=custom --file=\(target) \"$DATABASE\""))
            }
            let store = try SQLiteStore(path: path)
            defer { store.close() }
            try store.backup(to: target)
            return try RestoreCommand.report(target, session)
        })

    static let restore = Command(
        name: "restore", operands: "BACKUP", operandCount: 1...1,
        summary: Text(
            en: "check a backup with --verify, or make a database of it",
            zh: "用 --verify 校验备份，或由备份恢复数据库"),
        options: [
            database,
            OptionSpec(
                name: "--verify", value: nil,
                meaning: Text(
                    en: "only check it: pages, references, audit trail",
                    zh: "仅校验：页面、引用、审计链")),
        ],
        run: { options, session in
            let backup = options.operands[0]
            let code = try RestoreCommand.report(backup, session)
            guard code == .ok, !options.has("--verify") else { return code }
            try RestoreCommand.restore(backup, to: StoreLocation(options, session), session)
            return .ok
        })
}

/// Checks backups, and makes databases of them.
enum RestoreCommand {
    /// Says what a check of a file found; 3 when it is not whole.
    static func report(_ path: String, _ session: Session) throws -> ExitCode {
        let found = try SQLiteStore.verify(path)
        let language = session.console.language
        guard found.problems.isEmpty else {
            session.console.note(
                Text(en: "\(path) is damaged:", zh: "\(path) 已损坏：")[language])
            found.problems.forEach { session.console.note("  " + $0) }
            return .invalidInput
        }
        session.console.print(
            Text(
                en: "\(path) is whole; audit trail: \(found.auditLines) lines, head "
                    + found.auditHead,
                zh: "\(path) 完整；审计链 \(found.auditLines) 条，链头 \(found.auditHead)")[language])
        return .ok
    }

    /// Copies a whole backup to where there is no database yet.
    static func restore(
        _ backup: String, to location: StoreLocation, _ session: Session
    ) throws {
        guard case .sqlite(let path) = location else {
            throw UsageError(
                text: Text(
                    en: "wattoken migrate --from sqlite:\(backup) copies it to PostgreSQL.",
                    zh: "复制到 PostgreSQL 请用 wattoken migrate --from sqlite:\(backup)。"))
        }
        guard !OutputFile.exists(path) else {
            throw UsageError(
                text: Text(
                    en: "\(path) exists; a database is never written over.",
                    zh: "\(path) 已存在；不会覆盖数据库。"))
        }
        let source = try SQLiteStore(path: backup)
        defer { source.close() }
        try source.backup(to: path)
        session.console.note(
            Text(en: "database: sqlite:\(path)", zh: "数据库：sqlite:\(path)")[
                session.console.language])
    }
}
