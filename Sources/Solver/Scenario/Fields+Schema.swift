extension JSON {
    /// The object with one more member.
    package func adding(_ key: String, _ value: JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(key, value)])
    }

    /// The schema of what may be left out: null says the same.
    var allowingNull: JSON {
        guard case .object(var members) = self else { return self }
        if let place = members.firstIndex(where: { $0.key == "type" }) {
            members[place].value = .array([members[place].value, "null"])
        } else if let place = members.firstIndex(where: { $0.key == "anyOf" }),
            let choices = members[place].value.elements
        {
            members[place].value = .array(choices + [.fields(["type": "null"])])
        } else if let reference = members.first(where: { $0.key == "$ref" }) {
            return .object(
                members.filter { $0.key != "$ref" } + [
                    Member(
                        "anyOf",
                        .array([
                            .object([reference]), .fields(["type": "null"]),
                        ]))
                ])
        }
        if let place = members.firstIndex(where: { $0.key == "enum" }),
            let choices = members[place].value.elements
        {
            members[place].value = .array(choices + [.null])
        }
        return .object(members)
    }
}

// Schema fragments, and the words of error messages that follow from them.
extension Fields {
    package static func schema(_ type: String, _ meaning: String) -> JSON {
        .fields(["type": .string(type), "description": .string(meaning)])
    }

    static func numberSchema(
        _ type: String, _ meaning: String?, _ range: ClosedRange<Double>, _ standIn: Double?
    ) -> JSON {
        .fields([
            "type": .string(type), "description": meaning.map(JSON.string),
            "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
            "default": standIn.map(JSON.number),
        ])
    }

    static func seriesSchema(
        _ meaning: String, _ range: ClosedRange<Double>, _ standIn: Double?
    ) -> JSON {
        let number = numberSchema("number", nil, range, nil)
        return .fields([
            "description": .string(meaning + " A series."),
            "anyOf": .array([
                number,
                .fields(["type": "array", "items": number]),
                .fields(["$ref": "#/$defs/csvColumn"]),
            ]),
            "default": standIn.map(JSON.number),
        ])
    }

    /// What a missing field should have been, from its schema.
    static func words(_ schema: JSON) -> String {
        if case .number(let low)? = schema["minimum"], case .number(let high)? = schema["maximum"] {
            return "a number " + words(low...high)
        }
        if let choices = schema["enum"]?.elements {
            return choices.map(\.summary).joined(separator: ", ")
        }
        if case .string(let type)? = schema["type"] { return "required: \(type)" }
        return "required"
    }

    /// The nearest known field: first one that differs only in its unit, then in a few letters.
    static func suggestion(for key: String, among known: [String]) -> String {
        if let unit = known.first(where: { differsOnlyInUnit($0, key) }) {
            return "\"\(unit)\": the unit is part of the name"
        }
        let near = known.map { ($0, EditDistance.between($0, key)) }.min { $0.1 < $1.1 }
        if let near, near.1 <= max(2, key.count / 4) { return "did you mean \"\(near.0)\"?" }
        return "one of " + known.sorted().joined(separator: ", ")
    }

    private static let unitWords: Set<Substring> = [
        "mw", "kw", "w", "gw", "mwh", "kwh", "gwh", "cny", "yuan", "fen", "per", "kg", "g", "t",
        "co2", "tonne", "ms", "s", "hours", "hour", "minutes", "month", "kva", "mva", "million",
        "billion", "tokens", "m3", "gb", "share", "percent", "pct", "usd",
    ]

    private static func differsOnlyInUnit(_ a: String, _ b: String) -> Bool {
        let stems = [a, b].map { name in
            name.split(separator: "_").filter { !unitWords.contains($0) }
        }
        return !stems[0].isEmpty && stems[0] == stems[1]
    }
}
