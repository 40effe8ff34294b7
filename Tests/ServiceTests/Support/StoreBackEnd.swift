import Service
import Testing

/// The stores for which the contract holds.
enum StoreBackEnd: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgreSQL

    var testDescription: String { rawValue }

    /// Those that can be had here.
    static let available = allCases.filter { $0 != .postgreSQL || PostgreSQLInstance.isInstalled }

    /// A place for data that nothing else uses.
    func place() throws -> any StorePlace {
        switch self {
        case .sqlite: try SQLitePlace()
        case .postgreSQL: PostgreSQLPlace(try PostgreSQLInstance.shared())
        }
    }
}

/// Where a store keeps its data; gone with this object.
protocol StorePlace: AnyObject, Sendable {
    /// Opens a store on the data; several may be open.
    func open() throws -> any Store
}

/// A folder with one database file.
final class SQLitePlace: StorePlace {
    let bench: Workbench
    var path: String { bench.path("store.db") }

    init() throws { bench = try Workbench() }

    func open() throws -> any Store { try SQLiteStore(path: path) }
}
