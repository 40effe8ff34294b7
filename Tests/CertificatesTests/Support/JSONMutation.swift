import Certificates

/// A document with each of its leaves changed in turn, for tests that no change goes unseen.
enum JSONMutation {
    /// A changed document and what was changed.
    struct Mutant {
        /// JSON Pointer of the place, and the change.
        let place: String
        /// The document after it.
        let document: JSONValue
    }

    /// For each leaf one document in which it has another value, for each member and element one
    /// without it, for each object one with a member more.
    static func all(of document: JSONValue) -> [Mutant] { mutants(of: document, at: "") }

    private static func mutants(of value: JSONValue, at place: String) -> [Mutant] {
        switch value {
        case .object(let members):
            var mutants: [Mutant] = []
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                let inner = "\(place)/\(name)"
                mutants += Self.mutants(of: member, at: inner).map { mutant in
                    Mutant(
                        place: mutant.place,
                        document: .object(members.merging([name: mutant.document]) { $1 }))
                }
                let rest = members.filter { $0.key != name }
                mutants.append(Mutant(place: inner + " removed", document: .object(rest)))
            }
            let more = members.merging(["added": true]) { $1 }
            return mutants + [Mutant(place: place + "/added", document: .object(more))]
        case .array(let elements):
            var mutants: [Mutant] = []
            for (index, element) in elements.enumerated() {
                let inner = "\(place)/\(index)"
                for mutant in Self.mutants(of: element, at: inner) {
                    var changed = elements
                    changed[index] = mutant.document
                    mutants.append(Mutant(place: mutant.place, document: .array(changed)))
                }
                var shorter = elements
                shorter.remove(at: index)
                mutants.append(Mutant(place: inner + " removed", document: .array(shorter)))
            }
            return mutants
        default:
            return leaves(value).map { Mutant(place: place, document: $0) }
        }
    }

    private static func leaves(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .text(let text):
            var changed = Array(text.unicodeScalars)
            // The last character becomes its neighbour: a digit stays a digit, a letter a letter.
            if let last = changed.popLast() {
                let other = Unicode.Scalar(last.value ^ 1) ?? "x"
                changed.append(other)
            }
            var other = String.UnicodeScalarView()
            other.append(contentsOf: changed)
            let neighbour = String(other)
            return [.text(neighbour == text ? text + "x" : neighbour), .text(text + " "), .null]
        case .number(let number): return [.number(number + 1), .text("\(number)")]
        case .bool(let value): return [.bool(!value), .null]
        default: return [.text(""), .bool(false)]
        }
    }
}
