import Solver

// Values of the service's own documents that scenarios do not have.
extension Fields {
    /// Weeks and days, then hours, minutes and seconds; at least one of them.
    private static let durationPattern: String = {
        let n = "[0-9]{1,6}"
        let date = "(\(n)W(\(n)D)?|\(n)D)"
        let time = "T(\(n)H(\(n)M)?(\(n)S)?|\(n)M(\(n)S)?|\(n)([.,][0-9]{1,6})?S)"
        return "^P(\(date)(\(time))?|\(time))$"
    }()

    /// An ISO 8601 duration without years and months, in seconds within a range; nil when absent.
    func duration(
        _ key: String, _ meaning: String, required isRequired: Bool = false,
        _ range: ClosedRange<Double>, example: String
    ) -> ISODuration? {
        lazy var schema = Self.schema("string", meaning)
            .adding("pattern", .string(Self.durationPattern))
        guard let value = take(key, required: isRequired, schema: schema) else { return nil }
        if case .string(let text) = value, let duration = ISODuration(text),
            let seconds = duration.seconds, range.contains(seconds)
        {
            return duration
        }
        func text(_ seconds: Double) -> String {
            ISODuration(microseconds: Int64(seconds * 1e6)).text
        }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: "an ISO 8601 duration such as \"\(example)\", from "
                + "\(text(range.lowerBound)) to \(text(range.upperBound)), without years and months"
        )
        return nil
    }

    /// A text of a few letters that is not empty; nil when absent.
    func label(_ key: String, _ meaning: String, atMost most: Int = 200) -> String? {
        lazy var schema = Self.schema("string", meaning)
            .adding("minLength", 1).adding("maxLength", .integer(most))
        guard let value = take(key, required: false, schema: schema) else { return nil }
        if case .string(let text) = value, (1...most).contains(text.unicodeScalars.count) {
            return text
        }
        fault(
            key, .notAllowed, given: value.summary, allowed: "a text of 1 to \(most) characters")
        return nil
    }

    /// An integer that may be left out.
    func optionalInteger(_ key: String, _ meaning: String, _ range: ClosedRange<Int>) -> Int? {
        let schema = Fields.schema("integer", meaning)
            .adding("minimum", .integer(range.lowerBound))
            .adding("maximum", .integer(range.upperBound))
        guard let value = take(key, required: false, schema: schema) else { return nil }
        guard case .number(let number) = value, number == number.rounded(),
            Double(range.lowerBound)...Double(range.upperBound) ~= number
        else {
            fault(
                key, .notAllowed, given: value.summary,
                allowed: "an integer from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return Int(number)
    }

    /// Numbers, and null where there is none (NaN).
    func gappedNumbers(_ key: String, _ meaning: String, atMost most: Int) -> [Double] {
        let schema: JSON = .fields([
            "type": "array", "description": .string(meaning), "minItems": 1,
            "maxItems": .integer(most),
            "items": .fields(["type": .array(["number", "null"])]),
        ])
        guard let value = take(key, required: true, schema: schema) else { return [] }
        if case .numbers(let numbers) = value, numbers.count <= most { return numbers }
        guard let items = value.elements, (1...most).contains(items.count) else {
            fault(
                key, value.elements == nil ? .wrongType : .wrongLength, given: value.summary,
                allowed: "a list of 1 to \(most) numbers")
            return []
        }
        return items.enumerated().map { index, item in
            switch item {
            case .number(let number): return number
            case .null: return .nan
            default:
                decoding.fault(
                    pointer(key) + "/\(index)", .wrongType, given: item.summary,
                    allowed: "a number or null")
                return .nan
            }
        }
    }
}
