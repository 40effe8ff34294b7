import Foundation
import Service
import Solver
import Synchronization
import Testing

/// The text files of the folder `Files`, executed against the service without a socket.
@Suite("HTTP specifications")
struct HTTPSpecificationTests {
    @Test(
        arguments: [
            "access", "batches", "conditions", "errors", "forecasts", "idempotency", "keys",
            "operations", "paging", "scenarios", "series", "solves",
        ], StoreBackEnd.available)
    func specification(name: String, on backEnd: StoreBackEnd) throws {
        let service = try TestService(backEnd)
        try HTTPSpecification(name).run(
            values: service.values, work: service.work, send: service.send)
    }
}

/// What runs beside the answers.
@Suite("Upkeep")
struct UpkeepTests {
    @Test func dataOfOldJobsGoAndTheirRecordsStay() throws {
        let service = try TestService()
        let admin = try #require(service.values["admin"])
        let scenario = try JSON(parsing: Array(try #require(service.values["two-sites"]).utf8))
        let answer = try service.send(
            "POST", "/v1/solves", as: admin, body: .fields(["scenario": scenario]))
        let location = try #require(answer.headers["Location"])
        service.work()
        let plan = location + "/plan"
        func upkeep(days: Double) {
            Upkeep(
                store: service.store, retentionDays: 90, log: service.application.log,
                clock: { Moment.now.adding(seconds: days * 86_400) }
            ).run()
        }
        upkeep(days: 89)
        #expect(try service.send("GET", plan, as: admin).status == 200)
        upkeep(days: 91)
        #expect(try service.send("GET", plan, as: admin).status == 410)
        #expect(try service.send("GET", location + "/status", as: admin).status == 200)
    }
}

/// Tables of routes that cannot be used are refused, and what is going to end says so.
@Suite("Route table")
struct RouteTableTests {
    private static func route(_ method: String, _ template: String, _ name: String) -> Route {
        Route(
            method: method, template: template, operation: name, summary: Text(both: name),
            tag: .operations,
            scope: nil, answers: [],
            run: { _ in .response(HTTPResponse(status: 204)) })
    }

    @Test func noRouteHidesAnother() {
        #expect(throws: Router.Flaw.shadowed("b", by: "a")) {
            try Router([Self.route("GET", "/v1/{id}", "a"), Self.route("GET", "/v1/x", "b")])
        }
        #expect(throws: Router.Flaw.operationTwice("a")) {
            try Router([Self.route("GET", "/a", "a"), Self.route("GET", "/b", "a")])
        }
        #expect(throws: Never.self) { try Router(RouteTable.all) }
    }

    @Test func aWordIsNotTakenForAName() throws {
        let router = try Router([
            Self.route("POST", "/x/verify", "verify"), Self.route("GET", "/x/{id}", "x"),
        ])
        guard case .otherMethods(let allowed) = router.match("GET", ["x", "verify"]) else {
            Issue.record("the word was taken for an id")
            return
        }
        #expect(allowed == ["POST"])
        guard case .route(1, let parameters) = router.match("HEAD", ["x", "other"]) else {
            Issue.record("the id was not found")
            return
        }
        #expect(parameters == ["id": "other"])
    }

    @Test func everythingAReaderSeesIsThereInChinese() {
        let chinese: (Text) -> Bool = { text in
            text.en != text.zh && text.zh.unicodeScalars.contains { $0.properties.isIdeographic }
                && !text.en.unicodeScalars.contains { $0.properties.isIdeographic }
        }
        for route in RouteTable.all {
            #expect(chinese(route.summary), "\(route.operation): \(route.summary)")
            for parameter in route.parameters {
                #expect(chinese(parameter.meaning), "\(route.operation) \(parameter.name)")
            }
            for answer in route.answers {
                #expect(chinese(answer.meaning), "\(route.operation) \(answer.status)")
            }
        }
        for tag in Route.Tag.allCases {
            #expect(chinese(tag.title), "\(tag)")
            #expect(RouteTable.all.contains { $0.tag == tag }, "\(tag) has no operation")
        }
    }

    /// RFC 9745: seconds since the epoch; RFC 8594: a date of HTTP, here a Saturday.
    @Test func whatIsGoingToEndSaysSo() throws {
        let bench = try Workbench()
        var old = Self.route("GET", "/old", "old")
        old.deprecation = Route.Deprecation(
            since: Moment(microseconds: 1_767_225_600_000_000),
            sunset: Moment(microseconds: 1_785_542_400_000_000), successor: "/new")
        let application = try Application(
            store: SQLiteStore(path: bench.path("a.db")), routes: [old],
            log: ServiceLog(write: { _ in }))
        guard case .response(let response) = application.respond(to: try HTTPRequest("GET", "/old"))
        else { return #expect(Bool(false), "an answer") }
        #expect(response.headers["Deprecation"] == "@1767225600")
        #expect(response.headers["Sunset"] == "Sat, 01 Aug 2026 00:00:00 GMT")
        #expect(response.headers["Link"] == "</new>; rel=\"successor-version\"")
        let document = OpenAPIDocument.json([old])
        #expect(document["paths"]?["/old"]?["get"]?["deprecated"] == .bool(true))
    }
}

/// A service over a new database.
struct TestService {
    private let place: any StorePlace
    let application: Application
    let store: any Store
    let values: [String: String]
    private let written = Lines()

    init(
        _ backEnd: StoreBackEnd = .sqlite, settings: ApplicationSettings = ApplicationSettings(),
        tokens: TokenSettings = TokenSettings(), clock: @escaping @Sendable () -> Moment = { .now },
        certificates: (any Store, ServiceLog) throws -> CertificateDesk = { _, _ in
            CertificateDesk()
        }
    ) throws {
        place = try backEnd.place()
        store = try place.open()
        let log = ServiceLog(least: .debug, write: { [written] in written.add($0) })
        application = try Application(
            store: store, settings: settings, tokens: TokenVerifier(tokens, log: log),
            certificates: certificates(store, log), log: log, clock: clock)
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
        case .wait(_, _, _, let then): then()
        case .events(_, _, let headers, _):
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
