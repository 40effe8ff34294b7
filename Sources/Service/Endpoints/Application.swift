import Solver

/// The service as a function from a request to an answer; it knows no socket.
package final class Application: Sendable {
    package let store: any Store
    package let settings: ApplicationSettings
    package let router: Router
    package let authenticator: Authenticator
    package let limiter: RateLimiter
    package let cache: ResponseCache
    /// The public log; nil where there is none.
    package let logShelf: LogShelf?
    /// Rules, signer and address of certificates.
    package let certificates: CertificateDesk
    let documents = KeptDocuments()
    package let log: ServiceLog
    package let metrics: Metrics
    package let clock: @Sendable () -> Moment

    /// Creates a service over a store.
    ///
    /// - Parameters:
    ///   - routes: what it answers; a flawed table is refused.
    ///   - tokens: proves tokens; nil where only keys are taken.
    ///   - certificates: by what rules and with which key they are issued.
    package init(
        store: any Store, settings: ApplicationSettings = ApplicationSettings(),
        routes: [Route] = RouteTable.all, tokens: TokenVerifier? = nil,
        certificates: CertificateDesk = CertificateDesk(), log: ServiceLog,
        metrics: Metrics = Metrics(),
        clock: @escaping @Sendable () -> Moment = { .now }
    ) throws(Router.Flaw) {
        self.store = store
        self.settings = settings
        self.log = log
        self.metrics = metrics
        self.clock = clock
        self.certificates = certificates
        router = try Router(routes)
        authenticator = Authenticator(store: store, tokens: tokens, log: log)
        limiter = RateLimiter(quota: settings.writesPerMinute)
        cache = ResponseCache(limitBytes: settings.cacheBytes)
        logShelf = settings.logFolder.map { LogShelf(LogFolder($0, files: SystemFiles())) }
    }

    /// What a request leads to.
    package enum Outcome: Sendable {
        case response(HTTPResponse)
        /// Answer with `then` when the job changes or the access ends, at the latest after so many
        /// seconds.
        case wait(
            job: JobRecord, seconds: Double, access: Access, then: @Sendable () -> HTTPResponse)
        /// Send the job's events after a number, as long as there is access.
        case events(job: JobRecord, after: Int, headers: HTTPHeaders, access: Access)
    }

    /// Answers a request; blocks while the store is asked.
    package func respond(to request: HTTPRequest) -> Outcome {
        let started = clock()
        let begun = ContinuousClock.now
        let trace = TraceContext(traceparent: request.headers["traceparent"])
        let language = Self.language(request)
        var template = "unmatched"
        var extra = HTTPHeaders()
        extra.append("traceparent", trace.traceparent)
        do {
            let (index, parameters) = try route(of: request)
            let route = router.routes[index]
            template = route.template
            let caller = try caller(of: request, route, trace, now: started)
            if let caller, route.method != "GET" {
                for field in try admitted(caller, now: started) {
                    extra.append(field.name, field.value)
                }
            }
            let query = try Self.query(of: request, route)
            try Self.checkBody(of: request, route)
            let call = Call(
                request: request, application: self, parameters: parameters, query: query,
                caller: caller, trace: trace, language: language, now: started)
            if route.parameters.contains(where: { $0.name == "Idempotency-Key" }) {
                try call.checkIdempotencyKey()
            }
            let finish = finisher(request, route, trace, caller, begun, extra)
            let access = Access { [self] in
                _ = try self.caller(of: request, route, trace, now: clock())
            }
            return try outcome(of: route.run(call), call, access, extra, finish)
        } catch {
            let problem = self.problem(error, trace)
            let response = problem.response(language, trace: trace.traceID)
            return .response(
                finished(response, extra, request, template, trace, nil, begun))
        }
    }

    // MARK: Steps

    private func route(of request: HTTPRequest) throws(Problem) -> (Int, [String: String]) {
        switch router.match(request.method, request.path) {
        case .route(let index, let parameters): return (index, parameters)
        case .nothing:
            throw Problem(
                .notFound,
                Text(
                    en: "Nothing is at this path; /openapi.json lists what there is.",
                    zh: "该路径不存在；可用路径见 /openapi.json。"))
        case .otherMethods(let methods):
            let list = methods.joined(separator: ", ")
            throw Problem(
                .methodNotAllowed,
                Text(en: "Here you may use \(list).", zh: "此处可用 \(list)。"),
                headers: ["Allow": list])
        }
    }

    private func caller(
        of request: HTTPRequest, _ route: Route, _ trace: TraceContext, now: Moment
    ) throws -> Principal? {
        guard let scope = route.scope else { return nil }
        let principal = try authenticator.principal(
            Authenticator.credential(request.headers), trace: trace, now: now)
        guard principal.may(scope) else {
            throw Problem(
                .forbidden,
                Text(
                    en: "This needs a key with the scope \(scope.rawValue).",
                    zh: "需要具有 \(scope.rawValue) 权限的密钥。"),
                headers: [
                    "WWW-Authenticate":
                        "Bearer realm=\"wattoken\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
                ])
        }
        return principal
    }

    private func admitted(
        _ caller: Principal, now: Moment
    ) throws(Problem) -> [(name: String, value: String)] {
        let standing = limiter.take(caller.tenant, now: now)
        let fields = limiter.headers(standing)
        guard standing.isAllowed else {
            throw Problem(
                .tooManyRequests,
                Text(
                    en: "At most \(limiter.quota) changes a minute for each tenant.",
                    zh: "每个租户每分钟最多 \(limiter.quota) 次写操作。"),
                headers: HTTPHeaders(fields + [("Retry-After", "\(standing.resetSeconds)")]))
        }
        return fields
    }

    private static func query(
        of request: HTTPRequest, _ route: Route
    ) throws(Problem) -> [String: String] {
        let known = route.parameters.filter { $0.place == .query }
        var faults: [Fault] = []
        var query: [String: String] = [:]
        for (name, value) in request.query {
            let pointer = "?" + String(name.prefix(80))
            if !known.contains(where: { $0.name == name }) {
                let names = known.map(\.name).joined(separator: ", ")
                faults.append(
                    Fault(
                        pointer: pointer, kind: .unknownField, given: String(value.prefix(80)),
                        allowed: known.isEmpty ? "no parameters" : "one of " + names))
            } else if query.updateValue(value, forKey: name) != nil {
                faults.append(
                    Fault(
                        pointer: pointer, kind: .duplicateID, given: String(value.prefix(80)),
                        allowed: "the parameter once"))
            }
        }
        for parameter in known where parameter.isRequired && query[parameter.name] == nil {
            faults.append(
                Fault(
                    pointer: "?" + parameter.name, kind: .missing, given: "nothing",
                    allowed: parameter.meaning[.english]))
        }
        guard faults.isEmpty else {
            throw Problem(
                .invalidParameter,
                Text(en: "The query is not valid.", zh: "查询参数无效。"), faults: faults)
        }
        return query
    }

    private static func checkBody(of request: HTTPRequest, _ route: Route) throws(Problem) {
        guard let body = route.body else {
            guard request.body.isEmpty else {
                throw Problem(
                    .malformedRequest,
                    Text(en: "This operation takes no body.", zh: "该操作不接受请求体。"))
            }
            return
        }
        let type = request.headers["Content-Type"] ?? "application/json"
        let essence = type.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        let allowed = body.mediaTypes.joined(separator: ", ")
        guard body.mediaTypes.contains(essence) else {
            throw Problem(
                .unsupportedMediaType,
                Text(en: "The body must be \(allowed).", zh: "请求体必须为 \(allowed)。"),
                headers: ["Accept": allowed])
        }
    }

    private func problem(_ error: any Error, _ trace: TraceContext) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as StoreError:
            log.storeFailed(error, trace: trace)
            return Problem(error)
        case let error as ScenarioError: return Problem(error)
        default:
            log.note(
                .error, "request_failed", trace: trace.traceID, ["error": .string("\(error)")])
            return Problem(
                .internalError,
                Text(
                    en: "Something went wrong here; the log has it under this trace.",
                    zh: "服务内部出错；日志中可按此追踪号查到。"))
        }
    }

    // MARK: Ends

    private typealias Finish = @Sendable (HTTPResponse) -> HTTPResponse

    private func outcome(
        of reply: Reply, _ call: Call, _ access: Access, _ extra: HTTPHeaders,
        _ finish: @escaping Finish
    ) throws -> Outcome {
        switch reply {
        case .response(let response): return .response(finish(response))
        case .lasting(let response):
            keep(response, call)
            return .response(finish(response))
        case .wait(let job, let seconds, let then):
            return .wait(job: job, seconds: seconds, access: access) { [self] in
                do {
                    try access.check()
                    return finish(try then())
                } catch {
                    return finish(
                        problem(error, call.trace).response(
                            call.language, trace: call.trace.traceID))
                }
            }
        case .events(let job, let after):
            return .events(job: job, after: after, headers: extra, access: access)
        }
    }

    private func finisher(
        _ request: HTTPRequest, _ route: Route, _ trace: TraceContext, _ caller: Principal?,
        _ begun: ContinuousClock.Instant, _ extra: HTTPHeaders
    ) -> Finish {
        { [self] response in
            var response = response
            if let deprecation = route.deprecation {
                deprecation.headers.forEach { response.headers.append($0.name, $0.value) }
            }
            return finished(response, extra, request, route.template, trace, caller, begun)
        }
    }

    private func finished(
        _ response: HTTPResponse, _ extra: HTTPHeaders, _ request: HTTPRequest,
        _ template: String, _ trace: TraceContext, _ caller: Principal?,
        _ begun: ContinuousClock.Instant
    ) -> HTTPResponse {
        var response = response
        for field in extra.list where response.headers[field.name] == nil {
            response.headers.append(field.name, field.value)
        }
        SecurityHeaders.add(to: &response)
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        metrics.observe(
            "http_server_request_duration_seconds",
            [
                "http_request_method": Self.knownMethod(request.method), "http_route": template,
                "http_response_status_code": "\(response.status)",
            ], seconds: seconds)
        let level: ServiceLog.Level =
            response.status >= 500 ? .error : request.method == "GET" ? .debug : .info
        log.note(
            level, "request", trace: trace.traceID,
            [
                "method": .string(request.method), "route": .string(template),
                "status": .integer(response.status), "seconds": .number(seconds),
                "tenant": caller.map { .string($0.tenant) },
                "actor": caller.map { .string($0.actor) },
            ])
        return response
    }

    private func keep(_ response: HTTPResponse, _ call: Call) {
        guard call.request.method == "GET", response.status == 200,
            let credential = Self.holder(of: call.request, call.caller),
            // What is kept must not outlive what let it be read.
            call.caller?.endsAt.map({ $0 > call.now.adding(seconds: ResponseCache.lifeSeconds) })
                ?? true
        else { return }
        var response = response
        SecurityHeaders.add(to: &response)
        cache.keep(
            response, credential: credential, target: call.request.target, now: call.now)
    }

    /// Who may be given a kept answer again: everyone, where the route asks for no key.
    private static func holder(of request: HTTPRequest, _ caller: Principal?) -> String? {
        caller == nil ? everyone : Authenticator.credential(request.headers)
    }

    /// Stands for the credential of requests without one.
    static let everyone = ""

    /// The language of problem texts: Chinese where the client prefers it.
    static func language(_ request: HTTPRequest) -> Language {
        let wanted = request.headers["Accept-Language"]?.lowercased() ?? ""
        return wanted.hasPrefix("zh") ? .chinese : .english
    }

    private static func knownMethod(_ method: String) -> String {
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(method)
            ? method : "_OTHER"
    }
}

extension Application {
    /// What the server may answer, or has to refuse, before it reads a body; never blocks.
    package func admit(_ head: HTTPRequest) -> Admission {
        let now = clock()
        let credential = Authenticator.credential(head.headers)
        if head.method == "GET", head.headers["traceparent"] == nil,
            let response = cache.answer(
                credential: credential ?? Self.everyone, target: head.target,
                ifNoneMatch: head.headers["If-None-Match"], now: now)
        {
            metrics.count("http_server_cached_responses_total")
            return .answer(response)
        }
        guard case .route(let index, _) = router.match(head.method, head.path) else {
            // Asks nobody: there is no route that would.
            guard case .response(let response) = respond(to: head) else {
                return .accept(bodyLimitBytes: 0)
            }
            return .refuse(response)
        }
        let route = router.routes[index]
        if route.scope != nil, credential == nil, route.body != nil {
            let trace = TraceContext(traceparent: head.headers["traceparent"])
            var response = Authenticator.missing.response(
                Self.language(head), trace: trace.traceID)
            SecurityHeaders.add(to: &response)
            return .refuse(response)
        }
        return .accept(bodyLimitBytes: route.body?.limitBytes ?? 0)
    }
}
