import Solver

/// The application behind the HTTP server: admits on its threads, answers on handler threads.
struct HTTPFront: Sendable {
    let application: Application
    let feed: EventFeed

    var handlers: HTTPHandlers {
        HTTPHandlers(
            admit: { [application] head in application.admit(head) },
            handle: { [application, feed] request, reply in
                switch application.respond(to: request) {
                case .response(let response): reply.send(response)
                case .wait(let job, let seconds, let access, let then):
                    feed.wait(for: job, seconds: seconds, access: access) { reply.send(then()) }
                case .events(let job, let after, let headers, let access):
                    var all = ServerSentEvent.headers
                    headers.list.forEach { all.append($0.name, $0.value) }
                    feed.stream(
                        job, after: after, access: access, to: reply.stream(headers: all))
                }
            },
            problem: Self.problem)
    }

    /// Faults that the server answers itself, in the form of all problems.
    static func problem(_ status: Int, _ code: String, _ detail: String) -> HTTPResponse {
        let known = Problem.Code.allCases.first { $0.status == status } ?? .malformedRequest
        let trace = TraceContext(traceparent: nil)
        var problem = Problem(known, Text(both: detail))
        if status == 503 { problem.headers.append("Retry-After", "1") }
        var response = problem.response(.english, trace: trace.traceID)
        response.status = status
        SecurityHeaders.add(to: &response)
        return response
    }

    /// What the server tells becomes log lines and figures.
    func note(_ event: HTTPEvent) {
        let metrics = application.metrics
        switch event {
        case .opened: metrics.count("http_server_connections_total")
        case .closed: metrics.count("http_server_connections_closed_total")
        case .cut(let address, let why):
            metrics.count("http_server_cut_total", ["reason": why.rawValue])
            application.log.note(
                .info, "connection_cut",
                ["remote_address": .string(address), "reason": .string(why.rawValue)])
        case .turnedAway(let address):
            metrics.count("http_server_turned_away_total")
            application.log.note(
                .info, "connection_turned_away", ["remote_address": .string(address)])
        case .finished(let finish):
            guard let fault = finish.fault else { return }
            metrics.count("http_server_faults_total", ["code": fault.rawValue])
            application.log.note(
                .info, "request_refused",
                [
                    "remote_address": .string(finish.remoteAddress),
                    "code": .string(fault.rawValue), "status": .integer(finish.status),
                ])
        }
    }
}

extension HTTPStream: EventSink {
    /// Sends bytes; false when nobody listens any more.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool { write(bytes[...]) }
}
