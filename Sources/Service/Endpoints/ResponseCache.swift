import Synchronization

/// Answers that cannot change, kept for a moment so that the server's own threads can give them.
///
/// An entry belongs to one credential and one target. It lives a second: what is discarded or
/// revoked, also by another process, is gone after that.
package final class ResponseCache: Sendable {
    private struct Key: Hashable {
        let credential: String
        let target: String
    }

    private struct Entry {
        let response: HTTPResponse
        let tag: String?
        let since: Moment

        /// A clock that was set back must not make it last.
        func holds(at now: Moment) -> Bool {
            since <= now && now < since.adding(seconds: ResponseCache.lifeSeconds)
        }
    }

    private struct Content {
        var entries: [Key: Entry] = [:]
        var bytes = 0
    }

    private let content = Mutex(Content())
    private let limitBytes: Int

    static let lifeSeconds = 1.0

    package init(limitBytes: Int) { self.limitBytes = limitBytes }

    /// Keeps an answer.
    package func keep(_ response: HTTPResponse, credential: String, target: String, now: Moment) {
        guard response.body.count <= limitBytes / 4 else { return }
        let entry = Entry(
            response: response.shared(), tag: response.headers["ETag"], since: now)
        content.withLock { content in
            if content.bytes + response.body.count > limitBytes {
                content.entries = content.entries.filter { $0.value.holds(at: now) }
                content.bytes = content.entries.reduce(0) { $0 + $1.value.response.body.count }
            }
            guard content.bytes + response.body.count <= limitBytes else { return }
            let old = content.entries.updateValue(
                entry, forKey: Key(credential: credential, target: target))
            content.bytes += response.body.count - (old?.response.body.count ?? 0)
        }
    }

    /// The answer for the same credential and target: 304 when the client has it already.
    package func answer(
        credential: String, target: String, ifNoneMatch: String?, now: Moment
    ) -> HTTPResponse? {
        let entry = content.withLock {
            $0.entries[Key(credential: credential, target: target)]
        }
        guard let entry, entry.holds(at: now) else { return nil }
        if let ifNoneMatch, let tag = entry.tag, EntityTag.isListed(tag, in: ifNoneMatch) {
            return HTTPResponse(status: 304, headers: ["ETag": tag])
        }
        return entry.response
    }

    /// Forgets all: after something was deleted here.
    package func forget() { content.withLock { $0 = Content() } }
}
