import Solver

extension Command {
    static let migrate = Command(
        name: "migrate", operands: "", operandCount: 0...0,
        summary: Text(
            en: "bring a database to this version, or copy one into an empty one with --from",
            zh: "将数据库升级到当前版本，或用 --from 复制到空数据库"),
        options: [
            database,
            OptionSpec(
                name: "--from", value: "sqlite:PATH|postgresql://…",
                meaning: Text(
                    en: "a database whose content is copied; stop its service first",
                    zh: "被复制的数据库；请先停止其服务")),
        ],
        run: { options, session in
            let target = try StoreLocation(options, session).open()
            defer { target.close() }
            try target.check()
            let language = session.console.language
            guard let from = options.value("--from") else {
                session.console.print(
                    Text(en: "the database is up to date", zh: "数据库已是当前版本")[language])
                return .ok
            }
            let source = try StoreLocation(from).open()
            defer { source.close() }
            let count = try StoreCopy(from: source, to: target).run { table, rows in
                session.console.note("\(table.rawValue): \(rows)")
            }
            session.console.print(
                Text(
                    en: "\(count.rows) rows copied; audit head \(count.auditHead)",
                    zh: "已复制 \(count.rows) 行；审计链头 \(count.auditHead)")[language])
            return .ok
        })
}
