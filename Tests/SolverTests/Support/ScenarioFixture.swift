import Foundation
import Solver
import Testing

/// A small valid scenario of two sites, and ways to change one thing of it.
struct ScenarioFixture: Sendable {
    /// The document.
    var document: JSON
    /// Texts of CSV files beside it, by name.
    var files: [String: String] = [:]

    /// Why the fixture itself cannot be used.
    struct Problem: Error {
        let text: String
    }

    /// The two sites of `Tests/Fixtures/two-sites.json`.
    static func twoSites() throws -> ScenarioFixture {
        ScenarioFixture(document: try JSON(parsing: bytes(of: "Tests/Fixtures/two-sites.json")))
    }

    /// A file of the repository.
    static func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: repository.appendingPathComponent(path)))
    }

    /// The root of the repository, found from the place of this file.
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The fixture with changes of the form `path=value`.
    func setting(_ changes: String...) throws -> ScenarioFixture {
        var copy = self
        for text in changes {
            let change = try #require(ScenarioChange(text))
            copy.document = try change.applied(to: copy.document)
        }
        return copy
    }

    /// The fixture without the member or entry at a path.
    func removing(_ path: String) throws -> ScenarioFixture { try editing(path) { _ in nil } }

    /// The fixture with one more entry at the end of a list.
    func appending(_ entry: JSON, to path: String) throws -> ScenarioFixture {
        try editing(path) { .array(($0.elements ?? []) + [entry]) }
    }

    /// The fixture with the value at a path replaced; nil removes it.
    func editing(_ path: String, _ edit: (JSON) throws -> JSON?) throws -> ScenarioFixture {
        var copy = self
        let parts = path.split(separator: ".").map(String.init)
        copy.document = try #require(try Self.edited(document, parts[...], edit))
        return copy
    }

    /// The fixture with a CSV file beside it.
    func adding(file name: String, _ text: String) -> ScenarioFixture {
        var copy = self
        copy.files[name] = text
        return copy
    }

    /// The scenario.
    func scenario() throws -> Scenario {
        let files = files
        return try Scenario(document, files: { name in files[name].map { Array($0.utf8) } })
    }

    /// The faults; empty when the scenario is valid.
    func faults() -> [Fault] {
        let files = files
        do throws(ScenarioError) {
            _ = try Scenario(document, files: { name in files[name].map { Array($0.utf8) } })
            return []
        } catch {
            return error.faults
        }
    }

    private static func edited(
        _ node: JSON, _ rest: ArraySlice<String>, _ edit: (JSON) throws -> JSON?
    ) throws -> JSON? {
        guard let part = rest.first else { return try edit(node) }
        if case .object(var members) = node {
            guard let index = members.firstIndex(where: { $0.key == part }) else {
                throw Problem(text: "no member \(part)")
            }
            if let value = try edited(members[index].value, rest.dropFirst(), edit) {
                members[index].value = value
            } else {
                members.remove(at: index)
            }
            return .object(members)
        }
        var items = node.elements ?? []
        let found = items.firstIndex { $0["id"] == .string(part) } ?? Int(part)
        guard let index = found, items.indices.contains(index) else {
            throw Problem(text: "no entry \(part)")
        }
        if let value = try edited(items[index], rest.dropFirst(), edit) {
            items[index] = value
        } else {
            items.remove(at: index)
        }
        return .array(items)
    }
}
