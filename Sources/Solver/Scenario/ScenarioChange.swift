/// One change of a scenario document: `path=value`.
///
/// A path is field names joined by dots; an entry of a list is named by its `id`, its index, or
/// `*` for all: `sites.*.connection.transformer_mva=40`, `carbon.price_cny_per_tonne=120`.
/// The value is JSON, or a bare word. The changed document is validated like any other.
public struct ScenarioChange: Sendable, Equatable {
    /// Why a change cannot be made.
    public struct Problem: Error, Sendable, Equatable {
        /// The path as given.
        public let path: String
        /// The part of it that leads nowhere.
        public let part: String
        /// What could stand there.
        public let allowed: String
    }

    /// The path as given.
    public let path: String
    private let parts: [String]
    private let value: JSON

    /// Reads `path=value`; nil when there is no path.
    public init?(_ text: String) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else { return nil }
        path = String(text[..<sign])
        parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        let word = String(text[text.index(after: sign)...])
        value = (try? JSON(parsing: Array(word.utf8))) ?? .string(word)
    }

    /// The document with the change made.
    public func applied(to document: JSON) throws(Problem) -> JSON {
        try replaced(document, parts[...])
    }

    private func replaced(_ node: JSON, _ rest: ArraySlice<String>) throws(Problem) -> JSON {
        guard let part = rest.first else { return value }
        switch node {
        case .object(var members):
            if let index = members.firstIndex(where: { $0.key == part }) {
                members[index].value = try replaced(members[index].value, rest.dropFirst())
            } else if rest.count == 1 {
                members.append(JSON.Member(part, value))
            } else {
                throw problem(part, members.map(\.key))
            }
            return .object(members)
        case .array, .numbers:
            var items = node.elements ?? []
            let chosen = items.indices.filter { matches(items[$0], $0, part) }
            guard !chosen.isEmpty else {
                throw problem(part, ["*"] + items.indices.map { name(items[$0], $0) })
            }
            for index in chosen { items[index] = try replaced(items[index], rest.dropFirst()) }
            return .array(items).flattened
        default: throw problem(part, [])
        }
    }

    private func matches(_ item: JSON, _ index: Int, _ part: String) -> Bool {
        part == "*" || name(item, index) == part || String(index) == part
    }

    private func name(_ item: JSON, _ index: Int) -> String {
        if case .string(let id)? = item["id"] { return id }
        return String(index)
    }

    private func problem(_ part: String, _ choices: [String]) -> Problem {
        let list = choices.prefix(20).joined(separator: ", ")
        return Problem(
            path: path, part: part,
            allowed: choices.isEmpty ? "nothing: a value, not a list or object" : "one of " + list)
    }
}

extension JSON {
    /// An array of numbers in its flat form.
    fileprivate var flattened: JSON {
        guard case .array(let items) = self, !items.isEmpty else { return self }
        var numbers: [Double] = []
        for item in items {
            guard case .number(let number) = item else { return self }
            numbers.append(number)
        }
        return .numbers(numbers)
    }
}
