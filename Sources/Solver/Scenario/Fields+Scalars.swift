// Single values: texts, names, flags, numbers, choices, instants and dates.
extension Fields {
    package func string(_ key: String, _ meaning: String, default standIn: String? = nil) -> String
    {
        lazy var schema = Self.schema("string", meaning)
        guard let value = take(key, required: standIn == nil, schema: schema) else {
            return standIn ?? ""
        }
        guard case .string(let text) = value else {
            mismatch(key, value, "a string")
            return standIn ?? ""
        }
        return text
    }

    /// An identifier: lower-case letters, digits, `_` and `-`, at most 64 of them.
    package func id(_ key: String = "id", _ meaning: String = "Name used by references; unique.")
        -> String
    {
        optionalID(key, meaning, required: true) ?? ""
    }

    package func optionalID(_ key: String, _ meaning: String, required: Bool = false) -> String? {
        lazy var schema = Self.schema("string", meaning)
            .adding("pattern", .string(Self.idPattern))
        guard let value = take(key, required: required, schema: schema) else { return nil }
        guard case .string(let text) = value, Self.isID(text) else {
            fault(
                key, .notAllowed, given: value.summary,
                allowed: "1 to 64 of a–z, 0–9, _ and -, starting with a letter or digit")
            return nil
        }
        return text
    }

    func name() -> LocalizedName? {
        lazy var schema = JSON.fields([
            "description": "Name for people: one text, or one per language.",
            "anyOf": .array([
                .fields(["type": "string"]),
                .fields([
                    "type": "object",
                    "properties": .fields([
                        "en": .fields(["type": "string"]), "zh": .fields(["type": "string"]),
                    ]),
                    "additionalProperties": false,
                ]),
            ]),
        ])
        guard let value = take("name", required: false, schema: schema) else { return nil }
        if case .string(let text) = value { return LocalizedName(en: text, zh: text) }
        guard case .object(let texts) = value,
            texts.allSatisfy({ $0.key == "en" || $0.key == "zh" }),
            case .string(let en)? = value["en"] ?? value["zh"],
            case .string(let zh)? = value["zh"] ?? value["en"]
        else {
            mismatch("name", value, "a string, or {\"en\": …, \"zh\": …}")
            return nil
        }
        return LocalizedName(en: en, zh: zh)
    }

    package func bool(_ key: String, _ meaning: String, default standIn: Bool) -> Bool {
        optionalBool(key, meaning, default: standIn) ?? standIn
    }

    package func optionalBool(_ key: String, _ meaning: String, default standIn: Bool? = nil)
        -> Bool?
    {
        let plain = Self.schema("boolean", meaning)
        lazy var schema = standIn.map { plain.adding("default", .bool($0)) } ?? plain
        guard let value = take(key, required: false, schema: schema) else { return nil }
        guard case .bool(let flag) = value else {
            mismatch(key, value, "true or false")
            return nil
        }
        return flag
    }

    package func number(
        _ key: String, _ meaning: String, _ range: ClosedRange<Double>,
        default standIn: Double? = nil
    ) -> Double {
        optionalNumber(key, meaning, range, required: standIn == nil, default: standIn)
            ?? standIn ?? range.lowerBound
    }

    package func optionalNumber(
        _ key: String, _ meaning: String, _ range: ClosedRange<Double>, required: Bool = false,
        default standIn: Double? = nil
    ) -> Double? {
        lazy var schema = Self.numberSchema("number", meaning, range, standIn)
        guard let value = take(key, required: required, schema: schema) else { return nil }
        return check(value, range, at: pointer(key))
    }

    package func integer(
        _ key: String, _ meaning: String, _ range: ClosedRange<Int>, default standIn: Int? = nil
    ) -> Int {
        let bounds = Double(range.lowerBound)...Double(range.upperBound)
        lazy var schema = Self.numberSchema("integer", meaning, bounds, standIn.map(Double.init))
        let fallback = standIn ?? range.lowerBound
        guard let value = take(key, required: standIn == nil, schema: schema) else {
            return fallback
        }
        guard case .number(let number) = value, number == number.rounded(),
            bounds.contains(number)
        else {
            fault(
                key, .notAllowed, given: value.summary,
                allowed: "an integer from \(range.lowerBound) to \(range.upperBound)")
            return fallback
        }
        return Int(number)
    }

    package func choice<E: CaseIterable & RawRepresentable>(
        _ key: String, _ meaning: String, of type: E.Type, default standIn: E? = nil
    ) -> E? where E.RawValue == String {
        lazy var schema = JSON.fields([
            "description": .string(meaning),
            "enum": .array(E.allCases.map { .string($0.rawValue) }),
            "default": standIn.map { .string($0.rawValue) },
        ])
        guard let value = take(key, required: standIn == nil, schema: schema) else {
            return standIn
        }
        if case .string(let text) = value, let found = E(rawValue: text) { return found }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: E.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
        return standIn
    }

    package func instant(_ key: String, _ meaning: String, required: Bool) -> Instant? {
        lazy var schema = Self.schema("string", meaning).adding("format", "date-time")
        guard let value = take(key, required: required, schema: schema) else { return nil }
        if case .string(let text) = value, let instant = Instant(text) { return instant }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: "an instant with its offset, such as \"2026-09-15T00:00:00+08:00\"")
        return nil
    }

    /// Reads `from` and `to`, which must lie after it; an instant that is missing or wrong is nil.
    package func interval(
        from first: String = "First instant.", to end: String = "First instant after.",
        required: Bool
    ) -> (from: Instant?, to: Instant?) {
        let from = instant("from", first, required: required)
        let to = instant("to", end, required: required)
        if let from, let to, from >= to {
            fault("to", .conflict, given: to.utcText, allowed: "after from, \(from.utcText)")
        }
        return (from, to)
    }

    package func date(_ key: String, _ meaning: String, required: Bool) -> CivilDate? {
        lazy var schema = Self.schema("string", meaning).adding("format", "date")
        guard let value = take(key, required: required, schema: schema) else { return nil }
        if case .string(let text) = value, let date = CivilDate(text) { return date }
        fault(
            key, .notAllowed, given: value.summary, allowed: "a date, such as \"2026-10-01\"")
        return nil
    }

    package func check(_ value: JSON, _ range: ClosedRange<Double>, at pointer: String) -> Double? {
        guard case .number(let number) = value else {
            decoding.fault(
                pointer, .wrongType, given: value.summary,
                allowed: "a number " + Self.words(range))
            return nil
        }
        guard range.contains(number) else {
            decoding.fault(
                pointer, .notAllowed, given: JSON.text(of: number),
                allowed: "a number " + Self.words(range))
            return nil
        }
        return number
    }

    static func words(_ range: ClosedRange<Double>) -> String {
        "from \(JSON.text(of: range.lowerBound)) to \(JSON.text(of: range.upperBound))"
    }

    private static let idPattern = "^[a-z0-9][a-z0-9_-]{0,63}$"

    static func isID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...64).contains(bytes.count) else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "_"), UInt8(ascii: "-"): index > 0
            default: false
            }
        }
    }
}
