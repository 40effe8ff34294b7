import Foundation
import Service
import Solver
import Testing

/// A plain-text specification of HTTP behaviour: requests, and what must be true of the answers.
///
///     POST /v1/scenarios
///     as admin
///     Content-Type: application/json
///
///     {"format": …}
///
///     code == 201
///     header Location contains /v1/scenarios/
///     body /version == 1
///     let id = body /id
///
/// `{{name}}` stands for a value that `let` kept or the test gave; `as NAME` sends the key of that
/// name. Lines that begin with `#` are comments.
struct HTTPSpecification {
    /// One request with its expectations.
    struct Step {
        let line: Int
        var method = ""
        var target = ""
        var headers: [(name: String, value: String)] = []
        var body = ""
        var expectations: [(line: Int, text: String)] = []
    }

    let name: String
    let steps: [Step]

    private static let methods = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "work",
    ]
    private static let verbs = ["code", "header", "body", "let"]

    /// Reads a file of the folder `Files`.
    init(_ name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let text = try String(
            contentsOf: folder.appendingPathComponent("Files/\(name).http"), encoding: .utf8)
        self.name = name
        var steps: [Step] = []
        var isInBody = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let text = String(line)
            let first = text.prefix { $0 != " " }
            if text.hasPrefix("#") { continue }
            if Self.methods.contains(String(first)) {
                var step = Step(line: index + 1)
                step.method = String(first)
                step.target = String(text.dropFirst(first.count + 1))
                steps.append(step)
                isInBody = false
            } else if steps.isEmpty {
                guard text.isEmpty else { throw Flaw(line: index + 1, text: text) }
            } else if Self.verbs.contains(String(first)) {
                steps[steps.count - 1].expectations.append((index + 1, text))
                isInBody = false
            } else if text.isEmpty {
                isInBody = steps[steps.count - 1].expectations.isEmpty
            } else if isInBody {
                steps[steps.count - 1].body += text + "\n"
            } else if first == "as" {
                steps[steps.count - 1].headers.append(
                    ("Authorization", "Bearer {{\(text.dropFirst(3))}}"))
            } else {
                let parts = text.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { throw Flaw(line: index + 1, text: text) }
                steps[steps.count - 1].headers.append(
                    (String(parts[0]), String(parts[1].drop { $0 == " " })))
            }
        }
        self.steps = steps
    }

    /// A line that says nothing.
    struct Flaw: Error {
        let line: Int
        let text: String
    }

    /// Sends all requests in order; each broken expectation is an issue with its line.
    func run(
        values: [String: String], work: () throws -> Void,
        send: (HTTPRequest) throws -> HTTPResponse
    ) throws {
        var values = values
        for step in steps {
            if step.method == "work" {
                try work()
                continue
            }
            let response = try send(request(step, values))
            try check(step, response, &values)
        }
    }

    private func request(_ step: Step, _ values: [String: String]) throws -> HTTPRequest {
        var headers = HTTPHeaders()
        for (name, value) in step.headers { headers.append(name, Self.filled(value, values)) }
        let body = Array(Self.filled(step.body, values).utf8)
        if !body.isEmpty, headers["Content-Type"] == nil {
            headers.append("Content-Type", "application/json")
        }
        return try HTTPRequest(
            step.method, Self.filled(step.target, values), headers: headers, body: body)
    }

    private func check(
        _ step: Step, _ response: HTTPResponse, _ values: inout [String: String]
    ) throws {
        let text = String(decoding: response.body, as: UTF8.self)
        for (line, expectation) in step.expectations {
            var words = Self.filled(expectation, values).split(separator: " ").map(String.init)
            let place =
                "\(name).http:\(line): \(expectation)\n\(response.status) \(text.prefix(600))"
            if words[0] == "let" {
                let found = try Self.value(Array(words[3...]), response)
                let kept: String = try #require(found, Comment(rawValue: place))
                values[words[1]] = kept
                continue
            }
            let isBare = words[0] == "code" || words[0] == "body" && !words[1].hasPrefix("/")
            let subject = isBare ? [words.removeFirst()] : Array(words.prefix(2))
            if !isBare { words.removeFirst(2) }
            let found = try Self.value(subject, response)
            let wanted = words.dropFirst().joined(separator: " ")
            let holds =
                switch words.first {
                case "==": found == wanted
                case "!=": found != wanted
                case "contains": found?.contains(wanted) == true
                case "absent": found == nil
                case "present": found != nil
                default: throw Flaw(line: line, text: expectation)
                }
            #expect(holds, "\(place)\nfound: \(found ?? "nothing")")
        }
    }

    /// `code`, `header NAME`, `body`, `body /json/pointer`.
    private static func value(_ subject: [String], _ response: HTTPResponse) throws -> String? {
        switch subject[0] {
        case "code": return String(response.status)
        case "header": return response.headers[subject[1]]
        default:
            if subject.count == 1 { return String(decoding: response.body, as: UTF8.self) }
            var value: JSON? = try JSON(parsing: response.body)
            for part in subject[1].split(separator: "/") {
                if let index = Int(part), let elements = value?.elements {
                    value = elements.indices.contains(index) ? elements[index] : nil
                } else if part == "count", let elements = value?.elements {
                    value = .integer(elements.count)
                } else {
                    value = value?[String(part)]
                }
            }
            if case .string(let text)? = value { return text }
            return value.map { String(decoding: $0.written(pretty: false), as: UTF8.self) }
        }
    }

    private static func filled(_ text: String, _ values: [String: String]) -> String {
        var text = text
        for (name, value) in values { text = text.replacing("{{\(name)}}", with: value) }
        return text
    }
}
