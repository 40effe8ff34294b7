import Solver

/// A validator for the part of JSON Schema 2020-12 that the published schema uses.
struct SchemaWalker {
    let root: JSON

    /// Pointers of what breaks the schema; empty when the document is valid.
    func problems(_ document: JSON) -> [String] { problems(document, root, "") }

    private func problems(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
        if case .string(let reference)? = schema["$ref"] {
            guard let target = resolved(reference) else { return [place + ": no " + reference] }
            return problems(value, target, place)
        }
        if let choices = schema["anyOf"]?.elements {
            let fits = choices.contains { problems(value, $0, place).isEmpty }
            return fits ? [] : [place + ": none of the alternatives"]
        }
        if let words = schema["enum"]?.elements, !words.contains(value) {
            return [place + ": not one of the words"]
        }
        let types = schema["type"].map { $0.elements ?? [$0] } ?? []
        let fits = types.contains { type in
            if case .string(let name) = type { return isOf(name, value) }
            return false
        }
        guard types.isEmpty || fits else { return [place + ": not of this type"] }
        switch value {
        case .number(let number): return rangeProblems(number, schema, place)
        case .array, .numbers: return listProblems(value.elements ?? [], schema, place)
        case .object(let members): return objectProblems(members, schema, place)
        default: return []
        }
    }

    private func isOf(_ type: String, _ value: JSON) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("array", .numbers), ("string", .string),
            ("boolean", .bool), ("number", .number), ("null", .null):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    private func rangeProblems(_ number: Double, _ schema: JSON, _ place: String) -> [String] {
        if case .number(let minimum)? = schema["minimum"], number < minimum {
            return [place + ": below the minimum"]
        }
        if case .number(let maximum)? = schema["maximum"], number > maximum {
            return [place + ": above the maximum"]
        }
        return []
    }

    private func listProblems(_ items: [JSON], _ schema: JSON, _ place: String) -> [String] {
        var found: [String] = []
        let count = Double(items.count)
        if case .number(let least)? = schema["minItems"], count < least {
            found.append(place + ": too few")
        }
        if case .number(let most)? = schema["maxItems"], count > most {
            found.append(place + ": too many")
        }
        if let each = schema["items"] {
            for (index, item) in items.enumerated() {
                found += problems(item, each, place + "/\(index)")
            }
        }
        return found
    }

    private func objectProblems(
        _ members: [JSON.Member], _ schema: JSON, _ place: String
    ) -> [String] {
        var found: [String] = []
        for name in schema["required"]?.elements ?? [] {
            if case .string(let key) = name, !members.contains(where: { $0.key == key }) {
                found.append(place + "/" + key + ": missing")
            }
        }
        for member in members {
            if let property = schema["properties"]?[member.key] {
                found += problems(member.value, property, place + "/" + member.key)
            } else if schema["additionalProperties"] == false {
                found.append(place + "/" + member.key + ": unknown")
            }
        }
        return found
    }

    /// `#/$defs/name` and the like.
    private func resolved(_ reference: String) -> JSON? {
        guard reference.hasPrefix("#/") else { return nil }
        var node: JSON? = root
        for part in reference.dropFirst(2).split(separator: "/") { node = node?[String(part)] }
        return node
    }
}
