import Certificates
import Solver

/// `/log/…`: the public log as files (C2SP tlog-tiles), and its proofs.
enum LogEndpoints {
    static let routes: [Route] = [checkpoint, proof] + tiles

    private static let checkpoint = Route(
        method: "GET", template: "/log/checkpoint", operation: "readLogCheckpoint",
        summary: Text(
            en: "What the public log signed last, with its witnesses' cosignatures",
            zh: "公开日志最近的签名检查点及见证者联署"), tag: .log,
        answers: [
            text(
                Text(
                    en: "A signed note: origin, size, root, signatures.",
                    zh: "签名文本：标识、大小、根、签名。"))
        ],
        run: { call in
            file(try published(call), type: textType, cache: brief, call)
        })

    private static let proof = Route(
        method: "GET", template: "/log/proof/{index}", operation: "readLogProof",
        summary: Text(en: "The tlog-proof@v1 file of an entry", zh: "条目的 tlog-proof@v1 证明文件"),
        tag: .log,
        answers: [
            text(
                Text(en: "The proof under the checkpoint of now.", zh: "在当前检查点下的证明。"))
        ],
        run: { call in
            let bytes = try published(call)
            guard let text = call.parameters["index"], let index = Int(text), "\(index)" == text,
                let shelf = call.application.logShelf
            else { throw Problem.notFound }
            do throws(LogProofMaker.Problem) {
                let proof = try LogProofMaker.proof(of: index, checkpoint: bytes, tiles: shelf)
                return file(proof.bytes, type: textType, cache: brief, call)
            } catch {
                if case .notYet = error { throw Problem.notFound }
                throw damaged(error.text, call)
            }
        })

    /// Indexes of tiles have one to three parts, and one more where a tile is not full: the longest
    /// has 2.56·10^11 entries.
    private static let tiles: [Route] = (1...4).map { count in
        let names = ["a", "b", "c", "d"].prefix(count)
        return Route(
            method: "GET",
            template: "/log/tile/{content}/" + names.map { "{\($0)}" }.joined(separator: "/"),
            operation: "readLogTile\(count)",
            summary: Text(
                en: "A tile of hashes (content 0, 1, …) or a bundle of entries (content entries)",
                zh: "哈希瓦片（content 为 0、1……）或条目包（content 为 entries）"),
            tag: .log,
            answers: [
                .init(
                    status: 200,
                    meaning: Text(
                        en: "Hashes of 32 bytes, or entries behind their lengths.",
                        zh: "32 字节的哈希，或带长度前缀的条目。"), schema: "LogBytes", mediaType: bytesType)
            ],
            run: { call in
                let parts = ["content"] + names
                let path = parts.compactMap { call.parameters[$0] }.joined(separator: "/")
                guard let tile = TilePath("tile/" + path), let shelf = call.application.logShelf
                else { throw Problem.notFound }
                do throws(TileFault) {
                    let bytes = try shelf.bytes(of: tile)
                    return file(bytes, type: bytesType, cache: forever, call)
                } catch {
                    if case .missing = error { throw Problem.notFound }
                    throw damaged(error.text, call)
                }
            })
    }

    private static let textType = "text/plain; charset=utf-8"
    private static let bytesType = "application/octet-stream"
    private static let brief = "public, max-age=1"
    private static let forever = "public, max-age=31536000, immutable"

    private static func text(_ meaning: Text) -> Route.Answer {
        .init(status: 200, meaning: meaning, schema: "LogText", mediaType: "text/plain")
    }

    /// A file that anyone may read from anywhere.
    private static func file(
        _ bytes: [UInt8], type: String, cache: String, _ call: Call
    ) -> Reply {
        let tag = EntityTag.of(digest: Digest(of: bytes).hexadecimal)
        if let unchanged = call.notModified(tag) { return .response(unchanged) }
        return .lasting(
            HTTPResponse(
                status: 200,
                headers: [
                    "Content-Type": type, "Cache-Control": cache, "ETag": tag,
                    "Access-Control-Allow-Origin": "*",
                    "Cross-Origin-Resource-Policy": "cross-origin",
                ], body: bytes))
    }

    private static func published(_ call: Call) throws -> [UInt8] {
        guard let shelf = call.application.logShelf else { throw Problem.notFound }
        let bytes: [UInt8]?
        do throws(FileFailure) {
            bytes = try shelf.checkpoint()
        } catch {
            throw damaged(error.text, call)
        }
        guard let bytes else { throw Problem.notFound }
        return bytes
    }

    private static func damaged(_ text: Text, _ call: Call) -> Problem {
        call.application.log.note(
            .error, "log_damaged", trace: call.trace.traceID, ["reason": .string(text.en)])
        return Problem(
            .internalError, Text(en: "The log cannot be read now.", zh: "暂时无法读取日志。"))
    }
}
