import Solver

/// `/livez`, `/readyz`, `/metrics`, `/openapi.json`, `/schema/…`, `/docs`.
package enum OperationsEndpoints {
    static let routes: [Route] = [live, ready, metrics, openAPI, schema, docs]

    private static let live = Route(
        method: "GET", template: "/livez", operation: "readLiveness",
        summary: "The process runs", tag: "operations",
        answers: [.init(status: 200, meaning: "It runs.", schema: "Health")],
        run: { _ in .response(.json(.fields(["status": "ok"]))) })

    private static let ready = Route(
        method: "GET", template: "/readyz", operation: "readReadiness",
        summary: "The service can take and work on jobs", tag: "operations",
        answers: [.init(status: 200, meaning: "It can.", schema: "Health")],
        run: { call in
            let queues = try call.stored { store throws(StoreError) in
                try store.check()
                return try store.queues()
            }
            return .response(
                .json(
                    .fields([
                        "status": "ok", "version": .string(Tool.version),
                        "queues": .array(queues.map { json($0, at: call.now) }),
                    ])))
        })

    private static let metrics = Route(
        method: "GET", template: "/metrics", operation: "readMetrics",
        summary: "Figures in the text format of Prometheus", tag: "operations",
        scope: .metricsRead,
        answers: [
            .init(
                status: 200, meaning: "The figures.", schema: "PrometheusText",
                mediaType: "text/plain")
        ],
        run: { call in .response(figures(call.application, at: call.now)) })

    /// Figures of this process, and those of the store where it can be asked.
    package static func figures(_ application: Application, at now: Moment) -> HTTPResponse {
        let metrics = application.metrics
        ProcessFigures.read(into: metrics)
        let stored = try? StoreFigures(application.store)
        metrics.set("store_available", to: stored == nil ? 0 : 1)
        let lines = stored?.lines(at: now).joined(separator: "\n") ?? ""
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
            body: Array((metrics.text() + lines + (lines.isEmpty ? "" : "\n")).utf8))
    }

    private static let openAPI = Route(
        method: "GET", template: "/openapi.json", operation: "readOpenAPI",
        summary: "This API as OpenAPI 3.1", tag: "operations",
        answers: [.init(status: 200, meaning: "The document.", schema: "AnyObject")],
        run: { call in
            .response(
                .json(
                    OpenAPIDocument.json(call.application.router.routes),
                    headers: ["Cache-Control": "max-age=300"]))
        })

    private static let schema = Route(
        method: "GET", template: "/schema/scenario-1.json", operation: "readScenarioSchema",
        summary: "JSON Schema of a scenario", tag: "operations",
        answers: [.init(status: 200, meaning: "The schema.", schema: "AnyObject")],
        run: { _ in
            .response(.json(Scenario.schema, headers: ["Cache-Control": "max-age=300"]))
        })

    private static let docs = Route(
        method: "GET", template: "/docs", operation: "readDocs",
        summary: "This API as a page", tag: "operations",
        answers: [
            .init(status: 200, meaning: "The page.", schema: "HTML", mediaType: "text/html")
        ],
        run: { call in
            HTMLReply.page(APIPage.html(call.application.router.routes, call.language))
        })

    private static func json(_ queue: QueueFigures, at now: Moment) -> JSON {
        .fields([
            "lane": .string(queue.lane.rawValue), "queued": .integer(queue.queued),
            "running": .integer(queue.running),
            "oldest_queued_seconds": queue.oldestQueuedAt.map {
                .number(max(0, now.seconds(since: $0)))
            } ?? .null,
        ])
    }
}

/// Answers that are pages.
enum HTMLReply {
    static func page(_ html: String) -> Reply {
        .response(
            HTTPResponse(
                status: 200,
                headers: [
                    "Content-Type": "text/html; charset=utf-8",
                    // The style is in the page itself, as in reports.
                    "Content-Security-Policy":
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
                ], body: Array(html.utf8)))
    }
}
