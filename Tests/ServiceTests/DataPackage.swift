import Foundation

/// A JSON value, for documents whose form is checked rather than assumed.
enum JSONValue: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    init(contentsOf url: URL) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: url))
    }

    subscript(key: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members[key] ?? .null
    }

    var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    var number: Double? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    var array: [JSONValue] {
        guard case .array(let values) = self else { return [] }
        return values
    }

    /// A list of strings; one string counts as a list of one.
    var strings: [String] {
        if let string { return [string] }
        return array.compactMap(\.string)
    }

    /// The values below this one, itself included.
    var descendants: [JSONValue] {
        switch self {
        case .array(let values): [self] + values.flatMap(\.descendants)
        case .object(let members): [self] + members.values.flatMap(\.descendants)
        default: [self]
        }
    }
}

/// A CSV file: its header and its rows of text.
struct CSVTable {
    let header: [String]
    let rows: [[String]]

    init(text: String) {
        var records = CSVTable.records(of: text)
        header = records.isEmpty ? [] : records.removeFirst()
        rows = records
    }

    init(contentsOf url: URL) throws {
        self.init(text: try String(contentsOf: url, encoding: .utf8))
    }

    func values(of column: String) -> [String] {
        guard let index = header.firstIndex(of: column) else { return [] }
        return rows.compactMap { index < $0.count ? $0[index] : nil }
    }

    /// Each row as a dictionary from column to value.
    var dictionaries: [[String: String]] {
        rows.map { Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first }) }
    }

    private static func records(of text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field = ""
        var quoted = false
        var previousWasQuote = false
        for scalar in text.unicodeScalars {
            if quoted {
                if scalar == "\"" {
                    quoted = false
                    previousWasQuote = true
                } else {
                    field.unicodeScalars.append(scalar)
                }
                continue
            }
            switch scalar {
            case "\"":
                if previousWasQuote { field.append("\"") }
                quoted = true
            case ",":
                record.append(field)
                field = ""
            case "\n":
                records.append(record + [field])
                record = []
                field = ""
            default:
                field.unicodeScalars.append(scalar)
            }
            previousWasQuote = false
        }
        if !field.isEmpty || !record.isEmpty { records.append(record + [field]) }
        return records
    }
}

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

    private func fieldProblems(_ field: JSONValue, in resource: String) -> [Problem] {
        let place = "\(resource).\(field["name"].string ?? "?")"
        var problems: [Problem] = []
        let type = field["type"].string ?? ""
        let texts = ["name", "title", "description"].map { field[$0].string ?? "" }
        if !Self.types.contains(type) || texts.contains("") {
            problems.append(Problem(rule: .field, place: place))
        }
        let numeric = Self.numericTypes.contains(type)
        guard let unit = field["unit"].string, !(numeric && unit.isEmpty) else {
            return problems + [Problem(rule: .unit, place: place)]
        }
        let known = field["howKnown"].string
        if numeric && (field["source"].string ?? "").isEmpty {
            problems.append(Problem(rule: .source, place: place))
        }
        if known.map({ !Self.howKnown.contains($0) }) ?? numeric {
            problems.append(Problem(rule: .howKnown, place: place))
        }
        return problems
    }

    private func columnProblems(_ field: JSONValue, table: CSVTable, path: String) -> [Problem] {
        let name = field["name"].string ?? ""
        let constraints = field["constraints"]
        let values = table.values(of: name)
        var problems: [Problem] = []
        for (index, value) in values.enumerated() {
            problems += broken(value, type: field["type"].string ?? "", constraints: constraints)
                .map { Problem(rule: $0, place: "\(path) line \(index + 2), \(name): \(value)") }
        }
        let present = values.filter { !$0.isEmpty }
        if constraints["unique"].bool == true, Set(present).count != present.count {
            problems.append(Problem(rule: .unique, place: "\(path), \(name)"))
        }
        return problems
    }

    private func broken(_ value: String, type: String, constraints: JSONValue) -> [Rule] {
        if value.isEmpty { return constraints["required"].bool == true ? [.required] : [] }
        guard Self.parses(value, as: type) else { return [.type] }
        var rules: [Rule] = []
        if let number = Double(value), Self.numericTypes.contains(type) {
            if let minimum = constraints["minimum"].number, number < minimum {
                rules.append(.minimum)
            }
            if let maximum = constraints["maximum"].number, number > maximum {
                rules.append(.maximum)
            }
        }
        let allowed = constraints["enum"].array
        if !allowed.isEmpty, !allowed.contains(where: { Self.equals($0, value) }) {
            rules.append(.enumeration)
        }
        if let pattern = constraints["pattern"].string, !Self.matches(value, pattern) {
            rules.append(.pattern)
        }
        return rules
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

    private static func equals(_ allowed: JSONValue, _ value: String) -> Bool {
        if let number = allowed.number { return Double(value) == number }
        return allowed.string == value
    }

    private static let datePattern = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    private static let timePattern =
        "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-][0-9]{2}:[0-9]{2})"
    private static let numberPattern = "-?[0-9]+(\\.[0-9]+)?"

    private static func parses(_ value: String, as type: String) -> Bool {
        switch type {
        case "number": matches(value, numberPattern)
        case "integer": Int(value) != nil
        case "boolean": value == "true" || value == "false"
        case "date": matches(value, datePattern)
        case "datetime": matches(value, datePattern + timePattern)
        default: true
        }
    }

    private static func matches(_ value: String, _ pattern: String) -> Bool {
        value.range(of: "^(?:\(pattern))$", options: .regularExpression) != nil
    }
}
