/// One thing wrong with an input: where, what was given, what is allowed.
public struct Fault: Sendable, Equatable {
    /// The kind of a fault, stable for programs to match on.
    public enum Kind: String, Sendable, CaseIterable {
        /// The text is not JSON or not CSV.
        case malformed
        /// A required field is not there.
        case missing
        /// A field this format does not know.
        case unknownField = "unknown_field"
        /// A value of another type.
        case wrongType = "wrong_type"
        /// A number outside its range, or a word outside its list.
        case notAllowed = "not_allowed"
        /// A series whose length is not the number of steps.
        case wrongLength = "wrong_length"
        /// Two things with one name.
        case duplicateID = "duplicate_id"
        /// A name that nothing has.
        case unknownReference = "unknown_reference"
        /// Two fields that contradict each other.
        case conflict
        /// Something larger than the stated limit.
        case tooLarge = "too_large"
    }

    /// JSON Pointer (RFC 6901) to the place, or a file and line.
    public let pointer: String
    /// What kind of fault.
    public let kind: Kind
    /// What was found, as text.
    public let given: String
    /// What would be right, as text.
    public let allowed: String

    /// Creates a fault.
    public init(pointer: String, kind: Kind, given: String, allowed: String) {
        self.pointer = pointer
        self.kind = kind
        self.given = given
        self.allowed = allowed
    }
}

/// All the faults of one scenario, in the order of the document.
public struct ScenarioError: Error, Sendable, Equatable {
    /// The faults; at most `limit` of them.
    public let faults: [Fault]
    /// How many there were in all.
    public let count: Int

    /// The largest number of faults that are listed.
    public static let limit = 200

    /// Creates an error from a list that may be longer than the limit.
    public init(_ faults: [Fault]) {
        self.faults = Array(faults.prefix(Self.limit))
        self.count = faults.count
    }
}
