import Foundation
import Service

// Serves one body of 2 kB in three ways: `/shared` at admission from an answer that is kept,
// `/fresh` at admission from an answer made anew, `/handled` by the handler threads.
var settings = HTTPServerSettings()
settings.port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
let body = [UInt8](repeating: UInt8(ascii: "x"), count: 2_048)

@Sendable func response() -> HTTPResponse {
    HTTPResponse(
        status: 200,
        headers: [
            "Content-Type": "application/json", "ETag": "\"0123456789abcdef\"",
            "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff",
        ], body: body)
}

let shared = response().shared()
let server = try HTTPServer(
    settings,
    HTTPHandlers(
        admit: { request in
            switch request.path.first {
            case "shared": .answer(shared)
            case "fresh": .answer(response())
            default: .accept(bodyLimitBytes: 1_048_576)
            }
        },
        handle: { _, reply in reply.send(shared) },
        problem: { status, _, detail in HTTPResponse(status: status, body: Array(detail.utf8)) }))
FileHandle.standardOutput.write(Data("\(server.port)\n".utf8))
while true { sleep(60) }
