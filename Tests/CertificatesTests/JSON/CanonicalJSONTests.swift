import Certificates
import Foundation
import Testing

@Suite struct `Canonical JSON` {
    private static let files = [
        "arrays.json", "french.json", "structures.json", "unicode.json", "values.json",
        "weird.json",
    ]

    @Test(.enabled(if: Vectors.areThere, .init(rawValue: Vectors.missing)), arguments: files)
    func `The files of RFC 8785's author`(name: String) throws {
        let input = try JSONValue(parsing: Vectors.bytes("rfc8785-jcs/testdata/input/" + name))
        #expect(try input.canonical == Vectors.bytes("rfc8785-jcs/testdata/output/" + name))
    }

    @Test(.enabled(if: Vectors.areThere, .init(rawValue: Vectors.missing)))
    func `Ten thousand numbers as ECMAScript writes them`() throws {
        let text = String(
            decoding: try Vectors.bytes("rfc8785-jcs/es6-numbers-10000.txt"), as: UTF8.self)
        var count = 0
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ",")
            let bits = try #require(UInt64(fields[0], radix: 16))
            let written = JSONValue.number(Double(bitPattern: bits)).canonical
            #expect(String(decoding: written, as: UTF8.self) == fields[1])
            count += 1
        }
        #expect(count == 10_000)
    }

    @Test(arguments: [
        (#"{"b":1,"a":[true,null,"x"]}"#, #"{"a":[true,null,"x"],"b":1}"#),
        (" [ -0.0 , 1E30 , 4.50 , 2e-3 ] ", "[0,1e+30,4.5,0.002]"),
        (#""\u0000\u001f\/\u20ac""#, #""\u0000\u001f/€""#),
    ])
    func `By hand`(given: String, canonical: String) throws {
        let value = try JSONValue(parsing: Array(given.utf8))
        #expect(String(decoding: value.canonical, as: UTF8.self) == canonical)
        #expect(try JSONValue(parsing: value.canonical) == value)
    }

    /// Canonical bytes are scanned, others parsed; a blank in front makes the difference.
    @Test(arguments: [
        "{}", "[]", "[[],{}]", #"{"a":{"b":[1,-2,0,true,false,null,"é😀"]},"b":""}"#, "0", "-1",
        "999999999999999", "-999999999999999", "9999999999999999", "true", #""""#, "\"\u{7F}\"",
        #"{"":1}"#, #"{"a":1,"ab":2,"b":3}"#,
        String(repeating: "[", count: 63) + String(repeating: "]", count: 63),
        String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
        String(repeating: "[", count: 70) + String(repeating: "]", count: 70),
    ])
    func `Scanned and parsed alike`(text: String) throws {
        let scanned = try JSONValue(parsing: Array(text.utf8))
        let parsed = try JSONValue(parsing: Array((" " + text).utf8))
        #expect(scanned == parsed)
        #expect(scanned.canonical == parsed.canonical)
    }

    /// What only looks canonical is left to the parser, which has the fault or the value.
    @Test(arguments: [
        "-0", "00", "1.0", "-", "01", #"{"b":1,"a":2}"#, #"{"a":1,"a":1}"#, "[1,]", "[,1]", "{,}",
        #"{"a"}"#, #"{"a":}"#, "tru", "nulls", "[1}", "\"\u{1}\"", #""\/""#, "1e3", "[1 ]",
        "\u{FEFF}1",
    ])
    func `Not canonical, not scanned`(text: String) throws {
        let direct = try? JSONValue(parsing: Array(text.utf8))
        let parsed = try? JSONValue(parsing: Array((" " + text).utf8))
        #expect(direct == parsed)
        #expect(direct?.canonical != Array(text.utf8))
        #expect(CanonicalFrame(Array(text.utf8)) == nil)
    }

    /// Names of a few letters from all planes, so that many begin alike, against the plain rule.
    @Test func `Members are sorted by UTF-16 code units`() {
        let letters = [
            "a", "b", "\u{7F}", "\u{80}", "é", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "😀",
            "\u{10FFFF}",
        ]
        var state: UInt64 = 1
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        for round in 0..<400 {
            // Rounds without letters beyond U+E000 take the other way through the code.
            let choice = round % 2 == 0 ? letters : Array(letters.prefix(6))
            var members: [String: JSONValue] = [:]
            for _ in 0..<random(12) {
                let name = (0..<random(12)).map { _ in choice[random(choice.count)] }.joined()
                members[name] = .null
            }
            let names = members.keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
            let expected = "{" + names.map { "\"\($0)\":null" }.joined(separator: ",") + "}"
            let written = String(decoding: JSONValue.object(members).canonical, as: UTF8.self)
            #expect(written.utf8.elementsEqual(expected.utf8))
        }
    }

    @Test(arguments: [
        "", "{", #"{"a":1,"a":2}"#, "[1,]", "01", "1e999", #""\ud800""#, "nul", "1 2", "NaN",
        "{\"\u{E9}\":1,\"e\u{301}\":2}",
        String(repeating: "[", count: 3000),
    ])
    func `What is not JSON is a fault with a place`(given: String) {
        #expect(throws: JSONFault.self) { try JSONValue(parsing: Array(given.utf8)) }
    }

    @Test func `Bytes that are not UTF-8 are a fault`() {
        #expect(throws: JSONFault.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test(arguments: ["01", "+1", " 1", "1.0", "-0", "9223372036854775808", "１"])
    func `A whole number has one form`(text: String) {
        #expect(JSONValue.text(text).decimal == nil)
    }
}
