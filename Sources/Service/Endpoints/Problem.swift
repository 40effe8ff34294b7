package import Solver

/// Why a request is not answered as asked: RFC 9457 problem details.
package struct Problem: Error, Sendable {
    /// Stable names for programs; each has one status and one title.
    package enum Code: String, Sendable, CaseIterable {
        case malformedRequest = "malformed-request"
        case invalidParameter = "invalid-parameter"
        case unauthenticated
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case notEnded = "not-ended"
        case jobFailed = "job-failed"
        case wrongState = "wrong-state"
        case alreadyExists = "already-exists"
        case requestTimeout = "request-timeout"
        case gone
        case versionChanged = "version-changed"
        case tooLarge = "too-large"
        case targetTooLong = "target-too-long"
        case unsupportedMediaType = "unsupported-media-type"
        case invalidBody = "invalid-body"
        /// Well-formed, but not possible for this object.
        case unusableParameter = "unusable-parameter"
        case idempotencyKeyReused = "idempotency-key-reused"
        case versionRequired = "version-required"
        case tooManyRequests = "too-many-requests"
        case headersTooLarge = "headers-too-large"
        case internalError = "internal-error"
        case notImplemented = "not-implemented"
        case queueFull = "queue-full"
        case unavailable
        case notOwner = "not-owner"
        case notIssuer = "not-issuer"
        case fourEyes = "four-eyes"
        case overlap
        case reserved
        /// What the registry's sums do not allow.
        case registryRefused = "registry-refused"
        case issuerNotConfigured = "issuer-not-configured"
    }

    package var code: Code
    package var detail: Text
    /// Everything wrong with the input, with places.
    package var faults: [Fault] = []
    /// How many faults there were, when more than are listed.
    package var faultCount = 0
    /// Header fields that belong to it, such as `Retry-After`.
    package var headers: HTTPHeaders = [:]

    package init(
        _ code: Code, _ detail: Text, faults: [Fault] = [], faultCount: Int? = nil,
        headers: HTTPHeaders = [:]
    ) {
        self.code = code
        self.detail = detail
        self.faults = faults
        self.faultCount = faultCount ?? faults.count
        self.headers = headers
    }

    /// The document; `trace` lets an operator find the request.
    package func json(_ language: Language, trace: String) -> JSON {
        .fields([
            "type": .string("urn:wattoken:problem:" + code.rawValue),
            "title": .string(code.title[language]), "status": .integer(code.status),
            "code": .string(code.rawValue), "detail": .string(detail[language]),
            "trace_id": .string(trace),
            "errors": faults.isEmpty ? nil : .array(faults.map(Self.json)),
            "error_count": faults.isEmpty ? nil : .integer(faultCount),
        ])
    }

    /// The document as an answer.
    package func response(_ language: Language, trace: String) -> HTTPResponse {
        var headers = headers
        headers.append("Content-Type", "application/problem+json")
        headers.append("Content-Language", language.rawValue)
        headers.append("Cache-Control", "no-store")
        return HTTPResponse(
            status: code.status, headers: headers,
            body: json(language, trace: trace).written(pretty: false))
    }

    /// A fault as every problem document has it.
    static func json(_ fault: Fault) -> JSON {
        .fields([
            "pointer": .string(fault.pointer), "code": .string(fault.kind.rawValue),
            "given": .string(fault.given), "allowed": .string(fault.allowed),
        ])
    }
}

extension Problem.Code {
    /// HTTP status.
    package var status: Int {
        switch self {
        case .malformedRequest, .invalidParameter: 400
        case .unauthenticated: 401
        case .forbidden, .notOwner, .notIssuer, .fourEyes: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .notEnded, .jobFailed, .wrongState, .alreadyExists, .overlap, .reserved: 409
        case .gone: 410
        case .versionChanged: 412
        case .tooLarge: 413
        case .targetTooLong: 414
        case .unsupportedMediaType: 415
        case .invalidBody, .unusableParameter, .idempotencyKeyReused, .registryRefused: 422
        case .versionRequired: 428
        case .tooManyRequests: 429
        case .headersTooLarge: 431
        case .internalError: 500
        case .notImplemented: 501
        case .queueFull, .unavailable, .issuerNotConfigured: 503
        }
    }

    /// One line, the same for every problem of this code.
    package var title: Text {
        switch self {
        case .malformedRequest: Text(en: "The request cannot be read", zh: "请求无法读取")
        case .invalidParameter: Text(en: "A parameter is not valid", zh: "参数无效")
        case .unauthenticated: Text(en: "No valid key", zh: "缺少有效密钥")
        case .forbidden: Text(en: "The key lacks a scope", zh: "密钥权限不足")
        case .notFound: Text(en: "There is no such resource", zh: "资源不存在")
        case .methodNotAllowed: Text(en: "Method not allowed here", zh: "此处不允许该方法")
        case .requestTimeout: Text(en: "The request took too long", zh: "请求发送超时")
        case .notEnded: Text(en: "The job has not ended", zh: "作业尚未结束")
        case .jobFailed: Text(en: "The job has no answer", zh: "作业没有结果")
        case .wrongState: Text(en: "Not possible in this state", zh: "当前状态下不可操作")
        case .alreadyExists: Text(en: "It exists already", zh: "已存在")
        case .gone: Text(en: "It has been discarded", zh: "已被清除")
        case .versionChanged: Text(en: "It was changed meanwhile", zh: "版本已变化")
        case .tooLarge: Text(en: "The body is too large", zh: "请求体过大")
        case .targetTooLong: Text(en: "The request target is too long", zh: "请求地址过长")
        case .unsupportedMediaType: Text(en: "Unsupported media type", zh: "不支持的媒体类型")
        case .invalidBody: Text(en: "The body is not valid", zh: "请求体内容无效")
        case .unusableParameter: Text(en: "A parameter does not fit", zh: "参数不适用")
        case .idempotencyKeyReused:
            Text(en: "The idempotency key belongs to another request", zh: "幂等键已用于其他请求")
        case .versionRequired: Text(en: "If-Match is required", zh: "需要 If-Match")
        case .tooManyRequests: Text(en: "Too many requests", zh: "请求过于频繁")
        case .headersTooLarge: Text(en: "The header is too large", zh: "请求头过大")
        case .internalError: Text(en: "Internal error", zh: "内部错误")
        case .notImplemented: Text(en: "Not implemented", zh: "未实现")
        case .queueFull: Text(en: "The queue is full", zh: "队列已满")
        case .unavailable: Text(en: "Not available now", zh: "服务暂不可用")
        case .notOwner: Text(en: "It belongs to another account", zh: "属于其他账户")
        case .notIssuer: Text(en: "Only the issuer does this", zh: "仅签发方可执行")
        case .fourEyes: Text(en: "Another person has to approve", zh: "须由另一人批准")
        case .overlap: Text(en: "It shares time with another", zh: "时间重叠")
        case .reserved: Text(en: "It is reserved", zh: "已被预留")
        case .registryRefused: Text(en: "The registry refuses", zh: "登记簿拒绝")
        case .issuerNotConfigured: Text(en: "This service does not issue", zh: "本服务未配置签发")
        }
    }
}

extension Problem {
    static let notFound = Problem(
        .notFound,
        Text(
            en: "It does not exist, or belongs to another tenant.",
            zh: "该资源不存在，或属于其他租户。"))

    /// The store's errors as a client may see them: what to do, nothing of the inside.
    init(_ error: StoreError) {
        switch error {
        case .unavailable, .full, .readOnly:
            self.init(
                .unavailable,
                Text(
                    en: "The database takes no changes at the moment; try again.",
                    zh: "数据库暂时无法写入，请稍后重试。"),
                headers: ["Retry-After": "2"])
        case .schema, .damaged:
            self.init(
                .internalError,
                Text(
                    en: "The database is not in order; its operator has been told in the log.",
                    zh: "数据库异常，已在日志中通知运维人员。"))
        }
    }

    /// A body whose content is at fault.
    init(_ error: ScenarioError) {
        let isSyntax = error.faults.first?.kind == .malformed && error.faults.first?.pointer == ""
        self.init(
            isSyntax ? .malformedRequest : .invalidBody,
            Text(
                en: error.count == 1
                    ? "One thing in the body is wrong."
                    : "\(error.count) things in the body are wrong.",
                zh: "请求体有 \(error.count) 处错误。"),
            faults: error.faults, faultCount: error.count)
    }
}
