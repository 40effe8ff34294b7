import Foundation
import Solver
import Testing

/// The published JSON Schema says what the decoder does.
@Suite struct SchemaTests {
    private static let published = "Datasets/schema/scenario-1.json"
    private let walker = SchemaWalker(root: Scenario.schema)

    /// Set WATTOKEN_UPDATE_GOLDEN to write the file anew after a change of the decoder.
    @Test func thePublishedFileIsTheDecodersOwnWord() throws {
        let schema = Scenario.schema.written()
        if ProcessInfo.processInfo.environment["WATTOKEN_UPDATE_GOLDEN"] != nil {
            let place = ScenarioFixture.repository.appendingPathComponent(Self.published)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(schema).write(to: place)
        }
        let isEqual = try ScenarioFixture.bytes(of: Self.published) == schema
        #expect(isEqual, "run the tests with WATTOKEN_UPDATE_GOLDEN=1 and look at the difference")
    }

    @Test func theSchemaNamesItsDialectAndClosesItsObjects() {
        #expect(
            Scenario.schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(Scenario.schema["additionalProperties"] == false)
        #expect(Scenario.schema["$defs"]?["csvColumn"] != nil)
    }

    @Test func everyPropertyHasADescription() {
        var bare: [String] = []
        func walk(_ node: JSON, _ place: String) {
            guard case .object(let members)? = node["properties"] else { return }
            for member in members {
                if member.value["description"] == nil, place != "/name" {
                    bare.append(place + "/" + member.key)
                }
                walk(member.value, place + "/" + member.key)
                if let items = member.value["items"] { walk(items, place + "/" + member.key) }
            }
        }
        walk(Scenario.schema, "")
        #expect(bare.isEmpty, "\(bare)")
    }

    @Test(arguments: [
        "Tests/Fixtures/two-sites.json", "Datasets/scenarios/east-west-day/scenario.json",
    ])
    func validDocumentsFitTheSchema(_ path: String) throws {
        let document = try JSON(parsing: ScenarioFixture.bytes(of: path))
        #expect(walker.problems(document) == [])
    }

    /// What breaks a type, a range, a spelling or a length breaks the schema as well.
    @Test(
        arguments: BadInput.fields.filter { input in
            [.missing, .unknownField, .wrongType, .wrongLength].contains(input.kind)
                && !input.name.hasPrefix("sites.west.pue=[1.2,1.2,1.2]")
                && input.name != "no PUE at all"
        })
    func brokenTwinsDoNotFitTheSchema(_ input: BadInput) throws {
        let document = try input.change(.twoSites()).document
        #expect(!walker.problems(document).isEmpty)
    }

    /// Every value of the fixture in turn is replaced; what the schema refuses, the decoder refuses.
    @Test(arguments: [
        JSON.number(-1e300), .string("\u{1}"), .bool(true), .array([.array([])]), .fields(["?": 1]),
        .numbers([1e300]),
    ])
    func theDecoderRefusesWhatTheSchemaRefuses(_ replacement: JSON) throws {
        let fixture = try ScenarioFixture.twoSites()
        var count = 0
        for place in Self.places(fixture.document, []) {
            let path = place.joined(separator: ".")
            if place.last == "note" { continue }
            let broken = try fixture.editing(path) { _ in replacement }
            let refusedBySchema = !walker.problems(broken.document).isEmpty
            let refusedByDecoder = !broken.faults().isEmpty
            if refusedBySchema { #expect(refusedByDecoder, "\(path)") }
            // What the decoder calls a wrong type or an unknown field, the schema must know.
            let plain = broken.faults().contains { [.wrongType, .unknownField].contains($0.kind) }
            if plain { #expect(refusedBySchema, "\(path)") }
            count += refusedBySchema ? 1 : 0
        }
        #expect(count > 100)
    }

    /// Every member of the fixture in turn is removed; both find the same required fields.
    @Test func theDecoderMissesWhatTheSchemaMisses() throws {
        let fixture = try ScenarioFixture.twoSites()
        for place in Self.places(fixture.document, []) where Int(place.last ?? "") == nil {
            let path = place.joined(separator: ".")
            let broken = try fixture.removing(path)
            if !walker.problems(broken.document).isEmpty {
                #expect(broken.faults().contains { $0.kind == .missing }, "\(path)")
            }
        }
    }

    /// Every object of the fixture in turn gets one member more.
    @Test func bothRefuseUnknownMembersOfEveryObject() throws {
        let fixture = try ScenarioFixture.twoSites()
        for place in Self.places(fixture.document, []) {
            let path = place.joined(separator: ".")
            var isObject = false
            let broken = try fixture.editing(path) { value in
                guard case .object(let members) = value else { return value }
                isObject = true
                return .object(members + [JSON.Member("colour", "red")])
            }
            guard isObject else { continue }
            #expect(!walker.problems(broken.document).isEmpty, "\(path)")
            #expect(!broken.faults().isEmpty, "\(path)")
        }
    }

    /// The paths of all values of a document, lists of numbers as a whole.
    private static func places(_ node: JSON, _ path: [String]) -> [[String]] {
        switch node {
        case .object(let members):
            members.flatMap { [path + [$0.key]] + places($0.value, path + [$0.key]) }
        case .array(let items):
            items.enumerated().flatMap { index, item in
                [path + ["\(index)"]] + places(item, path + ["\(index)"])
            }
        default: []
        }
    }
}
