/// Where a store is, in one text: `sqlite:PATH` or `postgresql://…`.
package enum StoreLocation: Sendable, Equatable {
    case sqlite(path: String)
    /// A connection string as libpq reads it.
    case postgreSQL(String)

    /// Where it is unless told.
    static let standard = "sqlite:wattoken.db"
    /// Names it in the environment; a connection string with a password belongs here, where other
    /// users of the machine do not see it.
    static let variable = "WATTOKEN_DATABASE"

    /// A text that names no store.
    package struct Problem: Error, Sendable, Equatable {
        /// What stands before the first colon; what follows could be a secret.
        package let scheme: String
    }

    /// Reads a location.
    package init(_ text: String) throws(Problem) {
        if text.hasPrefix("sqlite:"), text.count > 7 {
            self = .sqlite(path: String(text.dropFirst(7)))
        } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            self = .postgreSQL(text)
        } else {
            throw Problem(scheme: String(text.prefix { $0 != ":" }.prefix(40)))
        }
    }

    /// The option `--database`, else the environment, else the standard.
    init(_ options: Options, _ session: Session) throws(Problem) {
        try self.init(
            options.value("--database") ?? session.environment[Self.variable] ?? Self.standard)
    }

    /// The text.
    package var text: String {
        switch self {
        case .sqlite(let path): "sqlite:" + path
        case .postgreSQL(let text): text
        }
    }

    /// Opens the store and brings it to the schema of this program.
    package func open() throws(StoreError) -> any Store {
        switch self {
        case .sqlite(let path): try SQLiteStore(path: path)
        case .postgreSQL(let text):
            try PostgreSQLStore(PostgreSQLSettings(connectionString: text))
        }
    }
}
