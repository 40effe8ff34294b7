import Certificates
import Solver

// Values of requests to the registry.
extension Fields {
    private static let namePattern = "^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$"
    /// JSON Schema of a name.
    static let nameSchema: JSON = .fields(["type": "string", "pattern": .string(namePattern)])
    private static let nameWords = "a letter or digit, then up to 127 letters, digits and ._:/@+-"

    /// A name that logs can carry; nil when absent or wrong.
    func registryName(_ key: String, _ meaning: String, required: Bool = true) -> String? {
        let schema = Self.nameSchema.adding("description", .string(meaning))
        guard let value = take(key, required: required, schema: schema) else { return nil }
        if case .string(let text) = value, RegistryNames.isName(text) { return text }
        fault(key, .notAllowed, given: value.summary, allowed: Self.nameWords)
        return nil
    }

    /// A list of names.
    func registryNames(_ key: String, _ meaning: String, required: Bool = true) -> [String] {
        words(
            key, meaning, allowed: Self.nameWords, item: Self.nameSchema, required: required,
            parse: { RegistryNames.isName($0) ? $0 : nil })
    }

    /// A text for people.
    func registryText(_ key: String, _ meaning: String, required: Bool = true) -> String? {
        let schema = Self.schema("string", meaning).adding("minLength", 1).adding("maxLength", 400)
        guard let value = take(key, required: required, schema: schema) else { return nil }
        if case .string(let text) = value, (1...400).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        {
            return text
        }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: "1 to 400 bytes without control characters")
        return nil
    }

    /// A whole number, as a number or as decimal text; nil when absent or wrong.
    func whole(_ key: String, _ meaning: String, _ range: ClosedRange<Int64>) -> Int64? {
        let schema: JSON = .fields([
            "type": .array(["integer", "string"]), "description": .string(meaning),
            "minimum": .number(Double(range.lowerBound)),
            "maximum": .number(Double(range.upperBound)), "pattern": "^(0|[1-9][0-9]{0,15})$",
        ])
        guard let value = take(key, required: true, schema: schema) else { return nil }
        if let number = Self.whole(value), range.contains(number) { return number }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    private static func whole(_ value: JSON) -> Int64? {
        switch value {
        case .string(let text): JSONValue.text(text).decimal
        case .number(let number) where abs(number) < 9e15: Int64(exactly: number)
        default: nil
        }
    }

    /// Whole numbers from 1.
    func wholes(_ key: String, _ meaning: String, _ range: ClosedRange<Int64>) -> [Int64] {
        let schema: JSON = .fields([
            "type": "array", "description": .string(meaning),
            "items": .fields([
                "type": .array(["integer", "string"]),
                "minimum": .number(Double(range.lowerBound)),
                "maximum": .number(Double(range.upperBound)), "pattern": "^[1-9][0-9]{0,15}$",
            ]),
        ])
        guard let value = take(key, required: true, schema: schema) else { return [] }
        let numbers = (value.elements ?? []).map(Self.whole)
        let sound = numbers.compactMap(\.self).filter(range.contains)
        guard value.elements != nil, sound.count == numbers.count else {
            fault(
                key, .notAllowed, given: value.summary,
                allowed: "whole numbers from \(range.lowerBound) to \(range.upperBound)")
            return []
        }
        return sound
    }

    /// An interval of whole seconds.
    func utcInterval(_ first: String = "start", _ end: String = "end", required: Bool = true)
        -> UTCInterval?
    {
        let from = instant(first, "First instant.", required: required)
        let to = instant(end, "First instant after.", required: required)
        guard let from, let to, let start = UTCTime(seconds: Int64(from.seconds)),
            let stop = UTCTime(seconds: Int64(to.seconds))
        else { return nil }
        guard let interval = UTCInterval(start: start, end: stop) else {
            fault(end, .conflict, given: stop.text, allowed: "after \(first), \(start.text)")
            return nil
        }
        return interval
    }

    /// A moment of whole seconds.
    func utcTime(_ key: String, _ meaning: String, required: Bool = true) -> UTCTime? {
        instant(key, meaning, required: required).flatMap { UTCTime(seconds: Int64($0.seconds)) }
    }
}
