import Foundation
import FoundationNetworking
import Synchronization

/// Asks other parties' HTTP servers: a log's files, a witness's cosignature.
package struct Fetcher: Sendable {
    /// Seconds that a request may take.
    package let seconds: Double
    private let session: URLSession

    /// An answer.
    package struct Answer: Sendable {
        package let status: Int
        package let body: [UInt8]
    }

    /// Why there was no answer.
    package struct Failure: Error, Sendable, Hashable {
        package let url: String
        package let reason: String
    }

    package init(seconds: Double = 10) {
        self.seconds = seconds
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = seconds
        settings.timeoutIntervalForResource = seconds
        settings.httpCookieStorage = nil
        settings.urlCache = nil
        session = URLSession(configuration: settings)
    }

    /// Gets a document; blocks.
    package func get(_ url: String, limitBytes: Int) throws(Failure) -> Answer {
        try ask(url, limitBytes: limitBytes) { _ in }
    }

    /// Posts a text; blocks.
    package func post(
        _ url: String, _ body: [UInt8], limitBytes: Int
    ) throws(Failure) -> Answer {
        try ask(url, limitBytes: limitBytes) { request in
            request.httpMethod = "POST"
            request.httpBody = Data(body)
            request.setValue("text/plain; charset=utf-8", forHTTPHeaderField: "Content-Type")
        }
    }

    private func ask(
        _ text: String, limitBytes: Int, _ fill: (inout URLRequest) -> Void
    ) throws(Failure) -> Answer {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme) else {
            throw Failure(url: text, reason: "not an http or https address")
        }
        var request = URLRequest(url: url, timeoutInterval: seconds)
        fill(&request)
        let arrived = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<Answer, Failure>?>(nil)
        let task = session.dataTask(with: request) { data, response, error in
            let result: Result<Answer, Failure>
            if let response = response as? HTTPURLResponse, let data, error == nil {
                result =
                    data.count <= limitBytes
                    ? .success(Answer(status: response.statusCode, body: [UInt8](data)))
                    : .failure(Failure(url: text, reason: "more than \(limitBytes) bytes"))
            } else {
                let reason = error?.localizedDescription ?? "no answer"
                result = .failure(Failure(url: text, reason: reason))
            }
            outcome.withLock { $0 = result }
            arrived.signal()
        }
        task.resume()
        guard arrived.wait(timeout: .now() + seconds + 1) == .success,
            let result = outcome.withLock({ $0 })
        else {
            task.cancel()
            throw Failure(url: text, reason: "no answer in \(seconds) s")
        }
        return try result.get()
    }
}
