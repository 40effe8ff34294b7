import Solver
import Testing

/// JSON in and out: strict on the way in, shortest and lossless on the way out.
@Suite struct JSONTests {
    private func parsed(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

    private func text(_ value: JSON) -> String {
        String(decoding: value.written(pretty: false), as: UTF8.self)
    }

    private func failure(_ text: String) -> JSONSyntaxError? {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test func everyKindOfValueIsRead() throws {
        let document = try parsed(
            #"{"a": null, "b": true, "c": -2.5e3, "d": "x", "e": {}, "f": [], "g": false}"#)
        #expect(
            document
                == .object([
                    JSON.Member("a", .null), JSON.Member("b", true), JSON.Member("c", -2500),
                    JSON.Member("d", "x"), JSON.Member("e", .object([])),
                    JSON.Member("f", .array([])), JSON.Member("g", false),
                ]))
    }

    @Test func listsOfNumbersAreFlat() throws {
        #expect(try parsed("[1, 2.5, 3e2]") == .numbers([1, 2.5, 300]))
        #expect(try parsed("[[1, 2], [3]]") == .array([.numbers([1, 2]), .numbers([3])]))
        #expect(try parsed(#"[1, "x", 2]"#) == .array([1, "x", 2]))
        #expect(try parsed("[1, null]") == .array([1, .null]))
    }

    @Test func elementsAreTheSameForBothFormsOfList() {
        #expect(JSON.numbers([1, 2]).elements == [1, 2])
        #expect(JSON.array([1, "x"]).elements == [1, "x"])
        #expect(JSON.string("x").elements == nil)
    }

    @Test func membersAreFoundByName() throws {
        let document = try parsed(#"{"a": {"b": 7}}"#)
        #expect(document["a"]?["b"] == 7)
        #expect(document["b"] == nil)
        #expect(JSON.numbers([1])["a"] == nil)
    }

    @Test func anErrorSaysLineAndColumn() throws {
        let error = try #require(failure("{\n  \"a\": 1,\n  \"b\": }\n}"))
        #expect(error.line == 3)
        #expect(error.column == 8)
        #expect(error.description.hasPrefix("line 3, column 8: "))
    }

    @Test func columnsCountCharactersNotBytes() throws {
        let error = try #require(failure(#"{"名": 甲}"#))
        #expect(error.line == 1)
        #expect((6...7).contains(error.column), "column \(error.column)")
    }

    @Test func aSecondMemberOfOneNameIsRefused() throws {
        let error = try #require(failure(#"{"steps": 4, "steps": 5}"#))
        #expect(error.reason.contains("duplicate"))
        #expect(error.reason.contains("steps"))
    }

    @Test(arguments: [
        "NaN", "-NaN", "Infinity", "-Infinity", "nan", "1e999", "-1e999", "01", "+1", ".5", "5.",
        "0x10", "1e", "--1", "1 2", "'x'", "\"x", "[1,]", "{\"a\":1,}", "{a: 1}", "{\"a\" 1}",
        "[1", "]", "tru", "nul", "\"\\x\"", "\"\\ud800\"", "\"\\u0000\"", "\"a\nb\"",
        "// c\n1", "{} x", "\u{FEFF}{}", "", "   ", "\"\u{0}\"",
    ])
    func textThatIsNotJSONIsRefused(_ text: String) {
        _ = failure(text)
    }

    @Test func anEmptyDocumentIsCalledEmpty() throws {
        #expect(try #require(failure("")).reason == "the document is empty")
    }

    @Test(arguments: [
        [0xFF], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE4, 0xB8, 0x22],
    ])
    func bytesThatAreNotUTF8AreRefused(_ bytes: [UInt8]) {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: bytes) }
    }

    @Test func depthIsBounded() throws {
        let deep = { (levels: Int) in
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        _ = try parsed(deep(2000))
        #expect(try #require(failure(deep(3000))).reason.contains("depth"))
        #expect(try #require(failure(deep(1_000_000))).reason.contains("depth"))
        _ = failure(String(repeating: "{\"a\":", count: 100_000))
    }
}

/// What the writer makes of values, and that reading it gives them back.
@Suite struct JSONWritingTests {
    private func text(_ value: JSON) -> String {
        String(decoding: value.written(pretty: false), as: UTF8.self)
    }

    @Test(
        arguments: zip(
            [
                0.0, 1, -1, 0.1, 2.5, 1e-9, 1e12, 123_456_789, 1e15, 1e21, .leastNonzeroMagnitude,
                1.0 / 3,
            ],
            [
                "0", "1", "-1", "0.1", "2.5", "1e-09", "1000000000000", "123456789",
                "1000000000000000",
                "1e+21", "5e-324", "0.3333333333333333",
            ]))
    func numbersAreShortest(_ value: Double, _ expected: String) {
        #expect(text(.number(value)) == expected)
    }

    @Test func numbersReadBackToTheSameBits() throws {
        var random = SeededNumbers(state: 1)
        for _ in 0..<5000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite, value != 0 else { continue }
            let back = try JSON(parsing: JSON.list([value]).written())
            #expect(back == .numbers([value]))
        }
    }

    @Test func whatIsNotANumberIsNull() {
        #expect(text(.number(.nan)) == "null")
        #expect(text(.list([1, .infinity])) == "[1,null]")
        #expect(JSON.optional(.nan) == .null)
        #expect(JSON.optional(nil) == .null)
        #expect(JSON.optional(2) == 2)
    }

    @Test func emptyListsAndAbsentMembers() {
        #expect(JSON.list([]) == .array([]))
        #expect(JSON.fields(["a": nil, "b": 1]) == .object([JSON.Member("b", 1)]))
        #expect(text(.fields(["a": .array([]), "b": .object([])])) == #"{"a":[],"b":{}}"#)
    }

    @Test func charactersAreEscapedWhereTheyMust() {
        #expect(text("a\"b\\c\n\r\t\u{1}\u{1F}/") == #""a\"b\\c\n\r\t\u0001\u001f/""#)
        #expect(text("算电协同 😀 é") == "\"算电协同 😀 é\"")
    }

    @Test func prettyTextHasTwoSpacesALevelAndFlatListsOnOneLine() {
        let document = JSON.fields(["a": .numbers([1, 2]), "b": .array(["x", "y"])])
        let expected = "{\n  \"a\": [1, 2],\n  \"b\": [\n    \"x\",\n    \"y\"\n  ]\n}\n"
        #expect(String(decoding: document.written(), as: UTF8.self) == expected)
    }

    @Test(arguments: [true, false])
    func documentsSurviveARoundTrip(pretty: Bool) throws {
        var random = SeededNumbers(state: 7)
        for _ in 0..<300 {
            let document = Self.value(&random, depth: 4)
            #expect(try JSON(parsing: document.written(pretty: pretty)) == document)
        }
    }

    @Test func theFixtureSurvivesARoundTrip() throws {
        let document = try ScenarioFixture.twoSites().document
        #expect(try JSON(parsing: document.written()) == document)
    }

    @Test func damagedDocumentsNeverStopTheProcess() throws {
        let bytes = try ScenarioFixture.bytes(of: "Tests/Fixtures/two-sites.json")
        var random = SeededNumbers(state: 3)
        for _ in 0..<300 {
            var copy = bytes
            for _ in 0..<3 {
                copy[Int.random(in: 0..<copy.count, using: &random)] = UInt8(
                    truncatingIfNeeded: random.next())
            }
            copy.removeLast(Int.random(in: 0...20, using: &random))
            _ = try? Scenario(json: copy)
        }
    }

    private static func value(_ random: inout SeededNumbers, depth: Int) -> JSON {
        let names = ["", "a", "名", "q\"", "\\", "\u{7F}", "\u{2028}", "😀"]
        switch Int.random(in: 0...(depth > 0 ? 6 : 3), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number(Double.random(in: -1e6...1e6, using: &random))
        case 3: return .string(names.randomElement(using: &random) ?? "")
        case 4:
            return .list(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    Double(Int.random(in: -9...9, using: &random))
                })
        case 5:
            return .array(
                (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    value(&random, depth: depth - 1)
                } + ["end"])
        default:
            return .object(
                (0..<Int.random(in: 0...4, using: &random)).map {
                    JSON.Member("\(names[$0])\($0)", value(&random, depth: depth - 1))
                })
        }
    }
}
