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
struct StoreLocation {
    let path: String
    init(_ text: String) throws { path = String(text.dropFirst(7)) }
    func open() throws -> any Store { try SQLiteStore(path: path) }
}
