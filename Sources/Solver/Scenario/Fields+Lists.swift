// Lists, nested objects, lists of words and of numbers.
extension Fields {
    /// A list of objects, each read by `element`.
    package func list<Element>(
        _ key: String, _ meaning: String, atLeast minimum: Int = 0, atMost maximum: Int? = nil,
        element: (Fields) -> Element
    ) -> [Element] {
        let isRequired = minimum > 0
        if isRecording {
            _ = take(
                key, required: isRequired,
                schema: .fields([
                    "type": "array", "description": .string(meaning),
                    "items": decoding.recorded(element),
                    "minItems": minimum > 0 ? .integer(minimum) : nil,
                    "maxItems": maximum.map(JSON.integer),
                ]))
            return []
        }
        lazy var schema = Self.schema("array", meaning)
        guard let value = take(key, required: isRequired, schema: schema) else { return [] }
        guard let items = value.elements else {
            mismatch(key, value, "a list")
            return []
        }
        guard items.count >= minimum, items.count <= maximum ?? .max else {
            fault(
                key, items.count < minimum ? .missing : .tooLarge, given: value.summary,
                allowed: maximum.map { "\(minimum) to \($0) entries" }
                    ?? "at least \(minimum) entries")
            return []
        }
        return items.enumerated().map { index, item in
            object(item, at: pointer(key) + "/\(index)", element)
        }
    }

    /// An object read by `element`, or nil when absent.
    package func object<Element>(
        _ key: String, _ meaning: String, required: Bool = false, element: (Fields) -> Element
    ) -> Element? {
        if isRecording {
            let schema = decoding.recorded(element)
            _ = take(
                key, required: required, schema: schema.adding("description", .string(meaning)))
            return nil
        }
        lazy var schema = Self.schema("object", meaning)
        guard let value = take(key, required: required, schema: schema) else { return nil }
        return object(value, at: pointer(key), element)
    }

    private func object<Element>(
        _ value: JSON, at pointer: String, _ element: (Fields) -> Element
    ) -> Element {
        let fields = Fields(value, at: pointer, in: decoding)
        let result = element(fields)
        if case .object = value { fields.finish() }
        return result
    }

    /// A list of words, each turned into a value by `parse`.
    package func words<Value>(
        _ key: String, _ meaning: String, allowed: String, item: JSON = .fields(["type": "string"]),
        count: Int? = nil, required: Bool = false, parse: (String) -> Value?
    ) -> [Value] {
        lazy var schema = JSON.fields([
            "type": "array", "description": .string(meaning), "items": item,
            "minItems": count.map(JSON.integer), "maxItems": count.map(JSON.integer),
        ])
        guard let value = take(key, required: required, schema: schema) else { return [] }
        guard let items = value.elements, count == nil || items.count == count else {
            fault(
                key, value.elements == nil ? .wrongType : .wrongLength, given: value.summary,
                allowed: count.map { "a list of \($0)" } ?? "a list")
            return []
        }
        return items.enumerated().compactMap { index, item in
            if case .string(let text) = item, let value = parse(text) { return value }
            decoding.fault(
                pointer(key) + "/\(index)", .notAllowed, given: item.summary, allowed: allowed)
            return nil
        }
    }

    /// A list of numbers within a range.
    package func numbers(
        _ key: String, _ meaning: String, _ range: ClosedRange<Double>, whole: Bool = false
    ) -> [Double] {
        lazy var schema = JSON.fields([
            "type": "array", "description": .string(meaning),
            "items": Self.numberSchema(whole ? "integer" : "number", nil, range, nil),
        ])
        guard let value = take(key, required: false, schema: schema) else { return [] }
        guard let items = value.elements else {
            mismatch(key, value, "a list of numbers")
            return []
        }
        return items.enumerated().compactMap { index, item in
            let place = pointer(key) + "/\(index)"
            guard let number = check(item, range, at: place) else { return nil }
            if whole, number != number.rounded() {
                decoding.fault(
                    place, .notAllowed, given: JSON.text(of: number),
                    allowed: "an integer " + Self.words(range))
                return nil
            }
            return number
        }
    }
}
