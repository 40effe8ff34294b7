/// One leaf of the log: a request, or part of one, as canonical JSON (RFC 8785).
///
///     {"account":…,"at":…,"data":{…},"kind":…,"n":"1","of":"2","person":…,"request":…,"rows":[…],"v":"1"}
///
/// An entry has at most 65 535 bytes, because C2SP entry bundles count in 16 bits. A request with more
/// rows becomes several entries with the same members and other rows, `n` of `of`; whatever else changes
/// by it (certificates that a withdrawal revokes) stands in entries of the kind `effects` at its end.
package struct LogEntry: Sendable, Hashable {
    /// Who asked.
    package var account: String
    /// When.
    package var at: UTCTime
    /// What, without its rows.
    package var data: [String: JSONValue]
    /// Name of the operation, or `effects`.
    package var kind: String
    /// Its number among the entries of the request, from 1.
    package var number: Int
    /// How many entries the request has.
    package var count: Int
    /// The person who asked.
    package var person: String
    /// The account's id for the request.
    package var request: String
    /// Some of the rows.
    package var rows: [JSONValue]

    /// Bytes that an entry may have.
    package static let limit = 65_535
    /// Kind of the entries that say what else changed.
    static let effects = "effects"
    /// Entries that a request may have; its rows fit in memory and in one transaction.
    static let countLimit = 1000

    /// Reads an entry; anything but the canonical form of one is refused.
    package init(parsing bytes: [UInt8]) throws(RegistryFault) {
        guard bytes.count <= Self.limit else { throw .malformed("an entry is longer than 65535") }
        let document: JSONValue
        do {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw .malformed("an entry is not JSON")
        }
        guard document.canonical == bytes else { throw .malformed("an entry is not canonical") }
        var reader = try OperationReader(document, "entry")
        guard try reader.text("v") == "1" else { throw .malformed("v") }
        account = try reader.text("account")
        at = try reader.time("at")
        data = try reader.object("data")
        kind = try reader.text("kind")
        number = Int(try reader.decimal("n"))
        count = Int(try reader.decimal("of"))
        person = try reader.text("person")
        request = try reader.text("request")
        rows = try reader.array("rows")
        try reader.finish()
        guard (1...Self.countLimit).contains(count), (1...count).contains(number) else {
            throw .malformed("n")
        }
    }

    private init(_ request: RegistryRequest, kind: String, data: [String: JSONValue]) {
        account = request.account
        at = request.at
        self.data = data
        self.kind = kind
        number = 0
        count = 0
        person = request.person
        self.request = request.id
        rows = []
    }

    /// All entries of a request, `n` of `of`.
    ///
    /// - Throws: `RegistryFault.tooLarge` when a row fits in no entry, or there are too many.
    static func entries(
        of request: RegistryRequest, _ encoded: EncodedOperation, effects: [JSONValue]
    ) throws(RegistryFault) -> [[UInt8]] {
        let kind = type(of: request.operation).kind
        let main = LogEntry(request, kind: kind, data: encoded.data)
        let end = LogEntry(request, kind: Self.effects, data: [:])
        var parts = try main.portions(encoded.rows).map { (main, $0) }
        if !effects.isEmpty {
            parts += try end.portions(effects.map(\.canonical)).map { (end, $0) }
        }
        guard parts.count <= countLimit else { throw .tooLarge("request") }
        return parts.enumerated().map { index, part in
            var head = part.0
            head.number = index + 1
            head.count = parts.count
            return head.bytes(rows: part.1)
        }
    }

    /// Rows in portions that fit.
    private func portions(_ rows: [[UInt8]]) throws(RegistryFault) -> [ArraySlice<[UInt8]>] {
        var head = self
        (head.number, head.count) = (Self.countLimit, Self.countLimit)
        let room = Self.limit - head.bytes(rows: []).count
        guard room >= 0 else { throw .tooLarge("request") }
        var portions: [ArraySlice<[UInt8]>] = []
        var start = 0
        var used = 0
        for (index, row) in rows.enumerated() {
            guard row.count < room else { throw .tooLarge("row \(index)") }
            if used + row.count + 1 > room {
                portions.append(rows[start..<index])
                (start, used) = (index, 0)
            }
            used += row.count + 1
        }
        return portions + [rows[start...]]
    }

    /// The canonical bytes, with rows that are canonical already.
    private func bytes(rows: some Sequence<[UInt8]>) -> [UInt8] {
        let head: JSONValue = .object([
            "account": .text(account), "at": .text(at.text), "data": .object(data),
            "kind": .text(kind), "n": .decimal(Int64(number)), "of": .decimal(Int64(count)),
            "person": .text(person), "request": .text(request),
        ])
        // `rows` and `v` are the last members in the canonical order.
        var bytes = head.canonical
        bytes.removeLast()
        bytes += #","rows":["#.utf8
        var isFirst = true
        for row in rows {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            bytes += row
            isFirst = false
        }
        bytes += #"],"v":"1"}"#.utf8
        return bytes
    }

    /// The canonical bytes.
    package var bytes: [UInt8] { bytes(rows: rows.map(\.canonical)) }
}

extension LogEntry {
    /// The certificates that it makes known, each with the SHA-256 of its signed document; nil for an entry of
    /// another kind.
    package var issued: [String: String]? {
        let named: [JSONValue]
        switch kind {
        case CertificateApproval.kind: named = [.object(data)]
        case CertificateSplit.kind: named = rows
        default: return nil
        }
        return Dictionary(
            named.map { ($0["certificate"]?.text ?? "", $0["document"]?.text ?? "") }
        ) { first, _ in first }
    }
}

/// An operation in its canonical form, made once.
struct EncodedOperation {
    let data: [String: JSONValue]
    let rows: [[UInt8]]
    private let kind: String

    init(_ operation: any RegistryOperation) {
        data = operation.data
        rows = operation.rows.map(\.canonical)
        kind = type(of: operation).kind
    }

    /// SHA-256 of who asks for what, hexadecimal: the time and the request id stand outside.
    func fingerprint(account: String, person: String) -> String {
        var digest = RunningDigest()
        let head: JSONValue = .object([
            "account": .text(account), "data": .object(data), "kind": .text(kind),
            "person": .text(person),
        ])
        digest.add(head.canonical)
        for row in rows {
            digest.add([UInt8(ascii: "\n")])
            digest.add(row)
        }
        return digest.finish().hexadecimal
    }
}
