import Foundation
import Testing

/// The validator of data packages finds each kind of breach, and nothing in a sound package.
@Suite struct DataPackageTests {
    /// A change to the sound package that breaks exactly one rule.
    struct Breach: Sendable, CustomTestStringConvertible {
        let rule: DataPackage.Rule
        let file: String
        let old: String
        let new: String

        init(_ rule: DataPackage.Rule, _ old: String, _ new: String, in file: String = json) {
            self.rule = rule
            self.file = file
            self.old = old
            self.new = new
        }

        var testDescription: String { "\(rule): \(new.isEmpty ? "no \(old)" : new)" }
    }

    static let json = "datapackage.json"
    static let csv = "plants.csv"

    static let descriptor = """
        {"name": "plants", "title": "Plants", "description": "Two plants.", "version": "1.0.0",
         "created": "2026-09-15", "licenses": [{"name": "CC-BY-4.0"}],
         "sources": [{"title": "A notice"}],
         "resources": [{"name": "plants", "path": "plants.csv", "schema": {
          "fields": [
           {"name": "id", "type": "string", "title": "Plant", "description": "Plant", "unit": "",
            "constraints": {"required": true, "pattern": "[a-z]+"}},
           {"name": "kind", "type": "string", "title": "Kind", "description": "Kind", "unit": "",
            "constraints": {"enum": ["wind", "solar"]}},
           {"name": "mw", "type": "number", "title": "Power", "description": "Power",
            "unit": "MW", "source": "A notice", "howKnown": "read",
            "constraints": {"required": true, "minimum": 0, "maximum": 100}},
           {"name": "label", "type": "string", "title": "Label", "description": "Label",
            "unit": "", "constraints": {"unique": true}},
           {"name": "parent", "type": "string", "title": "Parent", "description": "Parent",
            "unit": ""},
           {"name": "since", "type": "date", "title": "Since", "description": "Since", "unit": ""}
          ],
          "primaryKey": ["id"],
          "foreignKeys": [{"fields": "parent",
           "reference": {"resource": "plants", "fields": "id"}}]}}]}
        """
    static let content = #"""
        id,kind,mw,label,parent,since
        a,wind,50,one,,2020-01-31
        b,solar,7.5,"two, ""b""",a,

        """#

    static let breaches = [
        Breach(.descriptor, "{\"name\": \"plants\", \"title\"", "{\"name\": plants, \"title\""),
        Breach(.metadata, "\"title\": \"Plants\", ", ""),
        Breach(.metadata, "\"2026-09-15\"", "\"15 September\""),
        Breach(.license, "{\"name\": \"CC-BY-4.0\"}", ""),
        Breach(.source, "\"sources\": [{\"title\": \"A notice\"}]", "\"sources\": []"),
        Breach(.source, "\"source\": \"A notice\", ", ""),
        Breach(.resource, "\"path\": \"plants.csv\", ", ""),
        Breach(.file, "\"path\": \"plants.csv\"", "\"path\": \"other.csv\""),
        Breach(.lineEnding, "two,", "two,\r", in: csv),
        Breach(.lineEnding, ",a,\n", ",a,", in: csv),
        Breach(.field, "\"type\": \"string\", \"title\": \"Kind\"", "\"title\": \"Kind\""),
        Breach(.unit, "\"unit\": \"MW\"", "\"unit\": \"\""),
        Breach(.howKnown, "\"howKnown\": \"read\"", "\"howKnown\": \"guessed\""),
        Breach(.howKnown, ", \"howKnown\": \"read\"", ""),
        Breach(.header, "id,kind", "kind,id", in: csv),
        Breach(.rowLength, ",one,,", ",one,", in: csv),
        Breach(.type, "50", "5O", in: csv),
        Breach(.type, "2020-01-31", "2020-1-31", in: csv),
        Breach(.required, "7.5", "", in: csv),
        Breach(.minimum, "7.5", "-1", in: csv),
        Breach(.maximum, "50", "100.5", in: csv),
        Breach(.enumeration, "solar", "hydro", in: csv),
        Breach(.pattern, "b,solar", "B,solar", in: csv),
        Breach(.unique, "\"two, \"\"b\"\"\"", "one", in: csv),
        Breach(.primaryKey, "b,solar", "a,solar", in: csv),
        Breach(.foreignKey, ",a,\n", ",c,\n", in: csv),
    ]

    /// Writes the package with one change to a new folder and validates it there.
    private func rules(after breach: Breach?) throws -> Set<DataPackage.Rule> {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("data-package-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (file, text) in [(Self.json, Self.descriptor), (Self.csv, Self.content)] {
            var text = text
            if let breach, breach.file == file {
                try #require(text.contains(breach.old))
                text = text.replacing(breach.old, with: breach.new)
            }
            try Data(text.utf8).write(to: folder.appendingPathComponent(file))
        }
        return Set(DataPackage.problems(in: folder).map(\.rule))
    }

    @Test func soundPackageHasNoProblems() throws {
        #expect(try rules(after: nil).isEmpty)
    }

    @Test(arguments: DataPackageTests.breaches)
    func breachIsFound(_ breach: Breach) throws {
        let found = try rules(after: breach)
        #expect(found == [breach.rule])
    }

    @Test func everyRuleHasABreach() {
        #expect(Set(Self.breaches.map(\.rule)) == Set(DataPackage.Rule.allCases))
    }

    @Test func foreignKeyIntoAnotherPackageIsResolved() throws {
        let root = FileManager.default.temporaryDirectory
            .appendingPathComponent("data-packages-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let near = "\"reference\": {\"resource\""
        let far = "\"reference\": {\"package\": \"../other/datapackage.json\", \"resource\""
        let empty = "id,kind,mw,label,parent,since\n"
        for (name, content) in [("one", Self.content), ("other", empty)] {
            let folder = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let text = Self.descriptor.replacing(near, with: far)
            try Data(text.utf8).write(to: folder.appendingPathComponent(Self.json))
            try Data(content.utf8).write(to: folder.appendingPathComponent(Self.csv))
        }
        let problems = DataPackage.problems(in: root.appendingPathComponent("one"))
        #expect(problems.map(\.rule) == [.foreignKey])
    }
}
