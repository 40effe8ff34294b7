import Foundation

// What a field says of itself, and whether the values of its column keep to it.
extension DataPackage {
    func fieldProblems(_ field: JSONValue, in resource: String) -> [Problem] {
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

    func columnProblems(_ field: JSONValue, table: CSVTable, path: String) -> [Problem] {
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

    private static func equals(_ allowed: JSONValue, _ value: String) -> Bool {
        if let number = allowed.number { return Double(value) == number }
        return allowed.string == value
    }

    static let datePattern = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
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

    static func matches(_ value: String, _ pattern: String) -> Bool {
        value.range(of: "^(?:\(pattern))$", options: .regularExpression) != nil
    }
}
