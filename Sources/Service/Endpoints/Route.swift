package import Solver

/// One operation of the API: the table of these is the router, the OpenAPI document and the tests'
/// list of what there is.
package struct Route: Sendable {
    package var method: String
    /// Path with names in braces, such as `/v1/solves/{id}/plan`.
    package var template: String
    /// Unique name for clients that are generated.
    package var operation: String
    package var summary: Text
    package var tag: Tag
    /// What the key must be allowed to do; nil for everyone, without a key.
    package var scope: Scope?
    /// Query and header parameters.
    package var parameters: [Parameter] = []
    package var body: Body?
    package var answers: [Answer]
    /// When it is going to end.
    package var deprecation: Deprecation?
    package var run: @Sendable (Call) throws -> Reply

    package init(
        method: String, template: String, operation: String, summary: Text, tag: Tag,
        scope: Scope? = nil, parameters: [Parameter] = [], body: Body? = nil, answers: [Answer],
        run: @escaping @Sendable (Call) throws -> Reply
    ) {
        self.method = method
        self.template = template
        self.operation = operation
        self.summary = summary
        self.tag = tag
        self.scope = scope
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.run = run
    }

    /// What an operation is about; the order is that of the page.
    package enum Tag: String, Sendable, CaseIterable {
        case scenarios
        case solves
        case batches
        case forecasts
        case series
        case certificates
        case registry
        case keys
        case log
        case operations

        package var title: Text {
            switch self {
            case .scenarios: Text(en: "Scenarios", zh: "场景")
            case .solves: Text(en: "Solves", zh: "求解")
            case .batches: Text(en: "Batches", zh: "批次")
            case .forecasts: Text(en: "Forecasts", zh: "预测")
            case .series: Text(en: "Series", zh: "序列")
            case .certificates: Text(en: "Green Token certificates", zh: "绿色Token证书")
            case .registry: Text(en: "Measured data and energy", zh: "计量数据与能源")
            case .keys: Text(en: "Keys, tenants, audit trail", zh: "密钥、租户与审计记录")
            case .log: Text(en: "Public log", zh: "公开日志")
            case .operations: Text(en: "Operations", zh: "运维")
            }
        }
    }

    /// A query or header parameter; those of the path follow from the template.
    package struct Parameter: Sendable {
        package enum Place: String, Sendable {
            case query
            case header
        }

        package var name: String
        package var place = Place.query
        package var meaning: Text
        package var isRequired = false
        /// JSON Schema of its value.
        package var schema: JSON
    }

    /// What a request carries.
    package struct Body: Sendable {
        package var schema: JSON
        package var example: JSON
        package var limitBytes = Body.ordinaryLimitBytes
        /// The first is that of the schema.
        package var mediaTypes = ["application/json"]

        package static let ordinaryLimitBytes = 1 << 20
        /// Scenarios, and what carries one.
        package static let scenarioLimitBytes = 64 << 20
    }

    /// An answer that is not a problem.
    package struct Answer: Sendable {
        package var status: Int
        package var meaning: Text
        /// Name of a component schema; nil for no body.
        package var schema: String?
        package var mediaType = "application/json"
        /// Header fields that it may carry.
        package var headers: [String] = []
    }

    /// RFC 9745 and RFC 8594.
    package struct Deprecation: Sendable {
        package var since: Moment
        package var sunset: Moment
        /// Path of what takes its place.
        package var successor: String

        package init(since: Moment, sunset: Moment, successor: String) {
            self.since = since
            self.sunset = sunset
            self.successor = successor
        }
    }
}

/// What an operation answers with.
package enum Reply: Sendable {
    case response(HTTPResponse)
    /// May be given to the same caller again for a moment: it cannot change, only be deleted.
    case lasting(HTTPResponse)
    /// Later: when a job's generation is no longer this one, or after so many seconds.
    case wait(job: JobRecord, seconds: Double, then: @Sendable () throws -> HTTPResponse)
    /// The events of a job after a number.
    case events(job: JobRecord, after: Int)
}

extension HTTPResponse {
    /// A JSON document.
    package static func json(
        _ document: JSON, status: Int = 200, headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        json(bytes: document.written(pretty: false), status: status, headers: headers)
    }

    /// A JSON document that has been written.
    package static func json(
        bytes: [UInt8], status: Int = 200, headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        if headers["Content-Type"] == nil { headers.append("Content-Type", "application/json") }
        return HTTPResponse(status: status, headers: headers, body: bytes)
    }
}
