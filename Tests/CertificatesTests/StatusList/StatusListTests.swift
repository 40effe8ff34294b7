import Certificates
import Testing

@Suite struct `Bitstring status lists` {
    /// The list of the recommendation's examples: 131 072 zeros.
    private let example =
        "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"

    @Test func `The recommendation's empty list`() throws {
        let list = try StatusList(encoded: example)
        #expect(list == StatusList())
        #expect(list.entries == 131_072)
        #expect(try StatusList(encoded: list.encoded) == list)
    }

    @Test func `Index 0 is the highest bit of the first byte`() throws {
        var list = try #require(StatusList())
        try list.revoke(0)
        try list.revoke(9)
        try list.revoke(131_071)
        let text = list.encoded
        let compressed = try #require(Multibase.bytes(text, .base64URL, atMost: 1000))
        // RFC 1952: magic number, deflate, no name, no time.
        #expect(compressed.prefix(8) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        let read = try StatusList(encoded: text)
        #expect((0..<131_072).filter { read.isRevoked($0) == true } == [0, 9, 131_071])
        #expect(read.isRevoked(-1) == nil)
        #expect(read.isRevoked(131_072) == nil)
        #expect(throws: StatusFault.index(131_072)) { try list.revoke(131_072) }
        #expect(throws: StatusFault.index(-1)) { try list.revoke(-1) }
        #expect(list.encoded == text)
    }

    /// Many lists of scattered bits are read as they were written, and alike each time.
    @Test(arguments: 1...20) func `Encoded and back`(seed: Int) throws {
        var list = try #require(StatusList(entries: 131_072 + 8 * seed))
        var state = UInt64(seed)
        for _ in 0..<(seed * seed * 20) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            try list.revoke(Int(state >> 33) % list.entries)
        }
        #expect(try StatusList(encoded: list.encoded) == list)
        #expect(list.encoded == list.encoded)
    }

    @Test func `Sizes that are no list's`() throws {
        #expect(StatusList(entries: 131_064) == nil)
        #expect(StatusList(entries: 131_073) == nil)
        #expect(StatusList(entries: 1 << 23 + 8) == nil)
        let largest = try #require(StatusList(entries: 1 << 23))
        #expect(try StatusList(encoded: largest.encoded).entries == 1 << 23)
    }

    /// Zero bytes compressed by Python's gzip: 16 383 of them, and 1 MiB and one more.
    @Test func `Too short, too long, hostile`() throws {
        let short = "uH4sIAAAAAAACA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAICzAQmvhYr_PwAA"
        let long =
            "uH4sIAAAAAAACA-3BMQEAAADCoPVPbQhfo" + String(repeating: "A", count: 1355)
            + "TgMoi6TGAQAQAA"
        #expect(throws: StatusFault.length(131_064)) { try StatusList(encoded: short) }
        #expect(throws: StatusFault.tooLong) { try StatusList(encoded: long) }
        #expect(throws: StatusFault.encoding) {
            try StatusList(encoded: "u" + String(repeating: "A", count: 3 << 20))
        }
        #expect(throws: StatusFault.encoding) {
            try StatusList(encoded: String(example.dropFirst()))
        }
        #expect(throws: StatusFault.encoding) { try StatusList(encoded: example + "=") }
        #expect(throws: StatusFault.gzip) { try StatusList(encoded: "u") }
    }

    /// Times, systems and padding mean nothing; every other change is seen by the check sum.
    @Test func `A flipped bit changes nothing or is refused`() throws {
        var list = try #require(StatusList())
        try list.revoke(77)
        let bytes = try #require(Multibase.bytes(list.encoded, .base64URL, atMost: 1000))
        var refused = 0
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                let read = try? StatusList(encoded: Multibase.text(changed, .base64URL))
                if read == nil { refused += 1 }
                let isAccepted = read == nil || read == list
                #expect(isAccepted, "\(place).\(bit)")
            }
        }
        #expect(refused > bytes.count * 4)
        for trailing in [[0], bytes] {
            let text = Multibase.text(bytes + trailing, .base64URL)
            #expect(throws: StatusFault.gzip) { try StatusList(encoded: text) }
        }
        for length in 0..<bytes.count {
            let text = Multibase.text(Array(bytes.prefix(length)), .base64URL)
            #expect(throws: StatusFault.gzip) { try StatusList(encoded: text) }
        }
    }

    private func credential(revoked: [Int]) throws -> StatusListCredential {
        var list = try #require(StatusList())
        for index in revoked { try list.revoke(index) }
        return StatusListCredential(
            id: "https://registry.example/status/1",
            issuer: try Issuer(didKey: TestKey.verifying(1)).id,
            validFrom: try #require(UTCTime("2026-02-01T00:00:00Z")),
            validUntil: UTCTime("2026-02-02T00:00:00Z"), list: list)
    }

    @Test func `Published, signed, read, asked`() throws {
        let published = try credential(revoked: [5])
        let key = try TestKey.make(1)
        let issuer = Issuer(didKey: key.verifyingKey)
        let signed = try SecuredDocument(
            signing: published.document, with: key, of: issuer, created: published.validFrom)
        let verified = try SecuredDocument(verifying: signed.document.canonical, by: issuer)
        let read = try StatusListCredential(reading: verified.document)
        #expect(read == published)
        let five = StatusListEntry(list: published.id, index: 5)
        let six = StatusListEntry(list: published.id, index: 6)
        #expect(try StatusListEntry(reading: five.document) == five)
        #expect(try five.isRevoked(in: read))
        #expect(try !six.isRevoked(in: read))
        #expect(throws: StatusFault.index(131_072)) {
            try StatusListEntry(list: published.id, index: 131_072).isRevoked(in: read)
        }
        #expect(throws: StatusFault.otherList(published.id)) {
            try StatusListEntry(list: "https://registry.example/status/2", index: 5)
                .isRevoked(in: read)
        }
    }

    @Test(.enabled(if: Vectors.areThere, .init(rawValue: Vectors.missing)))
    func `The sample certificate's entry`() throws {
        let sample = try JSONValue(parsing: Vectors.bytes("sample-green-token/certificate.json"))
        let entry = try StatusListEntry(reading: #require(sample["credentialStatus"]))
        #expect(entry == StatusListEntry(list: "https://example.org/status/1", index: 5))
    }

    @Test(arguments: [
        ("type", JSONValue.text("StatusList2021Entry")), ("statusPurpose", "suspension"),
        ("statusListIndex", "-1"), ("statusListIndex", "05"), ("statusListIndex", .number(5)),
        ("statusListCredential", .null), ("statusSize", "2"),
    ])
    func `Entries that are refused`(member: String, value: JSONValue) {
        let entry = StatusListEntry(list: "https://registry.example/status/1", index: 5)
        #expect(throws: StatusFault.member(member)) {
            try StatusListEntry(reading: entry.document.with(value, at: [member]))
        }
    }

    @Test(arguments: [
        ["type"], ["id"], ["issuer"], ["validFrom"], ["credentialSubject"],
        ["credentialSubject", "type"], ["credentialSubject", "statusPurpose"],
        ["credentialSubject", "encodedList"],
    ])
    func `Lists that are refused`(path: [String]) throws {
        let document = try credential(revoked: []).document
        let fault = StatusFault.member(path.joined(separator: "."))
        #expect(throws: fault) {
            try StatusListCredential(reading: document.with(nil, at: path[...]))
        }
        #expect(throws: StatusFault.self) {
            try StatusListCredential(reading: document.with(.number(1), at: path[...]))
        }
        #expect(throws: StatusFault.member("validUntil")) {
            try StatusListCredential(reading: document.with("soon", at: ["validUntil"]))
        }
        #expect(throws: StatusFault.member("credentialSubject.statusSize")) {
            try StatusListCredential(
                reading: document.with("1", at: ["credentialSubject", "statusSize"]))
        }
    }
}
