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
}
