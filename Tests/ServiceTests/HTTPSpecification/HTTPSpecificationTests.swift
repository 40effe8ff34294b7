import Foundation
import Service
import Solver
import Synchronization
import Testing

/// The text files of the folder `Files`, executed against the service without a socket.
@Suite("HTTP specifications")
struct HTTPSpecificationTests {
    @Test(arguments: [
        "access", "batches", "conditions", "errors", "forecasts", "idempotency", "keys",
        "operations",
        "paging", "scenarios", "series", "solves",
    ])
    func specification(name: String) throws {
        let service = try TestService()
        try HTTPSpecification(name).run(
            values: service.values, work: service.work, send: service.send)
    }
}

/// A service over a new database.
struct TestService {
    let bench: Workbench
    let application: Application
    let store: any Store
    let values: [String: String]
    private let written = Lines()

    init(
        settings: ApplicationSettings = ApplicationSettings(),
        tokens: TokenSettings = TokenSettings(), clock: @escaping @Sendable () -> Moment = { .now }
    ) throws {
        bench = try Workbench()
        store = try SQLiteStore(path: bench.path("service.db"))
        let log = ServiceLog(least: .debug, write: { [written] in written.add($0) })
        application = try Application(
            store: store, settings: settings, tokens: TokenVerifier(tokens, log: log), log: log,
            clock: clock)
        let admin = try #require(try FirstKey.make(in: store, at: .now))
        var values = ["admin": admin.text]
        values["two-sites"] = try String(contentsOfFile: Workbench.twoSites, encoding: .utf8)
        values["two-sites-changed"] = values["two-sites"]?.replacing("Two sites", with: "Changed")
        self.values = values
    }

    /// What the log has.
    var log: String { written.text }

    /// Sends a request; what would be answered later is answered now.
    func send(_ request: HTTPRequest) -> HTTPResponse {
        switch application.respond(to: request) {
        case .response(let response): response
        case .wait(_, _, let then): then()
        case .events(_, _, let headers):
            HTTPResponse(status: 200, headers: headers, body: [])
        }
    }

    /// Sends a request with a key.
    func send(
        _ method: String, _ target: String, as key: String, body: JSON? = nil,
        headers: HTTPHeaders = [:]
    ) throws -> HTTPResponse {
        var headers = headers
        headers.append("Authorization", "Bearer \(key)")
        if body != nil { headers.append("Content-Type", "application/json") }
        return send(
            try HTTPRequest(
                method, target, headers: headers, body: body?.written(pretty: false) ?? []))
    }

    /// Works until no job is queued.
    func work() {
        var settings = Worker.Settings(name: "test")
        settings.endsWhenIdle = true
        Worker(store: store, settings: settings, log: application.log).run()
    }

    /// Bytes from any thread.
    private final class Lines: Sendable {
        private let content = Mutex<[UInt8]>([])
        var text: String { content.withLock { String(decoding: $0, as: UTF8.self) } }
        func add(_ bytes: [UInt8]) { content.withLock { $0 += bytes } }
    }
}
