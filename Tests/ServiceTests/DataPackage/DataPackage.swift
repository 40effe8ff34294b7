import Foundation

/// The checks of a Frictionless data package, as this project uses it.
struct DataPackage {
    /// What a package can break.
    enum Rule: CaseIterable {
        case descriptor
        case metadata
        case license
        case source
        case resource
        case file
        case lineEnding
        case field
        case unit
        case howKnown
        case header
        case rowLength
        case type
        case required
        case minimum
        case maximum
        case enumeration
        case pattern
        case unique
        case primaryKey
        case foreignKey
    }

    /// One breach and where it is.
    struct Problem: CustomStringConvertible {
        let rule: Rule
        let place: String

        var description: String { "\(rule): \(place)" }
    }

    static let howKnown: Set<String> = [
        "read", "transcription", "secondary", "computed", "modelled", "assumption",
    ]
    static let numericTypes: Set<String> = ["number", "integer"]
    static let types: Set<String> = numericTypes.union(["string", "boolean", "date", "datetime"])

    /// Everything that is wrong with the package in this folder.
    static func problems(in folder: URL) -> [Problem] {
        let path = folder.appendingPathComponent("datapackage.json")
        guard let descriptor = try? JSONValue(contentsOf: path) else {
            return [Problem(rule: .descriptor, place: path.path)]
        }
        let package = DataPackage(folder: folder, descriptor: descriptor)
        return package.metadataProblems()
            + descriptor["resources"].array.flatMap(package.problems(of:))
    }

    private let folder: URL
    private let descriptor: JSONValue

    private func metadataProblems() -> [Problem] {
        var problems: [Problem] = []
        for key in ["name", "title", "description", "version", "created"]
        where (descriptor[key].string ?? "").isEmpty {
            problems.append(Problem(rule: .metadata, place: key))
        }
        if let created = descriptor["created"].string, !Self.matches(created, Self.datePattern) {
            problems.append(Problem(rule: .metadata, place: "created \(created)"))
        }
        let licenses = descriptor["licenses"].array
        if licenses.isEmpty || licenses.contains(where: { ($0["name"].string ?? "").isEmpty }) {
            problems.append(Problem(rule: .license, place: "licenses"))
        }
        let sources = descriptor["sources"].array
        if sources.isEmpty || sources.contains(where: { ($0["title"].string ?? "").isEmpty }) {
            problems.append(Problem(rule: .source, place: "sources"))
        }
        if descriptor["resources"].array.isEmpty {
            problems.append(Problem(rule: .resource, place: "resources"))
        }
        return problems
    }

    private func problems(of resource: JSONValue) -> [Problem] {
        guard let name = resource["name"].string, let path = resource["path"].string else {
            return [Problem(rule: .resource, place: "a resource without name or path")]
        }
        let file = folder.appendingPathComponent(path)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            return [Problem(rule: .file, place: path)]
        }
        var problems: [Problem] = []
        if text.unicodeScalars.contains("\r") || !text.hasSuffix("\n") {
            problems.append(Problem(rule: .lineEnding, place: path))
        }
        let fields = resource["schema"]["fields"].array
        problems += fields.flatMap { fieldProblems($0, in: name) }
        let table = CSVTable(text: text)
        guard table.header == fields.compactMap(\.["name"].string) else {
            return problems + [Problem(rule: .header, place: path)]
        }
        for (index, row) in table.rows.enumerated() where row.count != table.header.count {
            return problems + [Problem(rule: .rowLength, place: "\(path) line \(index + 2)")]
        }
        for field in fields {
            problems += columnProblems(field, table: table, path: path)
        }
        return problems + keyProblems(resource["schema"], table: table, path: path)
    }

    private func keyProblems(_ schema: JSONValue, table: CSVTable, path: String) -> [Problem] {
        var problems: [Problem] = []
        let key = schema["primaryKey"].strings
        let values = Self.tuples(key, of: table)
        if key.isEmpty || values.contains(where: { $0.contains("") })
            || Set(values).count != table.rows.count
        {
            problems.append(Problem(rule: .primaryKey, place: path))
        }
        for foreign in schema["foreignKeys"].array {
            problems += foreignKeyProblems(foreign, table: table, path: path)
        }
        return problems
    }

    private func foreignKeyProblems(
        _ foreign: JSONValue, table: CSVTable, path: String
    ) -> [Problem] {
        let columns = foreign["fields"].strings
        let reference = foreign["reference"]
        guard let target = referenced(reference) else {
            return [Problem(rule: .foreignKey, place: "\(path): no such resource")]
        }
        let known = Set(Self.tuples(reference["fields"].strings, of: target))
        let used = Set(Self.tuples(columns, of: table)).filter { !$0.contains("") }
        return used.subtracting(known).sorted { $0.joined() < $1.joined() }.map {
            Problem(rule: .foreignKey, place: "\(path), \(columns): \($0)")
        }
    }

    /// The table that a foreign key points to, in this package or in the one at a relative path.
    private func referenced(_ reference: JSONValue) -> CSVTable? {
        var folder = folder
        var descriptor = descriptor
        if let other = reference["package"].string {
            let path = folder.appendingPathComponent(other).standardizedFileURL
            folder = path.deletingLastPathComponent()
            descriptor = (try? JSONValue(contentsOf: path)) ?? .null
        }
        let name = reference["resource"]
        guard let resource = descriptor["resources"].array.first(where: { $0["name"] == name }),
            let path = resource["path"].string
        else { return nil }
        return try? CSVTable(contentsOf: folder.appendingPathComponent(path))
    }

    private static func tuples(_ columns: [String], of table: CSVTable) -> [[String]] {
        let indices = columns.compactMap(table.header.firstIndex(of:))
        guard indices.count == columns.count else { return [] }
        return table.rows.map { row in indices.map { row[$0] } }
    }
}
