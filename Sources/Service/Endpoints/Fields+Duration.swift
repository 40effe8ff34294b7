import Solver

extension Fields {
    /// Weeks and days, then hours, minutes and seconds; at least one of them.
    private static let duration: String = {
        let n = "[0-9]{1,6}"
        let date = "(\(n)W(\(n)D)?|\(n)D)"
        let time = "T(\(n)H(\(n)M)?(\(n)S)?|\(n)M(\(n)S)?|\(n)S)"
        return "^P(\(date)(\(time))?|\(time))$"
    }()

    /// A duration without years and months, seconds.
    func duration(_ key: String, _ meaning: String, required: Bool = false) -> Double? {
        let schema = Fields.schema("string", meaning).adding("pattern", .string(Self.duration))
        guard let value = take(key, required: required, schema: schema) else { return nil }
        if case .string(let text) = value, let seconds = ISODuration(text)?.seconds {
            return seconds
        }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: "an ISO 8601 duration without years and months, such as \"PT15M\"")
        return nil
    }
}

extension ISODuration {
    /// The text of whole seconds.
    static func text(seconds: Int) -> String {
        ISODuration(microseconds: Int64(seconds) * 1_000_000).text
    }
}
