package import Certificates

/// A log that another party publishes over HTTP.
package struct RemoteLog: TileReader {
    private let prefix: String
    private let fetcher: Fetcher

    /// How often a file is asked for before it counts as unreadable.
    private static let attempts = 3
    private static let byteLimit = 32 << 20

    /// A log by the prefix of its URLs.
    package init(prefix: String, fetcher: Fetcher) {
        var prefix = prefix
        while prefix.hasSuffix("/") { prefix.removeLast() }
        self.prefix = prefix
        self.fetcher = fetcher
    }

    /// The bytes of a tile or a bundle.
    package func bytes(of path: TilePath) throws(TileFault) -> [UInt8] {
        var reason = ""
        for _ in 0..<Self.attempts {
            let answer: Fetcher.Answer
            do throws(Fetcher.Failure) {
                answer = try fetcher.get("\(prefix)/\(path)", limitBytes: Self.byteLimit)
            } catch {
                reason = error.reason
                continue
            }
            switch answer.status {
            case 200: return answer.body
            case 404, 410: throw .missing(path)
            default: reason = "status \(answer.status)"
            }
        }
        throw .unreadable(path, reason)
    }

    /// What is published as the checkpoint.
    package func checkpoint() throws(Fetcher.Failure) -> [UInt8] {
        let url = prefix + "/checkpoint"
        let answer = try fetcher.get(url, limitBytes: SignedNote.byteLimit)
        guard answer.status == 200 else {
            throw Fetcher.Failure(url: url, reason: "status \(answer.status)")
        }
        return answer.body
    }
}
