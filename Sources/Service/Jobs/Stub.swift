import Solver
struct SolveSpec: Sendable {
    init() {}
    init(_ fields: Fields) {
        _ = fields.choice("engine", "Engine.", of: SolveSettings.Engine.self, default: .auto)
    }
    var json: JSON { .fields([:]) }
}
final class WorkerPool: Sendable {
    init(store: any Store, settings: ServiceSettings, log: ServiceLog) throws {}
    func start() {}
    func drain() {}
}
enum StoreLocation {
    case sqlite(path: String)
    case postgreSQL(String)
    init(_ text: String) throws { self = .sqlite(path: String(text.dropFirst(7))) }
    func open() throws -> any Store {
        switch self {
        case .sqlite(let path): try SQLiteStore(path: path)
        default: throw StoreError.unavailable("")
        }
    }
    init(_ options: Options, _ session: Session) throws {
        try self.init(
            options.value("--database") ?? session.environment["WATTOKEN_DATABASE"]
                ?? "sqlite:wattoken.db")
    }
}
