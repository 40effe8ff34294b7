import CPostgres
import Foundation
import Synchronization

/// Makes connections, and holds back for a while when the server cannot be reached.
final class PostgreSQLServer: Sendable {
    private let settings: PostgreSQLSettings
    private let password: String?
    private let pause = Mutex(Pause())

    /// After a failure nobody tries for a time that doubles up to a second, so that callers hear
    /// `unavailable` at once and the server is not stormed when it comes back.
    private struct Pause {
        var seconds = 0.0
        var end: ContinuousClock.Instant?
        var reason = ""
    }

    init(_ settings: PostgreSQLSettings) throws(StoreError) {
        self.settings = settings
        password = try settings.password()
    }

    /// A new connection.
    func connect() throws(StoreError) -> PostgreSQLConnection {
        let reason = pause.withLock { pause in
            pause.end.flatMap { ContinuousClock.now < $0 ? pause.reason : nil }
        }
        if let reason { throw .unavailable(reason) }
        do throws(StoreError) {
            let connection = try open()
            pause.withLock { $0 = Pause() }
            return connection
        } catch {
            pause.withLock { pause in
                pause.seconds = min(1, max(0.05, pause.seconds * 2))
                pause.end = ContinuousClock.now + .seconds(pause.seconds)
                pause.reason = if case .unavailable(let reason) = error { reason } else { "" }
            }
            throw error
        }
    }

    private func open() throws(StoreError) -> PostgreSQLConnection {
        let handle = unsafe Self.connected(settings.keywords)
        guard let handle = unsafe handle else { throw .unavailable("out of memory") }
        guard unsafe PQstatus(handle) == CONNECTION_OK else {
            let message = unsafe String(cString: PQerrorMessage(handle))
            unsafe PQfinish(handle)
            throw .unavailable(Self.reason(from: message, without: password))
        }
        let setup = unsafe PQexec(handle, session)
        let failure = unsafe PQresultStatus(setup) == PGRES_FATAL_ERROR
        unsafe PQclear(setup)
        guard !failure else {
            unsafe PQfinish(handle)
            throw .unavailable("PostgreSQL refused the settings of the session")
        }
        return try unsafe PostgreSQLConnection(handle)
    }

    /// What each session sets.
    ///
    /// Every commit is on the disk when it returns, also where the server's default is not so.
    /// Plans go by index only: the tables grow faster than their statistics, and a plan made while
    /// they were empty would read them whole.
    private var session: String {
        """
        SET statement_timeout = \(settings.statementSeconds * 1000);
        SET idle_in_transaction_session_timeout = \(settings.statementSeconds * 1000);
        SET client_min_messages = error;
        SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') = 'off';
        SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off;
        SET enable_mergejoin = off; SET jit = off
        """
    }

    private static func connected(_ keywords: KeyValuePairs<String, String>) -> OpaquePointer? {
        var names: [UnsafePointer<CChar>?] = unsafe []
        var values: [UnsafePointer<CChar>?] = unsafe []
        func add(_ rest: some Collection<(key: String, value: String)>) -> OpaquePointer? {
            guard let (name, value) = rest.first else {
                unsafe names.append(nil)
                unsafe values.append(nil)
                return unsafe PQconnectdbParams(names, values, 1)
            }
            return unsafe name.withCString { name in
                unsafe value.withCString { value in
                    unsafe names.append(name)
                    unsafe values.append(value)
                    return unsafe add(rest.dropFirst())
                }
            }
        }
        return unsafe add(Array(keywords)[...])
    }

    /// Why there is no connection: the server's own words, or ours for what libpq says.
    ///
    /// libpq quotes host, port and database, and in a string with a mistyped `@` or `/` these are
    /// parts of the password.
    static func reason(from message: String, without password: String?) -> String {
        if let fatal = message.range(of: "FATAL:") {
            let words = message[fatal.upperBound...].prefix { $0 != "\n" }.drop { $0 == " " }
            guard let password, !password.isEmpty else { return "PostgreSQL: \(words)" }
            return "PostgreSQL: " + words.replacing(password, with: "…")
        }
        let known = [
            ("Connection refused", "nothing listens at its address"),
            ("No such file", "its socket is not there"),
            ("could not translate", "its host name is not known"),
            ("timeout expired", "it did not answer in time"),
            ("no password supplied", "it wants a password and none is given"),
            ("SSL", "TLS could not be agreed on"),
            ("unreachable", "its network cannot be reached"),
            ("read-write", "none of its hosts takes writes"),
        ]
        let reason = known.first { message.contains($0.0) }?.1 ?? "the connection broke"
        return "PostgreSQL cannot be reached: \(reason)"
    }
}
