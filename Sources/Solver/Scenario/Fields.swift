/// Reads the members of one JSON object, or writes down what it would read.
///
/// The nouns of a scenario, and bodies of requests, call the same functions in two modes. Reading, each call takes one member,
/// checks it, notes a fault where it is wrong and returns a harmless stand-in, so that one pass
/// finds every fault. Recording, each call adds a property to a JSON Schema. The published schema
/// is therefore the decoder's own word.
package final class Fields {
    /// JSON Pointer of this object.
    package let pointer: String
    package let decoding: Decoding
    private let members: [JSON.Member]
    /// False for a value of another type, whose members are not missed one by one.
    private let isObject: Bool
    private var known: [String] = []
    private(set) var properties: [JSON.Member] = []
    private(set) var required: [JSON] = []
    /// Groups of members of which exactly one is given.
    private(set) var alternatives: [[String]] = []

    package var isRecording: Bool { decoding.isRecording }

    package init(_ value: JSON?, at pointer: String, in decoding: Decoding) {
        self.pointer = pointer
        self.decoding = decoding
        if case .object(let members)? = value {
            self.members = members
            isObject = true
        } else {
            members = []
            isObject = false
            if !decoding.isRecording {
                decoding.fault(
                    pointer, .wrongType, given: value?.summary ?? "nothing", allowed: "an object")
            }
        }
    }

    /// Pointer of a member of this object; `key` may be a path of plain names.
    package func pointer(_ key: String) -> String { pointer + "/" + key }

    package func fault(_ key: String, _ kind: Fault.Kind, given: String, allowed: String) {
        decoding.fault(pointer(key), kind, given: given, allowed: allowed)
    }

    package func has(_ key: String) -> Bool { members.contains { $0.key == key } }

    /// Faults every member that nobody asked for; called once, last.
    package func finish() {
        guard !isRecording else { return }
        for member in members where !known.contains(member.key) && member.key != "note" {
            let key = member.key.replacing("~", with: "~0").replacing("/", with: "~1")
            fault(
                key, .unknownField, given: "\"\(member.key.prefix(80))\"",
                allowed: Self.suggestion(for: member.key, among: known))
        }
    }

    // MARK: The one gate

    /// Takes a member; nil when it is absent (a fault if required) or null.
    package func take(
        _ key: String, required isRequired: Bool, schema: @autoclosure () -> JSON
    ) -> JSON? {
        known.append(key)
        if isRecording {
            let schema = schema()
            properties.append(JSON.Member(key, isRequired ? schema : schema.allowingNull))
            if isRequired { required.append(.string(key)) }
            return nil
        }
        if let member = members.first(where: { $0.key == key }), member.value != .null {
            return member.value
        }
        if isRequired && isObject {
            fault(key, .missing, given: "nothing", allowed: Self.words(schema()))
        }
        return nil
    }

    /// Says that exactly one of these members is given.
    package func exactlyOne(of keys: String...) {
        if isRecording { return alternatives.append(keys) }
        let given = members.filter { keys.contains($0.key) }
        guard isObject, let first = keys.first,
            given.count != 1 || given.contains(where: { $0.value == .null })
        else { return }
        fault(
            first, given.count > 1 ? .conflict : .missing,
            given: given.map(\.key).joined(separator: ", "),
            allowed: "exactly one of " + keys.joined(separator: ", "))
    }

    package func mismatch(_ key: String, _ value: JSON, _ allowed: String) {
        fault(key, .wrongType, given: value.summary, allowed: allowed)
    }
}
