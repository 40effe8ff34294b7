/// A JSON document as a value; arrays of numbers are kept flat.
public enum JSON: Sendable, Equatable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// Any number; JSON knows only one kind.
    case number(Double)
    /// A string.
    case string(String)
    /// An array with at least one element that is not a number, or an empty one.
    case array([JSON])
    /// A non-empty array that holds numbers only: eight bytes each.
    case numbers([Double])
    /// An object, members in the order of the document.
    case object([Member])

    /// One member of an object.
    public struct Member: Sendable, Equatable {
        /// Its name.
        public let key: String
        /// Its value.
        public var value: JSON

        /// Creates a member.
        public init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// An object from pairs; members whose value is nil are left out.
    public static func fields(_ pairs: KeyValuePairs<String, JSON?>) -> JSON {
        .object(pairs.compactMap { pair in pair.value.map { Member(pair.key, $0) } })
    }

    /// An integer as a JSON number.
    public static func integer(_ value: Int) -> JSON { .number(Double(value)) }

    /// A list of numbers, flat.
    public static func list(_ values: [Double]) -> JSON {
        values.isEmpty ? .array([]) : .numbers(values)
    }

    /// A number, or `null` where there is none or it is not finite.
    public static func optional(_ value: Double?) -> JSON {
        guard let value, value.isFinite else { return .null }
        return .number(value)
    }

    /// The member of an object by name, or nil.
    public subscript(_ key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The elements of an array of either form, or nil.
    public var elements: [JSON]? {
        switch self {
        case .array(let elements): elements
        case .numbers(let values): values.map(JSON.number)
        default: nil
        }
    }

    /// What this value is, in the words of an error message.
    package var summary: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let value): JSON.text(of: value)
        case .string(let value): "\"\(value.prefix(80))\""
        case .array(let elements): "a list of \(elements.count)"
        case .numbers(let values): "a list of \(values.count) numbers"
        case .object: "an object"
        }
    }
}

// Literals, so that documents can be written down in code and tests.
extension JSON: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    /// A string literal.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A floating-point literal.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// An integer literal.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A Boolean literal.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
