import Solver

/// `/livez`, `/readyz`, `/metrics`, `/openapi.json`, `/schema/…`, `/docs`.
package enum OperationsEndpoints {
    static let routes: [Route] = [live, ready, metrics, openAPI, schema, docs]

    private static let live = Route(
        method: "GET", template: "/livez", operation: "readLiveness",
        summary: Text(en: "The process runs", zh: "进程正在运行"), tag: .operations,
        answers: [.init(status: 200, meaning: Text(en: "It runs.", zh: "正在运行。"), schema: "Health")],
        run: { _ in .response(.json(.fields(["status": "ok"]))) })

    private static let ready = Route(
        method: "GET", template: "/readyz", operation: "readReadiness",
        summary: Text(en: "The service can take and work on jobs", zh: "服务可以接受并处理作业"),
        tag: .operations,
        answers: [.init(status: 200, meaning: Text(en: "It can.", zh: "可以。"), schema: "Health")],
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
        summary: Text(en: "Figures in the text format of Prometheus", zh: "Prometheus 文本格式的运行指标"),
        tag: .operations,
        scope: .metricsRead,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The figures.", zh: "指标。"), schema: "PrometheusText",
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
        summary: Text(en: "This API as OpenAPI 3.1", zh: "本接口的 OpenAPI 3.1 文档"),
        tag: .operations,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The document.", zh: "文档。"), schema: "AnyObject",
                headers: ["ETag"])
        ],
        run: { call in
            kept(.openAPI, call, "application/json") {
                OpenAPIDocument.json(call.application.router.routes).written(pretty: false)
            }
        })

    private static let schema = Route(
        method: "GET", template: "/schema/scenario-1.json", operation: "readScenarioSchema",
        summary: Text(en: "JSON Schema of a scenario", zh: "场景的 JSON Schema"),
        tag: .operations,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The schema.", zh: "模式文件。"), schema: "AnyObject",
                headers: ["ETag"])
        ],
        run: { call in
            kept(.scenarioSchema, call, "application/json") {
                Scenario.schema.written(pretty: false)
            }
        })

    private static let docs = Route(
        method: "GET", template: "/docs", operation: "readDocs",
        summary: Text(en: "This API as a page", zh: "本接口的说明页面"), tag: .operations,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The page.", zh: "页面。"), schema: "HTML",
                mediaType: "text/html", headers: ["ETag"])
        ],
        run: { call in
            kept(
                .page(call.language), call, "text/html; charset=utf-8",
                [
                    "Vary": "Accept-Language",
                    // The style is in the page itself, as in reports.
                    "Content-Security-Policy":
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
                ]
            ) { Array(APIPage.html(call.application.router.routes, call.language).utf8) }
        })

    /// A document that is made once; 304 when the client has it.
    private static func kept(
        _ name: KeptDocuments.Name, _ call: Call, _ type: String, _ headers: HTTPHeaders = [:],
        make: () -> [UInt8]
    ) -> Reply {
        let document = call.application.documents.document(name, make: make)
        if let response = call.notModified(document.tag) { return .response(response) }
        var headers = headers
        headers.append("Content-Type", type)
        headers.append("ETag", document.tag)
        headers.append("Cache-Control", "max-age=300")
        return .response(HTTPResponse(status: 200, headers: headers, body: document.bytes))
    }

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
