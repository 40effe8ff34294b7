import Certificates
import Solver

/// Pages of a list: `limit`, `cursor`, and a link to the next page.
enum Paging {
    static let parameters: [Route.Parameter] = [
        .init(
            name: "limit", meaning: Text(en: "Largest number of entries.", zh: "最多返回的条数。"),
            schema: .fields([
                "type": "integer", "minimum": 1, "maximum": 500, "default": 50,
            ])),
        .init(
            name: "cursor",
            meaning: Text(
                en: "Where to go on: `next` of the page before.", zh: "从何处继续：上一页的 `next`。"),
            schema: .fields(["type": "string", "pattern": "^[!-~]{1,600}$"])),
    ]

    /// Reads the parameters of a call; a cursor is the id that the page before ended with.
    static func window(_ call: Call) throws(Problem) -> (after: String?, limit: Int) {
        let limit = try call.integer("limit", 1...500, default: 50)
        guard let cursor = call.query["cursor"] else { return (nil, limit) }
        guard (1...600).contains(cursor.utf8.count),
            cursor.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw call.invalid("cursor", cursor, "`next` of the page before") }
        return (cursor, limit)
    }

    /// The parameters of a call for rows of the registry.
    static func rows(
        of table: RegistryTable, _ call: Call
    ) throws(Problem) -> (after: RegistryCursor?, limit: Int) {
        let (text, limit) = try window(call)
        guard let text else { return (nil, limit) }
        guard let cursor = RegistryCursor(text, of: table) else {
            throw call.invalid("cursor", text, "`next` of the page before")
        }
        return (cursor, limit)
    }

    /// The answer with a page.
    static func response<Element>(
        _ page: Page<Element>, _ call: Call, _ json: (Element) -> JSON
    ) -> HTTPResponse {
        var headers: HTTPHeaders = [:]
        if let next = page.next {
            let kept = call.request.query.filter { $0.name != "cursor" }
                .map { "\(encoded($0.name))=\(encoded($0.value))" }
            let path = call.request.target.prefix { $0 != "?" }
            let query = (kept + ["cursor=\(encoded(next))"]).joined(separator: "&")
            headers.append("Link", "<\(path)?\(query)>; rel=\"next\"")
        }
        return .json(
            .fields([
                "data": .array(page.elements.map(json)),
                "next": page.next.map(JSON.string) ?? .null,
            ]), headers: headers)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
