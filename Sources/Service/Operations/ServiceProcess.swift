import Certificates
import Foundation
import Solver

/// The running service: store, application, event feed, HTTP server and workers, started and
/// ended in order.
package final class ServiceProcess: Sendable {
    package let application: Application
    private let feed: EventFeed
    private let upkeep: Upkeep
    private let publisher: LogUpkeep?
    private let server: HTTPServer
    private let metricsServer: HTTPServer?
    private let store: any Store

    /// Where it listens.
    package var port: Int { server.port }

    /// Opens the doors; the store is open and has its first key.
    ///
    /// - Parameters:
    ///   - tokens: proves tokens; nil where only keys are taken.
    ///   - certificates: what is issued and published; nil where nothing is.
    package init(
        store: any Store, settings: ServiceSettings, tokens: TokenVerifier?,
        certificates: CertificateSetup.Parts? = nil, log: ServiceLog
    ) throws {
        self.store = store
        var http = settings.http
        // Long polls answer by themselves; the server's own limit is for handlers that hang.
        http.answerSeconds = settings.application.longestWaitSeconds + 15
        http.handlerThreads = 64
        http.handlerQueue = 2048
        application = try Application(
            store: store, settings: settings.application, tokens: tokens,
            certificates: certificates?.desk ?? CertificateDesk(), log: log)
        publisher = certificates?.publisher
        feed = EventFeed(store: store, log: log)
        upkeep = Upkeep(store: store, retentionDays: settings.retentionDays, log: log)
        let front = HTTPFront(application: application, feed: feed)
        server = try Self.listen(http, front)
        if let listen = settings.metricsListen {
            metricsServer = try Self.metricsServer(listen, application)
        } else {
            metricsServer = nil
        }
        feed.start()
        upkeep.start()
        publisher?.start()
    }

    /// How long a port may still be taken when the service starts, seconds.
    private static let portSeconds = 3.0

    /// Listens; waits a moment for the port: a worker that was just being started when the service
    /// before was killed holds it until it has become another program.
    private static func listen(
        _ settings: HTTPServerSettings, _ front: HTTPFront
    ) throws(HTTPServerError) -> HTTPServer {
        let end = Moment.now.adding(seconds: portSeconds)
        while true {
            do throws(HTTPServerError) {
                return try HTTPServer(settings, front.handlers, onEvent: front.note)
            } catch {
                guard case .addressInUse = error, Moment.now < end else { throw error }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
    }

    /// Refuses new work, lets running requests finish, ends streams, closes the store.
    package func drain() {
        upkeep.end()
        feed.end()
        server.drain()
        metricsServer?.drain()
        publisher?.finish()
        store.close()
    }

    /// `/metrics` alone, without a key, where only operators reach it.
    private static func metricsServer(
        _ listen: String, _ application: Application
    ) throws -> HTTPServer {
        var settings = HTTPServerSettings()
        guard let (address, port) = ServiceSettings.address(listen) else {
            throw HTTPServerError.settings([])
        }
        settings.address = address
        settings.port = port
        settings.threads = 1
        settings.handlerThreads = 1
        settings.connectionLimit = 64
        return try HTTPServer(
            settings,
            HTTPHandlers(
                admit: { _ in .accept(bodyLimitBytes: 0) },
                handle: { request, reply in
                    guard request.method == "GET", request.path == ["metrics"] else {
                        reply.send(HTTPFront.problem(404, "not-found", "Only /metrics is here."))
                        return
                    }
                    reply.send(
                        OperationsEndpoints.figures(application, at: application.clock()))
                }, problem: HTTPFront.problem))
    }
}

/// The first key of a new database.
package enum FirstKey {
    /// Makes tenant `default` and its admin key where there is none; nil where there is one.
    package static func make(in store: any Store, at now: Moment) throws -> SecretKey? {
        let secret = SecretKey.make()
        let tenant = Tenant(id: "default", name: "default", createdAt: now)
        let key = AccessKey(
            id: secret.id, tenant: tenant.id, name: "admin",
            secretDigest: secret.digest.hexadecimal, scopes: ["*"], createdAt: now)
        let author = Author(
            tenant: tenant.id, actor: "system", traceID: String(repeating: "0", count: 32),
            at: now)
        return try store.bootstrap(tenant, key, by: author) ? secret : nil
    }
}
