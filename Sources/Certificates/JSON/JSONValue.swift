/// A JSON document as a value (RFC 8259), within I-JSON (RFC 7493): no member twice, numbers as doubles.
///
/// Certificates and log entries write whole numbers as text, because a double ends at 2^53.
public enum JSONValue: Sendable, Hashable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// Any number; finite.
    case number(Double)
    /// A string.
    case text(String)
    /// An array.
    case array([JSONValue])
    /// An object; the order of members has no meaning.
    case object([String: JSONValue])

    /// A member of an object; nil where there is none and for other values.
    public subscript(_ member: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[member]
    }

    /// Its text, if it is one.
    public var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// Its elements, if it is an array.
    public var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// Its members, if it is an object.
    public var members: [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// A whole number as text: `"1000"`.
    public static func decimal(_ value: Int64) -> JSONValue { .text("\(value)") }

    /// The whole number of a text in the one form `decimal` writes: no sign but a minus, no leading
    /// zero, no blank; nil for anything else.
    public var decimal: Int64? {
        guard case .text(let text) = self, let value = Int64(text), "\(value)" == text else {
            return nil
        }
        return value
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string literal.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A Boolean literal.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array literal.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object literal; of a member that comes twice the last one stays.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(Dictionary(members) { $1 })
    }
}
